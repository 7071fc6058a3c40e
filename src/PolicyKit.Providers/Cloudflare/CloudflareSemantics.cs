using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>
/// What the platform and the emitted Worker do with a configuration (cloudflare/workerd, container-client.c++; npm @cloudflare/workers-types 5.20261117.1; the Worker's own program). Direct internet is off and
/// interceptors for HTTP and HTTPS are registered before the start, so that what leaves are requests which the Worker lets through and sends anew, to the host that the request names.
/// </summary>
internal static class CloudflareSemantics
{
    public static AuthorityBounds Of(CloudflareConfiguration configuration)
    {
        var decided = Decided(configuration);
        var image = configuration.Image;

        // An alarm of 0 seconds can ring before the container starts, and setInactivityTimeout throws at 0 when it runs already: no limit, both.
        var (lifetime, idle) = (Bound(configuration.LifetimeSeconds), Bound(configuration.IdleSeconds));

        // Where the Worker's fetch does not go is not established: every address counts as possible, the public ones as sure.
        var may = Egress(decided, AddressSet.All, HttpSet.All);
        var must = Egress(decided, SpecialAddresses.PublicAddresses, HttpSet.AllRequests);
        var authority = new Authority
        {
            Egress = may,
            Resolution = decided.IsEmpty ? NameSet.Empty : NameSet.All,
            NameBinding = decided.IsEmpty ? NameBinding.None : NameBinding.Request,
            Ingress = Ingress(configuration),
            Credentials = Credentials(configuration, may),

            // The image has no set-uid program left; as uid 0 the container's capabilities are not established.
            Identity = new IdentityGrant(image.Uid == 0, Sudo: false, WritableRoot: true, image.Uid == 0 ? EquatableArray.Of("ALL") : default),
            Isolation = IsolationLevel.Container,
            Resources = new ResourceGrant(new Limit(configuration.Instance.MilliCpu), new Limit(configuration.Instance.MemoryMiB), new Limit(CloudflareInstances.DiskMiB(configuration.Instance)), Gpu: false),
            LifetimeSeconds = lifetime,

            // Whichever comes first: the alarm destroys it in any case.
            IdleSeconds = new Limit(Math.Min(idle.Value, lifetime.Value)),
            Persistence = PersistenceKind.None,
            Mutability = Mutability.Operator,
            Peers = PeerReach.None,
            BuildEgress = image.BuildCommands.IsEmpty ? EgressSet.Empty : EgressSet.All,
        };
        return new AuthorityBounds(authority, authority with
        {
            Egress = must,
            Resolution = NameSet.UnionAll(decided.Select(d => d.Names)),
            Credentials = Credentials(configuration, must),
            Identity = new IdentityGrant(image.Uid == 0, Sudo: false, WritableRoot: true, default),
            BuildEgress = EgressSet.Empty,
        });
    }

    private static Limit Bound(Limit limit) => limit == Limit.Zero ? Limit.Unbounded : limit;

    private static ImmutableArray<(CloudflareRule Rule, NameSet Names)> Decided(CloudflareConfiguration configuration) => new[] { "http", "https" }
        .SelectMany(scheme => LastMatch.Decide(configuration.Rules.Items.Where(r => r.Scheme == scheme).ToList(), r => r.Host, r => r.Allow))
        .ToImmutableArray();

    private static EgressSet Egress(ImmutableArray<(CloudflareRule Rule, NameSet Names)> decided, AddressSet addresses, HttpSet unlimited) => EgressSet.UnionAll(decided
        .Select(d => EgressSet.Of(Transport.Tcp, PortSet.Of(d.Rule.Scheme == "https" ? 443 : 80), NameClasses.NamesOnly(d.Names), addresses, d.Rule.Requests.IsEmpty ? unlimited : Requests(d.Rule))));

    // An entry without methods is about those that no other entry of the rule names.
    private static HttpSet Requests(CloudflareRule rule)
    {
        var named = rule.Requests.Items.SelectMany(r => r.Methods.Items).ToImmutableHashSet(StringComparer.Ordinal);
        return rule.Requests.Items.Aggregate(HttpSet.Empty, (set, r) =>
        {
            var requests = HttpSet.Of(r.Methods.Items, PathSet.Of(r.Paths.Items));
            return set.Union(r.Methods.IsEmpty && !named.IsEmpty ? requests.Except(HttpSet.Of(named, PathSet.All)) : requests);
        });
    }

    private static EquatableArray<CredentialGrant> Credentials(CloudflareConfiguration configuration, EgressSet egress) => configuration.Credentials.Select(c => c.Header is null
        ? new CredentialGrant(c.Name, CredentialDelivery.Environment, EgressSet.Empty)
        : new CredentialGrant(
            c.Name,
            CredentialDelivery.Brokered,
            EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(NameSet.UnionAll(c.Hosts.Select(LastMatch.Match))), AddressSet.All).Intersect(egress))).ToEquatableArray();

    private static EquatableArray<IngressGrant> Ingress(CloudflareConfiguration configuration) => configuration.Ports
        .Select(p => new IngressGrant(PortSet.Of(p), Transport.Tcp, p == configuration.PublicPort ? Callers.Public : Callers.Owner)).ToEquatableArray();
}
