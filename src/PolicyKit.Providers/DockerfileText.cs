using System.Text;
using PolicyKit.Core.Documents;

namespace PolicyKit.Providers;

/// <summary>A Dockerfile. Commands stand in the exec form, a JSON array, so that nothing of a command can end its instruction.</summary>
internal sealed class DockerfileText
{
    private readonly StringBuilder _text = new("# syntax is the engine's own; no frontend is fetched.\n");

    public DockerfileText(ArtifactHeader header, string image)
    {
        foreach (var line in header.Lines())
        {
            _text.Append(("# " + YamlWriter.CommentText(line)).TrimEnd()).Append('\n');
        }

        Add("FROM " + image).Add("USER 0:0");
    }

    /// <summary>An instruction without any text of the policy that could hold a line end.</summary>
    public DockerfileText Add(string instruction)
    {
        _text.Append(instruction).Append('\n');
        return this;
    }

    public DockerfileText Run(params string[] words) => Add("RUN [" + string.Join(", ", words.Select(JsonWriter.Quote)) + "]");

    public DockerfileText Shell(IEnumerable<string> commands)
    {
        foreach (var command in commands)
        {
            Run("/bin/sh", "-c", command);
        }

        return this;
    }

    /// <summary>The working directory of an account, which the image runs as from here on.</summary>
    public DockerfileText Workload(string owner, string directory) => Add("USER " + owner).Add("WORKDIR " + directory);

    public override string ToString() => _text.ToString();
}
