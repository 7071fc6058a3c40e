using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

using Element = (Transport Transport, int Port, string? Name, IpAddress Address, HttpRequest? Request);

public sealed class EgressSetTests : AlgebraLaws<EgressSet, Element>
{
    private static readonly Transport[] s_transports = [Transport.Tcp, Transport.Udp, Transport.Icmp];

    // Each list has elements that no rule below names, so that "the rest" is asked for too.
    private static readonly int[] s_ports = [0, 79, 80, 81, 443, 65535];
    private static readonly string?[] s_names = [null, "a", "b", "c", "a.a", "b.a", "c.a", "a.b", "c.c", "a.a.a", "b.a.a", "c.c.a", "c.a.b"];
    private static readonly IpAddress[] s_addresses = [.. new[] { "10.0.0.1", "10.0.0.2", "8.8.8.8", "2001:db8::1" }.Select(IpAddress.Parse)];
    private static readonly HttpRequest?[] s_requests = [null, new("GET", "/a"), new("GET", "/b"), new("POST", "/a")];

    private static readonly Gen<(PortSet Set, Func<int, bool> Holds)> s_portSets = Gen.OneOf<(PortSet Set, Func<int, bool> Holds)>(
        (PortSet.All, _ => true),
        (PortSet.Of(80), x => x == 80),
        (PortSet.Of(80, 443), x => x is 80 or 443),
        (PortSet.Range(80, 65535), x => x >= 80));

    private static readonly Gen<(NameClasses Set, Func<string?, bool> Holds)> s_nameClasses = Gen.OneOf<(NameClasses Set, Func<string?, bool> Holds)>(
        (NameClasses.Everything, _ => true),
        (NameClasses.AddressOnly, x => x is null),
        (NameClasses.NamesOnly(NameSet.All), x => x is not null),
        (NameClasses.NamesOnly(NameSet.Exact("a")), x => x == "a"),
        (NameClasses.NamesOnly(NameSet.Below("a")), x => x is not null && x.EndsWith(".a", StringComparison.Ordinal)),
        (NameClasses.NamesOnly(NameSet.Exact("b.a")), x => x == "b.a"),
        (new NameClasses(NameSet.Below("a.a"), NoName: true), x => x is null || x.EndsWith(".a.a", StringComparison.Ordinal)),
        (NameClasses.NamesOnly(NameSet.Below("b").Union(NameSet.Exact("a.a"))), x => x == "a.a" || (x is not null && x.EndsWith(".b", StringComparison.Ordinal))));

    private static readonly Gen<(AddressSet Set, Func<IpAddress, bool> Holds)> s_addressSets = Gen.OneOf<(AddressSet Set, Func<IpAddress, bool> Holds)>(
        (AddressSet.All, _ => true),
        (AddressSet.Of("10.0.0.0/8"), x => x == s_addresses[0] || x == s_addresses[1]),
        (AddressSet.Of("10.0.0.1"), x => x == s_addresses[0]),
        (AddressSet.Of("8.8.8.0/24", "2000::/16"), x => x == s_addresses[2]));

    private static readonly Gen<(HttpSet? Set, Func<HttpRequest?, bool> Holds)> s_http = Gen.OneOf<(HttpSet? Set, Func<HttpRequest?, bool> Holds)>(
        (null, _ => true),
        (HttpSet.AllRequests, x => x is not null),
        (HttpSet.Of(["GET"], PathSet.All), x => x?.Method == "GET"));

    protected override int Iterations => 150;

    protected override IReadOnlyList<Element> Universe { get; } =
    [
        .. from transport in s_transports
           from port in s_ports
           where transport != Transport.Icmp || port == 0
           from name in s_names
           from address in s_addresses
           from request in s_requests
           select (transport, port, name, address, request),
    ];

    protected override Gen<(EgressSet Set, Func<Element, bool> Holds)> Atoms
        => Gen.Select(Gen.Int[0, 9], s_portSets, s_nameClasses, s_addressSets, s_http).Select((kind, ports, names, addresses, http) =>
        {
            var transport = kind < 6 ? Transport.Tcp : kind < 9 ? Transport.Udp : Transport.Icmp;
            if (transport == Transport.Icmp)
            {
                ports = (PortSet.All, _ => true);
            }

            return (EgressSet.Of(transport, ports.Set, names.Set, addresses.Set, http.Set), (Func<Element, bool>)(x => x.Transport == transport
                && ports.Holds(x.Port) && names.Holds(x.Name) && addresses.Holds(x.Address) && http.Holds(x.Request)));
        });

    [Fact]
    public void NamesAndAddresses_AreOneRelation()
    {
        var set = Web("a.example", "10.0.0.1").Union(Web("b.example", "10.0.0.2"));
        var crossed = EgressSet.Of(
            Transport.Tcp,
            PortSet.Of(443),
            NameClasses.NamesOnly(NameSet.Exact("a.example").Union(NameSet.Exact("b.example"))),
            AddressSet.Of("10.0.0.1", "10.0.0.2"));
        Assert.True(set.IsSubsetOf(crossed));
        Assert.False(crossed.IsSubsetOf(set));
        Assert.Equal(
            ["tcp a.example:443 (10.0.0.2)", "tcp b.example:443 (10.0.0.1)"],
            crossed.Except(set).Witnesses(9).Select(witness => witness.ToString()));
    }

    [Fact]
    public void Witnesses_AreInTheDifferenceAndThereIsOneIffItIsNotEmpty()
        => Gen.Select(Sets, Sets).Sample(
            (a, b) =>
            {
                var difference = a.Set.Except(b.Set);
                var witnesses = difference.Witnesses(20);
                Assert.Equal(difference.IsEmpty, witnesses.IsEmpty);
                Assert.Equal(witnesses.Length, witnesses.Distinct().Count());
                Assert.Equal(witnesses.Take(3), difference.Witnesses(3));
                Assert.All(witnesses, w =>
                {
                    Assert.True(a.Set.Contains(w.Transport, w.Port, w.Name, w.Address, w.Request), w.ToString());
                    Assert.False(b.Set.Contains(w.Transport, w.Port, w.Name, w.Address, w.Request), w.ToString());
                });
            },
            iter: 400);

    [Fact]
    public void Slices_SayTheSet()
        => Sets.Sample(
            a =>
            {
                var slices = a.Set.Slices();
                Assert.All(Universe.Zip(a.Model), pair => Assert.Equal(pair.Second, IsInSlices(slices, pair.First)));
                Assert.Equal(slices.Select(slice => (slice.Transport, slice.Ports.First)).Order(), slices.Select(slice => (slice.Transport, slice.Ports.First)));
                Assert.All(slices, slice => Assert.False(slice.NoNameLeaf.IsEmpty && slice.Entries.All(entry => entry.Leaf.IsEmpty)));
            },
            iter: 200);

    [Fact]
    public void Entry_WithoutHoles_IsAllowedAsAWhole()
        => Sets.Sample(
            a => Assert.All(a.Set.Slices(), slice => Assert.All(slice.Entries, entry =>
            {
                var ports = slice.Transport == Transport.Icmp ? PortSet.All : PortSet.Range(slice.Ports.First, slice.Ports.Last);
                var names = NameSet.Of(entry.Pattern);
                Assert.Equal(entry.Holes.IsEmpty, Product(slice.Transport, ports, names, entry.Leaf).IsSubsetOf(a.Set));
                Assert.True(Product(slice.Transport, ports, entry.Holes.Aggregate(names, (rest, hole) => rest.Except(NameSet.Of(hole))), entry.Leaf).IsSubsetOf(a.Set));
                Assert.NotEqual(entry.Inherited, entry.Leaf);
            })),
            iter: 200);

    [Fact]
    public void Hole_IsBelowItsEntryNotBesideIt()
    {
        var wide = EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(NameSet.Below("example.com")), AddressSet.Of("10.0.0.0/8"));
        var set = wide.Except(Web("a.example.com", "10.0.0.1")).Union(Web("myexample.com", "10.0.0.1"));
        var entries = Assert.Single(set.Slices()).Entries;
        Assert.Equal(["*.example.com", "a.example.com", "myexample.com"], entries.Select(entry => entry.Pattern.ToString()));
        Assert.Equal(["a.example.com"], entries[0].Holes.Select(hole => hole.ToString()));
    }

    [Fact]
    public void Projections_AgreeWithTheModel()
        => Sets.Sample(
            a =>
            {
                var ports = PortSet.Of(80, 81);
                var held = Universe.Where((_, i) => a.Model[i]).ToList();
                Assert.All(s_names.OfType<string>(), name =>
                {
                    Assert.Equal(held.Any(x => x.Name == name), a.Set.Names().Contains(name));
                    Assert.Equal(
                        held.Any(x => x.Name == name && x.Transport == Transport.Tcp && ports.Contains(x.Port)),
                        a.Set.Names(Transport.Tcp, ports).Contains(name));
                });
                Assert.All(s_addresses, address => Assert.Equal(
                    held.Any(x => x.Name is null && x.Address == address && x.Transport == Transport.Tcp && ports.Contains(x.Port)),
                    a.Set.AddressesWithoutName(Transport.Tcp, ports).Contains(address)));
                Assert.All(s_transports, transport => Assert.All(s_ports, port => Assert.Equal(
                    held.Any(x => x.Transport == transport && x.Port == port),
                    a.Set.Ports(transport).Contains(port))));
            },
            iter: 200);

    [Fact]
    public void UnionAll_IsTheUnion()
        => Sets.Array[0, 6].Sample(
            sets => Assert.Equal(sets.Aggregate(EgressSet.Empty, (a, b) => a.Union(b.Set)), EgressSet.UnionAll(sets.Select(a => a.Set))),
            iter: 100);

    [Fact]
    public void Witnesses_PreferWhatAReaderKnows()
    {
        Assert.Equal("tcp 8.8.8.8:443", EgressSet.All.Witnesses(1)[0].ToString());
        Assert.Equal(
            ["udp 8.8.8.8:53", "udp example.com:53 (93.184.216.34)"],
            EgressSet.Of(Transport.Udp, PortSet.Of(53, 53), NameClasses.Everything, AddressSet.All).Witnesses(5).Select(w => w.ToString()));
        Assert.Equal(
            "tcp www.example.org:443 (93.184.216.34) GET /repos/",
            Rule("/repos/*", "GET").Witnesses(1)[0].ToString());
        Assert.Equal(
            "tcp 169.254.169.254:80",
            EgressSet.Of(Transport.Tcp, PortSet.Range(1, 100), NameClasses.AddressOnly, SpecialAddresses.LinkLocal).Witnesses(1)[0].ToString());
        Assert.Equal("icmp 8.8.8.8", EgressSet.Of(Transport.Icmp, PortSet.All, NameClasses.AddressOnly, AddressSet.All).Witnesses(1)[0].ToString());
        Assert.Equal("tcp [::1]:7", EgressSet.Of(Transport.Tcp, PortSet.Of(7), NameClasses.AddressOnly, AddressSet.Of("::1")).Witnesses(1)[0].ToString());
    }

    [Fact]
    public void Witnesses_AreSpreadOverTransportsAndPorts()
    {
        var manyNames = EgressSet.UnionAll(Enumerable.Range(0, 50).Select(i => Web($"h{i}.example", "8.8.8.8")));
        var set = manyNames.Union(EgressSet.Of(Transport.Udp, PortSet.Of(53), NameClasses.AddressOnly, AddressSet.Of("8.8.8.8")));
        Assert.Equal([Transport.Tcp, Transport.Udp, Transport.Tcp], set.Witnesses(3).Select(witness => witness.Transport));
        Assert.Equal(51, set.Witnesses(1000).Length);
        Assert.Empty(set.Witnesses(0));
    }

    [Fact]
    public void Witness_OfAHoleBesideManyNames_AvoidsThem()
    {
        var named = NameSet.UnionAll(new[] { "com", "org", "net", "example", "x0", "x1", "x2", "x3", "x4" }.SelectMany(x => new[] { NameSet.Exact(x), NameSet.Below(x) }));
        var witness = Assert.Single(EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(named.Complement()), AddressSet.All).Witnesses(9));
        Assert.False(named.Contains(witness.Name!));
    }

    [Fact]
    public void TransportWithoutPorts_HasPort0Only()
    {
        var set = EgressSet.Of(Transport.Icmp, PortSet.Of(0), NameClasses.Everything, AddressSet.All);
        Assert.Equal(set, EgressSet.Of(Transport.Icmp, PortSet.All, NameClasses.Everything, AddressSet.All));
        Assert.Equal(PortSet.Of(0), set.Ports(Transport.Icmp));
        Assert.True(set.Contains(Transport.Icmp, 0, null, s_addresses[0]));
        Assert.False(set.Contains(Transport.Icmp, 443, null, s_addresses[0]));
        Assert.Throws<ArgumentException>(() => EgressSet.Of(Transport.Icmp, PortSet.Of(443), NameClasses.Everything, AddressSet.All));
        Assert.True(EgressSet.Of(Transport.Icmp, PortSet.Empty, NameClasses.Everything, AddressSet.All).IsEmpty);
    }

    [Fact]
    public void All_IsTheUnionOfEveryTransport()
        => Assert.Equal(
            EgressSet.All,
            EgressSet.UnionAll(Enum.GetValues<Transport>().Select(transport => EgressSet.Of(transport, PortSet.All, NameClasses.Everything, AddressSet.All))));

    [Fact]
    public void EmptyParts_MakeAnEmptySet()
    {
        Assert.Equal(EgressSet.Empty, EgressSet.Of(Transport.Tcp, PortSet.Empty, NameClasses.Everything, AddressSet.All));
        Assert.Equal(EgressSet.Empty, EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.NamesOnly(NameSet.Empty), AddressSet.All));
        Assert.Equal(EgressSet.Empty, EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.Everything, AddressSet.Empty));
        Assert.Equal(EgressSet.Empty, EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.Everything, AddressSet.All, HttpSet.Empty));
    }

    [Fact]
    public void TextThatIsNoName_IsInNoSet()
    {
        Assert.False(EgressSet.All.Contains(Transport.Tcp, 443, "10.0.0.1", s_addresses[0]));
        Assert.True(EgressSet.All.Contains(Transport.Tcp, 443, "A.Example.", s_addresses[0]));
        Assert.False(EgressSet.All.Contains(Transport.Tcp, 65536, null, s_addresses[0]));
    }

    [Fact]
    public void Leaf_HasPiecesByWhatMayBeSent()
    {
        var leaf = EgressLeaf.Of(AddressSet.Of("10.0.0.0/8")).Union(EgressLeaf.Of(AddressSet.Of("10.0.0.0/7", "2001:db8::/32"), HttpSet.AllRequests));
        Assert.Equal(
            [(AddressSet.Of("10.0.0.0/8"), HttpSet.All), (AddressSet.Of("11.0.0.0/8", "2001:db8::/32"), HttpSet.AllRequests)],
            leaf.Pieces);
        Assert.Equal(AddressSet.Of("10.0.0.0/7", "2001:db8::/32"), leaf.Addresses);
    }

    protected override EgressSet Empty => EgressSet.Empty;

    protected override EgressSet All => EgressSet.All;

    protected override EgressSet Union(EgressSet left, EgressSet right) => left.Union(right);

    protected override EgressSet Intersect(EgressSet left, EgressSet right) => left.Intersect(right);

    protected override EgressSet Except(EgressSet left, EgressSet right) => left.Except(right);

    protected override EgressSet Complement(EgressSet set) => set.Complement();

    protected override bool IsEmpty(EgressSet set) => set.IsEmpty;

    protected override bool IsSubsetOf(EgressSet left, EgressSet right) => left.IsSubsetOf(right);

    protected override bool Overlaps(EgressSet left, EgressSet right) => left.Overlaps(right);

    protected override bool Contains(EgressSet set, Element element)
        => set.Contains(element.Transport, element.Port, element.Name, element.Address, element.Request);

    private static EgressSet Web(string name, string network)
        => EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(NameSet.Exact(name)), AddressSet.Of(network));

    private static EgressSet Rule(string path, string method)
    {
        Assert.True(PathSet.TryParse(path, out var paths, out _));
        return EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(NameSet.Below("example.org")), SpecialAddresses.PublicAddresses, HttpSet.Of([method], paths));
    }

    private static EgressSet Product(Transport transport, PortSet ports, NameSet names, EgressLeaf leaf)
        => EgressSet.UnionAll(leaf.Pieces.Select(piece => EgressSet.Of(transport, ports, NameClasses.NamesOnly(names), piece.Addresses, piece.Http)));

    /// <summary>The rule that the documentation of <see cref="EgressEntry"/> gives, carried out literally.</summary>
    private static bool IsInSlices(IEnumerable<EgressSlice> slices, Element x)
    {
        var slice = slices.SingleOrDefault(slice => slice.Transport == x.Transport && slice.Ports.Contains(x.Port));
        var leaf = slice is null ? EgressLeaf.Empty
            : x.Name is null ? slice.NoNameLeaf
            : slice.Entries.FirstOrDefault(entry => !entry.Pattern.IsBelow && entry.Pattern.Name == x.Name)?.Leaf
                ?? slice.Entries
                    .Where(entry => entry.Pattern.IsBelow && (entry.Pattern.IsAny || x.Name.EndsWith("." + entry.Pattern.Name, StringComparison.Ordinal)))
                    .MaxBy(entry => entry.Pattern.Name.Length)?.Leaf
                ?? EgressLeaf.Empty;
        var http = leaf.Http(x.Address);
        return x.Request is null ? http.IncludesRaw : http.Contains(x.Request.Method, x.Request.Path);
    }
}
