namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what E2B does. Values are never changed or reused.</summary>
public enum E2BDeviation
{
    /// <summary>
    /// Declared: a host on port 443. E2B has no port key: the entry opens tcp 80 as well.
    /// </summary>
    /// <remarks>Wider; subject: the host entry. Source: e2b-dev/infra at 54693ff, tcpfirewall/handlers.go, 2026-11-22.</remarks>
    HostRuleOpensPort80 = 1,

    /// <summary>
    /// Declared: a network on some ports. E2B opens every port and every protocol of it.
    /// </summary>
    /// <remarks>Wider; subject: the network entry. Source: e2b-dev/infra at 54693ff, network/firewall.go, 2026-11-22.</remarks>
    NetworkRuleOpensAllPorts = 2,

    /// <summary>
    /// Declared: hosts by name. With any host entry E2B opens 8.8.8.8/32, every port and protocol, and so DNS for any name.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: e2b-dev/infra at 54693ff, sandbox_create.go, 2026-11-22.</remarks>
    ResolverReachable = 3,

    /// <summary>
    /// Declared: a host on another port than 80 and 443. E2B compares names on these two ports only; the rule is dropped there.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: e2b-dev/infra at 54693ff, tcpfirewall/handlers.go, 2026-11-22.</remarks>
    HostPortUnreachable = 4,

    /// <summary>
    /// Declared: an allow with a denial inside. On E2B an allow always wins, so the allow is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: e2b-dev/infra at 54693ff, network/firewall.go, 2026-11-22.</remarks>
    HoleInAllow = 5,

    /// <summary>
    /// Declared: a private, shared or link-local network. E2B never opens these ranges; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: e2b-dev/infra at 54693ff, network/firewall.go, 2026-11-22.</remarks>
    PrivateNetworkUnreachable = 6,

    /// <summary>
    /// Declared: an IPv6 network. The sandbox has IPv4 only and E2B does not enforce IPv6 entries; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: e2b-dev/infra at 54693ff, create_instance.go, 2026-11-22.</remarks>
    IPv6NotEnforced = 7,

    /// <summary>
    /// Declared: some HTTP methods or paths. E2B cannot compare them; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: npm e2b 2.51.0, network options (no such key), 2026-11-22.</remarks>
    HttpRuleUninspected = 8,

    /// <summary>
    /// Declared: a brokered credential over TLS. Whether a header rule also fires on plain port 80 is not established; then the secret could leave in clear text.
    /// </summary>
    /// <remarks>Unverified; subject: the credential name. Source: npm e2b 2.51.0, type comments contradict the wire schema, 2026-11-22.</remarks>
    HeaderRuleOnPort80 = 9,

    /// <summary>
    /// Declared: one port for callers. On E2B every port of a sandbox has a URL.
    /// </summary>
    /// <remarks>Wider; subject: the port. Source: npm e2b 2.51.0, <c>allowPublicTraffic</c>, 2026-11-22.</remarks>
    InboundAllPorts = 10,

    /// <summary>
    /// Declared: a longest time without activity. E2B has a timeout from creation only.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm e2b 2.51.0, <c>timeoutMs</c>, 2026-11-22.</remarks>
    NoIdleStop = 11,

    /// <summary>
    /// Declared: a longest life. The holder of the API key can extend it, and a pause restarts it.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm e2b 2.51.0, <c>setTimeout</c>, <c>connect</c>, 2026-11-22.</remarks>
    LifetimeExtendable = 12,

    /// <summary>
    /// Declared: a bound on the disk. E2B takes a minimum of free space only; the plan sets the size.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm e2b 2.51.0, <c>minFreeDiskMb</c>, 2026-11-22.</remarks>
    DiskNotLimited = 13,

    /// <summary>
    /// Declared: a read-only root file system. E2B has no such setting.
    /// </summary>
    /// <remarks>Wider; subject <c>root</c>. Source: npm e2b 2.51.0, template builder (no such key), 2026-11-22.</remarks>
    RootWritable = 14,

    /// <summary>
    /// Declared: a read-only mount. E2B mounts volumes writable.
    /// </summary>
    /// <remarks>Wider; subject: the mount path. Source: npm e2b 2.51.0, <c>volumeMounts</c>, 2026-11-22.</remarks>
    VolumeWritable = 15,

    /// <summary>
    /// Declared: hosts that the template build may reach. The build reaches the whole Internet.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm e2b 2.51.0, <c>Template.build</c> (no network options), 2026-11-22.</remarks>
    BuildNetworkOpen = 16,

    /// <summary>
    /// One address of the node's orchestrator, and ranges that the operator names, are always reachable.
    /// </summary>
    /// <remarks>Residue; intrinsic. Source: e2b-dev/infra at 54693ff, network/firewall.go, 2026-11-22.</remarks>
    OrchestratorReachable = 17,

    /// <summary>
    /// Declared: a host on port 80. E2B has no port key: the entry opens tcp 443 as well.
    /// </summary>
    /// <remarks>Wider; subject: the host entry. Source: e2b-dev/infra at 54693ff, tcpfirewall/handlers.go, 2026-11-22.</remarks>
    HostRuleOpensPort443 = 18,

    /// <summary>
    /// Declared: hosts, at public addresses. E2B refuses names that resolve into its own deny list only: other special ranges (documentation, benchmarking, multicast,
    /// IPv6 forms of private addresses) and 168.63.129.16 stay open, and a wildcard includes the names of metadata endpoints.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: e2b-dev/infra at 54693ff, network/firewall.go, 2026-11-22.</remarks>
    SpecialDestinationsByName = 19,

    /// <summary>
    /// Declared: the ports that the owner may call. Every port has a URL that answers to the holder of the sandbox's access token.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm e2b 2.51.0, <c>allowPublicTraffic</c>, 2026-11-22.</remarks>
    OwnerReachesAllPorts = 20,

    /// <summary>
    /// Declared: an account without sudo. E2B's build leaves <c>root</c> and <c>user</c> with empty passwords; the emitted template takes su and sshd away, but that no other
    /// way to root inside the microVM remains is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: e2b-dev/infra, template/build/phases: base/provision.sh and finalize/configure.sh, 2026-11-22.</remarks>
    RootWithinReach = 21,

    /// <summary>
    /// Declared: callers of the owner's organisation. E2B cannot tell them apart; the port answers to the access token only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm e2b 2.51.0, <c>allowPublicTraffic</c>, 2026-11-22.</remarks>
    CallersNarrowed = 22,

    /// <summary>
    /// Declared: a UDP port for callers. A sandbox is called over HTTP only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm e2b 2.51.0, <c>getHost</c>, 2026-11-22.</remarks>
    UdpPortUnreachable = 23,

    /// <summary>
    /// Declared: a metadata endpoint. E2B never opens these; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the endpoint. Source: e2b-dev/infra at 54693ff, network/firewall.go, 2026-11-22.</remarks>
    MetadataUnreachable = 24,

    /// <summary>
    /// Declared: Linux capabilities for an account that is not root. E2B cannot give them.
    /// </summary>
    /// <remarks>Tighter; subject <c>capabilities</c>. Source: npm e2b 2.51.0, template builder (no such key), 2026-11-22.</remarks>
    CapabilitiesNotGranted = 25,

    /// <summary>
    /// Declared: a fleet size. The plan alone limits how many sandboxes run at once, and none are kept warm.
    /// </summary>
    /// <remarks>Wider; subject <c>scale</c>. Source: e2b.dev/docs, rate limits, 2026-11-22.</remarks>
    ScaleNotLimited = 26,
}
