using System.Collections.Immutable;

namespace PolicyKit.Providers.E2B;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class E2BProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "8 vCPU and 8 GiB unless raised; 10 GiB of disk (Hobby), 20 GiB (Pro)", "e2b.dev/docs, rate limits; e2b-dev/infra at 54693ff", "2026-11-22"),
            new ProfileFact("longest life", "1 h (Hobby), 24 h (Pro)", "e2b.dev/docs, rate limits", "2026-11-22"),
            new ProfileFact("concurrency", "20 (Hobby), 100 to 1,100 (Pro)", "e2b.dev/docs, rate limits", "2026-11-22"),
            new ProfileFact("separation", "a Firecracker microVM for each sandbox", "e2b-dev/infra at 54693ff", "2026-11-22"),
            new ProfileFact("cold start", "about 150 ms by the vendor's word, not measured", "e2b.dev", "2026-11-22"),
            new ProfileFact("price", "$0.000014 per vCPU and second, $0.0000045 per GiB and second; plans $0 and $150 a month", "e2b.dev/docs, FAQ, calculate sandbox price", "2026-11-22")),
        new ProviderPrice(0.000014m, 0.0000045m, 0m, "the plan: Pro is $150 a month"),
        IsLocal: false);
}
