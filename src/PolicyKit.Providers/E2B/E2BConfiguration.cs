using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.E2B;

/// <summary>What the emitted data files of an E2B target say.</summary>
public sealed record E2BConfiguration : ProviderConfiguration
{
    /// <summary><c>template.json</c>: how the image is built.</summary>
    public required E2BTemplate Template { get; init; }

    /// <summary><c>sandbox.create.json</c>: the body of the create call.</summary>
    public required E2BSandbox Sandbox { get; init; }

    /// <summary><c>run.json</c>: what the fixed programs need beyond the body.</summary>
    public required E2BRun Run { get; init; }
}

/// <summary>A template; CPU and memory belong to it, not to the sandbox.</summary>
/// <param name="Name">Name: lower-case letters, digits, <c>-</c>, <c>_</c>.</param>
/// <param name="Image">Base image.</param>
/// <param name="User">Account of the workload.</param>
/// <param name="WorkDirectory">Absolute path.</param>
/// <param name="BuildCommands">Shell lines run as root.</param>
/// <param name="CpuCount">Virtual CPUs, at least 1.</param>
/// <param name="MemoryMiB">Memory in MiB, even, at least 128.</param>
/// <param name="MinFreeDiskMiB">Least free space in MiB that is asked for; 0: the team's default.</param>
public sealed record E2BTemplate(
    string Name, string Image, E2BUser User, string WorkDirectory, EquatableArray<string> BuildCommands, int CpuCount, int MemoryMiB, int MinFreeDiskMiB);

/// <summary>An account.</summary>
/// <param name="Name"><c>agent</c>, or <c>root</c>; never E2B's own account <c>user</c>, which has sudo without a password.</param>
/// <param name="Uid">Numeric user id.</param>
/// <param name="Gid">Numeric group id.</param>
/// <param name="Sudo">Whether it gets sudo.</param>
public sealed record E2BUser(string Name, int Uid, int Gid, bool Sudo);

/// <summary>The create body.</summary>
public sealed record E2BSandbox
{
    /// <summary>Name of the template.</summary>
    public required string TemplateId { get; init; }

    /// <summary>The policy's labels, by name; values may hold a <c>{parameter}</c>. PolicyKit's own two labels are not among them.</summary>
    public EquatableArray<NamedValue> Metadata { get; init; }

    /// <summary>Seconds until E2B stops the sandbox.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>False closes the Internet as a <c>denyOut</c> of everything does; null when not said.</summary>
    public bool? AllowInternetAccess { get; init; }

    /// <summary>Network part.</summary>
    public required E2BNetwork Network { get; init; }

    /// <summary>Plain environment variables, by name.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }

    /// <summary>Whether the sandbox is paused, not killed, at its timeout.</summary>
    public bool AutoPause { get; init; }

    /// <summary>Whether a pause keeps memory; meaningless without <see cref="AutoPause"/>.</summary>
    public bool AutoPauseMemory { get; init; }

    /// <summary>Volumes, by path.</summary>
    public EquatableArray<E2BVolume> Volumes { get; init; }
}

/// <summary>Network part of the create body.</summary>
/// <param name="AllowOut">IPv4 addresses, CIDRs and host patterns that may be reached.</param>
/// <param name="DenyOut">IPv4 addresses and CIDRs that may not, where nothing in <paramref name="AllowOut"/> says otherwise.</param>
/// <param name="Rules">Header rules, by host.</param>
/// <param name="AllowPublicTraffic">Whether the sandbox's URLs answer without its access token.</param>
public sealed record E2BNetwork(EquatableArray<string> AllowOut, EquatableArray<string> DenyOut, EquatableArray<E2BHeaderRule> Rules, bool AllowPublicTraffic);

/// <summary>Headers that the egress proxy sets on requests to a host.</summary>
/// <param name="Host">Exact name or one leading <c>*.</c>.</param>
/// <param name="Headers">Header names in lower case with their values, by name.</param>
public sealed record E2BHeaderRule(string Host, EquatableArray<NamedValue> Headers);

/// <summary>A mounted volume.</summary>
/// <param name="Name">Volume; may hold a <c>{parameter}</c>.</param>
/// <param name="Path">Absolute path inside.</param>
public sealed record E2BVolume(string Name, string Path);

/// <summary>What the fixed programs need beyond the body.</summary>
/// <param name="Secrets">Secrets, by name.</param>
/// <param name="Parameters">Parameters, by name.</param>
/// <param name="Start">Command with its arguments, started after the sandbox was read back; empty for none.</param>
public sealed record E2BRun(EquatableArray<E2BSecret> Secrets, EquatableArray<RunParameter> Parameters, EquatableArray<string> Start);

/// <summary>A secret that must be there.</summary>
/// <param name="Name">Name in the policy, and of the environment variable.</param>
/// <param name="Store">Name in E2B's secret store, or null when the value is delivered as an environment variable.</param>
/// <param name="BasicUser">User of an HTTP Basic credential, whose stored value is base64 of <c>user:value</c>; else null.</param>
public sealed record E2BSecret(string Name, string? Store, string? BasicUser);
