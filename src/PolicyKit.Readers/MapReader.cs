using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Documents;

namespace PolicyKit.Readers;

/// <summary>A strict view of one map: every key is asked for by name and type, and <see cref="End"/> refuses keys that nobody asked for.</summary>
public sealed class MapReader
{
    private readonly MapNode _map;
    private readonly string _file;
    private readonly string _where;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Reads a tree.</summary>
    /// <param name="node">The tree; a map.</param>
    /// <param name="file">File name for messages.</param>
    /// <param name="where">Place in the file for messages; empty for the root.</param>
    /// <exception cref="ArtifactFormatException">The tree is not a map.</exception>
    public MapReader(Node node, string file, string where = "")
    {
        _file = file;
        _where = where;
        _map = node as MapNode ?? throw Error("a map was expected");
    }

    /// <summary>Keys in the order of the text.</summary>
    public IEnumerable<string> Keys => _map.Entries.Select(e => e.Key);

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => _map[key] is not null;

    /// <summary>A string.</summary>
    public string Text(string key) => TextOrNull(key) ?? throw Missing(key);

    /// <summary>A string, or null when the key is not there.</summary>
    public string? TextOrNull(string key) => Take(key) switch
    {
        null => null,
        StringNode s => s.Value,
        _ => throw Error($"'{key}' must be a string"),
    };

    /// <summary>A whole number.</summary>
    public long Integer(string key) => IntegerOrNull(key) ?? throw Missing(key);

    /// <summary>A whole number, or null when the key is not there.</summary>
    public long? IntegerOrNull(string key) => Take(key) switch
    {
        null => null,
        IntegerNode n => n.Value,
        _ => throw Error($"'{key}' must be a whole number"),
    };

    /// <summary>A truth value; false when the key is not there.</summary>
    public bool Flag(string key) => FlagOrNull(key) ?? false;

    /// <summary>A truth value, or null when the key is not there.</summary>
    public bool? FlagOrNull(string key) => Take(key) switch
    {
        null => null,
        BooleanNode b => b.Value,
        _ => throw Error($"'{key}' must be true or false"),
    };

    /// <summary>Member of an enum by its exact name; the default when the key is not there.</summary>
    public T Word<T>(string key)
        where T : struct, Enum => WordOrNull<T>(key) ?? default;

    /// <summary>Member of an enum by its exact name, or null when the key is not there.</summary>
    public T? WordOrNull<T>(string key)
        where T : struct, Enum
    {
        var text = TextOrNull(key);
        if (text is null)
        {
            return null;
        }

        // By name only: Enum.Parse would take numbers and lists too.
        return Enum.GetNames<T>().Contains(text) ? Enum.Parse<T>(text) : throw Error($"'{key}' is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>A list of strings; empty when the key is not there.</summary>
    public EquatableArray<string> Texts(string key) => Items(key).Select(i => i is StringNode s ? s.Value : throw Error($"'{key}' must be a list of strings")).ToEquatableArray();

    /// <summary>A list of maps, each read to its end; empty when the key is not there.</summary>
    public EquatableArray<T> Maps<T>(string key, Func<MapReader, T> read)
        where T : IEquatable<T> => Items(key).Select((item, i) => ReadMap(item, $"{Join(key)}[{i.ToString(CultureInfo.InvariantCulture)}]", read)).ToEquatableArray();

    /// <summary>A map, read to its end.</summary>
    public T Map<T>(string key, Func<MapReader, T> read) => ReadMap(Take(key) ?? throw Missing(key), Join(key), read);

    /// <summary>A map, read to its end, or the fallback when the key is not there.</summary>
    public T MapOr<T>(string key, Func<MapReader, T> read, T fallback) => Take(key) is { } node ? ReadMap(node, Join(key), read) : fallback;

    /// <summary>The node of a key as it stands, or null when the key is not there.</summary>
    public Node? Take(string key)
    {
        _asked.Add(key);
        return _map[key];
    }

    /// <summary>Refuses keys that nobody asked for.</summary>
    /// <exception cref="ArtifactFormatException">There are such keys.</exception>
    public void End()
    {
        if (_map.Entries.Items.FirstOrDefault(e => !_asked.Contains(e.Key)) is { } unknown)
        {
            throw Error($"the key {JsonWriter.Quote(unknown.Key)} is not known");
        }
    }

    /// <summary>An error at this map.</summary>
    public ArtifactFormatException Error(string message) => new(_file, 0, $"{(_where.Length == 0 ? string.Empty : _where + ": ")}{message}.");

    private T ReadMap<T>(Node node, string where, Func<MapReader, T> read)
    {
        var map = new MapReader(node, _file, where);
        var value = read(map);
        map.End();
        return value;
    }

    private IEnumerable<Node> Items(string key) => Take(key) switch
    {
        null => [],
        ListNode list => list.Items.Items,
        _ => throw Error($"'{key}' must be a list"),
    };

    private string Join(string key) => _where.Length == 0 ? key : _where + "." + key;

    private ArtifactFormatException Missing(string key) => Error($"'{key}' is missing");
}
