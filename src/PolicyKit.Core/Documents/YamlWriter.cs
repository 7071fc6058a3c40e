using System.Globalization;
using System.Text;

namespace PolicyKit.Core.Documents;

/// <summary>
/// Prints a tree as block-style YAML: two spaces, LF, a final newline. String values are always double-quoted, so that no reader takes <c>no</c>, <c>1e3</c> or <c>: </c> for something else;
/// keys are bare when they are plain words that no YAML version reads as another type.
/// </summary>
public static class YamlWriter
{
    private static readonly HashSet<string> NotPlain = new(StringComparer.OrdinalIgnoreCase) { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };

    /// <summary>The text of a tree below a header of comment lines.</summary>
    /// <param name="node">The tree; a map or a list.</param>
    /// <param name="header">Comment lines without the mark.</param>
    public static string Write(Node node, IEnumerable<string>? header = null)
    {
        var text = new StringBuilder();
        foreach (var line in header ?? Enumerable.Empty<string>())
        {
            Comment(text, line, 0);
        }

        WriteBlock(text, node, 0);
        return text.ToString();
    }

    /// <summary>One comment line; characters that could end the comment are replaced.</summary>
    public static string CommentText(string line)
    {
        var text = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            text.Append(c is >= ' ' and < '\u007f' ? c : '?');
        }

        return text.ToString().TrimEnd();
    }

    private static void Comment(StringBuilder text, string comment, int indent)
    {
        foreach (var line in comment.Split('\n'))
        {
            text.Append(' ', indent).Append(("# " + CommentText(line)).TrimEnd()).Append('\n');
        }
    }

    private static void WriteBlock(StringBuilder text, Node node, int indent)
    {
        switch (node)
        {
            case MapNode map when !map.Entries.IsEmpty:
                foreach (var entry in map.Entries)
                {
                    if (entry.Comment is not null)
                    {
                        Comment(text, entry.Comment, indent);
                    }

                    text.Append(' ', indent).Append(Key(entry.Key)).Append(':');
                    WriteValue(text, entry.Value, indent + 2);
                }

                break;
            case ListNode list when !list.Items.IsEmpty:
                foreach (var item in list.Items)
                {
                    text.Append(' ', indent).Append('-');
                    if (item is MapNode { Entries.IsEmpty: false } or ListNode { Items.IsEmpty: false })
                    {
                        var block = new StringBuilder();
                        WriteBlock(block, item, indent + 2);
                        if (item is MapNode { Entries: var entries } && entries[0].Comment is not null)
                        {
                            text.Append('\n').Append(block);
                        }
                        else
                        {
                            text.Append(' ').Append(block.ToString(indent + 2, block.Length - indent - 2));
                        }
                    }
                    else
                    {
                        text.Append(' ').Append(Scalar(item)).Append('\n');
                    }
                }

                break;
            default:
                text.Append(' ', indent).Append(Scalar(node)).Append('\n');
                break;
        }
    }

    private static void WriteValue(StringBuilder text, Node value, int indent)
    {
        if (value is MapNode { Entries.IsEmpty: false } or ListNode { Items.IsEmpty: false })
        {
            text.Append('\n');
            WriteBlock(text, value, indent);
        }
        else
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    private static string Scalar(Node node) => node switch
    {
        StringNode s => Quote(s.Value),
        IntegerNode n => n.Value.ToString(CultureInfo.InvariantCulture),
        BooleanNode b => b.Value ? "true" : "false",
        ListNode => "[]",
        MapNode => "{}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static string Key(string key)
    {
        var plain = key.Length > 0 && (char.IsLetter(key[0]) || key[0] == '_') && key.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.')
            && !NotPlain.Contains(key);
        return plain ? key : Quote(key);
    }

    // As JSON, except that \u is a character of its own in YAML and half a surrogate pair is none: docker-compose refuses such a file, though YamlDotNet reads it.
    internal static string Quote(string value)
    {
        if (!value.Any(char.IsSurrogate))
        {
            return JsonWriter.Quote(value);
        }

        var text = new StringBuilder("\"");
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                text.Append("\\U").Append(char.ConvertToUtf32(value, i++).ToString("x8", CultureInfo.InvariantCulture));
            }
            else
            {
                var one = JsonWriter.Quote(value.Substring(i, 1));
                text.Append(one, 1, one.Length - 2);
            }
        }

        return text.Append('"').ToString();
    }
}
