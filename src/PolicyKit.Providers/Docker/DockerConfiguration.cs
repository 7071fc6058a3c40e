using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>What the emitted files of a Docker target say.</summary>
public sealed record DockerConfiguration : ProviderConfiguration
{
    /// <summary>Compose project and container name: the policy id with the target's name.</summary>
    public required string Project { get; init; }

    /// <summary>Policy id, for labels.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Base image.</summary>
    public required string Image { get; init; }

    /// <summary>Shell lines of the image build, run as root.</summary>
    public EquatableArray<string> BuildCommands { get; init; }

    /// <summary>Whether the build has a network; it cannot be narrowed.</summary>
    public bool BuildNetwork { get; init; }

    /// <summary>The workload's container.</summary>
    public required DockerWorkload Workload { get; init; }

    /// <summary>The network with its gateway; null for a sandbox without any network, which plain <c>docker run</c> can start.</summary>
    public DockerNetwork? Network { get; init; }
}

/// <summary>How the disk is bounded.</summary>
public enum DockerDisk
{
    /// <summary>It is not.</summary>
    Unbounded,

    /// <summary>Read-only root, and the working directory a volume in memory of that size.</summary>
    Memory,

    /// <summary>A quota of the storage driver.</summary>
    Quota,
}

/// <summary>The workload's container.</summary>
public sealed record DockerWorkload
{
    /// <summary>User of the container that keeps the lifetime; never the workload's.</summary>
    public const int LifetimeUser = 65534;

    /// <summary>User id.</summary>
    public required int Uid { get; init; }

    /// <summary>Group id.</summary>
    public required int Gid { get; init; }

    /// <summary>Working directory.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Read-only root file system.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Capabilities added to none.</summary>
    public EquatableArray<string> Capabilities { get; init; }

    /// <summary>CPU quota in thousandths, or unbounded.</summary>
    public Limit MilliCpu { get; init; }

    /// <summary>Memory and swap together in MiB, or unbounded.</summary>
    public Limit MemoryMiB { get; init; }

    /// <summary>How the disk is bounded.</summary>
    public DockerDisk Disk { get; init; }

    /// <summary>Size in MiB where it is bounded; else unbounded.</summary>
    public Limit DiskMiB { get; init; }

    /// <summary>Seconds after which another container's exit ends this one; unbounded: never.</summary>
    public Limit LifetimeSeconds { get; init; }

    /// <summary>Runtime runsc instead of runc.</summary>
    public bool GVisor { get; init; }

    /// <summary>Whether the working directory is a volume that outlives the container.</summary>
    public bool PersistentWorkspace { get; init; }

    /// <summary>Command; empty: the image's own.</summary>
    public EquatableArray<string> Command { get; init; }

    /// <summary>Plain environment.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }

    /// <summary>Labels of the policy.</summary>
    public EquatableArray<NamedValue> Labels { get; init; }

    /// <summary>Volumes.</summary>
    public EquatableArray<MountPoint> Mounts { get; init; }

    /// <summary>Credentials that the workload can read.</summary>
    public EquatableArray<DockerReadableCredential> Readable { get; init; }
}

/// <summary>A credential that the workload can read.</summary>
/// <param name="Name">Name of the secret, and of the variable.</param>
/// <param name="Path">File path, or null for an environment variable.</param>
public sealed record DockerReadableCredential(string Name, string? Path);

/// <summary>The sandbox's network, the gateway's listeners and the router's rules.</summary>
public sealed record DockerNetwork
{
    /// <summary>First three octets of the sandbox's /24: <c>10.251.7</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>Listeners of the gateway, by first port.</summary>
    public EquatableArray<DockerListener> Listeners { get; init; }

    /// <summary>Lists of IPv4 networks to which a name may resolve; listeners refer to them by index.</summary>
    public EquatableArray<DockerAddresses> Addresses { get; init; }

    /// <summary>What the router forwards.</summary>
    public EquatableArray<DockerRoute> Routes { get; init; }

    /// <summary>Ports published on the host.</summary>
    public EquatableArray<DockerPublished> Published { get; init; }
}

/// <summary>IPv4 networks in canonical order.</summary>
/// <param name="Cidrs">The networks.</param>
public sealed record DockerAddresses(EquatableArray<string> Cidrs);

/// <summary>By what a listener knows the name.</summary>
public enum DockerListenerKind
{
    /// <summary>The server name of TLS.</summary>
    Tls,

    /// <summary>The Host header of plain HTTP.</summary>
    Http,

    /// <summary>Nothing: it serves one name.</summary>
    Raw,
}

/// <summary>A listener of the gateway on one port or a range of ports.</summary>
/// <param name="Kind">By what it knows the name.</param>
/// <param name="Ports">Ports.</param>
/// <param name="Names">Rules, wider ones first; the last that matches decides; none: refused.</param>
public sealed record DockerListener(DockerListenerKind Kind, PortRange Ports, EquatableArray<DockerNameRule> Names);

/// <summary>What a listener does with names.</summary>
public enum DockerNameAction
{
    /// <summary>Refuses.</summary>
    Deny,

    /// <summary>Resolves the name and relays.</summary>
    Pass,

    /// <summary>Decrypts, compares each request and relays over TLS of its own.</summary>
    Inspect,
}

/// <summary>A rule about names.</summary>
public sealed record DockerNameRule
{
    /// <summary><c>api.x.com</c>, <c>*.x.com</c> or <c>*</c>.</summary>
    public required string Pattern { get; init; }

    /// <summary>What is done.</summary>
    public required DockerNameAction Action { get; init; }

    /// <summary>Index of the address list; -1 for a denial.</summary>
    public int Addresses { get; init; } = -1;

    /// <summary>Requests let through; empty: all.</summary>
    public EquatableArray<DockerHttpRule> Requests { get; init; }

    /// <summary>Headers that the gateway sets from secrets.</summary>
    public EquatableArray<DockerHeader> Headers { get; init; }
}

/// <summary>Requests.</summary>
/// <param name="Methods">Methods; empty: every method that no other rule of the name mentions.</param>
/// <param name="Paths">Path patterns.</param>
public sealed record DockerHttpRule(EquatableArray<string> Methods, EquatableArray<string> Paths);

/// <summary>A header set from a secret.</summary>
/// <param name="Name">Header in lower case.</param>
/// <param name="Credential">Name of the secret.</param>
/// <param name="Scheme">Scheme before the value, or null.</param>
/// <param name="User">User for Basic, or null.</param>
public sealed record DockerHeader(string Name, string Credential, string? Scheme, string? User);

/// <summary>Packets that the router forwards.</summary>
/// <param name="Transport">Tcp or udp.</param>
/// <param name="Ports">Destination ports.</param>
/// <param name="Cidrs">Destination networks.</param>
public sealed record DockerRoute(Transport Transport, PortRange Ports, EquatableArray<string> Cidrs);

/// <summary>A port published on the host and relayed by the gateway.</summary>
/// <param name="Port">Port on the host and in the sandbox.</param>
/// <param name="Address">Address of the host.</param>
public sealed record DockerPublished(int Port, string Address);
