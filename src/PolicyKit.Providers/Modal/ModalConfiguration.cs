using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Modal;

/// <summary>What the emitted data files of a Modal target say.</summary>
public sealed record ModalConfiguration : ProviderConfiguration
{
    /// <summary><c>image.json</c>: how the image is built.</summary>
    public required ModalImage Image { get; init; }

    /// <summary><c>sandbox.create.json</c>: the definition as it is sent.</summary>
    public required ModalSandbox Sandbox { get; init; }

    /// <summary><c>run.json</c>: what the fixed programs need beyond the definition.</summary>
    public required ModalRun Run { get; init; }
}

/// <summary>An image.</summary>
/// <param name="Image">Base image.</param>
/// <param name="BuildCommands">Shell lines run as root.</param>
/// <param name="WorkDirectory">Absolute path, made for the account.</param>
/// <param name="User">Account that the image names last, or null for none. Modal is not known to honour it.</param>
public sealed record ModalImage(string Image, EquatableArray<string> BuildCommands, string WorkDirectory, ModalUser? User);

/// <summary>An account.</summary>
/// <param name="Uid">Numeric user id.</param>
/// <param name="Gid">Numeric group id.</param>
public sealed record ModalUser(int Uid, int Gid);

/// <summary>What of the network is reachable.</summary>
public enum ModalNetworkType
{
    /// <summary>Everything.</summary>
    Open = 1,

    /// <summary>Nothing, look-ups included.</summary>
    Blocked = 2,

    /// <summary>What one of the two lists says.</summary>
    Allowlist = 3,
}

/// <summary>The definition of a sandbox, in the words of the wire format.</summary>
public sealed record ModalSandbox
{
    /// <summary>The policy's labels, by name; values may hold a <c>{parameter}</c>. PolicyKit's own two tags are not among them.</summary>
    public EquatableArray<NamedValue> Tags { get; init; }

    /// <summary>Main process with its arguments; empty: Modal sleeps.</summary>
    public EquatableArray<string> Entrypoint { get; init; }

    /// <summary>Longest life in seconds, at most 86400.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>Seconds without activity until the sandbox ends; null for none.</summary>
    public int? IdleTimeoutSeconds { get; init; }

    /// <summary>Absolute path.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Whether the sandbox runs in a virtual machine, not in gVisor.</summary>
    public bool VirtualMachine { get; init; }

    /// <summary>Resources.</summary>
    public required ModalResources Resources { get; init; }

    /// <summary>Network.</summary>
    public required ModalNetwork Network { get; init; }

    /// <summary>Headers that are set outside the sandbox, by domain.</summary>
    public EquatableArray<ModalHeaderReplacement> HeaderReplacements { get; init; }

    /// <summary>Ports that get a public URL, in order.</summary>
    public EquatableArray<int> OpenPorts { get; init; }

    /// <summary>Volumes, by path.</summary>
    public EquatableArray<ModalVolume> Volumes { get; init; }

    /// <summary>Plain environment variables, by name.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }
}

/// <summary>Resources.</summary>
/// <param name="MilliCpu">Reserved physical cores in thousandths; one core is two virtual CPUs. 0: Modal's default.</param>
/// <param name="MilliCpuMax">Most physical cores in thousandths; 0: no bound.</param>
/// <param name="MemoryMiB">Reserved memory; 0: Modal's default.</param>
/// <param name="MemoryMiBMax">Most memory; 0: no bound.</param>
/// <param name="Gpu">Kind of GPU, or null.</param>
public sealed record ModalResources(int MilliCpu, int MilliCpuMax, int MemoryMiB, int MemoryMiBMax, string? Gpu);

/// <summary>Network access.</summary>
/// <param name="Type">Which kind.</param>
/// <param name="AllowedCidrs">IPv4 networks that may be reached.</param>
/// <param name="AllowedDomains">Host patterns that may be claimed.</param>
public sealed record ModalNetwork(ModalNetworkType Type, EquatableArray<string> AllowedCidrs, EquatableArray<string> AllowedDomains);

/// <summary>Headers of requests to a domain, filled from a named secret of the workspace.</summary>
/// <param name="Domain">Exact name.</param>
/// <param name="Secret">Name of the secret.</param>
/// <param name="Headers">Header names in lower case with their values; <c>$KEY</c> is a key of the secret, <c>$$</c> a dollar sign.</param>
public sealed record ModalHeaderReplacement(string Domain, string Secret, EquatableArray<NamedValue> Headers);

/// <summary>A mounted volume.</summary>
/// <param name="Path">Absolute path inside.</param>
/// <param name="Name">Volume; may hold a <c>{parameter}</c>.</param>
/// <param name="SubPath">Directory inside the volume, or null for its root; may hold a <c>{parameter}</c>.</param>
/// <param name="ReadOnly">Whether the workload may only read.</param>
public sealed record ModalVolume(string Path, string Name, string? SubPath, bool ReadOnly);

/// <summary>What the fixed programs need beyond the definition.</summary>
/// <param name="App">App that the sandbox belongs to.</param>
/// <param name="Secrets">Names of credentials that go into the environment and must be given.</param>
/// <param name="Parameters">Parameters, by name.</param>
public sealed record ModalRun(string App, EquatableArray<string> Secrets, EquatableArray<RunParameter> Parameters);
