using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>What a cluster does with the manifests, from the documentation of network policies and the code of the controller. It starts from the texts of the rules, as the manifests carry them.</summary>
internal sealed class GkeSemantics
{
    private readonly GkeConfiguration _configuration;

    private GkeSemantics(GkeConfiguration configuration) => _configuration = configuration;

    public static AuthorityBounds Of(GkeConfiguration configuration)
    {
        var semantics = new GkeSemantics(configuration);
        return new AuthorityBounds(semantics.May(), semantics.Must());
    }

    private bool Resolves => !_configuration.Hosts.IsEmpty;

    private Authority May() => Common() with
    {
        // A name opens whatever address was learned for it.
        Egress = EgressSet.UnionAll(_configuration.Networks.Select(n => Network(n, AddressSet.All)).Concat(_configuration.Hosts.Select(h => Host(h, h.Hosts.Items, AddressSet.All)))),
        Ingress = Ingress(Callers.Organization),
        Undecided = EquatableArray.Of(GkeDeviations.OwnNode, GkeDeviations.NotReadBack).OrderBy(u => u.Dimension).ThenBy(u => u.What, StringComparer.Ordinal).ToEquatableArray(),
    };

    // IPv6 depends on the cluster. How deep a pattern goes is one label, which is less than a pattern can say.
    private Authority Must() => Common() with
    {
        Egress = EgressSet.UnionAll(_configuration.Networks.Select(n => Network(n, AddressSet.AllIPv4)).Concat(_configuration.Hosts.Select(h => Host(
            h, h.Hosts.Items.Where(name => !name.StartsWith("*", StringComparison.Ordinal)), SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4))))),
        Ingress = Ingress(Callers.Owner),
    };

    private Authority Common() => new()
    {
        Resolution = Resolves ? NameSet.All : NameSet.Empty,
        NameBinding = Resolves ? NameBinding.Dns : NameBinding.None,
        Credentials = _configuration.Secrets.Select(s => new CredentialGrant(s, CredentialDelivery.Environment, EgressSet.Empty)).ToEquatableArray(),
        Mounts = _configuration.Volumes.Select(v => new MountGrant(v.Path, v.SubPath is null ? v.Claim : v.Claim + "/" + v.SubPath, v.ReadOnly)).ToEquatableArray(),
        Identity = new IdentityGrant(_configuration.Uid == 0, Sudo: false, !_configuration.ReadOnlyRoot, _configuration.Capabilities),
        Isolation = IsolationLevel.UserSpaceKernel,
        Resources = new ResourceGrant(_configuration.MilliCpu.Maximum, _configuration.MemoryMiB.Maximum, _configuration.DiskMiB.Maximum, Gpu: false),
        LifetimeSeconds = _configuration.LifetimeSeconds,
        IdleSeconds = _configuration.LifetimeSeconds,
        Persistence = PersistenceKind.None,
        Mutability = Mutability.Operator,
        Peers = PeerReach.None,
        BuildEgress = _configuration.BaseImage is null ? EgressSet.Empty : EgressSet.All,
    };

    private static EgressSet Network(GkeNetworkRule rule, AddressSet within) =>
        EgressSet.Of(rule.Transport, PortSet.Range(rule.FirstPort, rule.LastPort), NameClasses.Everything, AddressSet.Of(rule.Cidrs.Select(Cidr.Parse)).Intersect(within));

    private static EgressSet Host(GkeHostRule rule, IEnumerable<string> hosts, AddressSet addresses) =>
        EgressSet.Of(Transport.Tcp, PortSet.Of(rule.Port), NameClasses.NamesOnly(NameSet.UnionAll(hosts.Select(Names))), addresses);

    private static NameSet Names(string host) => NameSet.TryParsePattern(host, out var names) ? names : throw new FormatException($"'{host}' is not a host pattern.");

    // Only pods of the sandbox router, in its namespace.
    private EquatableArray<IngressGrant> Ingress(Callers callers) => _configuration.Ports.Select(p => new IngressGrant(PortSet.Of(p), Transport.Tcp, callers)).ToEquatableArray();
}
