using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class HttpSetTests : AlgebraLaws<HttpSet, HttpRequest?>
{
    private static readonly Gen<string> s_patterns = Gen.OneOf("/*", "/a", "/a/*", "/b");
    private static readonly Gen<string[]> s_methods = Gen.OneOf("GET", "POST", "HEAD").Array[0, 2];

    // Null is raw bytes; PATCH is in no rule; each path is in another combination of the patterns.
    protected override IReadOnlyList<HttpRequest?> Universe { get; } =
    [
        null,
        .. new[] { "GET", "POST", "HEAD", "PATCH" }.SelectMany(method => new[] { "/", "/a", "/a/", "/a/x", "/b", "/c" }.Select(path => new HttpRequest(method, path))),
    ];

    protected override Gen<(HttpSet Set, Func<HttpRequest?, bool> Holds)> Atoms => Gen.Select(s_methods, s_patterns, Gen.Int[0, 9]).Select((methods, pattern, kind) => kind switch
    {
        0 => (HttpSet.All, _ => true),
        1 => (HttpSet.AllRequests, x => x is not null),
        2 => (HttpSet.All.Except(HttpSet.AllRequests), (Func<HttpRequest?, bool>)(x => x is null)),
        _ => (Rule(methods, pattern), x => x is not null
            && (methods.Length == 0 || methods.Contains(x.Method))
            && (pattern.EndsWith('*') ? x.Path.StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal) : x.Path == pattern)),
    });

    [Fact]
    public void Sample_IsInTheSet()
        => Sets.Sample(
            a =>
            {
                var request = a.Set.SampleRequest();
                Assert.Equal(a.Set.Intersect(HttpSet.AllRequests).IsEmpty, request is null);
                Assert.True(request is null || a.Set.Contains(request.Method, request.Path));
                Assert.Equal(a.Set.IsEmpty ? null : a.Set.IncludesRaw ? "raw bytes" : request!.ToString(), a.Set.Sample());
            },
            iter: 500);

    [Fact]
    public void Rules_SayTheSet()
        => Sets.Sample(
            a =>
            {
                var rules = a.Set.Rules;
                Assert.All(Universe.OfType<HttpRequest>(), request =>
                {
                    var named = rules.Where(rule => rule.Methods.Contains(request.Method)).ToList();
                    var others = rules.Where(rule => rule.Methods.Length == 0).ToList();
                    Assert.InRange(named.Count, 0, 1);
                    Assert.InRange(others.Count, 0, 1);
                    Assert.Equal(a.Set.Contains(request.Method, request.Path), named.Concat(others).Take(1).Any(rule => rule.Paths.Contains(request.Path)));
                });
                Assert.True(rules.All(rule => !rule.Paths.IsEmpty || rules.Any(other => other.Methods.Length == 0)));
            },
            iter: 500);

    [Fact]
    public void SampleRequest_WhereEveryFamiliarMethodIsDenied_NamesAnother()
    {
        var set = HttpSet.AllRequests.Except(HttpSet.Of(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "X0"], PathSet.All));
        Assert.Equal("X1 /", set.Sample());
    }

    [Theory]
    [InlineData("get")]
    [InlineData("")]
    [InlineData("GET ")]
    [InlineData("*")]
    [InlineData("GET\r\n")]
    public void OddMethod_IsRefused(string method)
    {
        Assert.False(HttpSet.IsMethod(method));
        Assert.Throws<ArgumentException>(() => HttpSet.Of([method], PathSet.All));
    }

    [Fact]
    public void RawBytes_AreNotRequests()
    {
        Assert.False(HttpSet.AllRequests.IncludesRaw);
        Assert.True(HttpSet.All.IncludesRaw);
        Assert.False(HttpSet.All.IsSubsetOf(HttpSet.AllRequests));
        Assert.Equal("raw bytes", HttpSet.All.Except(HttpSet.AllRequests).Sample());
    }

    [Fact]
    public void ToString_IsReadable()
    {
        Assert.Equal("everything", HttpSet.All.ToString());
        Assert.Equal("nothing", HttpSet.Empty.ToString());
        Assert.Equal("raw bytes; GET,HEAD /a; * /b", HttpSet.All.Except(HttpSet.AllRequests)
            .Union(Rule([], "/b"))
            .Except(Rule(["GET", "HEAD"], "/*"))
            .Union(Rule(["HEAD", "GET"], "/a")).ToString());
    }

    protected override bool Contains(HttpSet set, HttpRequest? element) => element is null ? set.IncludesRaw : set.Contains(element.Method, element.Path);

    private static HttpSet Rule(string[] methods, string pattern)
    {
        Assert.True(PathSet.TryParse(pattern, out var paths, out var error), error);
        return HttpSet.Of(methods, paths);
    }

    protected override HttpSet Empty => HttpSet.Empty;

    protected override HttpSet All => HttpSet.All;

    protected override HttpSet Union(HttpSet left, HttpSet right) => left.Union(right);

    protected override HttpSet Intersect(HttpSet left, HttpSet right) => left.Intersect(right);

    protected override HttpSet Except(HttpSet left, HttpSet right) => left.Except(right);

    protected override HttpSet Complement(HttpSet set) => set.Complement();

    protected override bool IsEmpty(HttpSet set) => set.IsEmpty;

    protected override bool IsSubsetOf(HttpSet left, HttpSet right) => left.IsSubsetOf(right);

    protected override bool Overlaps(HttpSet left, HttpSet right) => left.Overlaps(right);
}
