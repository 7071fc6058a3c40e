using System.Collections.Immutable;

namespace PolicyKit.Readers;

/// <summary>All readers, one line each.</summary>
public static class ReaderCatalog
{
    /// <summary>Every reader.</summary>
    public static ImmutableArray<ProviderReader> All { get; } = ImmutableArray.Create<ProviderReader>(
        new Cloudflare.CloudflareReader(),
        new Daytona.DaytonaReader(),
        new Docker.DockerReader(),
        new E2B.E2BReader(),
        new ExeDev.ExeDevReader(),
        new Modal.ModalReader(),
        new Replit.ReplitReader());

    /// <summary>The reader of a provider, or null.</summary>
    public static ProviderReader? Find(string provider) => All.FirstOrDefault(r => r.Provider == provider);
}
