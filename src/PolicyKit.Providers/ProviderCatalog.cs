using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>All providers, one line each.</summary>
public static class ProviderCatalog
{
    /// <summary>Every provider, by id.</summary>
    public static ImmutableArray<Provider> All { get; } = ImmutableArray.Create<Provider>(
        new Cloudflare.CloudflareProvider(),
        new Daytona.DaytonaProvider(),
        new Docker.DockerProvider(),
        new E2B.E2BProvider(),
        new ExeDev.ExeDevProvider(),
        new Modal.ModalProvider(),
        new Replit.ReplitProvider());

    /// <summary>What the reader of attributes needs to know of providers.</summary>
    public static EquatableArray<TargetWord> Vocabulary { get; } = All.Select(p => p.Word).ToEquatableArray();

    /// <summary>Whether the capability table of a provider says that it enforces a concept.</summary>
    public static bool Enforces(string provider, string concept) => Find(provider) is { } found && found.Capabilities.Any(c => c.Concept == concept && c.Status == CapabilityStatus.Enforced);

    /// <summary>The provider with an id, or null.</summary>
    public static Provider? Find(string id) => All.FirstOrDefault(p => p.Id == id);
}
