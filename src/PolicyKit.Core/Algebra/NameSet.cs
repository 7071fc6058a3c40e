using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>A set of DNS host names, closed under all Boolean operations. Immutable; equality is equality as sets.</summary>
public sealed class NameSet : IEquatable<NameSet>
{
    private NameSet(NameNode<Flag> root) => Root = root;

    /// <summary>No name.</summary>
    public static NameSet Empty { get; } = new(NameNode<Flag>.Uniform(Flag.Out));

    /// <summary>Every host name, of one label too.</summary>
    public static NameSet All { get; } = new(NameNode<Flag>.Uniform(Flag.In));

    /// <summary>Whether no name is in the set.</summary>
    public bool IsEmpty => Root.IsEmpty;

    internal NameNode<Flag> Root { get; }

    /// <summary>The set of one name.</summary>
    /// <param name="name">A host name; capitals and a trailing dot are folded away.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">It is not a host name.</exception>
    public static NameSet Exact(string name) => Of(NamePattern.Exact(Canonical(name)));

    /// <summary>The set of the names with one or more labels below a name, at any depth; never that name itself.</summary>
    /// <param name="name">A host name without "*."; capitals and a trailing dot are folded away.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">It is not a host name.</exception>
    public static NameSet Below(string name) => Of(NamePattern.Below(Canonical(name)));

    /// <summary>The set that a pattern stands for.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The set.</returns>
    public static NameSet Of(NamePattern pattern) => pattern.IsAny ? All : new NameSet(NameNode<Flag>.Single(pattern, Flag.In));

    /// <summary>Reads "api.example.com" or "*.example.com".</summary>
    /// <param name="text">The text.</param>
    /// <param name="set">The set, or <see cref="Empty"/> when the text is not a pattern.</param>
    /// <returns>True when the text is a pattern.</returns>
    public static bool TryParsePattern(string? text, out NameSet set)
    {
        var parsed = NamePattern.TryParse(text, out var pattern);
        set = parsed ? Of(pattern!) : Empty;
        return parsed;
    }

    /// <summary>The names in any of the sets, in time n log n.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>The union.</returns>
    public static NameSet UnionAll(IEnumerable<NameSet> sets) => From(Balanced.Union(sets.Select(set => set.Root), Empty.Root));

    /// <summary>The names in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public NameSet Union(NameSet other) => Combine(SetOperation.Union, other);

    /// <summary>The names in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public NameSet Intersect(NameSet other) => Combine(SetOperation.Intersect, other);

    /// <summary>The names in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The difference.</returns>
    public NameSet Except(NameSet other) => Combine(SetOperation.Except, other);

    /// <summary>The names that are not in this set.</summary>
    /// <returns>The complement.</returns>
    public NameSet Complement() => All.Except(this);

    /// <summary>Whether a name is in the set.</summary>
    /// <param name="name">A host name; capitals and a trailing dot are folded away. For other text the answer is false.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(string name)
        => HostName.TryParse(name, allowWildcard: false, out var canonical, out _) && Root.Lookup(canonical).IsFull;

    /// <summary>Whether every name of this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is.</returns>
    public bool IsSubsetOf(NameSet other) => Except(other).IsEmpty;

    /// <summary>Whether some name is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when one is.</returns>
    public bool Overlaps(NameSet other) => !Intersect(other).IsEmpty;

    /// <summary>A name in the set, always the same one for equal sets.</summary>
    /// <returns>The name, or null for the empty set.</returns>
    public string? Sample()
    {
        foreach (var (pattern, leaf, _, _) in Root.Entries())
        {
            if (leaf.IsFull)
            {
                return Root.Sample(pattern, leaf);
            }
        }

        return null;
    }

    /// <summary>The patterns whose union is the set, where there is one: a wildcard with a hole in it is no such union.</summary>
    /// <param name="allows">The patterns in tree order (parents first, then labels in ordinal order); empty when there is no such union.</param>
    /// <returns>True when the set is the union of <paramref name="allows"/>.</returns>
    public bool TryToPatterns(out ImmutableArray<NamePattern> allows)
    {
        allows = [];
        var patterns = ImmutableArray.CreateBuilder<NamePattern>();
        foreach (var (pattern, leaf, _, _) in Root.Entries())
        {
            if (leaf.IsEmpty)
            {
                return false;
            }

            patterns.Add(pattern);
        }

        allows = patterns.ToImmutable();
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(NameSet? other) => other is not null && Root.Equals(other.Root);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NameSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Root.GetHashCode();

    /// <summary>The entries of the tree separated by commas, holes with a leading '!': "*.example.com,!www.example.com"; the longest pattern decides.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
        => string.Join(",", Root.Entries().Select(entry => (entry.Leaf.IsEmpty ? "!" : "") + entry.Pattern));

    internal static NameSet From(NameNode<Flag> root) => new(root);

    private static string Canonical(string name) => HostName.TryParse(name, allowWildcard: false, out var canonical, out var error)
        ? canonical
        : throw new ArgumentException($"'{name}' is not a host name ({error}).", nameof(name));

    private NameSet Combine(SetOperation operation, NameSet other) => new(Combination.Run(operation, Root, other.Root));
}
