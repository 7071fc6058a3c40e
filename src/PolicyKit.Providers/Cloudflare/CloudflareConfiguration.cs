using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>What the emitted data files of a Cloudflare target say.</summary>
public sealed record CloudflareConfiguration : ProviderConfiguration
{
    /// <summary>Name of the Worker and of its container: lower-case letters, digits, <c>-</c>.</summary>
    public required string Worker { get; init; }

    /// <summary>Whether the Worker is written with <c>@cloudflare/sandbox</c> 0.12 in place of the platform API.</summary>
    public bool Sdk { get; init; }

    /// <summary>Most containers at once, or unbounded; only the SDK's form has the limit.</summary>
    public Limit MaxInstances { get; init; } = Limit.Unbounded;

    /// <summary>Id of the account's Secrets Store.</summary>
    public required string SecretsStore { get; init; }

    /// <summary><c>Dockerfile</c>.</summary>
    public required CloudflareImage Image { get; init; }

    /// <summary>Ordered rules about names: the last that matches decides, none: denied.</summary>
    public EquatableArray<CloudflareRule> Rules { get; init; }

    /// <summary>Credentials, by name.</summary>
    public EquatableArray<CloudflareCredential> Credentials { get; init; }

    /// <summary>Size of the instance.</summary>
    public required CloudflareInstance Instance { get; init; }

    /// <summary>Seconds after which the container is destroyed, or unbounded.</summary>
    public Limit LifetimeSeconds { get; init; }

    /// <summary>Seconds without activity after which it is stopped, or unbounded.</summary>
    public Limit IdleSeconds { get; init; }

    /// <summary>TCP ports that Workers with a binding may call.</summary>
    public EquatableArray<int> Ports { get; init; }

    /// <summary>Port that everybody may call by the Worker's own address, or null.</summary>
    public int? PublicPort { get; init; }

    /// <summary>Plain environment variables, by name.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }

    /// <summary>The policy's labels, by name; values may hold a <c>{parameter}</c>.</summary>
    public EquatableArray<NamedValue> Labels { get; init; }

    /// <summary>Parameters, by name.</summary>
    public EquatableArray<RunParameter> Parameters { get; init; }

    /// <summary>Command with its arguments; empty: the image's own.</summary>
    public EquatableArray<string> Start { get; init; }
}

/// <summary>The container's image.</summary>
/// <param name="Base">Base image.</param>
/// <param name="BuildCommands">Shell lines run as root.</param>
/// <param name="Uid">User id of the workload.</param>
/// <param name="Gid">Group id of the workload.</param>
/// <param name="WorkDirectory">Absolute path.</param>
public sealed record CloudflareImage(string Base, EquatableArray<string> BuildCommands, int Uid, int Gid, string WorkDirectory);

/// <summary>A rule about names on one scheme.</summary>
/// <param name="Scheme"><c>https</c> (tcp 443) or <c>http</c> (tcp 80).</param>
/// <param name="Host"><c>api.x.com</c>, <c>*.x.com</c> or <c>*</c>.</param>
/// <param name="Allow">Whether requests go through.</param>
/// <param name="Requests">Requests that go through; empty: all.</param>
public sealed record CloudflareRule(string Scheme, string Host, bool Allow, EquatableArray<CloudflareRequests> Requests);

/// <summary>Requests.</summary>
/// <param name="Methods">Methods; empty: every method that no other entry of the rule mentions.</param>
/// <param name="Paths">Path patterns; empty: none.</param>
public sealed record CloudflareRequests(EquatableArray<string> Methods, EquatableArray<string> Paths);

/// <summary>A credential in the account's Secrets Store.</summary>
/// <param name="Name">Name of the secret, of the Worker's binding and of the environment variable.</param>
/// <param name="Header">Header in lower case that the Worker sets; null: the value is an environment variable of the container.</param>
/// <param name="Scheme">Scheme before the value, or null.</param>
/// <param name="User">User of HTTP Basic, or null.</param>
/// <param name="Hosts">Host patterns to which it is sent over HTTPS.</param>
public sealed record CloudflareCredential(string Name, string? Header, string? Scheme, string? User, EquatableArray<string> Hosts);

/// <summary>Size of an instance.</summary>
/// <param name="Type">Name of a predefined type, or null for a custom one.</param>
/// <param name="MilliCpu">Virtual CPUs in thousandths; whole ones where the type is custom.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="DiskMB">Disk in units of 1,000,000 bytes.</param>
public sealed record CloudflareInstance(string? Type, int MilliCpu, int MemoryMiB, int DiskMB);
