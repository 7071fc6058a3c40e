namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what Replit does. Values are never changed or reused.</summary>
public enum ReplitDeviation
{
    /// <summary>
    /// Declared: public addresses. Whether private, link-local and metadata addresses are reachable, and other workspaces at them, is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: docs.replit.com references/project-setup/configuration (silent), 2026-11-22.</remarks>
    SpecialAddressesNotClosed = 1,

    /// <summary>
    /// Declared: every host on every TCP port. Addresses may be dialled without a name, and UDP and other protocols leave as well.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    NothingFiltered = 2,

    /// <summary>
    /// Declared: look-ups of names that a rule leaves reachable. Every name is resolved.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    DnsOpen = 3,

    /// <summary>
    /// Declared: a private network or a metadata endpoint. What reaches it on Replit is not established.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: docs.replit.com features/security/tunnels (private services by tunnels only), 2026-11-22.</remarks>
    SpecialAddressUnreachable = 4,

    /// <summary>
    /// Secrets are set in the Secrets tool, for the app or for the account; which ones an app sees stands in no file.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: docs.replit.com/replit-workspace/workspace-features/secrets, 2026-11-22.</remarks>
    SecretsSetByHand = 5,

    /// <summary>
    /// Declared: bounds on CPU, memory or disk. They are chosen in the web interface.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DeploymentConfig</c> (no such key), 2026-11-23.</remarks>
    ResourcesNotLimited = 6,

    /// <summary>
    /// Declared: a bound on life or idle time. There is none.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DeploymentConfig</c> (no such key), 2026-11-23.</remarks>
    LifetimeNotLimited = 7,

    /// <summary>
    /// Declared: an account and its working directory. Both are the platform's; that it is not root, and cannot become root, is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    AccountNotSet = 8,

    /// <summary>
    /// Declared: a read-only root file system. There is no such setting.
    /// </summary>
    /// <remarks>Wider; subject <c>root</c>. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    RootWritable = 9,

    /// <summary>
    /// Declared: Linux capabilities. There is no key for them.
    /// </summary>
    /// <remarks>Tighter; subject <c>capabilities</c>. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    CapabilitiesNotGranted = 10,

    /// <summary>
    /// Declared: some ports. In the workspace a port on which a program listens is detected and may get an address of its own.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: docs.replit.com references/ports, 2026-11-22.</remarks>
    PortsDetected = 11,

    /// <summary>
    /// Declared: a port for the owner or the organisation. Who may call it is a setting of the organisation, and anybody without it.
    /// </summary>
    /// <remarks>Wider; subject: the port. Source: docs.replit.com/teams/enterprise-privacy-settings, 2026-11-22.</remarks>
    PortIsPublic = 12,

    /// <summary>
    /// Declared: a UDP port for callers. Ports are called over HTTP.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: docs.replit.com references/ports, 2026-11-22.</remarks>
    UdpPortUnreachable = 13,

    /// <summary>
    /// Declared: a volume. Replit mounts none.
    /// </summary>
    /// <remarks>Tighter; subject: the mount path. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    MountUnavailable = 14,

    /// <summary>
    /// Declared: nothing outlives a run. The workspace's disk does.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: docs.replit.com references/publishing, 2026-11-22.</remarks>
    DiskPersists = 15,

    /// <summary>
    /// Declared: memory that outlives a run. It does not.
    /// </summary>
    /// <remarks>Tighter; subject <c>persistence</c>. Source: docs.replit.com references/publishing, 2026-11-22.</remarks>
    MemoryNotKept = 16,

    /// <summary>
    /// Declared: a fleet size. How many instances run is chosen in the web interface.
    /// </summary>
    /// <remarks>Wider; subject <c>scale</c>. Source: npm @replit/protocol 0.4.27, <c>DeploymentConfig</c> (no such key), 2026-11-23.</remarks>
    ScaleNotLimited = 17,

    /// <summary>
    /// Declared: hosts that the build may reach. The build reaches the whole Internet.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DeploymentConfig</c> (no such key), 2026-11-23.</remarks>
    BuildNetworkOpen = 18,

    /// <summary>
    /// Declared: a container image. Replit takes none: programs come from a module, or from what the workspace holds.
    /// </summary>
    /// <remarks>Tighter; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    ImageNotUsed = 19,

    /// <summary>
    /// Declared: labels. There are none.
    /// </summary>
    /// <remarks>Tighter; intrinsic. Source: npm @replit/protocol 0.4.27, <c>DotReplit</c> (no such key), 2026-11-23.</remarks>
    LabelsDropped = 20,

    /// <summary>
    /// The files that say what is emitted lie in the workspace, where code inside can change them.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: docs.replit.com references/project-setup/configuration, 2026-11-22.</remarks>
    PolicyEditableInside = 21,

    /// <summary>
    /// Declared: environment variables. Whether a dollar sign in a value is expanded is not established, so that a variable may hold another value.
    /// </summary>
    /// <remarks>Tighter; intrinsic. Source: docs.replit.com references/project-setup/configuration (silent), 2026-11-22.</remarks>
    DollarNotEstablished = 22,
}
