namespace PolicyKit.Core.Algebra;

/// <summary>One exact host name, or all names below one. Canonical: lower case, no trailing dot.</summary>
public sealed record NamePattern
{
    private NamePattern(string name, bool isBelow)
    {
        Name = name;
        IsBelow = isBelow;
    }

    /// <summary>Every host name.</summary>
    public static NamePattern Any { get; } = new("", isBelow: true);

    /// <summary>The name, without "*."; "" for <see cref="Any"/>.</summary>
    public string Name { get; }

    /// <summary>True for the names with one or more labels below <see cref="Name"/>, never that name itself; false for exactly that name.</summary>
    public bool IsBelow { get; }

    /// <summary>Whether this is <see cref="Any"/>.</summary>
    public bool IsAny => Name.Length == 0;

    /// <summary>Reads "api.example.com" or "*.example.com".</summary>
    /// <param name="text">The text; capitals and a trailing dot are folded away.</param>
    /// <param name="pattern">The pattern, or null when the text is not one.</param>
    /// <returns>True when the text is a pattern. A lone "*" is not: every name is never said in passing.</returns>
    public static bool TryParse(string? text, out NamePattern? pattern)
    {
        pattern = HostName.TryParse(text, allowWildcard: true, out var canonical, out _)
            ? canonical.StartsWith("*.", StringComparison.Ordinal) ? Below(canonical.Substring(2)) : Exact(canonical)
            : null;
        return pattern is not null;
    }

    /// <summary>The other patterns that hold every name of a pattern, narrowest first: "*.b.c", "*.c" and "*" for "a.b.c" and for "*.a.b.c".</summary>
    /// <param name="pattern">A canonical pattern, or "*".</param>
    /// <returns>The patterns as text.</returns>
    public static IEnumerable<string> Wider(string pattern)
    {
        if (pattern == "*")
        {
            yield break;
        }

        for (var dot = pattern.IndexOf('.', pattern[0] == '*' ? 2 : 0); dot >= 0; dot = pattern.IndexOf('.', dot + 1))
        {
            yield return "*" + pattern.Substring(dot);
        }

        yield return "*";
    }

    /// <summary>The pattern as text: "api.example.com", "*.example.com" or "*".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsAny ? "*" : IsBelow ? "*." + Name : Name;

    internal static NamePattern Exact(string canonical) => new(canonical, isBelow: false);

    internal static NamePattern Below(string canonical) => new(canonical, isBelow: true);
}
