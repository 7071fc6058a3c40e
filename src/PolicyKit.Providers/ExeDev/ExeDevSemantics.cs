using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.ExeDev;

/// <summary>What exe.dev does with the commands, from its documentation; the service is closed. A machine made without an egress policy is open (deploy/sandbox), and how one is asked for is not documented.</summary>
internal static class ExeDevSemantics
{
    public static AuthorityBounds Of(ExeDevConfiguration configuration) => new(May(configuration), Must(configuration));

    private static Authority May(ExeDevConfiguration configuration) => new()
    {
        Egress = EgressSet.All,
        Resolution = NameSet.All,

        // The owner enters by SSH and reaches every port from inside.
        Ingress = EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Owner)).Concat(Web(configuration, PortSet.Range(1, 65535))).ToEquatableArray(),
        Credentials = Credentials(configuration, AddressSet.All),
        Identity = new IdentityGrant(Root: true, Sudo: true, WritableRoot: true, EquatableArray.Of("ALL")),
        Isolation = IsolationLevel.HardwareVirtualization,
        Resources = new ResourceGrant(
            configuration.Cpu == 0 ? Limit.Unbounded : new Limit(configuration.Cpu * 1000L),
            configuration.MemoryGiB == 0 ? Limit.Unbounded : new Limit(configuration.MemoryGiB * 1024L),
            configuration.DiskGiB == 0 ? Limit.Unbounded : new Limit(configuration.DiskGiB * 1024L),
            Gpu: false),
        LifetimeSeconds = Limit.Unbounded,
        IdleSeconds = Limit.Unbounded,
        Persistence = PersistenceKind.Memory,
        Mutability = Mutability.Operator,
        Peers = PeerReach.Others,
        Undecided = EquatableArray.Of(ExeDevDeviations.OtherIntegrations),
    };

    private static Authority Must(ExeDevConfiguration configuration) => new()
    {
        Egress = EgressSet.UnionAll(new[] { Transport.Tcp, Transport.Udp }.Select(t =>
            EgressSet.Of(t, PortSet.Range(1, 65535), NameClasses.Everything, SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4)))),
        Resolution = NameSet.All,
        Ingress = Web(configuration, PortSet.Empty).ToEquatableArray(),
        Credentials = Credentials(configuration, SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4)),
        Persistence = PersistenceKind.Disk,
        LifetimeSeconds = Limit.Unbounded,
        IdleSeconds = Limit.Unbounded,
        Mutability = Mutability.Operator,
    };

    // Where no port is said, exe.dev picks one of those that it finds.
    private static IEnumerable<IngressGrant> Web(ExeDevConfiguration configuration, PortSet picked)
    {
        var ports = configuration.Port is { } port ? PortSet.Of(port) : picked;
        return ports.IsEmpty ? Array.Empty<IngressGrant>() : new[] { new IngressGrant(ports, Transport.Tcp, configuration.Public ? Callers.Public : Callers.Owner) };
    }

    private static EquatableArray<CredentialGrant> Credentials(ExeDevConfiguration configuration, AddressSet addresses) =>
        configuration.Secrets.Select(s => new CredentialGrant(s, CredentialDelivery.Environment, EgressSet.Empty))
            .Concat(configuration.Integrations.Items.GroupBy(i => i.Secret, StringComparer.Ordinal).Select(integrations => new CredentialGrant(
                integrations.Key,
                CredentialDelivery.Brokered,
                EgressSet.UnionAll(integrations.Select(i => EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(NameSet.Exact(i.Host)), addresses))))))
            .OrderBy(g => g.Name, StringComparer.Ordinal).ThenBy(g => g.Delivery)
            .ToEquatableArray();
}
