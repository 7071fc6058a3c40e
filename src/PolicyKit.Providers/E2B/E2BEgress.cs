using System.Collections.Immutable;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers.E2B;

/// <summary>What of a declared egress E2B's two kinds of entries can carry: host patterns and IPv4 networks. The rest is dropped.</summary>
/// <param name="Hosts">Host patterns.</param>
/// <param name="Networks">Addresses, reachable by any name and by none.</param>
/// <param name="OnPort80">Names that are declared on port 80.</param>
/// <param name="OnPort443">Names that are declared on port 443.</param>
internal sealed record E2BEgress(ImmutableArray<NamePattern> Hosts, AddressSet Networks, NameSet OnPort80, NameSet OnPort443)
{
    public static readonly AddressSet NeverReachable =
        AddressSet.Of("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10");

    public static readonly PortSet WebPorts = PortSet.Of(80, 443);

    public static readonly AddressSet Resolver = AddressSet.Of("8.8.8.8/32");

    private static readonly Transport[] Transports = { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other };

    public NameSet Names { get; } = NameSet.UnionAll(Hosts.Select(NameSet.Of));

    /// <summary>Whether 8.8.8.8, where the sandbox sends its look-ups, is opened.</summary>
    public bool OpensResolver => !Hosts.IsEmpty || Networks.Overlaps(Resolver);

    public static E2BEgress Of(EgressSet declared)
    {
        var (on80, on443) = (Named(declared, 80), Named(declared, 443));
        return new E2BEgress(Patterns(on80.Union(on443)), Dialled(declared), on80, on443);
    }

    public static EgressSet Everywhere(AddressSet addresses, NameClasses names) =>
        EgressSet.UnionAll(Transports.Select(t => EgressSet.Of(t, PortSet.All, names, addresses)));

    /// <summary>What the entries open, as far as it concerns what was declared.</summary>
    public EgressSet Opened() =>
        EgressSet.Of(Transport.Tcp, WebPorts, NameClasses.NamesOnly(Names), AddressSet.All).Union(Everywhere(Networks, NameClasses.Everything));

    // Names that reach every public address on a port, with any request: only these can be said as a name. Where dialling by address reaches as much, a network says it.
    private static NameSet Named(EgressSet declared, int port)
    {
        var whole = EgressLeaf.Of(SpecialAddresses.PublicAddresses);
        if (whole.IsSubsetOf(declared.Leaf(Transport.Tcp, port, null)))
        {
            return NameSet.Empty;
        }

        var lacking = EgressSet.Of(Transport.Tcp, PortSet.Of(port), NameClasses.NamesOnly(NameSet.All), SpecialAddresses.PublicAddresses).Except(declared);
        return NameSet.All.Except(lacking.Names());
    }

    // A pattern with a hole cannot be said. Names of metadata endpoints are holes in every wildcard; SpecialDestinationsByName speaks of them.
    private static ImmutableArray<NamePattern> Patterns(NameSet names)
    {
        if (names.IsEmpty)
        {
            return ImmutableArray<NamePattern>.Empty;
        }

        var filled = names.Union(SpecialAddresses.MetadataNames);
        return EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(filled), Resolver).Slices()
            .SelectMany(slice => slice.Entries)
            .Where(entry => !entry.Leaf.IsEmpty && entry.Holes.IsEmpty && (entry.Pattern.IsBelow || names.Contains(entry.Pattern.Name)))
            .Select(entry => entry.Pattern)
            .ToImmutableArray();
    }

    // Addresses that may be dialled on some port, without any name that may not reach them there.
    private static AddressSet Dialled(EgressSet declared)
    {
        var dialled = new List<AddressSet>();
        var pierced = new List<AddressSet>();
        foreach (var slice in declared.Slices().Where(s => !s.NoNameLeaf.IsEmpty))
        {
            var addresses = Whole(slice.NoNameLeaf);
            dialled.Add(addresses);
            pierced.Add(slice.NoNameLeaf.Addresses.Except(addresses));
            if (!slice.Entries.Any(e => e.Pattern.IsAny))
            {
                pierced.Add(addresses);
            }

            pierced.AddRange(slice.Entries.Select(e => addresses.Except(Whole(e.Leaf))).Where(lost => !lost.IsEmpty));
        }

        return AddressSet.UnionAll(dialled).Except(AddressSet.UnionAll(pierced)).Except(NeverReachable).Intersect(AddressSet.AllIPv4);
    }

    private static AddressSet Whole(EgressLeaf leaf) =>
        AddressSet.UnionAll(leaf.Pieces.Where(p => p.Http.Equals(HttpSet.All)).Select(p => p.Addresses));
}
