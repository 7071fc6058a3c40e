namespace PolicyKit;

/// <summary>Differences between what a policy can declare and what exe.dev does. Values are never changed or reused.</summary>
public enum ExeDevDeviation
{
    /// <summary>
    /// Declared: public addresses. Whether private, link-local and metadata addresses are reachable, and other machines at them, is not established.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: exe.dev/deploy/sandbox (silent), 2026-11-22.</remarks>
    SpecialAddressesNotClosed = 1,

    /// <summary>
    /// Declared: every host on every TCP port. Addresses may be dialled without a name, and UDP and other protocols leave as well.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: exe.dev/deploy/sandbox, 2026-11-22.</remarks>
    NothingFiltered = 2,

    /// <summary>
    /// Declared: look-ups of names that a rule leaves reachable. Every name is resolved.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: exe.dev/deploy/sandbox, 2026-11-22.</remarks>
    DnsOpen = 3,

    /// <summary>
    /// Declared: a private network or a metadata endpoint. What reaches it is not established.
    /// </summary>
    /// <remarks>Tighter; subject: the rule entry. Source: exe.dev/docs/integrations-external-connections.md, 2026-11-22.</remarks>
    SpecialAddressUnreachable = 4,

    /// <summary>
    /// Integrations that the account attaches to every machine, and the Reflection integration that is on by default, stand in no file.
    /// </summary>
    /// <remarks>Unverified; intrinsic. Source: exe.dev/docs/integrations-attach.md, 2026-11-22.</remarks>
    AccountIntegrations = 5,

    /// <summary>
    /// Declared: a bound on life or idle time. A machine runs until it is deleted.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: exe.dev/docs/standalone-vms.md, 2026-11-22.</remarks>
    LifetimeNotLimited = 6,

    /// <summary>
    /// Declared: an account that is not root, or capabilities. A machine of a plain image is entered as root.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: exe.dev/docs/customization, 2026-11-22.</remarks>
    RunsAsRoot = 7,

    /// <summary>
    /// Declared: a read-only root file system. There is no such setting.
    /// </summary>
    /// <remarks>Wider; subject <c>root</c>. Source: exe.dev/docs/cli-new.md, 2026-11-22.</remarks>
    RootWritable = 8,

    /// <summary>
    /// Declared: the ports that the owner may call. Who holds the key enters the machine by SSH and reaches any port; without a declared port one is picked for the private web address.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: exe.dev/docs/proxy, 2026-11-22.</remarks>
    OwnerReachesAllPorts = 9,

    /// <summary>
    /// Declared: callers of the owner's organisation. The port answers to the owner only.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: exe.dev/docs/proxy, 2026-11-22.</remarks>
    CallersNarrowed = 10,

    /// <summary>
    /// Declared: a UDP port for callers. Ports are called over HTTP.
    /// </summary>
    /// <remarks>Tighter; subject: the port. Source: exe.dev/docs/proxy, 2026-11-22.</remarks>
    UdpPortUnreachable = 11,

    /// <summary>
    /// Declared: a volume. Nothing is mounted.
    /// </summary>
    /// <remarks>Tighter; subject: the mount path. Source: exe.dev/docs/cli-new.md, 2026-11-22.</remarks>
    MountUnavailable = 12,

    /// <summary>
    /// Declared: nothing, or the disk only, outlives a run. Machines keep their disk, and their memory when they are paused.
    /// </summary>
    /// <remarks>Wider; intrinsic. Source: exe.dev/docs/standalone-vms.md, 2026-11-22.</remarks>
    StateOutlivesRun = 13,

    /// <summary>
    /// Declared: a fleet size. The plan limits how many machines run.
    /// </summary>
    /// <remarks>Wider; subject <c>scale</c>. Source: exe.dev/docs/standalone-vms.md, 2026-11-22.</remarks>
    ScaleNotLimited = 14,

    /// <summary>
    /// Declared: commands of an image build. No image is built, and a setup script runs on the vendor's own image only.
    /// </summary>
    /// <remarks>Tighter; subject <c>build</c>. Source: exe.dev/docs/cli-new.md, 2026-11-22.</remarks>
    BuildNotDone = 15,

    /// <summary>
    /// Declared: the program to start. How a command is quoted is not documented, so the image's own is started.
    /// </summary>
    /// <remarks>Tighter; subject <c>start</c>. Source: exe.dev/docs/cli-new.md (silent), 2026-11-22.</remarks>
    StartNotSet = 16,

    /// <summary>
    /// Declared: labels. A machine has tags without values; none is made of a label.
    /// </summary>
    /// <remarks>Tighter; intrinsic. Source: exe.dev/docs/cli-new.md, 2026-11-22.</remarks>
    LabelsDropped = 17,

    /// <summary>
    /// Declared: a brokered credential for a host. It is put on requests to a name of the integration's own, which exe.dev forwards to the host, at whatever address it finds for it.
    /// </summary>
    /// <remarks>Unverified; subject: the credential name. Source: exe.dev/docs/integrations-http-proxy.md, 2026-11-22.</remarks>
    CredentialByIntegration = 18,
}
