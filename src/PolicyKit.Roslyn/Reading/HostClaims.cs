namespace PolicyKit.Roslyn;

/// <summary>Who claims which host patterns. Each question costs the number of labels of a name, whatever the number of claims.</summary>
internal sealed class HostClaims
{
    // The name without "*."; the claim on exactly it, on all names below it, and on any pattern at or below it.
    private readonly Dictionary<string, string> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _below = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _within = new(StringComparer.Ordinal);

    public void Add(string pattern, string owner)
    {
        var wildcard = IsWildcard(pattern, out var name);
        (wildcard ? _below : _exact)[name] = owner;
        foreach (var ancestor in wildcard ? Ancestors(name).Prepend(name) : Ancestors(name))
        {
            if (!_within.TryGetValue(ancestor, out var owners))
            {
                _within.Add(ancestor, owners = new HashSet<string>(StringComparer.Ordinal));
            }

            owners.Add(owner);
        }
    }

    /// <summary>An owner other than the one given who claims a pattern that overlaps; null when there is none.</summary>
    public string? FindOther(string pattern, string owner)
    {
        if (IsWildcard(pattern, out var name))
        {
            if (_within.TryGetValue(name, out var inside) && inside.Where(o => o != owner).OrderBy(o => o, StringComparer.Ordinal).FirstOrDefault() is { } below)
            {
                return below;
            }

            return Other(_below, name, owner) ?? Ancestors(name).Select(a => Other(_below, a, owner)).FirstOrDefault(o => o is not null);
        }

        return Other(_exact, name, owner) ?? Ancestors(name).Select(a => Other(_below, a, owner)).FirstOrDefault(o => o is not null);
    }

    private static string? Other(Dictionary<string, string> claims, string name, string owner) => claims.TryGetValue(name, out var found) && found != owner ? found : null;

    private static bool IsWildcard(string pattern, out string name)
    {
        var wildcard = pattern.StartsWith("*.", StringComparison.Ordinal);
        name = wildcard ? pattern.Substring(2) : pattern;
        return wildcard;
    }

    private static IEnumerable<string> Ancestors(string name)
    {
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            yield return name.Substring(dot + 1);
        }
    }
}
