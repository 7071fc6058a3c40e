using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.E2B;

/// <summary>What E2B does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class E2BDeviations
{
    /// <summary>What nobody outside E2B can say: which address it is, and which ranges the operator adds.</summary>
    public static readonly UndecidedDimension Orchestrator =
        new(Dimension.Egress, "one address of the node's orchestrator and ranges that E2B's operators name are always reachable");

    public static readonly DeviationDefinition HostRuleOpensPort80 = Define(
        1, DeviationKind.Wider, "an entry for a host has no port: it opens tcp 80 besides tcp 443, and a credential of the host may be put on plain requests there.",
        "e2b-dev/infra at 54693ff, tcpfirewall/handlers.go; npm e2b 2.51.0, comment on network.rules",
        (policy, host) => WebPort(policy, host, 80));

    public static readonly DeviationDefinition NetworkRuleOpensAllPorts = Define(
        2, DeviationKind.Wider, "an entry for a network has no port and no transport: it opens every port, TCP, UDP and ICMP.",
        "e2b-dev/infra at 54693ff, network/firewall.go",
        (policy, network) => Authority.None with { Egress = Opening.Everywhere(Opening.Dialled(policy).Intersect(AddressSet.Of(network))) });

    public static readonly DeviationDefinition ResolverReachable = Intrinsic(
        3, DeviationKind.Wider, "any entry for a host also opens 8.8.8.8, every port and protocol, and so DNS and DNS over HTTPS for any name.",
        "e2b-dev/infra at 54693ff, sandbox_create.go",
        _ => Authority.None with { Egress = Opening.Everywhere(AddressSet.Of("8.8.8.8/32")), Resolution = NameSet.All });

    public static readonly DeviationDefinition HostPortUnreachable = Tighter(
        4, "names are compared on tcp 80 and tcp 443 only, so the rule is dropped on other ports and on UDP.", "e2b-dev/infra at 54693ff, tcpfirewall/handlers.go");

    public static readonly DeviationDefinition HoleInAllow = Tighter(
        5, "an allow always beats a denial, so an allow with a denial inside is dropped.", "e2b-dev/infra at 54693ff, network/firewall.go");

    public static readonly DeviationDefinition PrivateNetworkUnreachable = Tighter(
        6, "private, shared, loopback and link-local ranges are never reachable, so the rule is dropped.", "e2b-dev/infra at 54693ff, network/firewall.go");

    public static readonly DeviationDefinition IPv6NotEnforced = Tighter(
        7, "the sandbox has IPv4 only and IPv6 entries are not enforced, so the rule is dropped.", "e2b-dev/infra at 54693ff, create_instance.go");

    public static readonly DeviationDefinition HttpRuleUninspected = Tighter(
        8, "methods and paths cannot be compared, so the rule is dropped.", "npm e2b 2.51.0, network options (no such key)");

    public static readonly DeviationDefinition HeaderRuleOnPort80 = Define(
        9, DeviationKind.Unverified, "a header rule may also apply on port 80, which the policy opens for the credential's host; then the secret leaves in clear text.",
        "npm e2b 2.51.0, type comment and wire schema contradict each other",
        (policy, name) => Authority.None with
        {
            Credentials = policy.Credentials.Where(c => c.Name == name)
                .Select(c => new CredentialGrant(c.Name, CredentialDelivery.Brokered, ByName(Opening.Hosts(c), SpecialAddresses.PublicAddresses, 80))).ToEquatableArray(),
        });

    public static readonly DeviationDefinition InboundAllPorts = Define(
        10, DeviationKind.Wider, "public traffic is a switch for the whole sandbox: every port, not only the exposed one, gets a public URL.", "npm e2b 2.51.0, network.allowPublicTraffic",
        (_, _) => Authority.None with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Public)) });

    public static readonly DeviationDefinition NoIdleStop = Intrinsic(
        11, DeviationKind.Wider, "there is a time to live and no detection of idleness.", "npm e2b 2.51.0, timeoutMs",
        _ => Authority.None with { IdleSeconds = Limit.Unbounded });

    public static readonly DeviationDefinition LifetimeExtendable = Intrinsic(
        12, DeviationKind.Wider, "who holds the API key can extend the time to live, and a pause starts it anew.", "npm e2b 2.51.0, setTimeout and connect",
        _ => Authority.None with { LifetimeSeconds = Limit.Unbounded });

    public static readonly DeviationDefinition DiskNotLimited = Intrinsic(
        13, DeviationKind.Wider, "only a least amount of free space can be asked for; the plan sets the size of the disk.", "npm e2b 2.51.0, minFreeDiskMb",
        _ => Authority.None with { Resources = ResourceGrant.None with { DiskMiB = Limit.Unbounded } });

    public static readonly DeviationDefinition RootWritable = Define(
        14, DeviationKind.Wider, "the root file system cannot be made read-only.", "npm e2b 2.51.0, template builder (no such key)",
        (_, _) => Authority.None with { Identity = IdentityGrant.None with { WritableRoot = true } });

    public static readonly DeviationDefinition VolumeWritable = Define(
        15, DeviationKind.Wider, "volumes are mounted writable.", "npm e2b 2.51.0, volumeMounts",
        (policy, path) => Authority.None with
        {
            Mounts = policy.Policy.Mounts.Where(m => m.Path == path).Select(m => new MountGrant(m.Path, DeclaredAuthority.MountSource(m), ReadOnly: false)).ToEquatableArray(),
        });

    public static readonly DeviationDefinition BuildNetworkOpen = Intrinsic(
        16, DeviationKind.Wider, "a template is built with an open network.", "npm e2b 2.51.0, Template.build (no network options)",
        _ => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition OrchestratorReachable = Intrinsic(
        17, DeviationKind.Residue, "one address of the node's orchestrator, and ranges that E2B's operators name, are always reachable.", "e2b-dev/infra at 54693ff, network/firewall.go",
        _ => Authority.None with { Undecided = EquatableArray.Of(Orchestrator) });

    public static readonly DeviationDefinition HostRuleOpensPort443 = Define(
        18, DeviationKind.Wider, "an entry for a host has no port: it opens tcp 443 besides tcp 80.", "e2b-dev/infra at 54693ff, tcpfirewall/handlers.go",
        (policy, host) => WebPort(policy, host, 443));

    public static readonly DeviationDefinition SpecialDestinationsByName = Intrinsic(
        19, DeviationKind.Wider,
        "an allowed name may resolve to any address outside E2B's own deny list: to other special ranges (documentation, benchmarking, multicast, IPv6 forms of private addresses) and to 168.63.129.16; a wildcard includes the names of metadata endpoints.",
        "e2b-dev/infra at 54693ff, network/firewall.go",
        SpecialDestinations);

    public static readonly DeviationDefinition OwnerReachesAllPorts = Intrinsic(
        20, DeviationKind.Wider, "every port has a URL that answers to the holder of the sandbox's access token.", "npm e2b 2.51.0, network.allowPublicTraffic",
        _ => Authority.None with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Owner)) });

    public static readonly DeviationDefinition RootWithinReach = Intrinsic(
        21, DeviationKind.Unverified,
        "E2B's build leaves the accounts root and user with empty passwords, and user with sudo; the template takes su and sshd away, but that no other way to root inside the microVM remains is not established.",
        "e2b-dev/infra, template/build/phases: base/provision.sh and finalize/configure.sh",
        _ => Authority.None with { Identity = IdentityGrant.None with { Sudo = true, Capabilities = EquatableArray.Of("ALL") } });

    public static readonly DeviationDefinition CallersNarrowed = Tighter(
        22, "callers are the holder of the access token or everybody; members of an organisation cannot be told apart, so the port answers to the token only.", "npm e2b 2.51.0, network.allowPublicTraffic");

    public static readonly DeviationDefinition UdpPortUnreachable = Tighter(
        23, "a sandbox is called over HTTP only, so a UDP port cannot be exposed.", "npm e2b 2.51.0, getHost");

    public static readonly DeviationDefinition MetadataUnreachable = Tighter(
        24, "metadata endpoints are never reachable, so the rule is dropped.", "e2b-dev/infra at 54693ff, network/firewall.go");

    public static readonly DeviationDefinition CapabilitiesNotGranted = Tighter(
        25, "Linux capabilities cannot be given to an account that is not root.", "npm e2b 2.51.0, template builder (no such key)");

    public static readonly DeviationDefinition ScaleNotLimited = Define(
        26, DeviationKind.Wider, "how many sandboxes run at once is limited by the plan only, and none are kept warm.", "e2b.dev/docs, rate limits", (_, _) => Authority.None);

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        HostRuleOpensPort80, NetworkRuleOpensAllPorts, ResolverReachable, HostPortUnreachable, HoleInAllow, PrivateNetworkUnreachable, IPv6NotEnforced, HttpRuleUninspected, HeaderRuleOnPort80,
        InboundAllPorts, NoIdleStop, LifetimeExtendable, DiskNotLimited, RootWritable, VolumeWritable, BuildNetworkOpen, OrchestratorReachable, HostRuleOpensPort443, SpecialDestinationsByName,
        OwnerReachesAllPorts, RootWithinReach, CallersNarrowed, UdpPortUnreachable, MetadataUnreachable, CapabilitiesNotGranted, ScaleNotLimited);

    /// <summary>Those that a provider of two lists has.</summary>
    public static ListedDeviations Listed =>
        new(HttpRuleUninspected, MetadataUnreachable, HostPortUnreachable, HoleInAllow, IPv6NotEnforced, PrivateNetworkUnreachable, NetworkRuleOpensAllPorts);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.E2BBaseline_2026_11",
        EquatableArray.Of(
            "ResolverReachable", "NoIdleStop", "LifetimeExtendable", "DiskNotLimited", "BuildNetworkOpen", "OrchestratorReachable", "SpecialDestinationsByName", "OwnerReachesAllPorts", "RootWithinReach")));

    private static DeviationDefinition Tighter(int value, string message, string source, [CallerMemberName] string name = "") =>
        Define(value, DeviationKind.Tighter, message, source, (_, _) => Authority.None, name);

    private static DeviationDefinition Intrinsic(
        int value, DeviationKind kind, string message, string source, Func<TargetPolicy, Authority> opens, [CallerMemberName] string name = "") =>
        Define(value, kind, message, source, (policy, _) => opens(policy), name) with { Intrinsic = true };

    private static DeviationDefinition Define(
        int value,
        DeviationKind kind,
        string message,
        string source,
        Func<TargetPolicy, string, Authority> opens,
        [CallerMemberName] string name = "") => new()
        {
            Provider = E2BProvider.ProviderId,
            Name = name,
            Value = value,
            Kind = kind,
            Intrinsic = false,
            Message = message,
            Source = source,
            Date = "2026-11-22",
            Opens = opens,
        };

    // A host on the port that comes with the declared one, and credentials that may go along.
    private static Authority WebPort(TargetPolicy policy, string host, int port)
    {
        var names = Names(host);
        return Authority.None with
        {
            Egress = ByName(names, SpecialAddresses.PublicAddresses, port),
            Credentials = Sent(policy, names, SpecialAddresses.PublicAddresses, port),
        };
    }

    private static Authority SpecialDestinations(TargetPolicy policy)
    {
        var rules = policy.Rules.Where(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowAnyHost && r.PortSet.Overlaps(PortSet.Of(80, 443)));
        var names = NameSet.UnionAll(rules.Select(r => Names(r.Entry)));
        var kept = AddressSet.Of("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10").Complement();
        var special = kept.Except(SpecialAddresses.PublicAddresses);
        var metadata = names.Intersect(SpecialAddresses.MetadataNames);
        return Authority.None with
        {
            Egress = ByName(names, special, 80, 443).Union(ByName(metadata, kept, 80, 443)),
            Credentials = Sent(policy, names, special, 80, 443),
        };
    }

    private static EquatableArray<CredentialGrant> Sent(TargetPolicy policy, NameSet names, AddressSet addresses, params int[] ports) => policy.Credentials
        .Where(c => c.Delivery == CredentialDelivery.Brokered)
        .Select(c => new CredentialGrant(c.Name, CredentialDelivery.Brokered, ByName(Opening.Hosts(c).Intersect(names), addresses, ports)))
        .Where(g => !g.Audience.IsEmpty)
        .ToEquatableArray();

    private static NameSet Names(string host) => host == "*" ? NameSet.All : DeclaredAuthority.Pattern(host);

    private static EgressSet ByName(NameSet names, AddressSet addresses, params int[] ports) =>
        EgressSet.Of(Transport.Tcp, PortSet.Of(ports), NameClasses.NamesOnly(names), addresses);
}
