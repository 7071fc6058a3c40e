using System.Globalization;
using PolicyKit.Core.Documents;

namespace PolicyKit.Docker;

/// <summary>Reads a map of the emitted Compose document. Every key must be taken: one that is not understood would be enforced by Compose and not by us.</summary>
internal sealed class ComposeFields(string where, MapNode map)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public Node? Take(string key)
    {
        _taken.Add(key);
        return map[key];
    }

    public string? Text(string key) => Take(key) is { } node ? Text(node, key) : null;

    public string Required(string key) => Text(key) ?? throw Unfit(key, "is missing");

    public bool Flag(string key) => Take(key) switch
    {
        null => false,
        BooleanNode flag => flag.Value,
        _ => throw Unfit(key, "is not true or false"),
    };

    public long Number(string key) => Take(key) switch
    {
        null => 0,
        IntegerNode number => number.Value,
        _ => throw Unfit(key, "is not a number"),
    };

    public List<string> List(string key) => Nodes(key).Select(n => Text(n, key)).ToList();

    public IEnumerable<Node> Nodes(string key) => Take(key) switch
    {
        null => [],
        ListNode list => list.Items,
        _ => throw Unfit(key, "is not a list"),
    };

    public IEnumerable<KeyValuePair<string, string>> Pairs(string key) => Entries(key).Select(e => KeyValuePair.Create(e.Key, Text(e.Value, e.Key)));

    public IEnumerable<MapEntry> Entries(string key) => Take(key) switch
    {
        null => [],
        MapNode inner => inner.Entries,
        _ => throw Unfit(key, "is not a map"),
    };

    public ComposeFields? Map(string key) => Take(key) switch
    {
        null => null,
        MapNode inner => new ComposeFields($"{where}.{key}", inner),
        _ => throw Unfit(key, "is not a map"),
    };

    /// <summary>Ends the reading.</summary>
    /// <exception cref="InvalidOperationException">A key was not taken.</exception>
    public void Done()
    {
        if (map.Entries.Items.FirstOrDefault(e => !_taken.Contains(e.Key)) is { } left)
        {
            throw Unfit(left.Key, "is not understood");
        }
    }

    public InvalidOperationException Unfit(string key, string what) => new($"{where}.{key} of the emitted set {what}.");

    private string Text(Node node, string key) => node switch
    {
        StringNode text => text.Value,
        IntegerNode number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => throw Unfit(key, "is not a string"),
    };
}
