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
        var (on80, on443) = (ListedEgress.Names(declared, 80), ListedEgress.Names(declared, 443));
        var networks = ListedEgress.Networks(declared).Except(NeverReachable).Intersect(AddressSet.AllIPv4);
        return new E2BEgress(ListedEgress.Patterns(on80.Union(on443)), networks, on80, on443);
    }

    public static EgressSet Everywhere(AddressSet addresses, NameClasses names) =>
        EgressSet.UnionAll(Transports.Select(t => EgressSet.Of(t, PortSet.All, names, addresses)));

    /// <summary>What the entries open, as far as it concerns what was declared.</summary>
    public EgressSet Opened() =>
        EgressSet.Of(Transport.Tcp, WebPorts, NameClasses.NamesOnly(Names), AddressSet.All).Union(Opening.Everywhere(Networks));
}
