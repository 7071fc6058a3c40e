using System.Globalization;

namespace PolicyKit.Core.Model;

/// <summary>An upper bound that may be missing.</summary>
/// <param name="Value">The bound, at least 0; <see cref="long.MaxValue"/> when there is none.</param>
public readonly record struct Limit(long Value) : IComparable<Limit>
{
    /// <summary>No bound.</summary>
    public static Limit Unbounded { get; } = new(long.MaxValue);

    /// <summary>Nothing at all: the least limit.</summary>
    public static Limit Zero { get; } = new(0);

    /// <summary>Whether there is no bound.</summary>
    public bool IsUnbounded => Value == long.MaxValue;

    /// <summary>The larger of two limits.</summary>
    public static Limit Max(Limit a, Limit b) => a.Value >= b.Value ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Limit other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => IsUnbounded ? "unbounded" : Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A range of a resource: at least <paramref name="Minimum"/>, at most <paramref name="Maximum"/>.</summary>
/// <param name="Minimum">Least amount that the workload needs; 0 when not said.</param>
/// <param name="Maximum">Most that it may use.</param>
public readonly record struct LimitRange(long Minimum, Limit Maximum)
{
    /// <summary>Nothing said.</summary>
    public static LimitRange Unbounded { get; } = new(0, Limit.Unbounded);

    /// <summary>Whether an amount lies in the range.</summary>
    public bool Contains(long amount) => amount >= Minimum && amount <= Maximum.Value;

    /// <summary>Whether nothing was said.</summary>
    public bool IsUnspecified => this == Unbounded;
}

/// <summary>Declared resources.</summary>
/// <param name="MilliCpu">Virtual CPUs in thousandths.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="DiskMiB">Disk in MiB.</param>
/// <param name="Gpu">GPU kind as the author wrote it, or null for none.</param>
public sealed record ResourceRanges(LimitRange MilliCpu, LimitRange MemoryMiB, LimitRange DiskMiB, string? Gpu = null)
{
    /// <summary>Nothing said.</summary>
    public static ResourceRanges Unbounded { get; } = new(LimitRange.Unbounded, LimitRange.Unbounded, LimitRange.Unbounded);
}

/// <summary>Declared lifetime.</summary>
/// <param name="Seconds">Longest life in seconds.</param>
/// <param name="IdleSeconds">Longest time without activity in seconds.</param>
public sealed record LifetimeLimits(Limit Seconds, Limit IdleSeconds)
{
    /// <summary>Nothing said.</summary>
    public static LifetimeLimits Unbounded { get; } = new(Limit.Unbounded, Limit.Unbounded);
}
