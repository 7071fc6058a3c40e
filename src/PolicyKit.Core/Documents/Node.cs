using System.Collections.Immutable;

namespace PolicyKit.Core.Documents;

/// <summary>A tree that the writers print. Lowering never splices strings into text; it builds these.</summary>
public abstract record Node
{
    private protected Node()
    {
    }

    /// <summary>A string.</summary>
    public static implicit operator Node(string value) => new StringNode(value);

    /// <summary>A whole number.</summary>
    public static implicit operator Node(long value) => new IntegerNode(value);

    /// <summary>A truth value.</summary>
    public static implicit operator Node(bool value) => new BooleanNode(value);
}

/// <summary>A string; always quoted by the writers.</summary>
/// <param name="Value">Any text.</param>
public sealed record StringNode(string Value) : Node;

/// <summary>A whole number.</summary>
/// <param name="Value">The number.</param>
public sealed record IntegerNode(long Value) : Node;

/// <summary>A truth value.</summary>
/// <param name="Value">The value.</param>
public sealed record BooleanNode(bool Value) : Node;

/// <summary>A list.</summary>
/// <param name="Items">Items in order.</param>
public sealed record ListNode(EquatableArray<Node> Items) : Node
{
    /// <summary>A list of the given items.</summary>
    public static ListNode Of(IEnumerable<Node> items) => new(items.ToEquatableArray());

    /// <summary>A list of strings.</summary>
    public static ListNode Of(IEnumerable<string> items) => new(items.Select(i => (Node)i).ToEquatableArray());
}

/// <summary>An entry of a map.</summary>
/// <param name="Key">Key; unique within the map.</param>
/// <param name="Value">Value.</param>
/// <param name="Comment">Comment above the entry where the format has comments, or null. One line or several.</param>
public sealed record MapEntry(string Key, Node Value, string? Comment = null);

/// <summary>A map with its entries in the order given.</summary>
/// <param name="Entries">Entries.</param>
public sealed record MapNode(EquatableArray<MapEntry> Entries) : Node
{
    /// <summary>A map of the entries that are not null.</summary>
    public static MapNode Of(params MapEntry?[] entries)
    {
        var kept = ImmutableArray.CreateBuilder<MapEntry>(entries.Length);
        foreach (var entry in entries)
        {
            if (entry is not null)
            {
                kept.Add(entry);
            }
        }

        return new(kept.ToImmutable());
    }

    /// <summary>A map of pairs.</summary>
    public static MapNode Of(IEnumerable<MapEntry> entries) => new(entries.ToEquatableArray());

    /// <summary>Value of a key, or null.</summary>
    public Node? this[string key] => Entries.Items.FirstOrDefault(e => e.Key == key)?.Value;
}
