using System.Globalization;
using PolicyKit.Core.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyKit.Readers;

/// <summary>
/// YAML text to a tree, from the events of YamlDotNet's parser. Strict: one document, no anchors, no aliases, no tags, no duplicate keys, no bare strings as values. Reads no further than the first thing that is not expected:
/// neither depth nor aliases of a foreign text can cost more than its size.
/// </summary>
public static class YamlReader
{
    private const int MaxDepth = 64;

    /// <summary>Reads a document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">File, for errors.</param>
    /// <exception cref="ArtifactFormatException">Not YAML, or a form that PolicyKit never writes.</exception>
    public static Node Read(string text, string path)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                throw new ArtifactFormatException(path, 0, "One document is expected.");
            }

            var node = Value(parser, path, MaxDepth);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<StreamEnd>(out _) ? node : throw Error(parser, path, "One document is expected.");
        }
        catch (YamlException e)
        {
            throw new ArtifactFormatException(path, (int)e.Start.Line, e.Message);
        }
    }

    private static Node Value(Parser parser, string path, int depth)
    {
        if (depth == 0)
        {
            throw Error(parser, path, "The text is nested too deeply.");
        }

        if (parser.Accept<AnchorAlias>(out _))
        {
            throw Error(parser, path, "Aliases are not expected.");
        }

        if (parser.Accept<NodeEvent>(out var start) && (!start.Anchor.IsEmpty || (!start.Tag.IsEmpty && start.Tag != "tag:yaml.org,2002:str")))
        {
            throw Error(parser, path, "Anchors and tags are not expected.");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return Value(scalar, path);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<Node>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value(parser, path, depth - 1));
            }

            return ListNode.Of(items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<MapEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key) || !key.Anchor.IsEmpty || !key.Tag.IsEmpty)
            {
                throw Error(parser, path, "A key is a string.");
            }

            if (!keys.Add(key.Value))
            {
                throw new ArtifactFormatException(path, (int)key.Start.Line, $"The key {JsonWriter.Quote(key.Value)} stands twice.");
            }

            entries.Add(new MapEntry(key.Value, Value(parser, path, depth - 1)));
        }

        return MapNode.Of(entries);
    }

    private static Node Value(Scalar scalar, string path) => scalar.Style switch
    {
        ScalarStyle.DoubleQuoted => scalar.Value,
        _ when scalar.Value is "true" or "false" => scalar.Value == "true",
        _ when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new ArtifactFormatException(path, (int)scalar.Start.Line, $"'{scalar.Value}' is not quoted."),
    };

    private static ArtifactFormatException Error(Parser parser, string path, string message) => new(path, (int)(parser.Current?.Start.Line ?? 0), message);
}
