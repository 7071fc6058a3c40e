using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Replit;

/// <summary>What Replit does with the files, from its documentation and its wire format; the service is closed. No key of either limits a connection.</summary>
internal static class ReplitSemantics
{
    public static AuthorityBounds Of(ReplitConfiguration configuration) => new(May(configuration), Must(configuration));

    private static Authority May(ReplitConfiguration configuration) => new()
    {
        Egress = EgressSet.All,
        Resolution = NameSet.All,

        // Every port on which a program listens may be detected; nothing in the files says who may call.
        Ingress = EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Public)),
        Credentials = Credentials(configuration),
        Identity = new IdentityGrant(Root: true, Sudo: true, WritableRoot: true, EquatableArray.Of("ALL")),
        Isolation = IsolationLevel.Container,
        Resources = new ResourceGrant(Limit.Unbounded, Limit.Unbounded, Limit.Unbounded, Gpu: false),
        LifetimeSeconds = Limit.Unbounded,
        IdleSeconds = Limit.Unbounded,
        Persistence = PersistenceKind.Disk,
        Mutability = Mutability.Inside,
        Peers = PeerReach.Others,
        BuildEgress = EgressSet.All,
        Undecided = EquatableArray.Of(ReplitDeviations.OtherSecrets),
    };

    private static Authority Must(ReplitConfiguration configuration) => new()
    {
        Egress = EgressSet.UnionAll(new[] { Transport.Tcp, Transport.Udp }.Select(t =>
            EgressSet.Of(t, PortSet.Range(1, 65535), NameClasses.Everything, SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4)))),
        Resolution = NameSet.All,
        Ingress = configuration.Port is { } port ? EquatableArray.Of(new IngressGrant(PortSet.Of(port), Transport.Tcp, Callers.Owner)) : default,
        Credentials = Credentials(configuration),
        BuildEgress = EgressSet.All,
    };

    private static EquatableArray<CredentialGrant> Credentials(ReplitConfiguration configuration) =>
        configuration.Secrets.Select(s => new CredentialGrant(s, CredentialDelivery.Environment, EgressSet.Empty)).ToEquatableArray();
}
