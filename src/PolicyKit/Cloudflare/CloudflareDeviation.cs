namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what Cloudflare Sandboxes do. Values are never changed or reused.</summary>
public enum CloudflareDeviation
{
    /// <summary>
    /// Declared: hosts on tcp 80 and 443. Only HTTP and HTTPS leave the container; another protocol on these ports does not work.
    /// </summary>
    /// <remarks>Tighter; intrinsic. Source: cloudflare/workerd, container-client.c++, 2026-11-23.</remarks>
    OnlyHttpLeaves = 1,

    /// <summary>
    /// Declared: a host on another port than 80 and 443, or over UDP. The rule is dropped there.
    /// </summary>
    /// <remarks>Tighter; subject: the host entry. Source: cloudflare/workerd, container.capnp, 2026-11-23.</remarks>
    HostPortUnreachable = 2,

    /// <summary>
    /// Declared: a network. A Worker sends requests to names only; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the network entry. Source: npm @cloudflare/workers-types 5.20261117.1, Container (interceptors for HTTP and HTTPS only), 2026-11-23.</remarks>
    NetworkUnreachable = 3,

    /// <summary>
    /// Declared: a metadata endpoint. It is never reachable; the rule is dropped.
    /// </summary>
    /// <remarks>Tighter; subject: the endpoint. Source: cloudflare/containers, docs/egress.md, 2026-11-23.</remarks>
    MetadataUnreachable = 4,

    /// <summary>
    /// Declared: hosts, at public addresses. That a Worker never reaches special addresses through a name that resolves there is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: developers.cloudflare.com, workers/runtime-apis/fetch (silent), 2026-11-23.</remarks>
    SpecialDestinationsByName = 5,

    /// <summary>
    /// Declared: a denied network. The Worker's fetch resolves names itself, so an allowed name that resolves there is reached.
    /// </summary>
    /// <remarks>Wider; subject: the denied network. Source: developers.cloudflare.com, workers/runtime-apis/fetch, 2026-11-23.</remarks>
    DeniedNetworkByName = 6,

    /// <summary>
    /// Declared: look-ups of the declared names only. Which names a container may look up is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: developers.cloudflare.com, containers/configuration/outbound-traffic, 2026-11-23.</remarks>
    LookupsNotEstablished = 7,

    /// <summary>
    /// Declared: hosts for the image build. wrangler builds the image on the deployer's machine with an open network.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm wrangler 4.164.0, containers, 2026-11-23.</remarks>
    BuildNetworkOpen = 8,

    /// <summary>
    /// Declared: a read-only root file system. There is none.
    /// </summary>
    /// <remarks>Wider; subject: <c>root</c>. Source: npm @cloudflare/workers-types 5.20261117.1, ContainerStartupOptions (no such key), 2026-11-23.</remarks>
    RootWritable = 9,

    /// <summary>
    /// Declared: a least amount of CPU, memory or disk. The sizes of instances do not fit it; less is given.
    /// </summary>
    /// <remarks>Tighter; subject: <c>resources.cpu</c>, <c>resources.memory</c> or <c>resources.disk</c>. Source: developers.cloudflare.com, containers/platform/limits, 2026-11-23.</remarks>
    ResourcesReduced = 10,

    /// <summary>
    /// Declared: Linux capabilities for an account that is not root. They cannot be given.
    /// </summary>
    /// <remarks>Tighter; subject: <c>capabilities</c>. Source: npm @cloudflare/workers-types 5.20261117.1, ContainerStartupOptions (no such key), 2026-11-23.</remarks>
    CapabilitiesNotGranted = 11,

    /// <summary>
    /// Declared: uid 0 with the declared capabilities. Which ones a container has as uid 0 is not established.
    /// </summary>
    /// <remarks>Unverified; subject: <c>root</c>. Source: developers.cloudflare.com, containers (silent), 2026-11-23.</remarks>
    RootCapabilities = 12,

    /// <summary>
    /// Declared: sudo. The image's set-uid programs are taken away.
    /// </summary>
    /// <remarks>Tighter; subject: <c>sudo</c>. Source: Dockerfile of this project, 2026-11-23.</remarks>
    SudoNotGranted = 13,

    /// <summary>
    /// Declared: a port for the organisation. It answers to Workers with a binding only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm wrangler 4.164.0, config-schema.json (workers_dev), 2026-11-23.</remarks>
    CallersNarrowed = 14,

    /// <summary>
    /// Declared: a UDP port. A container is called over TCP only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: npm @cloudflare/workers-types 5.20261117.1, getTcpPort, 2026-11-23.</remarks>
    UdpPortUnreachable = 15,

    /// <summary>
    /// Declared: something that outlives a run. The disk is lost when the container stops.
    /// </summary>
    /// <remarks>Tighter; subject: <c>persistence</c>. Source: developers.cloudflare.com, containers, 2026-11-23.</remarks>
    PersistenceLost = 16,

    /// <summary>
    /// Declared: isolation stronger than a container's. That each instance has a virtual machine of its own is said in passing only.
    /// </summary>
    /// <remarks>Unverified; subject: <c>isolation</c>. Source: npm @cloudflare/containers 0.3.7, comments, 2026-11-23.</remarks>
    IsolationNotEstablished = 17,

    /// <summary>
    /// Declared: how many sandboxes run. Only the account limits that.
    /// </summary>
    /// <remarks>Wider; subject: <c>scale</c>. Source: npm wrangler 4.164.0, scheduling_policy durable_object, 2026-11-23.</remarks>
    ScaleNotLimited = 18,

    /// <summary>
    /// Declared: <see cref="CloudflareSdk.Version0"/>. It gets fixes until 2026-12-31 only; what is found in it later stays as it is.
    /// </summary>
    /// <remarks>Unverified; subject: <c>sdk</c>. Source: developers.cloudflare.com, sandbox/sdk/migrate, 2026-11-23.</remarks>
    SdkSupportEnds = 19,
}
