using System.Collections.Immutable;

namespace PolicyKit.Providers.Daytona;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class DaytonaProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "4 vCPU, 8 GiB, 10 GiB disk, unless raised", "daytona.io/docs/en/sandboxes", "2026-11-22"),
            new ProfileFact("longest life", "no limit of its own; an organisation may cap it", "npm @daytona/sdk 0.216.0, ttlMinutes", "2026-11-22"),
            new ProfileFact("concurrency", "10 vCPU (tier 1) to 500 vCPU (tier 4) for an organisation", "daytona.io/docs/en/limits", "2026-11-22"),
            new ProfileFact("separation", "a container; virtual machines for other classes", "daytona.io/docs/en/isolation", "2026-11-22"),
            new ProfileFact("cold start", "not measured", "none", "2026-11-22"),
            new ProfileFact("price", "not established", "none", "2026-11-22")),
        Price: null,
        IsLocal: false);
}
