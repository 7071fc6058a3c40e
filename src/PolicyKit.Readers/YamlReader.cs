using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PolicyKit.Readers;

/// <summary>YAML text to a tree, by YamlDotNet. Strict: one document, no anchors, no tags, no duplicate keys, no bare strings as values.</summary>
public static class YamlReader
{
    /// <summary>Reads a document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">File, for errors.</param>
    /// <exception cref="ArtifactFormatException">Not YAML, or a form that PolicyKit never writes.</exception>
    public static Node Read(string text, string path)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ArtifactFormatException(path, (int)e.Start.Line, e.Message);
        }

        return stream.Documents.Count == 1 ? Convert(stream.Documents[0].RootNode, path) : throw new ArtifactFormatException(path, 0, "One document is expected.");
    }

    private static Node Convert(YamlNode node, string path)
    {
        if (!node.Anchor.IsEmpty || (!node.Tag.IsEmpty && node.Tag != "tag:yaml.org,2002:str"))
        {
            throw new ArtifactFormatException(path, (int)node.Start.Line, "Anchors and tags are not expected.");
        }

        return node switch
        {
            YamlMappingNode map => MapNode.Of(map.Children.Select(c => new MapEntry(((YamlScalarNode)c.Key).Value ?? string.Empty, Convert(c.Value, path)))),
            YamlSequenceNode list => ListNode.Of(list.Children.Select(c => Convert(c, path))),
            YamlScalarNode scalar => Scalar(scalar, path),
            _ => throw new ArtifactFormatException(path, (int)node.Start.Line, "Aliases are not expected."),
        };
    }

    private static Node Scalar(YamlScalarNode scalar, string path)
    {
        var value = scalar.Value ?? string.Empty;
        return scalar.Style switch
        {
            ScalarStyle.DoubleQuoted => value,
            _ when value is "true" or "false" => value == "true",
            _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new ArtifactFormatException(path, (int)scalar.Start.Line, $"'{value}' is not quoted."),
        };
    }
}
