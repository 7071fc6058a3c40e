using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Authorities;

/// <summary>Ports that may be called, per group of callers.</summary>
/// <param name="Port">Ports.</param>
/// <param name="Transport">Transport.</param>
/// <param name="Callers">Widest group that may call.</param>
public sealed record IngressGrant(PortSet Port, Transport Transport, Callers Callers);

/// <summary>One credential as a configuration holds it.</summary>
/// <param name="Name">Name of the secret.</param>
/// <param name="Delivery">How it reaches its use.</param>
/// <param name="Audience">Where it may be sent when brokered; when readable inside the audience is all of the egress, and this is empty.</param>
public sealed record CredentialGrant(string Name, CredentialDelivery Delivery, EgressSet Audience);

/// <summary>One volume as a configuration holds it.</summary>
/// <param name="Path">Path inside.</param>
/// <param name="Source">Volume with sub-path.</param>
/// <param name="ReadOnly">Whether it can only be read.</param>
public sealed record MountGrant(string Path, string Source, bool ReadOnly);

/// <summary>Power of the workload's user.</summary>
/// <param name="Root">May act as uid 0.</param>
/// <param name="Sudo">May become root.</param>
/// <param name="WritableRoot">The root file system is writable.</param>
/// <param name="Capabilities">Linux capabilities, sorted.</param>
public sealed record IdentityGrant(bool Root, bool Sudo, bool WritableRoot, EquatableArray<string> Capabilities)
{
    /// <summary>Least power.</summary>
    public static IdentityGrant None { get; } = new(false, false, false, default);

    internal IdentityGrant Union(IdentityGrant other) => new(
        Root || other.Root,
        Sudo || other.Sudo,
        WritableRoot || other.WritableRoot,
        Capabilities.Concat(other.Capabilities).Distinct(StringComparer.Ordinal).OrderBy(c => c, StringComparer.Ordinal).ToEquatableArray());
}

/// <summary>Upper bounds on what a sandbox uses.</summary>
/// <param name="MilliCpu">Virtual CPUs in thousandths.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="DiskMiB">Disk in MiB.</param>
/// <param name="Gpu">Whether a GPU is attached.</param>
public sealed record ResourceGrant(Limit MilliCpu, Limit MemoryMiB, Limit DiskMiB, bool Gpu)
{
    /// <summary>Nothing.</summary>
    public static ResourceGrant None { get; } = new(Limit.Zero, Limit.Zero, Limit.Zero, false);

    internal ResourceGrant Union(ResourceGrant other) => new(
        Limit.Max(MilliCpu, other.MilliCpu), Limit.Max(MemoryMiB, other.MemoryMiB), Limit.Max(DiskMiB, other.DiskMiB), Gpu || other.Gpu);
}
