namespace PolicyKit.Providers.Docker;

/// <summary>The workload's image.</summary>
internal static class DockerfileWriter
{
    public static string Write(DockerConfiguration configuration, ArtifactHeader header)
    {
        var workload = configuration.Workload;
        return new DockerfileText(header, configuration.Image)
            .Shell(configuration.BuildCommands)
            .Run("/bin/mkdir", "-p", workload.WorkDirectory)
            .Run("/bin/chown", Owner(workload), workload.WorkDirectory)
            .Workload(Owner(workload), workload.WorkDirectory)
            .ToString();
    }

    internal static string Owner(DockerWorkload workload) => $"{DockerWriter.Number(workload.Uid)}:{DockerWriter.Number(workload.Gid)}";
}
