namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what Daytona does. Values are never changed or reused.</summary>
public enum DaytonaDeviation
{
    /// <summary>
    /// Declared: hosts by name on some ports. Daytona compares names on tcp 80 and 443, both, in code that nobody outside can read: whether the address is bound to the name, and whether every other port is closed, is not established.
    /// </summary>
    /// <remarks>Unverified; subject <c>hosts</c>. Source: docs network-limits, npm @daytonaio/api-client 0.220.0, create-sandbox.d.ts, 2026-11-22.</remarks>
    HostListNotBound = 1,

    /// <summary>
    /// Declared: a network on some ports. Daytona opens every port and every protocol of it.
    /// </summary>
    /// <remarks>Wider; subject: the network entry. Source: daytonaio/daytona at b5a5d9e78, netrules/set.go, 2026-11-22.</remarks>
    NetworkRuleOpensAllPorts = 2,

    /// <summary>
    /// Declared: look-ups of the declared names only. Which names Daytona resolves is not documented, under a blocked network neither.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: docs network-limits (silent), 2026-11-22.</remarks>
    LookUpsOpen = 3,

    /// <summary>
    /// Declared: hosts, at public addresses. Whether a name reaches private, link-local or metadata addresses on tcp 80 and 443 is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: docs network-limits (silent), 2026-11-22.</remarks>
    SpecialAddressesNotClosed = 4,

    /// <summary>
    /// The rules are installed after the start, an error is only logged, and IPv6 is not spoken of: that they are in force is not established for each sandbox.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: daytonaio/daytona at b5a5d9e78, docker/create.go, 2026-11-22.</remarks>
    RulesNotConfirmed = 5,

    /// <summary>
    /// Declared: hosts or networks. Under a list, services that Daytona calls essential may stay reachable: registries, Git hosts, model vendors, object stores, hosting platforms, api.telegram.org; the list grows.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: daytonaio/daytona at b5a5d9e78, docs network-limits, 2026-11-22.</remarks>
    EssentialServicesOpen = 6,

    /// <summary>
    /// Declared: hosts and networks. Daytona takes one of the two lists; hosts are kept, the network is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: daytona/clients PR 265, 2026-11-22.</remarks>
    ListsExcludeEachOther = 7,

    /// <summary>
    /// Declared: a host on another port than tcp 80 and 443. Daytona compares names on these only; the rule is dropped there.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: npm @daytonaio/api-client 0.220.0, create-sandbox.d.ts, 2026-11-22.</remarks>
    HostPortUnreachable = 8,

    /// <summary>
    /// Declared: any host. Daytona's list takes names and wildcards below a name; the rule is dropped, and hosts beside it on its ports with it.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: daytonaio/daytona at b5a5d9e78, domain list validator, 2026-11-22.</remarks>
    AnyHostUnreachable = 9,

    /// <summary>
    /// Declared: an allow with a denial inside that cannot be cut out. Daytona has allow lists only, so the allow is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: daytonaio/daytona issue 4134, 2026-11-22.</remarks>
    HoleInAllow = 10,

    /// <summary>
    /// Declared: a private, shared or link-local network. What such an entry reaches on Daytona's hosts is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: docs network-limits (silent), 2026-11-22.</remarks>
    PrivateNetworkUnreachable = 11,

    /// <summary>
    /// Declared: an IPv6 network. The list takes IPv4 only; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: daytonaio/daytona at b5a5d9e78, allow list validator, 2026-11-22.</remarks>
    IPv6NotEnforced = 12,

    /// <summary>
    /// Declared: some HTTP methods or paths. Daytona cannot compare them; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: npm @daytonaio/api-client 0.220.0, create-sandbox.d.ts (no such key), 2026-11-22.</remarks>
    HttpRuleUninspected = 13,

    /// <summary>
    /// Declared: a metadata endpoint. What reaches it on Daytona is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the endpoint. Source: docs network-limits (silent), 2026-11-22.</remarks>
    MetadataUnreachable = 14,

    /// <summary>
    /// Declared: a brokered credential in one header over TLS. Code inside places Daytona's placeholder where it likes; whether it is exchanged on plain HTTP, on other ports and by the claimed name alone is not established.
    /// </summary>
    /// <remarks>Unverified; subject: the credential name. Source: docs secrets; npm @daytona/sdk 0.216.0, Daytona.d.ts, 2026-11-22.</remarks>
    SecretNotBound = 15,

    /// <summary>
    /// Declared: the ports that the owner may call. Every port has a preview address that answers to a token and to members of the organisation.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @daytona/sdk 0.216.0, Daytona.d.ts, public, 2026-11-22.</remarks>
    OrganizationReachesAllPorts = 16,

    /// <summary>
    /// Declared: one port for callers. Public is a switch for the whole sandbox: every port answers to everybody.
    /// </summary>
    /// <remarks>Wider; subject: the port. Source: npm @daytona/sdk 0.216.0, Daytona.d.ts, public, 2026-11-22.</remarks>
    InboundAllPorts = 17,

    /// <summary>
    /// Declared: a UDP port for callers. A sandbox is called over HTTP only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm @daytona/sdk 0.216.0, Daytona.d.ts, getPreviewLink, 2026-11-22.</remarks>
    UdpPortUnreachable = 18,

    /// <summary>
    /// Declared: an account that is not root. Daytona's documentation says that code runs as root in the container; whether the named account is honoured is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: docs sandboxes, 2026-11-22.</remarks>
    RootWithinReach = 19,

    /// <summary>
    /// Declared: a read-only root file system. Daytona has no such setting.
    /// </summary>
    /// <remarks>Wider; subject <c>root</c>. Source: npm @daytona/sdk 0.216.0, Daytona.d.ts (no such key), 2026-11-22.</remarks>
    RootWritable = 20,

    /// <summary>
    /// Declared: Linux capabilities. Daytona has no key for them.
    /// </summary>
    /// <remarks>Tighter; subject <c>capabilities</c>. Source: npm @daytona/sdk 0.216.0, Daytona.d.ts (no such key), 2026-11-22.</remarks>
    CapabilitiesNotGranted = 21,

    /// <summary>
    /// Declared: a read-only mount. Daytona mounts volumes writable.
    /// </summary>
    /// <remarks>Wider; subject: the mount path. Source: npm @daytonaio/api-client 0.220.0, create-sandbox.d.ts, SandboxVolume, 2026-11-22.</remarks>
    VolumeWritable = 22,

    /// <summary>
    /// Declared: hosts that the image build may reach. The build reaches the whole Internet.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @daytona/sdk 0.216.0, Daytona.d.ts, Image (no network options), 2026-11-22.</remarks>
    BuildNetworkOpen = 23,

    /// <summary>
    /// Declared: an amount that the organisation's limit does not reach, or that is no whole GiB. The sandbox gets less.
    /// </summary>
    /// <remarks>Tighter; subject: the resource: <c>cpu</c>, <c>memory</c> or <c>disk</c>. Source: docs sandboxes, 2026-11-22.</remarks>
    SmallerThanDeclared = 24,

    /// <summary>
    /// Declared: a longest time without activity. Only calls from outside count as activity, so a sandbox that works is stopped too.
    /// </summary>
    /// <remarks>Tighter; intrinsic. Source: docs sandboxes, 2026-11-22.</remarks>
    BusySandboxStops = 25,

    /// <summary>
    /// Declared: memory that outlives a run. A container keeps its disk only.
    /// </summary>
    /// <remarks>Tighter; subject <c>persistence</c>. Source: docs sandboxes, 2026-11-22.</remarks>
    MemoryNotPersisted = 26,

    /// <summary>
    /// Declared: a fleet size. The organisation's pool alone limits how many sandboxes run at once, and none are kept warm.
    /// </summary>
    /// <remarks>Wider; subject <c>scale</c>. Source: docs limits, 2026-11-22.</remarks>
    ScaleNotLimited = 27,
}
