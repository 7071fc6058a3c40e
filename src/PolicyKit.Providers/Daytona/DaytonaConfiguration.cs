using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Daytona;

/// <summary>What the emitted data files of a Daytona target say.</summary>
public sealed record DaytonaConfiguration : ProviderConfiguration
{
    /// <summary><c>Dockerfile</c>.</summary>
    public required DaytonaImage Image { get; init; }

    /// <summary><c>sandbox.create.json</c>: the body of the create call.</summary>
    public required DaytonaSandbox Sandbox { get; init; }

    /// <summary><c>run.json</c>: what the fixed programs need beyond the body.</summary>
    public required DaytonaRun Run { get; init; }
}

/// <summary>An image.</summary>
/// <param name="Image">Base image.</param>
/// <param name="BuildCommands">Shell lines run as root.</param>
/// <param name="WorkDirectory">Absolute path, made for the account.</param>
/// <param name="Uid">Numeric user id; 0 for root, else that of the account <c>agent</c>.</param>
/// <param name="Gid">Numeric group id.</param>
/// <param name="Sudo">Whether the account gets sudo.</param>
public sealed record DaytonaImage(string Image, EquatableArray<string> BuildCommands, string WorkDirectory, int Uid, int Gid, bool Sudo);

/// <summary>The body of the create call.</summary>
public sealed record DaytonaSandbox
{
    /// <summary>The policy's labels, by name; values may hold a <c>{parameter}</c>. PolicyKit's own two labels are not among them.</summary>
    public EquatableArray<NamedValue> Labels { get; init; }

    /// <summary>Whether preview addresses answer to everybody.</summary>
    public bool Public { get; init; }

    /// <summary>Network.</summary>
    public required DaytonaNetwork Network { get; init; }

    /// <summary>Whole virtual CPUs.</summary>
    public required int Cpu { get; init; }

    /// <summary>Memory in GiB.</summary>
    public required int MemoryGiB { get; init; }

    /// <summary>Disk in GiB.</summary>
    public required int DiskGiB { get; init; }

    /// <summary>Kind of the one GPU, or null.</summary>
    public string? Gpu { get; init; }

    /// <summary>Minutes without a call from outside until the sandbox stops; 0: never.</summary>
    public int AutoStopMinutes { get; init; }

    /// <summary>Whether the sandbox is deleted when it stops.</summary>
    public bool Ephemeral { get; init; } = true;

    /// <summary>Minutes from creation until the sandbox is deleted, whatever its state; 0: never.</summary>
    public int TtlMinutes { get; init; }

    /// <summary>Volumes, by path.</summary>
    public EquatableArray<DaytonaVolume> Volumes { get; init; }

    /// <summary>Plain environment variables, by name.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }
}

/// <summary>Network part of the body. Nothing blocked and nothing listed means an open network.</summary>
/// <param name="BlockAll">Whether everything is closed; it wins over the lists.</param>
/// <param name="Networks">IPv4 networks that may be reached.</param>
/// <param name="Domains">Host patterns that may be reached; not together with <paramref name="Networks"/>.</param>
public sealed record DaytonaNetwork(bool BlockAll, EquatableArray<string> Networks, EquatableArray<string> Domains);

/// <summary>A mounted volume.</summary>
/// <param name="Name">Volume; may hold a <c>{parameter}</c>.</param>
/// <param name="Path">Absolute path inside.</param>
/// <param name="SubPath">Directory inside the volume, or null for its root; may hold a <c>{parameter}</c>.</param>
public sealed record DaytonaVolume(string Name, string Path, string? SubPath);

/// <summary>What the fixed programs need beyond the body.</summary>
/// <param name="Secrets">Secrets, by name.</param>
/// <param name="Parameters">Parameters, by name.</param>
/// <param name="Start">Command with its arguments, started after the sandbox was read back; empty for none.</param>
public sealed record DaytonaRun(EquatableArray<DaytonaSecret> Secrets, EquatableArray<RunParameter> Parameters, EquatableArray<string> Start);

/// <summary>A secret that must be there.</summary>
/// <param name="Name">Name in the policy, and of the environment variable.</param>
/// <param name="Store">Name in the organisation's store, or null when the value itself goes into the environment.</param>
/// <param name="Hosts">Hosts to which Daytona sends the stored value; empty only without <paramref name="Store"/>.</param>
/// <param name="BasicUser">User of an HTTP Basic credential, whose stored value is base64 of <c>user:value</c>; else null.</param>
public sealed record DaytonaSecret(string Name, string? Store, EquatableArray<string> Hosts, string? BasicUser);
