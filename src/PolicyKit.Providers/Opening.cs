using System.Runtime.CompilerServices;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>Words in which deviations say what they open, and lowerings what their entries do. Not for semantics.</summary>
internal static class Opening
{
    private static readonly ConditionalWeakTable<TargetPolicy, AddressSet> DialledByPolicy = new();

    private static readonly Transport[] Transports = { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other };

    /// <summary>Every port and protocol of some addresses, by any name and by none.</summary>
    public static EgressSet Everywhere(AddressSet addresses) =>
        EgressSet.UnionAll(Transports.Select(t => EgressSet.Of(t, PortSet.All, NameClasses.Everything, addresses)));

    /// <summary>Addresses that are declared on some port: a denied part of a network stays closed. Asked once for each network rule of a policy.</summary>
    public static AddressSet Dialled(TargetPolicy policy) => DialledByPolicy.GetValue(policy, p => AddressSet.UnionAll(
        new[] { Transport.Tcp, Transport.Udp }.Select(t => p.Declared.Egress.AddressesWithoutName(t, PortSet.All))));

    /// <summary>The hosts of a credential.</summary>
    public static NameSet Hosts(CredentialReference credential) => NameSet.UnionAll(credential.Hosts.Select(DeclaredAuthority.Pattern));
}
