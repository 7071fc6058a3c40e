using System.Collections.Immutable;

namespace PolicyKit.Providers.Docker;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class DockerProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "what the host has", "Docker Engine documentation, resource constraints", "2026-11-22"),
            new ProfileFact("longest life", "unbounded; the emitted set ends it", "emitted set of this project", "2026-11-22"),
            new ProfileFact("concurrency", "what the host holds", "Docker Engine documentation", "2026-11-22"),
            new ProfileFact("separation", "container on the host's kernel; gVisor as an option", "Docker Engine documentation; gvisor.dev", "2026-11-22"),
            new ProfileFact("cold start", "about 3 s for the whole set, most of it the router's health check", "eng/bench-docker.sh of this project, under load", "2026-11-22"),
            new ProfileFact("price", "none metered: the host's own hardware", "docker.com", "2026-11-22")),
        null,
        IsLocal: true);
}
