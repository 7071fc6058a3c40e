using System.Globalization;
using System.Text.Json;
using Tomlyn.Model;
using YamlDotNet.RepresentationModel;

namespace PolicyKit.Providers.Tests.Hostile;

/// <summary>
/// Emitted files as flat lists "where: value", by parsers that are not PolicyKit's: System.Text.Json for JSON (and the arrays in a Dockerfile), YamlDotNet for Compose, Tomlyn for TOML. Two policies that differ in one string
/// have lists that differ in that string and nowhere else, or text has become structure.
/// </summary>
internal static class ArtifactTrees
{
    /// <summary>The leaves of every file.</summary>
    public static List<string> Leaves(IEnumerable<Artifact> artifacts)
    {
        var leaves = new List<string>();
        foreach (var artifact in artifacts)
        {
            if (artifact.Path.EndsWith(".json", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(artifact.Text);
                Json(artifact.Path, json.RootElement, leaves);
            }
            else if (artifact.Path.EndsWith(".yaml", StringComparison.Ordinal))
            {
                var stream = new YamlStream();
                stream.Load(new StringReader(artifact.Text));
                Yaml(artifact.Path, stream.Documents.Single().RootNode, leaves);
            }
            else if (artifact.Path == ".replit")
            {
                Toml(artifact.Path, Tomlyn.TomlSerializer.Deserialize<TomlTable>(artifact.Text)!, leaves);
            }
            else
            {
                // Line formats: comments are checked to be whole lines by what is left being the same.
                var lines = artifact.Text.Split('\n').Where(l => artifact.Path.EndsWith(".args", StringComparison.Ordinal) || !l.StartsWith('#')).ToList();
                for (var i = 0; i < lines.Count; i++)
                {
                    if (artifact.Path.EndsWith("Dockerfile", StringComparison.Ordinal) && lines[i].StartsWith("RUN ", StringComparison.Ordinal))
                    {
                        using var words = JsonDocument.Parse(lines[i]["RUN ".Length..]);
                        Json($"{artifact.Path}:{Text(i)}", words.RootElement, leaves);
                    }
                    else
                    {
                        leaves.Add($"{artifact.Path}:{Text(i)}: {lines[i]}");
                    }
                }
            }
        }

        return leaves;
    }

    private static void Json(string at, JsonElement element, List<string> leaves)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Json($"{at}/{property.Name}", property.Value, leaves);
                }

                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Json($"{at}/{Text(i++)}", item, leaves);
                }

                break;
            case JsonValueKind.String:
                leaves.Add($"{at}: {element.GetString()}");
                break;
            default:
                leaves.Add($"{at}: ({element.GetRawText()})");
                break;
        }
    }

    private static void Yaml(string at, YamlNode node, List<string> leaves)
    {
        switch (node)
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map.Children)
                {
                    Yaml($"{at}/{((YamlScalarNode)key).Value}", value, leaves);
                }

                break;
            case YamlSequenceNode list:
                for (var i = 0; i < list.Children.Count; i++)
                {
                    Yaml($"{at}/{Text(i)}", list.Children[i], leaves);
                }

                break;
            default:
                var scalar = (YamlScalarNode)node;
                leaves.Add(scalar.Style == YamlDotNet.Core.ScalarStyle.DoubleQuoted ? $"{at}: {scalar.Value}" : $"{at}: ({scalar.Value})");
                break;
        }
    }

    private static void Toml(string at, object value, List<string> leaves)
    {
        switch (value)
        {
            case TomlTable table:
                foreach (var (key, inner) in table)
                {
                    Toml($"{at}/{key}", inner, leaves);
                }

                break;
            case System.Collections.IEnumerable list and not string:
                var i = 0;
                foreach (var item in list)
                {
                    Toml($"{at}/{Text(i++)}", item, leaves);
                }

                break;
            default:
                leaves.Add(value is string text ? $"{at}: {text}" : $"{at}: ({value})");
                break;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
