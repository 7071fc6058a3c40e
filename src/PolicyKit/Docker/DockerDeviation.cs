namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what the emitted Docker project does. Values are never changed or reused.</summary>
public enum DockerDeviation
{
    /// <summary>
    /// Declared: a longest time without activity. Docker has no idle stop: an idle sandbox lives until its lifetime ends.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: Docker Engine API, container create (no such field), 2026-11-22.</remarks>
    NoIdleStop = 1,

    /// <summary>
    /// Declared: a bound on the disk. The writable layer of the container is not bounded.
    /// </summary>
    /// <remarks>Wider; subject <c>disk</c>. Source: Docker documentation, <c>--storage-opt</c>: a size needs overlay2 on xfs with pquota, btrfs or zfs, 2026-11-22.</remarks>
    DiskUnbounded = 2,

    /// <summary>
    /// Declared: a bound on the disk. It is held by a volume in memory, so that disk use counts against the memory bound.
    /// </summary>
    /// <remarks>Tighter; subject <c>disk</c>. Source: run on Engine 20.10.24 and 28.5.2, 2026-11-22.</remarks>
    DiskIsMemoryBacked = 3,

    /// <summary>
    /// Declared: hosts that the image build may reach. The build runs outside the gateway and reaches whatever the engine reaches.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: Docker documentation, <c>docker build --network</c>, 2026-11-22.</remarks>
    BuildNetworkOpen = 4,

    /// <summary>
    /// Declared: several names on one port whose protocol carries no name. Only clients that speak TLS with a server name get through.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: HAProxy documentation: a listener tells names apart by SNI or Host only, 2026-11-22.</remarks>
    SharedNamePort = 5,

    /// <summary>
    /// Declared: an IPv6 network. IPv6 is off inside; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: emitted topology, run on Engine 20.10.24 and 28.5.2, 2026-11-22.</remarks>
    IPv6NotRouted = 6,

    /// <summary>
    /// Declared: UDP to a name (QUIC). The gateway relays TCP only; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: emitted topology, run on Engine 20.10.24 and 28.5.2, 2026-11-22.</remarks>
    UdpByName = 7,

    /// <summary>
    /// Declared: a lifetime, with gVisor. A PID namespace cannot be shared between two user-space kernels, so nothing in the project ends the sandbox: a timer of the host must.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: emitted topology with <c>runtime: runsc</c>, 2026-11-22.</remarks>
    LifetimeNeedsExternalTimer = 8,

    /// <summary>
    /// Declared: a brokered credential or HTTP methods and paths for <c>*.example.com</c>. The gateway decrypts only hosts named one by one: the credential is not sent there, the HTTP rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the credential name, or the host entry. Source: RFC 9525, section 6.3, 2026-11-22.</remarks>
    WildcardNotDecrypted = 9,

    /// <summary>
    /// Declared: a denied host together with a network rule on the same port. Networks are enforced by address, so a denied name that resolves into the allowed network stays reachable there.
    /// </summary>
    /// <remarks>Wider; subject: the denied host entry. Source: nftables documentation, packets carry no name, 2026-11-22.</remarks>
    DeniedNameByAddress = 10,

    /// <summary>
    /// Declared: a read-only root or a bound on the disk. Volumes that the image itself declares (<c>VOLUME</c>) are made by the engine, writable and without a bound, and nothing in the set can see them.
    /// </summary>
    /// <remarks>Unverified, for it depends on the image; intrinsic. Source: Dockerfile reference, VOLUME, 2026-11-22.</remarks>
    ImageVolumes = 11,

    /// <summary>
    /// Declared: a brokered credential for a host that is reached only by a network rule, or only on ports that carry neither TLS nor HTTP. The gateway puts credentials on requests that it decrypts, and it sees none of these: the credential is not sent there.
    /// </summary>
    /// <remarks>Tighter; subject: the credential name. Source: emitted topology, run on Engine 20.10.24 and 28.5.2, 2026-11-23.</remarks>
    CredentialNotSent = 12,
}
