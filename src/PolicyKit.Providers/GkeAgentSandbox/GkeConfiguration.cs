using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>A namespace with one sandbox template, its pool and its policies.</summary>
public sealed record GkeConfiguration : ProviderConfiguration
{
    /// <summary>Policy id, also the namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of template, pool and policies; pods carry it as a label by which policies select them.</summary>
    public required string Name { get; init; }

    /// <summary>Image of the container.</summary>
    public required string Image { get; init; }

    /// <summary>The image that the Dockerfile begins with, or null without a Dockerfile.</summary>
    public string? BaseImage { get; init; }

    /// <summary>Commands of the Dockerfile.</summary>
    public EquatableArray<string> BuildCommands { get; init; }

    /// <summary>Account.</summary>
    public int Uid { get; init; }

    /// <summary>Group, also that of the workspace.</summary>
    public int Gid { get; init; }

    /// <summary>Working directory, an empty volume.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Whether the root file system is read-only.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Linux capabilities beside none.</summary>
    public EquatableArray<string> Capabilities { get; init; }

    /// <summary>Thousandths of a CPU.</summary>
    public LimitRange MilliCpu { get; init; } = LimitRange.Unbounded;

    /// <summary>Memory in MiB.</summary>
    public LimitRange MemoryMiB { get; init; } = LimitRange.Unbounded;

    /// <summary>Ephemeral storage in MiB: layers, logs and the workspace.</summary>
    public LimitRange DiskMiB { get; init; } = LimitRange.Unbounded;

    /// <summary>Seconds from the start of the pod.</summary>
    public Limit LifetimeSeconds { get; init; } = Limit.Unbounded;

    /// <summary>Command; empty: the image's own.</summary>
    public EquatableArray<string> Command { get; init; }

    /// <summary>Plain variables.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }

    /// <summary>Credentials given as variables.</summary>
    public EquatableArray<string> Secrets { get; init; }

    /// <summary>Labels of the policy; annotations of the pod.</summary>
    public EquatableArray<NamedValue> Labels { get; init; }

    /// <summary>Volume claims.</summary>
    public EquatableArray<GkeVolume> Volumes { get; init; }

    /// <summary>TCP ports that the sandbox router may call.</summary>
    public EquatableArray<int> Ports { get; init; }

    /// <summary>Networks that may be reached.</summary>
    public EquatableArray<GkeNetworkRule> Networks { get; init; }

    /// <summary>Hosts that may be reached.</summary>
    public EquatableArray<GkeHostRule> Hosts { get; init; }

    /// <summary>Sandboxes kept ready.</summary>
    public int Warm { get; init; }

    /// <summary>Most pods of the namespace, or null.</summary>
    public int? MaximumPods { get; init; }
}
