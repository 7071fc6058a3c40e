namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what Modal does. Values are never changed or reused.</summary>
public enum ModalDeviation
{
    /// <summary>
    /// Declared: hosts by name. Modal compares the server name that the sandbox claims and not the address, so with any host entry every public address is reachable on tcp 443
    /// that goes along with the lie; a wildcard may include its apex.
    /// </summary>
    /// <remarks>Wider; subject <c>hosts</c>. Source: apache/airflow PR 72910 (measured), modal.com/docs/guide/sandbox-networking, 2026-11-22.</remarks>
    ServerNameNotBound = 1,

    /// <summary>
    /// Declared: a network on some ports. Modal opens every port and every protocol of it.
    /// </summary>
    /// <remarks>Wider; subject: the network entry. Source: modal.com/docs/guide/sandbox-networking, apache/airflow PR 73534, 2026-11-22.</remarks>
    NetworkRuleOpensAllPorts = 2,

    /// <summary>
    /// Declared: look-ups of the declared names only. With any allow list, even an empty one, names are resolved without limit.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: apache/airflow PR 72910 (measured with a domain list), 2026-11-22.</remarks>
    DnsOpen = 3,

    /// <summary>
    /// Declared: hosts, at public addresses. Whether a claimed name reaches private, link-local or metadata addresses on tcp 443 is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: modal.com/docs/guide/sandbox-networking speaks of public addresses only, 2026-11-22.</remarks>
    SpecialAddressesNotClosed = 4,

    /// <summary>
    /// The network policy of a running sandbox cannot be read back: that the service applies what it was sent is not established for each sandbox.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: modal-labs/modal-client at 69519ae, api.proto, <c>SandboxInfo</c> (no such field), 2026-11-23.</remarks>
    NetworkPolicyNotReadBack = 5,

    /// <summary>
    /// Declared: a host on another port than tcp 443. Modal compares names of TLS on 443 only; the rule is dropped there.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: modal.com/docs/guide/sandbox-networking, 2026-11-22.</remarks>
    HostPortUnreachable = 6,

    /// <summary>
    /// Declared: an allow with a denial inside that cannot be cut out. Modal has allow lists only, so the allow is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: npm modal 0.11.1, <c>SandboxCreateParams</c>, 2026-11-23.</remarks>
    HoleInAllow = 7,

    /// <summary>
    /// Declared: a private, shared or link-local network. What such an entry reaches on Modal is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: modal.com/docs/guide/sandbox-networking (silent), 2026-11-22.</remarks>
    PrivateNetworkUnreachable = 8,

    /// <summary>
    /// Declared: an IPv6 network. Whether Modal enforces IPv6 entries is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: modal.com/docs/guide/sandbox-networking (silent), 2026-11-22.</remarks>
    IPv6NotEnforced = 9,

    /// <summary>
    /// Declared: some HTTP methods or paths. Modal cannot compare them; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: npm modal 0.11.1, <c>SandboxCreateParams</c> (no such key), 2026-11-23.</remarks>
    HttpRuleUninspected = 10,

    /// <summary>
    /// Declared: a metadata endpoint. What reaches it on Modal is not established; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the endpoint. Source: modal.com/docs/guide/sandbox-networking (silent), 2026-11-22.</remarks>
    MetadataUnreachable = 11,

    /// <summary>
    /// Declared: a brokered credential of a host inside an opened network. Modal sets the header on HTTPS requests that claim the name; which server answers, and on which ports this
    /// happens, is not established.
    /// </summary>
    /// <remarks>Unverified; subject: the credential name. Source: npm modal 0.11.1, <c>ExperimentalOutboundPolicy</c>, 2026-11-23.</remarks>
    HeaderReplacementByClaim = 12,

    /// <summary>
    /// Declared: the ports that the owner may call. Who holds the API token can make a connect token for any port.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm modal 0.11.1, <c>createConnectToken</c>, 2026-11-23.</remarks>
    OwnerReachesAllPorts = 13,

    /// <summary>
    /// Declared: callers of the owner's organisation. Modal cannot tell them apart; the port answers to connect tokens only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm modal 0.11.1, <c>createConnectToken</c>, 2026-11-23.</remarks>
    CallersNarrowed = 14,

    /// <summary>
    /// Declared: a UDP port for callers. A sandbox is called over TCP only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm modal 0.11.1, <c>encryptedPorts</c>, 2026-11-23.</remarks>
    UdpPortUnreachable = 15,

    /// <summary>
    /// Declared: an account that is not root. Modal has no key for it and runs commands as root; whether the image's user is honoured is not established.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm modal 0.11.1, <c>SandboxCreateParams</c> (no such key), 2026-11-23.</remarks>
    RunsAsRoot = 16,

    /// <summary>
    /// Declared: a read-only root file system. Modal has no such setting.
    /// </summary>
    /// <remarks>Wider; subject <c>root</c>. Source: npm modal 0.11.1, <c>SandboxCreateParams</c> (no such key), 2026-11-23.</remarks>
    RootWritable = 17,

    /// <summary>
    /// Declared: Linux capabilities. Modal has no key for them.
    /// </summary>
    /// <remarks>Tighter; subject <c>capabilities</c>. Source: npm modal 0.11.1, <c>SandboxCreateParams</c> (no such key), 2026-11-23.</remarks>
    CapabilitiesNotGranted = 18,

    /// <summary>
    /// Declared: a bound on the disk. A sandbox of Modal has none.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm modal 0.11.1, <c>SandboxCreateParams</c> (no such key), 2026-11-23.</remarks>
    DiskNotLimited = 19,

    /// <summary>
    /// Declared: hosts that the image build may reach. The build reaches the whole Internet.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm modal 0.11.1, <c>ImageDockerfileCommandsParams</c> (no network options), 2026-11-23.</remarks>
    BuildNetworkOpen = 20,

    /// <summary>
    /// Declared: state that outlives a run. Modal keeps nothing by itself; who holds the API token can take a snapshot.
    /// </summary>
    /// <remarks>Tighter; subject <c>persistence</c>. Source: npm modal 0.11.1, <c>snapshotFilesystem</c>, 2026-11-23.</remarks>
    NotPersisted = 21,

    /// <summary>
    /// Declared: a fleet size. The plan alone limits how many sandboxes run at once, and none are kept warm.
    /// </summary>
    /// <remarks>Wider; subject <c>scale</c>. Source: npm modal 0.11.1, <c>SandboxCreateParams</c> (no such key), 2026-11-23.</remarks>
    ScaleNotLimited = 22,
}
