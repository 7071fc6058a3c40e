using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.ExeDev;

/// <summary>What the commands of an exe.dev target say.</summary>
public sealed record ExeDevConfiguration : ProviderConfiguration
{
    /// <summary>Name of the machine.</summary>
    public required string Name { get; init; }

    /// <summary>Image.</summary>
    public required string Image { get; init; }

    /// <summary>Virtual CPUs; 0: exe.dev's default.</summary>
    public int Cpu { get; init; }

    /// <summary>Memory in GiB; 0: exe.dev's default.</summary>
    public int MemoryGiB { get; init; }

    /// <summary>Disk in GiB; 0: exe.dev's default.</summary>
    public int DiskGiB { get; init; }

    /// <summary>Plain environment variables, by name.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }

    /// <summary>Names of credentials that go into the environment.</summary>
    public EquatableArray<string> Secrets { get; init; }

    /// <summary>Port that the web address leads to, or null where exe.dev picks one.</summary>
    public int? Port { get; init; }

    /// <summary>Whether the web address answers to anybody.</summary>
    public bool Public { get; init; }

    /// <summary>Integrations attached to this machine, by name.</summary>
    public EquatableArray<ExeDevIntegration> Integrations { get; init; }
}

/// <summary>A name inside <c>int.exe.xyz</c> whose requests exe.dev forwards to one host, with a credential put on.</summary>
/// <param name="Name">Its first label.</param>
/// <param name="Host">Host that it forwards to, over HTTPS.</param>
/// <param name="Secret">Name of the credential.</param>
/// <param name="Header">Header in lower case that holds the bare value, or null for a bearer token.</param>
public sealed record ExeDevIntegration(string Name, string Host, string Secret, string? Header);
