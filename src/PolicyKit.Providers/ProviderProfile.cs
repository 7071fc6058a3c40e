using System.Collections.Immutable;

namespace PolicyKit.Providers;

/// <summary>What a provider is and costs, apart from what it can hold to.</summary>
/// <param name="Facts">One for each topic of <see cref="ProfileTopics"/> that is known.</param>
/// <param name="Price">What running costs; null where nothing is metered or nothing is known, which the fact of the topic <c>price</c> tells apart.</param>
/// <param name="IsLocal">Whether sandboxes run on the user's own machine.</param>
public sealed record ProviderProfile(ImmutableArray<ProfileFact> Facts, ProviderPrice? Price = null, bool IsLocal = false)
{
    /// <summary>Nothing is known.</summary>
    public static ProviderProfile Unknown { get; } = new(ImmutableArray<ProfileFact>.Empty);

    /// <summary>The fact of a topic, or null.</summary>
    public ProfileFact? Find(string topic) => Facts.FirstOrDefault(f => f.Topic == topic);
}

/// <summary>One fact about a provider.</summary>
/// <param name="Topic">One of <see cref="ProfileTopics"/>.</param>
/// <param name="Value">In words.</param>
/// <param name="Source">Where it comes from; says so where it is second hand.</param>
/// <param name="Date">When it was looked up, ISO date.</param>
public sealed record ProfileFact(string Topic, string Value, string Source, string Date);

/// <summary>Metered price in US dollars.</summary>
/// <param name="VirtualCpuSecond">For one virtual CPU and second.</param>
/// <param name="GiBSecond">For one GiB of memory and second.</param>
/// <param name="Month">Fixed part of a month.</param>
/// <param name="Note">What the estimate leaves out.</param>
public sealed record ProviderPrice(decimal VirtualCpuSecond, decimal GiBSecond, decimal Month, string Note)
{
    /// <summary>Estimate for a month.</summary>
    /// <param name="virtualCpu">Virtual CPUs of one sandbox.</param>
    /// <param name="gib">Memory of one sandbox in GiB.</param>
    /// <param name="hours">Hours of one run.</param>
    /// <param name="runs">Runs in a month.</param>
    /// <returns>US dollars.</returns>
    public decimal Estimate(decimal virtualCpu, decimal gib, decimal hours, int runs) => Month + (hours * 3600m * runs * ((virtualCpu * VirtualCpuSecond) + (gib * GiBSecond)));
}

/// <summary>Topics of a profile, one row each.</summary>
public static class ProfileTopics
{
    /// <summary>All topics in the order of the table.</summary>
    public static IReadOnlyList<string> All { get; } = new[] { "largest sandbox", "longest life", "concurrency", "separation", "cold start", "price" };
}
