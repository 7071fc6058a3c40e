using System.Collections.Immutable;

namespace PolicyKit.Providers.Docker;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded. They read what depends on the policy from their environment and from data files.</summary>
internal static class DockerGlue
{
    public static ImmutableArray<Glue> All { get; } = new[] { "gateway/start.sh", "router/start.sh", "router/healthy.sh", "pki/issue.sh", "infra/Dockerfile" }.Select(Load).ToImmutableArray();

    private static Glue Load(string path)
    {
        var resource = "docker/" + path.Replace('/', '.');
        using var stream = typeof(DockerGlue).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The program {path} is not embedded.");
        using var reader = new StreamReader(stream);

        // A checkout may have other line endings; what is emitted may not.
        return new Glue("docker/" + path, path, reader.ReadToEnd().Replace("\r\n", "\n"));
    }
}
