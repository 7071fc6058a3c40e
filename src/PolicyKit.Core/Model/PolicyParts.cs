using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Model;

/// <summary>A name with a value.</summary>
public sealed record NamedValue(string Name, string Value);

/// <summary>How strongly a sandbox is kept apart from its host and neighbours; ordered, stronger is greater.</summary>
public enum IsolationLevel
{
    /// <summary>Namespaces and cgroups on a shared kernel.</summary>
    Container,

    /// <summary>A kernel in user space between workload and host (gVisor).</summary>
    UserSpaceKernel,

    /// <summary>A virtual machine of its own.</summary>
    HardwareVirtualization,
}

/// <summary>Who may call an exposed port; ordered, later includes earlier.</summary>
public enum Callers
{
    /// <summary>Only who holds the sandbox: its API key or access token, or the host it runs on.</summary>
    Owner,

    /// <summary>Members of the owner's organisation.</summary>
    Organization,

    /// <summary>Anybody.</summary>
    Public,
}

/// <summary>How a credential reaches its use; ordered, later reveals more.</summary>
public enum CredentialDelivery
{
    /// <summary>A proxy outside the sandbox puts it on requests; the workload cannot read it.</summary>
    Brokered,

    /// <summary>A file inside the sandbox.</summary>
    File,

    /// <summary>An environment variable inside the sandbox.</summary>
    Environment,
}

/// <summary>What may outlive a run; ordered.</summary>
public enum PersistenceKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The file system.</summary>
    Disk,

    /// <summary>File system and memory (pause and resume).</summary>
    Memory,
}

/// <summary>Who the workload runs as.</summary>
/// <param name="Uid">Numeric user id; 0 is root.</param>
/// <param name="Gid">Numeric group id.</param>
/// <param name="WorkDirectory">Absolute path.</param>
/// <param name="ReadOnlyRoot">Whether the root file system must be read-only (mounts, /tmp and the working directory stay writable).</param>
/// <param name="Sudo">Whether the user may become root.</param>
/// <param name="Capabilities">Linux capabilities without the CAP_ prefix, sorted; empty: none.</param>
public sealed record RunIdentity(int Uid, int Gid, string WorkDirectory, bool ReadOnlyRoot, bool Sudo, EquatableArray<string> Capabilities)
{
    /// <summary>uid 1000, gid 1000, <c>/workspace</c>, writable root, no sudo, no capabilities.</summary>
    public static RunIdentity Default { get; } = new(1000, 1000, "/workspace", false, false, default);
}

/// <summary>A reference to a secret in a secret store; never a value.</summary>
public sealed record CredentialReference
{
    /// <summary>Name of the secret, and of the environment variable or placeholder inside: <c>[A-Z][A-Z0-9_]*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Hosts (patterns) to which a brokered credential may be sent, sorted.</summary>
    public EquatableArray<string> Hosts { get; init; }

    /// <summary>Request header in lower case, for example <c>x-api-key</c>; <c>authorization</c> for schemes.</summary>
    public string Header { get; init; } = "authorization";

    /// <summary>Authentication scheme before the value (<c>Bearer</c>, <c>Basic</c>), or null for the bare value.</summary>
    public string? Scheme { get; init; }

    /// <summary>User name for <c>Basic</c>, or null.</summary>
    public string? User { get; init; }

    /// <summary>How it reaches its use. Default: brokered.</summary>
    public CredentialDelivery Delivery { get; init; }

    /// <summary>File path for <see cref="CredentialDelivery.File"/>, or null.</summary>
    public string? Path { get; init; }

    /// <summary>Provider ids for which it holds; empty means all.</summary>
    public EquatableArray<string> On { get; init; }

    /// <summary>Whether code inside the sandbox can read the secret.</summary>
    public bool IsReadableInside => Delivery != CredentialDelivery.Brokered;
}

/// <summary>A port on which the sandbox may be called.</summary>
/// <param name="Port">1 to 65535.</param>
/// <param name="Transport">Tcp or udp.</param>
/// <param name="Callers">Who may call.</param>
public sealed record IngressPort(int Port, Transport Transport, Callers Callers);

/// <summary>A volume.</summary>
public sealed record MountPoint
{
    /// <summary>Absolute path inside.</summary>
    public required string Path { get; init; }

    /// <summary>Volume name; may hold a <c>{parameter}</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Directory inside the volume, or null for its root; may hold a <c>{parameter}</c>.</summary>
    public string? SubPath { get; init; }

    /// <summary>Whether the workload may only read. Default: true.</summary>
    public bool ReadOnly { get; init; } = true;
}

/// <summary>A value given per run: labels, secret names, mount sub-paths; never egress.</summary>
/// <param name="Name">Name used as <c>{name}</c>.</param>
/// <param name="Pattern">Regular expression which the whole value must match.</param>
public sealed record RunParameter(string Name, string Pattern);

/// <summary>Fleet size.</summary>
/// <param name="Maximum">Most sandboxes at once.</param>
/// <param name="Warm">Sandboxes kept ready; 0 for none.</param>
public sealed record ScaleLimits(int Maximum, int Warm);

/// <summary>A provider that the policy is compiled for.</summary>
/// <param name="Provider">Provider id, for example <c>e2b</c>.</param>
/// <param name="Name">Author's name where there are several of one kind, or null.</param>
/// <param name="Options">Options of the provider's attribute: property name and text form, sorted by name; enums by member name, bools <c>true</c>/<c>false</c>; what is not said is absent.</param>
public sealed record TargetDeclaration(string Provider, string? Name, EquatableArray<NamedValue> Options)
{
    /// <summary>Directory under the policy's: <c>e2b</c> or <c>e2b-dev</c>.</summary>
    public string Id => Name is null ? Provider : Provider + "-" + Name;

    /// <summary>Value of an option, or null when the author did not set it.</summary>
    public string? Option(string name) => Options.Items.FirstOrDefault(o => o.Name == name)?.Value;
}

/// <summary>Lets one deviation through.</summary>
public sealed record Acceptance
{
    /// <summary>Provider id of the deviation.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the deviation (enum member).</summary>
    public required string Deviation { get; init; }

    /// <summary>Subject, or null for an intrinsic deviation.</summary>
    public string? For { get; init; }

    /// <summary>Name of the one target meant, or null for every target of the provider.</summary>
    public string? Target { get; init; }

    /// <summary>Reason.</summary>
    public required string Because { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Last day (ISO <c>yyyy-MM-dd</c>), or null where a tighter deviation needs none.</summary>
    public string? Until { get; init; }

    /// <summary>Baseline that brought it, or null for the policy's own.</summary>
    public string? Baseline { get; init; }
}

/// <summary>A fragment that a policy includes, directly or by another one.</summary>
/// <param name="TypeName">Full name of its class.</param>
/// <param name="Assembly">Name of the assembly that it comes from; null for the policy's own.</param>
/// <param name="Version">Version of that assembly, four numbers; null for the policy's own.</param>
/// <param name="Rules">Places of the rules that it brings (<see cref="Findings.PolicyPlace.Rule"/>), sorted.</param>
public sealed record IncludedFragment(string TypeName, string? Assembly, string? Version, EquatableArray<string> Rules);
