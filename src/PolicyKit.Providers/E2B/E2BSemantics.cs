using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.E2B;

/// <summary>
/// What E2B does with a configuration, from its server code (e2b-dev/infra at 54693ff) and SDK (npm e2b 2.51.0). Shares nothing with the lowering:
/// it starts from the texts of the entries, as the server does, and follows the order in which the server decides.
/// </summary>
internal sealed class E2BSemantics
{
    private const string SecretOpening = "${e2b.secrets.";

    // network/firewall.go: dropped before any entry is looked at, for every protocol.
    private static readonly AddressSet PlatformDenied =
        AddressSet.Of("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10");

    private static readonly PortSet ProxiedPorts = PortSet.Of(80, 443);

    private readonly E2BConfiguration _configuration;
    private readonly NameSet _names;
    private readonly AddressSet _dialled;

    private E2BSemantics(E2BConfiguration configuration)
    {
        _configuration = configuration;
        var network = configuration.Sandbox.Network;
        var hosts = network.AllowOut.Items.Where(e => !IsAddress(e)).ToList();
        var allowed = AddressSet.UnionAll(network.AllowOut.Items.Where(IsAddress).Select(Addresses));
        var denied = AddressSet.UnionAll(network.DenyOut.Items.Where(IsAddress).Select(Addresses));
        if (configuration.Sandbox.AllowInternetAccess == false)
        {
            denied = AddressSet.AllIPv4;
        }

        // sandbox_create.go: host entries without a denial of everything are answered with 400, so nothing is created; taken as open, to be safe.
        _names = NameSet.UnionAll(hosts.Select(Names));
        if (hosts.Count > 0)
        {
            allowed = allowed.Union(AddressSet.Of("8.8.8.8/32"));
        }

        // An allow beats a denial; what neither speaks of is allowed. IPv4 only: the sandbox has no other interface.
        _dialled = allowed.Union(denied.Complement()).Intersect(AddressSet.AllIPv4).Except(PlatformDenied);
    }

    public static AuthorityBounds Of(E2BConfiguration configuration)
    {
        var semantics = new E2BSemantics(configuration);
        return new AuthorityBounds(semantics.May(), semantics.Must());
    }

    private Authority May()
    {
        // tcpfirewall/handlers.go: on a match the proxy dials the name itself and refuses what resolves into the platform's list, nothing else.
        var egress = ByName(PlatformDenied.Complement()).Union(ByAddress());
        var sandbox = _configuration.Sandbox;
        var user = _configuration.Template.User;
        return new Authority
        {
            Egress = egress,
            Resolution = Resolution(),
            NameBinding = _names.IsEmpty ? NameBinding.None : NameBinding.Address,
            Ingress = Ingress(),
            Credentials = Credentials(egress, ProxiedPorts),
            Mounts = Mounts(),

            // provision.sh and finalize/configure.sh empty the passwords of root and of user, who has sudo: that su finds no way is not established.
            Identity = new IdentityGrant(user.Uid == 0 || user.Name == "root", Sudo: true, WritableRoot: true, EquatableArray.Of("ALL")),
            Isolation = IsolationLevel.HardwareVirtualization,
            Resources = new ResourceGrant(Bound(_configuration.Template.CpuCount * 1000L), Bound(_configuration.Template.MemoryMiB), Limit.Unbounded, Gpu: false),
            LifetimeSeconds = Limit.Unbounded,
            IdleSeconds = Limit.Unbounded,
            Persistence = Persistence(),
            Mutability = Mutability.Operator,
            Peers = PeerReach.None,
            BuildEgress = EgressSet.All,
            Undecided = EquatableArray.Of(E2BDeviations.Orchestrator),
        };
    }

    private Authority Must()
    {
        // Whether the node reaches IPv6 addresses of a name is not established.
        var egress = ByName(SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4)).Union(ByAddress());
        var user = _configuration.Template.User;
        return new Authority
        {
            Egress = egress,
            Resolution = Resolution(),
            NameBinding = _names.IsEmpty ? NameBinding.None : NameBinding.Address,
            Ingress = Ingress(),
            Credentials = Credentials(egress, PortSet.Of(443)),
            Mounts = Mounts(),
            Identity = new IdentityGrant(user.Uid == 0, user.Sudo, WritableRoot: true, default),
            Isolation = IsolationLevel.HardwareVirtualization,
            Resources = new ResourceGrant(
                new Limit(_configuration.Template.CpuCount * 1000L), new Limit(_configuration.Template.MemoryMiB), new Limit(_configuration.Template.MinFreeDiskMiB), Gpu: false),
            LifetimeSeconds = new Limit(_configuration.Sandbox.TimeoutSeconds),
            IdleSeconds = new Limit(_configuration.Sandbox.TimeoutSeconds),
            Persistence = Persistence(),
            Mutability = Mutability.Operator,
            BuildEgress = EgressSet.All,
        };
    }

    // What 0 does is not established: the team's default is possible.
    private static Limit Bound(long value) => value == 0 ? Limit.Unbounded : new Limit(value);

    private EgressSet ByName(AddressSet resolved) => EgressSet.Of(Transport.Tcp, ProxiedPorts, NameClasses.NamesOnly(_names), resolved);

    // Every port and protocol, whatever name is claimed: SNI without a match falls through to the address.
    private EgressSet ByAddress() => EgressSet.UnionAll(
        Enum.GetValues(typeof(Transport)).Cast<Transport>().Select(t => EgressSet.Of(t, PortSet.All, NameClasses.Everything, _dialled)));

    // The sandbox asks 8.8.8.8; where that is open any name can be asked for.
    private NameSet Resolution() => _dialled.Overlaps(AddressSet.Of("8.8.8.8/32")) ? NameSet.All : NameSet.Empty;

    private EquatableArray<IngressGrant> Ingress() => EquatableArray.Of(new IngressGrant(
        PortSet.Range(1, 65535), Transport.Tcp, _configuration.Sandbox.Network.AllowPublicTraffic ? Callers.Public : Callers.Owner));

    private PersistenceKind Persistence() => (_configuration.Sandbox.AutoPause, _configuration.Sandbox.AutoPauseMemory) switch
    {
        (false, _) => PersistenceKind.None,
        (true, false) => PersistenceKind.Disk,
        (true, true) => PersistenceKind.Memory,
    };

    private EquatableArray<MountGrant> Mounts() => _configuration.Sandbox.Volumes.Select(v => new MountGrant(v.Path, v.Name, ReadOnly: false)).ToEquatableArray();

    private EquatableArray<CredentialGrant> Credentials(EgressSet egress, PortSet ports)
    {
        var grants = new List<(string Name, EgressSet Audience)>();
        var rules = _configuration.Sandbox.Network.Rules.Items;
        foreach (var rule in rules)
        {
            // Exact before longest suffix, no merging; which of two entries for the same names is taken is not established.
            var names = Names(rule.Host);
            var before = rules.Where(r => r.Host.Length > rule.Host.Length || !r.Host.StartsWith("*", StringComparison.Ordinal)).Select(r => Names(r.Host)).Where(n => !n.Equals(names));
            var audience = EgressSet.Of(Transport.Tcp, ports, NameClasses.NamesOnly(names.Except(NameSet.UnionAll(before))), AddressSet.All).Intersect(egress);
            grants.AddRange(rule.Headers.SelectMany(h => SecretsIn(h.Value)).Select(s => (Credential(s), audience)));
        }

        return _configuration.Run.Secrets.Items.Where(s => s.Store is null).Select(s => new CredentialGrant(s.Name, CredentialDelivery.Environment, EgressSet.Empty))
            .Concat(grants.GroupBy(g => g.Name).Select(g => new CredentialGrant(g.Key, CredentialDelivery.Brokered, EgressSet.UnionAll(g.Select(c => c.Audience)))))
            .OrderBy(g => g.Name, StringComparer.Ordinal).ThenBy(g => g.Delivery)
            .ToEquatableArray();
    }

    // A secret that run.json does not list keeps its name in the store, which no policy declares.
    private string Credential(string store) => _configuration.Run.Secrets.Items.FirstOrDefault(s => s.Store == store)?.Name ?? store;

    private static IEnumerable<string> SecretsIn(string value)
    {
        for (var at = value.IndexOf(SecretOpening, StringComparison.Ordinal); at >= 0; at = value.IndexOf(SecretOpening, at + SecretOpening.Length, StringComparison.Ordinal))
        {
            var start = at + SecretOpening.Length;
            var end = value.IndexOf('}', start);
            yield return end == -1 ? value.Substring(start) : value.Substring(start, end - start);
        }
    }

    // A server that takes an entry for an address never looks at it as a name.
    private static bool IsAddress(string entry) => entry.IndexOf('/') >= 0 || IpAddress.TryParse(entry, out _);

    private static AddressSet Addresses(string entry) => IpAddress.TryParse(entry, out var address)
        ? AddressSet.Of(address)
        : Cidr.TryParse(entry, out var cidr, out _, out _)
            ? AddressSet.Of(cidr)
            : throw new FormatException(string.Format(CultureInfo.InvariantCulture, "'{0}' is not an address or a network.", entry));

    // Case does not matter; an entry with a trailing dot never matches.
    private static NameSet Names(string entry) => entry == "*" ? NameSet.All
        : entry.EndsWith(".", StringComparison.Ordinal) ? NameSet.Empty
        : NameSet.TryParsePattern(entry, out var names) ? names
        : throw new FormatException(string.Format(CultureInfo.InvariantCulture, "'{0}' is not a host pattern.", entry));
}
