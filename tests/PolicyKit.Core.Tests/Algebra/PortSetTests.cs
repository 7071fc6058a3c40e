using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class PortSetTests : AlgebraLaws<PortSet, int>
{
    private static readonly int[] s_bounds = [.. Enumerable.Range(0, 12), .. Enumerable.Range(65530, 6)];

    // 30000 stands for what lies between the bounds.
    protected override IReadOnlyList<int> Universe { get; } = [.. s_bounds, 30000];

    protected override Gen<(PortSet Set, Func<int, bool> Holds)> Atoms => Gen.Select(Gen.OneOf(s_bounds), Gen.OneOf(s_bounds))
        .Select((a, b) => (PortSet.Range(Math.Min(a, b), Math.Max(a, b)), (Func<int, bool>)(port => Math.Min(a, b) <= port && port <= Math.Max(a, b))));

    [Theory]
    [InlineData("443", "443")]
    [InlineData("0", "0")]
    [InlineData("*", "*")]
    [InlineData("0-65535", "*")]
    [InlineData("8000-8100,443", "443,8000-8100")]
    [InlineData("443, 80", "80,443")]
    [InlineData("1-5,3-9,10", "1-10")]
    [InlineData("3-9,4-5", "3-9")]
    public void Text_IsReadAndWrittenCanonically(string text, string canonical)
    {
        Assert.True(PortSet.TryParse(text, out var set));
        Assert.Equal(canonical, set.ToString());
        Assert.True(PortSet.TryParse(canonical, out var again));
        Assert.Equal(set, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("443,")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("9-8")]
    [InlineData("1-2-3")]
    [InlineData("0443")]
    [InlineData("+443")]
    [InlineData("443\0")]
    [InlineData("４４３")]
    [InlineData("1e2")]
    [InlineData("0x50")]
    [InlineData("99999999999")]
    [InlineData("443,*")]
    [InlineData("any")]
    public void OddText_IsRefused(string? text)
    {
        Assert.False(PortSet.TryParse(text, out var set));
        Assert.True(set.IsEmpty);
    }

    [Fact]
    public void Of_SortsAndMergesPorts()
    {
        var set = PortSet.Of(443, 80, 81, 443);
        Assert.Equal([new PortRange(80, 81), new PortRange(443, 443)], set.Ranges);
        Assert.Equal(3, set.Count);
        Assert.False(set.Contains(82));
        Assert.False(PortSet.All.Contains(65536));
        Assert.False(PortSet.All.Contains(-1));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 65536)]
    [InlineData(6, 5)]
    public void Range_OutsidePorts_Throws(int first, int last)
        => Assert.Throws<ArgumentOutOfRangeException>(() => PortSet.Range(first, last));

    protected override bool Contains(PortSet set, int element) => set.Contains(element);

    protected override PortSet Empty => PortSet.Empty;

    protected override PortSet All => PortSet.All;

    protected override PortSet Union(PortSet left, PortSet right) => left.Union(right);

    protected override PortSet Intersect(PortSet left, PortSet right) => left.Intersect(right);

    protected override PortSet Except(PortSet left, PortSet right) => left.Except(right);

    protected override PortSet Complement(PortSet set) => set.Complement();

    protected override bool IsEmpty(PortSet set) => set.IsEmpty;

    protected override bool IsSubsetOf(PortSet left, PortSet right) => left.IsSubsetOf(right);

    protected override bool Overlaps(PortSet left, PortSet right) => left.Overlaps(right);
}
