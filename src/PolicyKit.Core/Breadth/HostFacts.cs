namespace PolicyKit.Core.Breadth;

/// <summary>Who answers under a suffix.</summary>
internal enum SuffixOwner
{
    /// <summary>Nothing is known: one owner.</summary>
    One,

    /// <summary>A registry: anybody can register a name.</summary>
    Registry,

    /// <summary>A service where anybody can get a name.</summary>
    Strangers,

    /// <summary>One vendor with all its products.</summary>
    Vendor,
}

/// <summary>Questions about names. Names are canonical: lower case, no trailing dot, no "*.".</summary>
internal static class HostFacts
{
    // Letters of the facts, as the test that makes the file writes them.
    public const char Registry = 'I';
    public const char RegistryBelow = 'J';
    public const char Private = 'P';
    public const char PrivateBelow = 'Q';
    public const char Exception = 'X';
    public const char Shared = 'S';
    public const char Vendor = 'V';
    public const char AboveShared = 'A';
    public const char AboveRegistry = 'B';
    public const char Trusted = 'T';
    public const char MiddleWildcard = 'M';
    public const char Exactly = '=';
    public const char Below = '>';
    public const char Above = '<';

    /// <summary>Who may answer to the names below a name.</summary>
    public static SuffixOwner Owner(string name)
    {
        var facts = HostFile.Instance.Facts(name);
        if (facts.IndexOf(Exception) >= 0)
        {
            return SuffixOwner.One;
        }

        if (facts.IndexOf(Vendor) >= 0)
        {
            return SuffixOwner.Vendor;
        }

        if (name.IndexOf('.') < 0 || facts.IndexOfAny(new[] { Registry, RegistryBelow, AboveRegistry }) >= 0)
        {
            return SuffixOwner.Registry;
        }

        // The Public Suffix List's "*.ck": every name one label below ck is a suffix.
        var parent = HostFile.Instance.Facts(name, name.IndexOf('.') + 1);
        return parent.IndexOf(RegistryBelow) >= 0 ? SuffixOwner.Registry
            : facts.IndexOfAny(new[] { Private, PrivateBelow, Shared, AboveShared }) >= 0 || parent.IndexOf(PrivateBelow) >= 0 ? SuffixOwner.Strangers
            : SuffixOwner.One;
    }

    /// <summary>Categories of a host or of everything below a name, each with how bad it is.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isBelow">Whether the names below it are meant, and not the name itself.</param>
    /// <param name="withAbove">Whether a wildcard is also judged by the listed hosts that lie below it.</param>
    public static IEnumerable<(HostCategory Category, HostLevel Level)> Ways(string name, bool isBelow, bool withAbove = true)
    {
        // The nearest listed name decides: a bucket of one's own is not what the whole service is.
        for (var start = 0; start >= 0; start = name.IndexOf('.', start) + 1 is var next and > 0 ? next : -1)
        {
            var facts = Listed(name, start);
            if (facts.Length > 0 && Ways(facts, start == 0 && !isBelow, start == 0 && isBelow, withAbove) is { Count: > 0 } ways)
            {
                return ways.Where(w => w.Level != HostLevel.None);
            }
        }

        return Enumerable.Empty<(HostCategory, HostLevel)>();
    }

    /// <summary>Whether a name ends in a label that the root zone has; others, single labels among them, mean something on local networks only.</summary>
    public static bool IsPublic(string name) => name.LastIndexOf('.') is var dot and > 0 && HostFile.Instance.Facts(name, dot + 1).IndexOfAny(new[] { Registry, RegistryBelow }) >= 0;

    /// <summary>Whether a name is one that policies are likely to trust.</summary>
    public static bool IsTrusted(string name, int start = 0) => HostFile.Instance.Facts(name, start).IndexOf(Trusted) >= 0;

    private static List<(HostCategory Category, HostLevel Level)> Ways(string facts, bool itself, bool wildcard, bool withAbove)
    {
        var ways = new List<(HostCategory, HostLevel)>();
        for (var i = 0; i + 1 < facts.Length; i++)
        {
            if (facts[i] is not (Exactly or Below or Above) || !HostFile.Instance.Categories.TryGetValue(facts[i + 1], out var category))
            {
                continue;
            }

            // A name below a listed host belongs to whom the host belongs; where the list has the suffix too, it says what one tenant's name is.
            var tenants = facts.IndexOf(Below + facts[i + 1].ToString(), StringComparison.Ordinal) >= 0;
            var level = facts[i] switch
            {
                Exactly when itself => category.Level,
                Exactly => tenants ? (HostLevel?)null : category.Level,
                Below when wildcard => category.Level,
                Below => itself ? null : category.TenantLevel,
                _ => wildcard && withAbove ? category.Level : null,
            };
            i++;
            if (level is { } said)
            {
                ways.Add((category, said));
            }
        }

        return ways;
    }

    /// <summary>Facts about a name, or about the pattern with a wildcard in its second label (<c>s3.*.amazonaws.com</c>) under which it falls.</summary>
    private static string Listed(string name, int start)
    {
        var facts = HostFile.Instance.Facts(name, start);
        var first = name.IndexOf('.', start);
        var second = first < 0 ? -1 : name.IndexOf('.', first + 1);
        return second >= 0 && HostFile.Instance.Facts(name, second + 1).IndexOf(MiddleWildcard) >= 0
            ? facts + HostFile.Instance.Facts(name.Substring(start, first - start) + ".*" + name.Substring(second))
            : facts;
    }
}
