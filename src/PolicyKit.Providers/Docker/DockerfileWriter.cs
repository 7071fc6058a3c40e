using System.Text;
using PolicyKit.Core.Documents;

namespace PolicyKit.Providers.Docker;

/// <summary>The workload's image. Commands stand in the exec form, a JSON array, so that nothing of a command can end its instruction.</summary>
internal static class DockerfileWriter
{
    public static string Write(DockerConfiguration configuration, ArtifactHeader header)
    {
        var workload = configuration.Workload;
        var text = new StringBuilder("# syntax is the engine's own; no frontend is fetched.\n").Append(DockerWriter.Header(header));
        text.Append("FROM ").Append(configuration.Image).Append('\n').Append("USER 0:0\n");
        foreach (var command in configuration.BuildCommands)
        {
            text.Append("RUN ").Append(Array("/bin/sh", "-c", command)).Append('\n');
        }

        text.Append("RUN ").Append(Array("/bin/mkdir", "-p", workload.WorkDirectory)).Append('\n');
        text.Append("RUN ").Append(Array("/bin/chown", Owner(workload), workload.WorkDirectory)).Append('\n');
        text.Append("USER ").Append(Owner(workload)).Append('\n');
        return text.Append("WORKDIR ").Append(workload.WorkDirectory).Append('\n').ToString();
    }

    internal static string Owner(DockerWorkload workload) => $"{DockerWriter.Number(workload.Uid)}:{DockerWriter.Number(workload.Gid)}";

    private static string Array(params string[] words) => "[" + string.Join(", ", words.Select(JsonWriter.Quote)) + "]";
}
