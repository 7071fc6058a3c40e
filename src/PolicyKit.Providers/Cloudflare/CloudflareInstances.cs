using System.Collections.Immutable;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>Sizes of instances: the predefined ones (npm wrangler 4.164.0, config-schema.json) and the rules of custom ones (developers.cloudflare.com, containers/platform/limits, 2026-11-22).</summary>
internal static class CloudflareInstances
{
    private const int MostMemoryMiB = 12_288;
    private const int MostDiskMB = 20_000;
    private const int LeastMemoryPerCpuMiB = 3_072;

    public static ImmutableArray<CloudflareInstance> Predefined { get; } = ImmutableArray.Create(
        new CloudflareInstance("lite", 62, 256, 2_000),
        new CloudflareInstance("basic", 250, 1_024, 4_000),
        new CloudflareInstance("standard-1", 500, 4_096, 8_000),
        new CloudflareInstance("standard-2", 1_000, 6_144, 12_000),
        new CloudflareInstance("standard-3", 2_000, 8_192, 16_000),
        new CloudflareInstance("standard-4", 4_000, 12_288, 20_000));

    /// <summary>The best size within the declared bounds: one that meets most of the declared minima; then the most of what is bounded and the least of what is not. Null when none is within the bounds.</summary>
    public static CloudflareInstance? Choose(ResourceRanges declared) => Predefined.Concat(Custom(declared))
        .Where(i => i.MilliCpu <= declared.MilliCpu.Maximum.Value && i.MemoryMiB <= declared.MemoryMiB.Maximum.Value && DiskMiB(i) <= declared.DiskMiB.Maximum.Value)
        .OrderByDescending(i => Short(i, declared).Count() * -1)
        .ThenByDescending(i => Preferred(i.MilliCpu, declared.MilliCpu)).ThenByDescending(i => Preferred(i.MemoryMiB, declared.MemoryMiB)).ThenByDescending(i => Preferred(i.DiskMB, declared.DiskMiB))
        .ThenBy(i => i.Type is null ? 1 : 0)
        .FirstOrDefault();

    /// <summary>What a size has less of than the declared minimum.</summary>
    public static IEnumerable<string> Short(CloudflareInstance instance, ResourceRanges declared)
    {
        if (instance.MilliCpu < declared.MilliCpu.Minimum)
        {
            yield return "resources.cpu";
        }

        if (instance.MemoryMiB < declared.MemoryMiB.Minimum)
        {
            yield return "resources.memory";
        }

        if (DiskMiB(instance) < declared.DiskMiB.Minimum)
        {
            yield return "resources.disk";
        }
    }

    /// <summary>Disk in MiB, rounded up.</summary>
    public static long DiskMiB(CloudflareInstance instance) => ((instance.DiskMB * 1_000_000L) + (1 << 20) - 1) >> 20;

    /// <summary>Whether the platform takes a size.</summary>
    public static bool IsPossible(CloudflareInstance instance) => instance.Type is not null
        ? Predefined.Contains(instance)
        : instance.MilliCpu is 1_000 or 2_000 or 3_000 or 4_000 && instance.MemoryMiB <= MostMemoryMiB && instance.MemoryMiB >= instance.MilliCpu / 1_000 * LeastMemoryPerCpuMiB
            && instance.DiskMB is >= 1_000 and <= MostDiskMB && instance.DiskMB <= instance.MemoryMiB * 2_000L / 1_024;

    private static IEnumerable<CloudflareInstance> Custom(ResourceRanges declared)
    {
        for (var cpus = 1; cpus <= 4; cpus++)
        {
            var least = cpus * LeastMemoryPerCpuMiB;
            var memory = declared.MemoryMiB.Maximum.IsUnbounded ? Math.Max(least, declared.MemoryMiB.Minimum) : declared.MemoryMiB.Maximum.Value;
            memory = Math.Min(memory, MostMemoryMiB);
            var ratio = Math.Min(MostDiskMB, memory * 2_000 / 1_024);
            var disk = declared.DiskMiB.Maximum.IsUnbounded ? Math.Max(2_000, declared.DiskMiB.Minimum * 1_048_576 / 1_000_000 + 1) : declared.DiskMiB.Maximum.Value * 1_048_576 / 1_000_000;
            disk = Math.Min(disk, ratio);
            var instance = new CloudflareInstance(null, cpus * 1_000, (int)memory, (int)disk);
            if (IsPossible(instance))
            {
                yield return instance;
            }
        }
    }

    private static long Preferred(long amount, LimitRange declared) => declared.Maximum.IsUnbounded ? -amount : amount;
}
