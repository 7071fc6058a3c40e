using System.Globalization;
using System.Text;

namespace PolicyKit.Core.Documents;

/// <summary>Prints a tree as TOML 1.0: strings always quoted as in YAML (TOML has the same escapes), tables below the values of their parent, LF. Comments on entries are left out.</summary>
public static class TomlWriter
{
    /// <summary>The text of a tree below a header of comment lines.</summary>
    /// <param name="root">The tree; maps hold values, lists of values, maps and lists of maps.</param>
    /// <param name="header">Comment lines without the mark.</param>
    /// <exception cref="ArgumentOutOfRangeException">A list mixes maps with values.</exception>
    public static string Write(MapNode root, IEnumerable<string>? header = null)
    {
        var text = new StringBuilder();
        foreach (var line in header ?? Enumerable.Empty<string>())
        {
            text.Append(("# " + YamlWriter.CommentText(line)).TrimEnd()).Append('\n');
        }

        Table(text, root, string.Empty);
        return text.ToString();
    }

    // In TOML a value below a table's header belongs to that table, so all values of a map come before its tables.
    private static void Table(StringBuilder text, MapNode map, string path)
    {
        foreach (var entry in map.Entries.Items.Where(e => !IsTable(e.Value)))
        {
            text.Append(Key(entry.Key)).Append(" = ");
            Value(text, entry.Value);
            text.Append('\n');
        }

        foreach (var entry in map.Entries.Items.Where(e => IsTable(e.Value)))
        {
            var inner = path.Length == 0 ? Key(entry.Key) : path + "." + Key(entry.Key);
            if (entry.Value is MapNode table)
            {
                Header(text, "[" + inner + "]");
                Table(text, table, inner);
                continue;
            }

            foreach (var item in ((ListNode)entry.Value).Items)
            {
                Header(text, "[[" + inner + "]]");
                Table(text, item as MapNode ?? throw new ArgumentOutOfRangeException(nameof(map)), inner);
            }
        }
    }

    private static void Header(StringBuilder text, string header) => text.Append(text.Length == 0 ? string.Empty : "\n").Append(header).Append('\n');

    private static bool IsTable(Node node) => node is MapNode || (node is ListNode { Items.IsEmpty: false } list && list.Items[0] is MapNode);

    private static void Value(StringBuilder text, Node node)
    {
        switch (node)
        {
            case StringNode s: text.Append(YamlWriter.Quote(s.Value)); break;
            case IntegerNode n: text.Append(n.Value.ToString(CultureInfo.InvariantCulture)); break;
            case BooleanNode b: text.Append(b.Value ? "true" : "false"); break;
            case ListNode list:
                text.Append('[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    text.Append(i == 0 ? string.Empty : ", ");
                    Value(text, list.Items[i]);
                }

                text.Append(']');
                break;
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private static string Key(string key) =>
        key.Length > 0 && key.All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or '-') ? key : YamlWriter.Quote(key);
}
