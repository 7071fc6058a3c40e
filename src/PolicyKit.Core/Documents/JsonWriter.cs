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
        var text = new StringBuilder(value.Length + 2).Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                default:
                    // Everything beyond printable ASCII is escaped: readers disagree on U+2028, U+0085, bidi controls and lone surrogates, none on \u.
                    if (c is >= ' ' and < '\u007f')
                    {
                        text.Append(c);
                    }
                    else
                    {
                        text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    }

                    break;
            }
        }

        return text.Append('"').ToString();
    }

    private static void Write(StringBuilder text, Node node, int indent)
    {
        switch (node)
        {
            case StringNode s: text.Append(Quote(s.Value)); break;
            case IntegerNode n: text.Append(n.Value.ToString(CultureInfo.InvariantCulture)); break;
            case BooleanNode b: text.Append(b.Value ? "true" : "false"); break;
            case ListNode { Items.IsEmpty: true }: text.Append("[]"); break;
            case MapNode { Entries.IsEmpty: true }: text.Append("{}"); break;
            case ListNode list:
                Block(text, '[', ']', indent, list.Items.Items, item => Write(text, item, indent + 1));
                break;
            case MapNode map:
                Block(text, '{', '}', indent, map.Entries.Items, entry =>
                {
                    text.Append(Quote(entry.Key)).Append(": ");
                    Write(text, entry.Value, indent + 1);
                });
                break;
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private static void Block<T>(StringBuilder text, char open, char close, int indent, IReadOnlyList<T> items, Action<T> write)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', (indent + 1) * 2);
            write(items[i]);
        }

        text.Append('\n').Append(' ', indent * 2).Append(close);
    }
}
