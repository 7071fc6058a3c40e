using System.Globalization;
using System.Text;

namespace PolicyKit.Core.Documents;

/// <summary>Prints a tree as JSON: two spaces, LF, ASCII outside of strings, a final newline. Comments are left out.</summary>
public static class JsonWriter
{
    /// <summary>The text of a tree.</summary>
    public static string Write(Node node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.Append('\n').ToString();
    }

    /// <summary>A string as a JSON string literal. Control characters, quotes, line separators, bidirectional controls and lone surrogates are escaped.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2);
        Quote(text, value);
        return text.ToString();
    }

    internal static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        var plain = 0;
        for (var i = 0; i < value.Length; i++)
        {
            // Everything beyond printable ASCII is escaped: readers disagree on U+2028, U+0085, bidi controls and lone surrogates, none on \u.
            var c = value[i];
            if (c is >= ' ' and < '\u007f' and not '"' and not '\\')
            {
                continue;
            }

            text.Append(value, plain, i - plain);
            plain = i + 1;
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                default: text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
            }
        }

        text.Append(value, plain, value.Length - plain).Append('"');
    }

    private static void Write(StringBuilder text, Node node, int indent)
    {
        switch (node)
        {
            case StringNode s: Quote(text, s.Value); break;
            case IntegerNode n: text.Append(n.Value.ToString(CultureInfo.InvariantCulture)); break;
            case BooleanNode b: text.Append(b.Value ? "true" : "false"); break;
            case ListNode { Items.IsEmpty: true }: text.Append("[]"); break;
            case MapNode { Entries.IsEmpty: true }: text.Append("{}"); break;
            case ListNode list:
                text.Append('[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Line(text, i == 0 ? "\n" : ",\n", indent + 1);
                    Write(text, list.Items[i], indent + 1);
                }

                Line(text, "\n", indent).Append(']');
                break;
            case MapNode map:
                text.Append('{');
                for (var i = 0; i < map.Entries.Count; i++)
                {
                    Quote(Line(text, i == 0 ? "\n" : ",\n", indent + 1), map.Entries[i].Key);
                    text.Append(": ");
                    Write(text, map.Entries[i].Value, indent + 1);
                }

                Line(text, "\n", indent).Append('}');
                break;
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private static StringBuilder Line(StringBuilder text, string end, int indent) => text.Append(end).Append(' ', indent * 2);
}
