using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class PathSetTests : AlgebraLaws<PathSet, string>
{
    // Patterns are made of 'a', 'b', '/' and '~', the last character of the alphabet, where prefixes carry. The universe has one more character and
    // two other kinds: '!', the first of the alphabet, and '0', which comes directly after '/'.
    private static readonly Gen<string> s_paths = Gen.OneOf("/", "/a", "/b", "/~", "/a/", "/a/b", "/ab", "/a~", "/a~~", "/~~", "/b/~", "/~/a");

    protected override IReadOnlyList<string> Universe { get; } = [.. Words("!/0ab~", 4).Select(word => "/" + word)];

    protected override Gen<(PathSet Set, Func<string, bool> Holds)> Atoms => Gen.Select(s_paths, Gen.Bool).Select((path, isPrefix) => isPrefix
        ? (Parse(path + "*"), x => x.StartsWith(path, StringComparison.Ordinal))
        : (Parse(path), (Func<string, bool>)(x => x == path)));

    [Theory]
    [InlineData("/")]
    [InlineData("/*")]
    [InlineData("/a/b")]
    [InlineData("/a/b/")]
    [InlineData("/repos/acme/*")]
    [InlineData("/repos/acme*")]
    [InlineData("/.well-known/*")]
    [InlineData("/a..b")]
    [InlineData("/...")]
    [InlineData("/a%20b")]
    [InlineData("/a:b@c;d=e,f+g!$&'()")]
    public void Pattern_IsReadAndWritten(string pattern)
    {
        Assert.True(PathSet.TryParse(pattern, out var set, out var error), error);
        Assert.Equal(pattern, Assert.Single(set.ToPatterns()!.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("//")]
    [InlineData("//a")]
    [InlineData("/a//b")]
    [InlineData("/a//*")]
    [InlineData("/*/b")]
    [InlineData("/a**")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/./a")]
    [InlineData("/../a")]
    [InlineData("/a/..")]
    [InlineData("/a/../*")]
    [InlineData("/a/..*")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/.%2E/b")]
    [InlineData("/a%2fb")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%5Cb")]
    [InlineData("/a%252fb")]
    [InlineData("/%61")]
    [InlineData("/%7E")]
    [InlineData("/a%c3%a9")]
    [InlineData("/a%00")]
    [InlineData("/a%0A")]
    [InlineData("/a%")]
    [InlineData("/a%2*")]
    [InlineData("/a%zz")]
    [InlineData("/a?b")]
    [InlineData("/a#b")]
    [InlineData("/a\\b")]
    [InlineData("/a b")]
    [InlineData("/a\tb")]
    [InlineData("/a\0")]
    [InlineData("/é")]
    [InlineData("/{owner}")]
    [InlineData("/a|b")]
    public void OddPattern_IsRefused(string? pattern)
    {
        Assert.False(PathSet.TryParse(pattern, out var set, out var error));
        Assert.True(set.IsEmpty);
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void Prefix_HoldsAnyRest()
    {
        var set = Parse("/repos/acme/*");
        Assert.True(set.Contains("/repos/acme/"));
        Assert.True(set.Contains("/repos/acme/a/b/c"));
        Assert.False(set.Contains("/repos/acme"));
        Assert.False(set.Contains("/repos/acmes/"));
        Assert.False(set.Contains("/repos/acme/?a"));
        Assert.True(PathSet.All.Contains("/"));
        Assert.False(PathSet.All.Contains(""));
        Assert.False(PathSet.All.Contains("a"));
    }

    [Fact]
    public void Sample_IsInTheSet()
        => Sets.Sample(
            a =>
            {
                var sample = a.Set.Sample();
                Assert.Equal(a.Set.IsEmpty, sample is null);
                Assert.True(sample is null || a.Set.Contains(sample));
            },
            iter: 500);

    [Theory]
    [InlineData("/*", "/")]
    [InlineData("/repos/*", "/repos/")]
    [InlineData("/a", "/a")]
    public void Sample_OfAPattern_IsItsShortestPath(string pattern, string expected) => Assert.Equal(expected, Parse(pattern).Sample());

    [Fact]
    public void Sample_OfAComplement_IsAPathThatServersReadAlike()
        => Assert.All(
            new[] { PathSet.All.Except(Parse("/")), PathSet.All.Except(Parse("/")).Except(Parse("/x")), Parse("/a*").Except(Parse("/a")), Parse("/a/*").Except(Parse("/a/")) },
            set => Assert.True(PathSet.TryParse(set.Sample(), out _, out var error), error));

    [Fact]
    public void Patterns_WhereThereAreAny_AreTheSet()
        => Sets.Sample(
            a => a.Set.ToPatterns() is not { } patterns || patterns.Aggregate(PathSet.Empty, (set, pattern) => set.Union(Parse(pattern))).Equals(a.Set),
            iter: 500);

    [Fact]
    public void Patterns_OfAPrefixWithAHole_AreNone()
        => Assert.Null(PathSet.All.Except(Parse("/repos/acme/*")).ToPatterns());

    [Fact]
    public void Patterns_OfManyPaths_AreThosePaths()
    {
        var paths = Enumerable.Range(100, 500).Select(i => $"/p{i}/*").ToArray();
        Assert.Equal(paths, paths.Aggregate(PathSet.Empty, (set, path) => set.Union(Parse(path))).ToPatterns()!.Value);
    }

    protected override bool Contains(PathSet set, string element) => set.Contains(element);

    private static PathSet Parse(string pattern) => PathSet.TryParse(pattern, out var set, out var error) ? set : throw new ArgumentException(error, nameof(pattern));

    private static IEnumerable<string> Words(string alphabet, int length)
        => length == 0 ? [""] : Words(alphabet, length - 1).SelectMany(word => alphabet.Select(c => word + c)).Prepend("").Distinct();

    protected override PathSet Empty => PathSet.Empty;

    protected override PathSet All => PathSet.All;

    protected override PathSet Union(PathSet left, PathSet right) => left.Union(right);

    protected override PathSet Intersect(PathSet left, PathSet right) => left.Intersect(right);

    protected override PathSet Except(PathSet left, PathSet right) => left.Except(right);

    protected override PathSet Complement(PathSet set) => set.Complement();

    protected override bool IsEmpty(PathSet set) => set.IsEmpty;

    protected override bool IsSubsetOf(PathSet left, PathSet right) => left.IsSubsetOf(right);

    protected override bool Overlaps(PathSet left, PathSet right) => left.Overlaps(right);

    [Fact]
    public void Of_IsTheUnionOfAllPatterns()
    {
        Assert.True(PathSet.Of([]).IsEmpty);
        Assert.Equal(Parse("/a/*").Union(Parse("/b")).Union(Parse("/c")), PathSet.Of(["/c", "/a/*", "/b", "/a/x"]));
        Assert.Throws<FormatException>(() => PathSet.Of(["/a", "a"]));
    }
}
