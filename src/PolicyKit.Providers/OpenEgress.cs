using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>What a policy must declare for a provider that limits no connection, and what such a provider opens beyond that. For lowerings and deviations only.</summary>
internal static class OpenEgress
{
    private static readonly EgressSet EveryHost =
        DeclaredAuthority.Destinations(new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Transport = Transport.Tcp, Ports = "1-65535" });

    /// <summary>Public addresses beyond "every host on every TCP port": dialled without a name, by UDP, by other protocols.</summary>
    public static EgressSet Unfiltered { get; } = Everywhere(SpecialAddresses.PublicAddresses).Except(EveryHost);

    /// <summary>Private, link-local, loopback and metadata addresses: what no host rule opens.</summary>
    public static EgressSet Special { get; } = Everywhere(SpecialAddresses.PublicAddresses.Complement());

    /// <summary>Whether every host is declared, on every TCP port.</summary>
    public static bool IsDeclared(Authority declared) => EveryHost.IsSubsetOf(declared.Egress);

    private static EgressSet Everywhere(AddressSet addresses) => EgressSet.UnionAll(
        new[] { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other }.Select(t => EgressSet.Of(t, PortSet.All, NameClasses.Everything, addresses)));
}
