using System.Collections.Immutable;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers.Modal;

/// <summary>What of a declared egress Modal's two lists can carry: host patterns on tcp 443 and public IPv4 networks. The rest is dropped.</summary>
/// <param name="Hosts">Host patterns.</param>
/// <param name="Networks">Addresses, reachable by any name and by none.</param>
internal sealed record ModalEgress(ImmutableArray<NamePattern> Hosts, AddressSet Networks)
{
    public NameSet Names { get; } = NameSet.UnionAll(Hosts.Select(NameSet.Of));

    public static ModalEgress Of(EgressSet declared) =>
        new(ListedEgress.Patterns(ListedEgress.Names(declared, 443)), ListedEgress.Networks(declared).Intersect(ListedEgress.PublicIPv4));

    public static EgressSet On443(NameClasses names) => EgressSet.Of(Transport.Tcp, PortSet.Of(443), names, AddressSet.All);

    /// <summary>What of the declared the entries open.</summary>
    public EgressSet Opened() => On443(NameClasses.NamesOnly(Names)).Union(Opening.Everywhere(Networks));

    /// <summary>What the entries may open in all, false server names included.</summary>
    public EgressSet OpenedAtMost() => (Hosts.IsEmpty ? EgressSet.Empty : On443(NameClasses.Everything)).Union(Opening.Everywhere(Networks));
}
