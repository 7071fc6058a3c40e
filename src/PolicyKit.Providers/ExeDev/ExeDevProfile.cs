using System.Collections.Immutable;

namespace PolicyKit.Providers.ExeDev;

/// <summary>Limits, separation, cold start and price.</summary>
internal static class ExeDevProfile
{
    public static ProviderProfile Value { get; } = new(
        ImmutableArray.Create(
            new ProfileFact("largest sandbox", "by plan", "exe.dev/docs/cli-new.md", "2026-11-22"),
            new ProfileFact("longest life", "unbounded", "exe.dev/docs/standalone-vms.md", "2026-11-22"),
            new ProfileFact("concurrency", "not established", "none", "2026-11-22"),
            new ProfileFact("separation", "a virtual machine with its own kernel (KVM)", "exe.dev/deploy/python-sdk", "2026-11-22"),
            new ProfileFact("cold start", "about 1 s, as the vendor says", "exe.dev/deploy/sandbox", "2026-11-22"),
            new ProfileFact("price", "$0.105 per hour of 2 vCPU with 4 GiB, by the second, not while paused", "exe.dev/deploy/sandbox", "2026-11-22")));
}
