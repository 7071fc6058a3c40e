using System.Collections.Immutable;

namespace PolicyKit.Providers.Docker;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded. They read what depends on the policy from their environment and from data files.</summary>
internal static class DockerGlue
{
    public static ImmutableArray<Glue> All { get; } = new[] { "gateway/start.sh", "router/start.sh", "router/healthy.sh", "pki/issue.sh", "infra/Dockerfile" }
        .Select(p => Glue.Embedded("docker/" + p, p, "docker/" + p.Replace('/', '.'))).ToImmutableArray();

    /// <summary>What a configuration uses: each part's programs where that part is emitted.</summary>
    public static ImmutableArray<Glue> Of(DockerConfiguration configuration)
    {
        var network = configuration.Network;
        var folders = new List<string>();
        if (network is not null && DockerWriter.NeedsGateway(network))
        {
            folders.Add("gateway/");
        }

        if (network is { Routes.IsEmpty: false })
        {
            folders.Add("router/");
        }

        if (network is not null && !DockerWriter.DecryptedHosts(network).IsEmpty)
        {
            folders.Add("pki/");
        }

        if (folders.Count > 0 || (DockerWriter.UsesCompose(configuration) && !configuration.Workload.LifetimeSeconds.IsUnbounded))
        {
            folders.Add("infra/");
        }

        return All.Where(g => folders.Any(f => g.Path.StartsWith(f, StringComparison.Ordinal))).ToImmutableArray();
    }
}
