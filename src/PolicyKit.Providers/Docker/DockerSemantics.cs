using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>
/// What HAProxy, unbound, nftables and the engine do with the emitted files (reference run on Engine 20.10.24 and 28.5.2, HAProxy 2.6.12, unbound 1.17.1, nftables 1.0.6, 2026-11-22).
/// The sandbox network has no address on the host and no NAT; only the gateway and the router lead out of it; every part has IPv6 switched off; the name server never forwards.
/// </summary>
internal static class DockerSemantics
{
    public static AuthorityBounds Of(DockerConfiguration configuration)
    {
        var workload = configuration.Workload;
        var network = configuration.Network;
        var lifetime = StopsItsTimer(workload) ? Limit.Unbounded : workload.LifetimeSeconds;
        var names = network?.Listeners.Items.SelectMany(l => Decisions(l).Select(d => (Listener: l, d.Rule, d.Names))).ToImmutableArray()
            ?? ImmutableArray<(DockerListener Listener, DockerNameRule Rule, NameSet Names)>.Empty;
        var addresses = (network?.Addresses ?? default).Items.Select(l => AddressSet.Of(l.Cidrs.Items.ToArray())).ToImmutableArray();
        var relayed = EgressSet.UnionAll(names
            .GroupBy(n => (n.Listener.Ports, n.Rule.Addresses, Traffic(n.Rule)))
            .Select(g => EgressSet.Of(Transport.Tcp, Ports(g.Key.Ports), NameClasses.NamesOnly(NameSet.UnionAll(g.Select(n => n.Names))), addresses[g.Key.Addresses], g.Key.Item3)));
        var routed = EgressSet.UnionAll((network?.Routes ?? default).Items.Select(r => EgressSet.Of(r.Transport, Ports(r.Ports), NameClasses.Everything, AddressSet.Of(r.Cidrs.Items.ToArray()))));
        var authority = new Authority
        {
            Egress = relayed.Union(routed),
            Resolution = NameSet.UnionAll(names.Select(n => n.Names)),
            NameBinding = names.IsEmpty ? NameBinding.None : names.Any(n => n.Rule.Action == DockerNameAction.Pass) ? NameBinding.Address : NameBinding.Request,
            Ingress = (network?.Published ?? default).Items.Select(Published).ToEquatableArray(),
            Credentials = Brokered(addresses, names).Concat(workload.Readable.Items.Select(Readable)).ToEquatableArray(),
            Mounts = workload.Mounts.Items.Select(m => new MountGrant(m.Path, m.SubPath is null ? m.Source : m.Source + "/" + m.SubPath, m.ReadOnly)).ToEquatableArray(),

            // no-new-privileges: set-uid programs, sudo among them, gain nothing.
            Identity = new IdentityGrant(workload.Uid == 0, false, !workload.ReadOnlyRoot, workload.Capabilities),
            Isolation = workload.GVisor ? IsolationLevel.UserSpaceKernel : IsolationLevel.Container,
            Resources = new ResourceGrant(Bound(workload.MilliCpu), Bound(workload.MemoryMiB), DiskIsBounded(workload) ? workload.DiskMiB : Limit.Unbounded, false),
            LifetimeSeconds = lifetime,

            // Docker looks at no activity; only the end of the lifetime ends an idle sandbox.
            IdleSeconds = lifetime,
            Persistence = workload.PersistentWorkspace ? PersistenceKind.Disk : PersistenceKind.None,
            Mutability = Mutability.Operator,
            Peers = PeerReach.None,
            BuildEgress = configuration.BuildNetwork ? EgressSet.All : EgressSet.Empty,

            // The engine makes a volume for each VOLUME of the image, past read-only root and quota; no switch turns that off (Dockerfile reference).
            Undecided = workload.ReadOnlyRoot || workload.Disk != DockerDisk.Unbounded ? EquatableArray.Of(DockerDeviations.VolumesOfTheImage) : default,
        };
        return new AuthorityBounds(authority, authority);
    }

    // HAProxy evaluates the rules in order and each match overwrites the verdict, so the last that matches decides; a name without verdict is rejected, and so is one that is not well-formed.
    private static IEnumerable<(DockerNameRule Rule, NameSet Names)> Decisions(DockerListener listener) =>
        LastMatch.Decide(listener.Names.Items, r => r.Pattern, r => r.Action != DockerNameAction.Deny);

    // A plain HTTP listener or a decrypted host forwards requests; what follows an upgrade is not looked at, so raw bytes count as possible.
    private static HttpSet Traffic(DockerNameRule rule) => rule.Requests.IsEmpty ? HttpSet.All : Requests(rule);

    private static HttpSet Requests(DockerNameRule rule)
    {
        var named = rule.Requests.Items.SelectMany(r => r.Methods.Items).ToImmutableHashSet(StringComparer.Ordinal);
        return rule.Requests.Items.Aggregate(HttpSet.Empty, (set, r) =>
        {
            var requests = HttpSet.Of(r.Methods.Items, PathSet.Of(r.Paths.Items));
            return set.Union(r.Methods.IsEmpty ? requests.Except(named.IsEmpty ? HttpSet.Empty : HttpSet.Of(named, PathSet.All)) : requests);
        });
    }

    private static IEnumerable<CredentialGrant> Brokered(ImmutableArray<AddressSet> addresses, ImmutableArray<(DockerListener Listener, DockerNameRule Rule, NameSet Names)> names) => names
        .SelectMany(n => n.Rule.Headers.Items.Select(h => (h.Credential, Audience: EgressSet.Of(
            Transport.Tcp, Ports(n.Listener.Ports), NameClasses.NamesOnly(n.Names), addresses[n.Rule.Addresses], Traffic(n.Rule)))))
        .GroupBy(h => h.Credential, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new CredentialGrant(g.Key, CredentialDelivery.Brokered, EgressSet.UnionAll(g.Select(h => h.Audience))));

    // 0 is no limit at all (Docker documentation, runtime options with memory, CPUs).
    private static Limit Bound(Limit limit) => limit == Limit.Zero ? Limit.Unbounded : limit;

    // Who shares the user of the process that keeps the lifetime, or can become it, can stop it (reference run on Engine 20.10.24 and 28.5.2).
    private static bool StopsItsTimer(DockerWorkload workload) =>
        workload.Uid == DockerWorkload.LifetimeUser || (workload.Uid == 0 && workload.Capabilities.Items.Contains("SETUID"));

    // Named volumes have no size, whatever bounds the rest.
    private static bool DiskIsBounded(DockerWorkload workload) =>
        workload.Disk != DockerDisk.Unbounded && !workload.PersistentWorkspace && workload.Mounts.Items.All(m => m.ReadOnly);

    private static CredentialGrant Readable(DockerReadableCredential credential) =>
        new(credential.Name, credential.Path is null ? CredentialDelivery.Environment : CredentialDelivery.File, EgressSet.Empty);

    private static IngressGrant Published(DockerPublished port) =>
        new(PortSet.Of(port.Port), Transport.Tcp, port.Address.StartsWith("127.", StringComparison.Ordinal) ? Callers.Owner : Callers.Public);

    private static PortSet Ports(PortRange range) => PortSet.Range(range.First, range.Last);
}
