using System.Collections.Immutable;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers.Daytona;

/// <summary>What of a declared egress one of Daytona's two lists can carry: host patterns on tcp 80 and 443, or public IPv4 networks. The rest is dropped.</summary>
/// <param name="Hosts">Host patterns.</param>
/// <param name="Networks">Addresses, reachable by any name and by none; none beside hosts.</param>
/// <param name="Displaced">Networks that could be said, were there no hosts.</param>
/// <param name="AnyHost">Whether an allow of any host, which has no entry, was dropped.</param>
internal sealed record DaytonaEgress(ImmutableArray<NamePattern> Hosts, AddressSet Networks, AddressSet Displaced, bool AnyHost)
{
    public static readonly PortSet WebPorts = PortSet.Of(80, 443);

    public NameSet Names { get; } = NameSet.UnionAll(Hosts.Select(NameSet.Of));

    /// <summary>Names of which some server is reached: a network has any.</summary>
    public NameSet Reached => Networks.IsEmpty ? Names : NameSet.All;

    public static DaytonaEgress Of(EgressSet declared)
    {
        var patterns = ListedEgress.Patterns(ListedEgress.Names(declared, 80).Union(ListedEgress.Names(declared, 443)));
        var hosts = patterns.Where(p => !p.IsAny).ToImmutableArray();
        var networks = ListedEgress.Networks(declared).Intersect(ListedEgress.PublicIPv4);
        return hosts.IsEmpty
            ? new DaytonaEgress(hosts, networks, AddressSet.Empty, patterns.Any(p => p.IsAny))
            : new DaytonaEgress(hosts, AddressSet.Empty, networks, patterns.Any(p => p.IsAny));
    }

    /// <summary>What of the declared the entries open.</summary>
    public EgressSet Opened() => Web(NameClasses.NamesOnly(Names)).Union(Opening.Everywhere(Networks));

    /// <summary>What the entries may open in all, false server names included.</summary>
    public EgressSet OpenedAtMost() => (Hosts.IsEmpty ? EgressSet.Empty : Web(NameClasses.Everything)).Union(Opening.Everywhere(Networks));

    private static EgressSet Web(NameClasses names) => EgressSet.Of(Transport.Tcp, WebPorts, names, AddressSet.All);
}
