using System.Collections.Concurrent;

namespace PolicyKit.Oracle.Tests.Cloudflare;

/// <summary>The workspaces that no test changes: each is written and bundled once.</summary>
public sealed class CloudflareWorkspaces : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<CloudflareWorkspace>> _all = new(StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var workspace in _all.Values)
        {
            workspace.Value.Dispose();
        }
    }

    internal CloudflareWorkspace Of(string name) => _all.GetOrAdd(name, n => new(() => CloudflareWorkspace.For(n))).Value;
}
