using System.Collections.Immutable;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class CloudflareProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "4 vCPU, 12 GiB and 20 GB", "developers.cloudflare.com/containers, limits", "2026-11-22"),
            new ProfileFact("longest life", "unbounded; the emitted Worker ends it", "emitted Worker of this project", "2026-11-22"),
            new ProfileFact("concurrency", "1,500 vCPU, 6 TiB of memory and 30 TB of disk for an account", "developers.cloudflare.com/containers, limits", "2026-11-22"),
            new ProfileFact("separation", "a virtual machine for each instance by a comment in the SDK, details unverified", "npm @cloudflare/containers", "2026-11-22"),
            new ProfileFact("cold start", "median below 600 ms to the first command on a prepared image (SDK 1.0), about 4 s on 0.x, by the vendor's word", "developers.cloudflare.com/sandbox, migrate", "2026-11-22"),
            new ProfileFact("price", "$5 a month, $0.000020 per vCPU and second of use, $0.0000025 per GiB and second, $0.00000007 per GB of disk and second, second hand", "developers.cloudflare.com/containers, pricing, as quoted elsewhere", "2026-11-22")),
        new ProviderPrice(0.000020m, 0.0000025m, 5m, "disk; CPU is counted as if busy all the time"),
        IsLocal: false);
}
