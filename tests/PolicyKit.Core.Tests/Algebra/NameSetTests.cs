using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class NameSetTests : AlgebraLaws<NameSet, string>
{
    // Patterns have up to three labels of a, b and c. The universe has one label more, both in length and in kind, so that it separates them.
    private static readonly Gen<string> s_names = Gen.OneOf("a", "b", "c").Array[1, 3].Select(labels => string.Join(".", labels));

    protected override IReadOnlyList<string> Universe { get; } = [.. Names(["a", "b", "c", "d"], 4)];

    protected override Gen<(NameSet Set, Func<string, bool> Holds)> Atoms => Gen.Select(s_names, Gen.Int[0, 9]).Select((name, kind) => kind switch
    {
        0 => (NameSet.All, _ => true),
        < 5 => (NameSet.Below(name), x => x.EndsWith("." + name, StringComparison.Ordinal)),
        _ => (NameSet.Exact(name), (Func<string, bool>)(x => x == name)),
    });

    [Fact]
    public void Wildcard_HoldsEveryDepthButNotItsApex()
    {
        var set = NameSet.Below("example.com");
        Assert.True(set.Contains("a.example.com"));
        Assert.True(set.Contains("A.B.example.com."));
        Assert.False(set.Contains("example.com"));
        Assert.False(set.Contains("badexample.com"));
        Assert.False(set.Contains("com"));
    }

    [Fact]
    public void TextThatIsNoName_IsInNoSet()
    {
        Assert.False(NameSet.All.Contains("10.0.0.1"));
        Assert.False(NameSet.All.Contains(""));
        Assert.Throws<ArgumentException>(() => NameSet.Exact("10.0.0.1"));
        Assert.Throws<ArgumentException>(() => NameSet.Below("*.example.com"));
    }

    [Theory]
    [InlineData("api.example.com", "api.example.com")]
    [InlineData("*.Example.com", "*.example.com")]
    public void Pattern_IsRead(string text, string expected)
    {
        Assert.True(NameSet.TryParsePattern(text, out var set));
        Assert.Equal(expected, set.ToString());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("a.*")]
    [InlineData("10.0.0.1")]
    public void OddPattern_IsRefused(string text)
    {
        Assert.False(NameSet.TryParsePattern(text, out var set));
        Assert.True(set.IsEmpty);
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

    [Fact]
    public void Patterns_AreTheSetOrTheSetHasAHole()
        => Sets.Sample(
            a =>
            {
                var canSay = a.Set.TryToPatterns(out var patterns);
                Assert.Equal(canSay ? a.Set : NameSet.Empty, NameSet.UnionAll(patterns.Select(NameSet.Of)));

                // A wildcard with a hole: some name is out though everything below a fresh label beside it is in.
                var hasHole = Universe.Where((_, i) => !a.Model[i])
                    .Any(name => Parents(name).Any(parent => a.Set.Contains(parent.Length == 0 ? "d9" : "d9." + parent)));
                Assert.Equal(!hasHole, canSay);
            },
            iter: 500);

    [Fact]
    public void UnionAll_IsTheUnion()
        => Sets.Array[0, 6].Sample(
            sets => Assert.Equal(sets.Aggregate(NameSet.Empty, (a, b) => a.Union(b.Set)), NameSet.UnionAll(sets.Select(a => a.Set))),
            iter: 200);

    [Fact]
    public void ToString_ShowsHoles()
        => Assert.Equal(
            "*.example.com,!b.example.com,!*.b.example.com,c.b.example.com",
            NameSet.Below("example.com").Except(NameSet.Exact("b.example.com")).Except(NameSet.Below("b.example.com")).Union(NameSet.Exact("c.b.example.com")).ToString());

    protected override bool Contains(NameSet set, string element) => set.Contains(element);

    private static IEnumerable<string> Names(string[] labels, int depth)
        => depth == 1 ? labels : labels.Concat(Names(labels, depth - 1).SelectMany(name => labels.Select(label => $"{label}.{name}"))).Distinct();

    private static IEnumerable<string> Parents(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            yield return name.Substring(dot + 1);
        }

        yield return "";
    }

    protected override NameSet Empty => NameSet.Empty;

    protected override NameSet All => NameSet.All;

    protected override NameSet Union(NameSet left, NameSet right) => left.Union(right);

    protected override NameSet Intersect(NameSet left, NameSet right) => left.Intersect(right);

    protected override NameSet Except(NameSet left, NameSet right) => left.Except(right);

    protected override NameSet Complement(NameSet set) => set.Complement();

    protected override bool IsEmpty(NameSet set) => set.IsEmpty;

    protected override bool IsSubsetOf(NameSet left, NameSet right) => left.IsSubsetOf(right);

    protected override bool Overlaps(NameSet left, NameSet right) => left.Overlaps(right);

    [Theory]
    [InlineData("*", "")]
    [InlineData("a", "*")]
    [InlineData("*.a", "*")]
    [InlineData("a.b.c", "*.b.c *.c *")]
    [InlineData("*.a.b.c", "*.b.c *.c *")]
    public void Wider_HoldsEveryName(string pattern, string wider)
    {
        Assert.Equal(wider, string.Join(' ', NamePattern.Wider(pattern)));
        Assert.All(NamePattern.Wider(pattern).Where(w => w != "*"), w => Assert.True(NameSet.TryParsePattern(pattern, out var narrow) && NameSet.TryParsePattern(w, out var wide) && narrow.IsSubsetOf(wide)));
    }
}
