using System.Collections.Immutable;

namespace PolicyKit.Providers.Replit;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class ReplitProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "by plan and size of deployment", "docs.replit.com references/publishing", "2026-11-22"),
            new ProfileFact("longest life", "unbounded", "docs.replit.com references/publishing", "2026-11-22"),
            new ProfileFact("concurrency", "not established", "none", "2026-11-22"),
            new ProfileFact("separation", "not established", "none", "2026-11-22"),
            new ProfileFact("cold start", "5 to 30 s for Autoscale, second hand", "third-party notes", "2026-11-22"),
            new ProfileFact("price", "not established: by plan, and by compute unit when published", "third-party notes", "2026-11-22")));
}
