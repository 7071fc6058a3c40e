using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class AddressSetTests : AlgebraLaws<AddressSet, IpAddress>
{
    // Around every border that matters: both ends of the line, both ends of the block of IPv4 addresses, a carry between the halves.
    private static readonly IpAddress[] s_points =
    [
        .. new[]
        {
            "::", "::1", "::2", "::3", "::fffe:0:0", "::fffe:ffff:ffff", "0.0.0.0", "0.0.0.1", "0.0.0.2", "10.0.0.0", "10.0.0.1", "10.255.255.255", "11.0.0.0",
            "255.255.255.254", "255.255.255.255", "::1:0:0:0", "::1:0:0:1", "::ffff:ffff:ffff:ffff", "0:0:0:1::", "0:0:0:1::1", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        }.Select(IpAddress.Parse),
    ];

    private static readonly Gen<AddressSet> s_sets = Gen.Select(Gen.OneOf(s_points), Gen.OneOf(s_points), Gen.Bool)
        .Array[1, 6]
        .Select(steps => steps.Aggregate(AddressSet.Empty, (set, step) =>
        {
            var range = Between(step.Item1, step.Item2);
            return step.Item3 ? set.Union(range) : set.Except(range);
        }));

    // The neighbours stand for what lies between two points.
    protected override IReadOnlyList<IpAddress> Universe { get; } = [.. s_points.SelectMany(point => new[] { Add(point, -1), point, Add(point, 1) }).Distinct()];

    protected override Gen<(AddressSet Set, Func<IpAddress, bool> Holds)> Atoms => Gen.Select(Gen.OneOf(s_points), Gen.OneOf(s_points))
        .Select((a, b) => (Between(a, b), (Func<IpAddress, bool>)(x => (a.CompareTo(x) <= 0 && x.CompareTo(b) <= 0) || (b.CompareTo(x) <= 0 && x.CompareTo(a) <= 0))));

    [Fact]
    public void ToCidrs_IsExactAndMinimal()
        => s_sets.Sample(
            set =>
            {
                var cidrs = set.ToCidrs();
                Assert.Equal(set, AddressSet.Of(cidrs));
                Assert.Equal(CountMaximalBlocks(set, "0.0.0.0", 0, 32) + CountMaximalBlocks(set, "::", 0, 128), cidrs.Length);
                Assert.Equal(cidrs, cidrs.OrderBy(cidr => !cidr.IsIPv4).ThenBy(cidr => cidr.First));
            },
            iter: 300);

    [Theory]
    [InlineData("10.0.0.0/9,10.128.0.0/9", "10.0.0.0/8")]
    [InlineData("10.0.0.1,10.0.0.2,10.0.0.3", "10.0.0.1/32,10.0.0.2/31")]
    [InlineData("0.0.0.0/1,128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("::/0", "::/0")]
    [InlineData("::/1,8000::/1", "::/0")]
    [InlineData("::/80", "::/80")]
    [InlineData("::/0,0.0.0.0/0", "0.0.0.0/0,::/0")]
    [InlineData("2001:db8::/33,2001:db8:8000::/33,10.0.0.0/8", "10.0.0.0/8,2001:db8::/32")]
    public void ToCidrs_JoinsNetworks(string networks, string expected)
        => Assert.Equal(expected, AddressSet.Of(networks.Split(',')).ToString());

    [Fact]
    public void IPv6Everything_HoldsNoIPv4Address()
    {
        var set = AddressSet.Of("::/0");
        Assert.Equal(AddressSet.AllIPv6, set);
        Assert.False(set.Contains(IpAddress.Parse("10.0.0.1")));
        Assert.False(set.Contains(IpAddress.Parse("::ffff:10.0.0.1")));
        Assert.Equal(AddressSet.All, set.Union(AddressSet.AllIPv4));
    }

    [Fact]
    public void UnionAll_IsTheUnion()
        => s_sets.Array[0, 6].Sample(
            sets => Assert.Equal(sets.Aggregate(AddressSet.Empty, (a, b) => a.Union(b)), AddressSet.UnionAll(sets)),
            iter: 300);

    [Fact]
    public void First_IsTheLowestAddress()
    {
        Assert.Equal("10.0.0.0", AddressSet.Of("10.0.0.0/8", "2001:db8::/32").First.ToString());
        Assert.Throws<InvalidOperationException>(() => AddressSet.Empty.First);
    }

    [Fact]
    public void Of_RefusesWhatIsNotCanonical()
        => Assert.Throws<FormatException>(() => AddressSet.Of("10.0.0.1/8"));

    protected override bool Contains(AddressSet set, IpAddress element) => set.Contains(element);

    private static IpAddress Add(IpAddress address, int offset)
    {
        var sum = ((UInt128)address.High << 64 | address.Low) + (UInt128)(Int128)offset;
        return IpAddress.FromBits((ulong)(sum >> 64), (ulong)sum);
    }

    private static AddressSet Between(IpAddress a, IpAddress b) => a.CompareTo(b) <= 0 ? AddressSet.Range(a, b) : AddressSet.Range(b, a);

    /// <summary>Networks form a tree, so the fewest that make up a set are the largest that lie in it: counted here from the top of the tree.</summary>
    private static int CountMaximalBlocks(AddressSet set, string network, int prefix, int width)
    {
        if (width == 128 && prefix >= 96 && IpAddress.Parse(network).IsIPv4)
        {
            return 0; // counted as IPv4
        }

        var cidr = Cidr.Parse($"{network}/{prefix}");
        var block = AddressSet.Of(cidr);
        if (!block.Overlaps(set))
        {
            return 0;
        }

        return block.IsSubsetOf(set)
            ? 1
            : CountMaximalBlocks(set, network, prefix + 1, width) + CountMaximalBlocks(set, UpperHalf(cidr, prefix, width), prefix + 1, width);
    }

    private static string UpperHalf(Cidr cidr, int prefix, int width)
    {
        var bit = width - prefix - 1;
        return IpAddress.FromBits(cidr.First.High | (bit >= 64 ? 1UL << (bit - 64) : 0), cidr.First.Low | (bit < 64 ? 1UL << bit : 0)).ToString();
    }

    protected override AddressSet Empty => AddressSet.Empty;

    protected override AddressSet All => AddressSet.All;

    protected override AddressSet Union(AddressSet left, AddressSet right) => left.Union(right);

    protected override AddressSet Intersect(AddressSet left, AddressSet right) => left.Intersect(right);

    protected override AddressSet Except(AddressSet left, AddressSet right) => left.Except(right);

    protected override AddressSet Complement(AddressSet set) => set.Complement();

    protected override bool IsEmpty(AddressSet set) => set.IsEmpty;

    protected override bool IsSubsetOf(AddressSet left, AddressSet right) => left.IsSubsetOf(right);

    protected override bool Overlaps(AddressSet left, AddressSet right) => left.Overlaps(right);
}
