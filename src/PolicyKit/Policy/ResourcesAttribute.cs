namespace PolicyKit;

/// <summary>
/// Resources, each as a range: <c>"4"</c> is 4, <c>"2..8"</c> at least 2 and at most 8, <c>"2.."</c> at least 2 and not bounded above.
/// What is not said is not bounded.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ResourcesAttribute : PolicyAttribute
{
    /// <summary>Virtual CPUs, 0.001 to 1024, at most three decimals: <c>"2"</c>, <c>"0.5..4"</c>. Default: not bounded.</summary>
    public string? Cpu { get; set; }

    /// <summary>Memory in MiB, whole numbers from 1 to 16777216: <c>"4096"</c>, <c>"2048..8192"</c>. Default: not bounded.</summary>
    public string? MemoryMiB { get; set; }

    /// <summary>Writable disk in GiB, 0.001 to 65536, at most three decimals: <c>"20"</c>. Default: not bounded.</summary>
    public string? DiskGiB { get; set; }

    /// <summary>Kind of GPU as the provider names it, for example <c>"A10G"</c>. Default: none.</summary>
    public string? Gpu { get; set; }
}
