using System.Collections.Immutable;

namespace PolicyKit.Providers.Modal;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class ModalProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "not established", "none", "2026-11-22"),
            new ProfileFact("longest life", "24 h", "modal.com/docs, sandboxes", "2026-11-22"),
            new ProfileFact("concurrency", "100 (Starter), 1,000 (Team), second hand", "beam.cloud, 2026-06-27", "2026-11-22"),
            new ProfileFact("separation", "gVisor, or a virtual machine as an option", "modal.com/docs, sandboxes", "2026-11-22"),
            new ProfileFact("cold start", "not measured", "none", "2026-11-22"),
            new ProfileFact("price", "$0.00003942 per core (2 vCPU) and second, $0.00000222 per GiB and second, second hand; regions cost 1.5 to 1.75 times as much", "beam.cloud, 2026-06-27; apis.io", "2026-11-22")),
        new ProviderPrice(0.00001971m, 0.00000222m, 0m, "plans, regions and what is used beyond the request; the rates are second hand"),
        IsLocal: false);
}
