using PolicyKit.Core.Documents;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace PolicyKit.Readers;

/// <summary>
/// TOML text to a tree, from Tomlyn's syntax. Strict, since its own model lets a later key win: no key or table twice, no dotted keys, no inline tables, only strings, whole numbers, truth values, lists and tables. The inverse of <see cref="TomlWriter"/>.
/// </summary>
public static class TomlReader
{
    private const int MaxDepth = 64;

    /// <summary>Reads a document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">File, for errors.</param>
    /// <exception cref="ArtifactFormatException">Not TOML, or a form that PolicyKit never writes.</exception>
    public static MapNode Read(string text, string path)
    {
        DocumentSyntax document;
        try
        {
            document = SyntaxParser.ParseStrict(text, new TomlSerializerOptions { MaxDepth = MaxDepth }, path, validate: true);
        }
        catch (TomlException e)
        {
            throw new ArtifactFormatException(path, e.Line ?? 0, "This is not TOML.");
        }

        var root = new Table(path);
        root.Add(document.KeyValues);
        foreach (var table in document.Tables)
        {
            var names = Names(table.Name!, path);
            var parent = names.SkipLast(1).Aggregate(root, (at, name) => at.Inner(name, table));
            (table is TableArraySyntax ? parent.Item(names[^1], table) : parent.New(names[^1], table)).Add(table.Items);
        }

        return root.Node();
    }

    private static List<string> Names(KeySyntax key, string path) => [Name(key.Key!, path), .. key.DotKeys.Select(d => Name(d.Key!, path))];

    private static string Name(BareKeyOrStringValueSyntax key, string path) => key switch
    {
        BareKeySyntax bare => bare.Key!.Text!,
        StringValueSyntax quoted => quoted.Value!,
        _ => throw Error(path, key, "A key is a name."),
    };

    private static Node Value(ValueSyntax? value, string path) => value switch
    {
        StringValueSyntax text => text.Value!,
        IntegerValueSyntax number => number.Value,
        BooleanValueSyntax truth => truth.Value,
        ArraySyntax list => ListNode.Of(list.Items.Select(i => Value(i.Value, path))),
        _ => throw Error(path, value, "Only strings, whole numbers, truth values and lists are expected."),
    };

    private static ArtifactFormatException Error(string path, SyntaxNode? at, string message) => new(path, at is null ? 0 : at.Span.Start.Line + 1, message);

    // A table under way: its values, and the tables below it.
    private sealed class Table(string path)
    {
        private readonly List<string> _keys = [];
        private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

        public void Add(IEnumerable<KeyValueSyntax> values)
        {
            foreach (var value in values)
            {
                var names = Names(value.Key!, path);
                New(names.Count == 1 ? names[0] : throw Error(path, value, "Dotted keys are not expected."), Value(value.Value, path), value);
            }
        }

        public Table New(string key, SyntaxNode at)
        {
            var table = new Table(path);
            New(key, table, at);
            return table;
        }

        public Table Item(string key, SyntaxNode at)
        {
            if (_values.GetValueOrDefault(key) is not List<Table> list)
            {
                New(key, list = [], at);
            }

            list.Add(new Table(path));
            return list[^1];
        }

        public Table Inner(string key, SyntaxNode at) => _values.GetValueOrDefault(key) switch
        {
            Table table => table,
            List<Table> list => list[^1],
            _ => throw Error(path, at, "The table's parent is missing."),
        };

        public MapNode Node() => MapNode.Of(_keys.Select(k => new MapEntry(k, _values[k] switch
        {
            Table table => table.Node(),
            List<Table> list => ListNode.Of(list.Select(t => (Node)t.Node())),
            var value => (Node)value,
        })));

        private void New(string key, object value, SyntaxNode at)
        {
            if (!_values.TryAdd(key, value))
            {
                throw Error(path, at, $"The key {JsonWriter.Quote(key)} stands twice.");
            }

            _keys.Add(key);
        }
    }
}
