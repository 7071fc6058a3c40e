using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace PolicyKit.Cli.Importing;

/// <summary>A file that somebody wrote by hand: JSON with comments, or YAML, as one kind of tree.</summary>
internal static class ForeignDocument
{
    /// <exception cref="CliException">It is neither.</exception>
    public static JsonNode Read(string path, string text)
    {
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml"
                ? Yaml(text)
                : JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 }) ?? throw new CliException($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw new CliException($"{path}({((e.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture)}): this is no JSON: {e.Message}");
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new CliException($"{path}({e.Start.Line.ToString(CultureInfo.InvariantCulture)}): this is no YAML: {e.Message}");
        }
    }

    private static JsonNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 1 ? Of(stream.Documents[0].RootNode, 64) : throw new YamlDotNet.Core.YamlException("one document is expected");
    }

    // Aliases are the same node again; depth bounds what a loop of them could cost.
    private static JsonNode Of(YamlNode node, int depth) => depth == 0 ? throw new YamlDotNet.Core.YamlException("it is nested too deeply") : node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value ?? string.Empty, (JsonNode?)Of(c.Value, depth - 1)))),
        YamlSequenceNode list => new JsonArray(list.Children.Select(c => (JsonNode?)Of(c, depth - 1)).ToArray()),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } number when long.TryParse(number.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => JsonValue.Create(value),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? string.Empty),
        _ => throw new YamlDotNet.Core.YamlException("an unknown kind of node"),
    };
}
