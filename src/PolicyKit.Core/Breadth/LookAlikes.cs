using System.Text;

namespace PolicyKit.Core.Breadth;

/// <summary>Names that a reader takes for others. Works on Unicode names and on A-labels.</summary>
internal static class LookAlikes
{
    // Pairs of a letter and the Latin one that it looks like: Cyrillic, Greek, Armenian, Cherokee, phonetic letters, letters with marks, digits. After Unicode's confusables (UTS 39), with
    // what is close enough at reading speed; only names that are likely to be trusted are compared, so that width costs nothing.
    private const string Pairs =
        "\u0430a\u0435e\u043Eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u0501d\u051Bq\u051Dw\u04BBh\u04CFl\u04AFy\u0475v\u050Dg\u043Ak\u043Cm\u0442t\u043Dh\u0432b\u0433r\u043Fn\u044Cb\u0491r\u0454e\u0451e\u0457i"
        + "\u03B1a\u03BFo\u03BDv\u03C1p\u03C5u\u03B9i\u03BAk\u03B3y\u03B7n\u03C4t\u03C3o\u03C7x\u03C9w\u03B2b\u03B5e\u03F2c\u03F3j\u03AFi\u03ACa\u03CCo\u03ADe"
        + "\u0578n\u0585o\u057Du\u0570h\u0575j\u0581g\u0566q\u0561w\u0578n\u056Ch\u0563q"
        + "\uAB83w\uAB95d\uABAFs\uAB93v\uAB91c\uAB8Bh"
        + "\u0131i\u0269i\u0251a\u0261g\u028Fy\uA731s\u1D0Fo\u1D00a\u1D04c\u0280r\u1D1Bt\u1D1Cu\u0138k\u0192f\u0142l\u00F8o\u0111d\u0127h\u0167t\u01BDs\u0184b"
        + "\u00E0a\u00E1a\u00E2a\u00E3a\u00E4a\u00E5a\u0101a\u0103a\u0105a\u1EA1a\u00E7c\u0107c\u0109c\u010Bc\u010Dc\u010Fd\u1E0Dd\u00E8e\u00E9e\u00EAe\u00EBe\u0113e\u0115e\u0117e\u0119e\u011Be\u1EB9e\u011Dg\u011Fg\u0121g\u0123g\u0125h\u1E25h"
        + "\u00ECi\u00EDi\u00EEi\u00EFi\u0129i\u012Bi\u012Di\u012Fi\u1ECBi\u0135j\u0137k\u1E33k\u013Al\u013Cl\u013El\u1E37l\u1E43m\u00F1n\u0144n\u0146n\u0148n\u1E47n\u00F2o\u00F3o\u00F4o\u00F5o\u00F6o\u014Do\u014Fo\u0151o\u1ECDo"
        + "\u0155r\u0157r\u0159r\u1E5Br\u015Bs\u015Ds\u015Fs\u0161s\u1E63s\u0219s\u0163t\u0165t\u1E6Dt\u021Bt\u00F9u\u00FAu\u00FBu\u00FCu\u0169u\u016Bu\u016Du\u016Fu\u0171u\u0173u\u1EE5u\u0175w\u1E89w\u00FDy\u00FFy\u0177y\u1EF5y\u017Az\u017Cz\u017Ez\u1E93z"
        + "0o1l";

    private static readonly Lazy<Dictionary<char, char>> s_latin = new(() => Enumerable.Range(0, Pairs.Length / 2).GroupBy(i => Pairs[2 * i]).ToDictionary(g => g.Key, g => Pairs[(2 * g.First()) + 1]));

    /// <summary>How a name misleads; null when it does not.</summary>
    /// <param name="name">A lower-case name, without "*.", in Unicode or with A-labels.</param>
    public static (string Shown, string Why)? Find(string name)
    {
        if (IsPlain(name))
        {
            return null;
        }

        var labels = name.Split('.').Select(l => Punycode.Decode(l) ?? l).ToArray();
        var skeleton = string.Join(".", labels.Select(Skeleton));
        var imitated = Imitated(skeleton, string.Join(".", labels));
        foreach (var label in labels)
        {
            if (Mixed(label) is { } scripts)
            {
                return (imitated ?? skeleton, "its letters are " + scripts);
            }
        }

        return imitated is null ? null : (imitated, "it only looks like it");
    }

    /// <summary>Whether nothing in a name could mislead: no other script, no A-label, no digit or pair of letters that looks like a letter.</summary>
    private static bool IsPlain(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] is > '\u007F' or '0' or '1' || (i > 0 && (name[i - 1], name[i]) is ('r', 'n') or ('v', 'v')))
            {
                return false;
            }
        }

        return name.IndexOf("xn--", StringComparison.Ordinal) < 0;
    }

    /// <summary>The trusted name, with what stands before it, that a name's skeleton is and the name is not.</summary>
    private static string? Imitated(string skeleton, string name)
    {
        if (skeleton == name)
        {
            return null;
        }

        var (ours, theirs) = (name.Split('.'), skeleton.Split('.'));
        for (var i = 0; i + 1 < theirs.Length; i++)
        {
            var tail = string.Join(".", theirs.Skip(i));
            if (tail != string.Join(".", ours.Skip(i)) && HostFacts.IsTrusted(tail) && !HostFacts.IsTrusted(string.Join(".", ours.Skip(i))))
            {
                return skeleton;
            }
        }

        return null;
    }

    private static string Skeleton(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var c in label)
        {
            text.Append(s_latin.Value.TryGetValue(c, out var latin) ? latin : c);
        }

        return text.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    /// <summary>Scripts that are not written together, as words; null when there is one, or a mix that is usual (Japanese, Korean and Chinese with Latin).</summary>
    private static string? Mixed(string label)
    {
        var scripts = label.Select(Script).Where(s => s is not null).Distinct(StringComparer.Ordinal).OrderBy(s => s, StringComparer.Ordinal).ToList();
        if (scripts.Count < 2
            || scripts.All(s => s is "Latin" or "Han" or "Hiragana" or "Katakana")
            || scripts.All(s => s is "Latin" or "Han" or "Bopomofo")
            || scripts.All(s => s is "Latin" or "Han" or "Hangul"))
        {
            return null;
        }

        return string.Join(" and ", scripts);
    }

    private static string? Script(char c) => c switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => "Latin",
        < '\u00C0' or '\u00D7' or '\u00F7' => null,
        <= '\u02AF' or (>= '\u1E00' and <= '\u1EFF') or (>= '\u1D00' and <= '\u1D7F') or (>= '\uA720' and <= '\uA7FF') => "Latin",
        <= '\u036F' => null,
        <= '\u03FF' or (>= '\u1F00' and <= '\u1FFF') => "Greek",
        <= '\u052F' or (>= '\u1C80' and <= '\u1C8F') or (>= '\uA640' and <= '\uA69F') => "Cyrillic",
        <= '\u058F' => "Armenian",
        <= '\u05FF' => "Hebrew",
        <= '\u06FF' or (>= '\u0750' and <= '\u077F') => "Arabic",
        >= '\u0900' and <= '\u109F' => "script " + (c >> 7).ToString("x", System.Globalization.CultureInfo.InvariantCulture),
        >= '\u10A0' and <= '\u10FF' => "Georgian",
        (>= '\u1100' and <= '\u11FF') or (>= '\u3130' and <= '\u318F') or (>= '\uAC00' and <= '\uD7AF') => "Hangul",
        (>= '\u13A0' and <= '\u13FF') or (>= '\uAB70' and <= '\uABBF') => "Cherokee",
        >= '\u3041' and <= '\u309F' => "Hiragana",
        >= '\u30A1' and <= '\u30FA' => "Katakana",
        >= '\u3105' and <= '\u312F' => "Bopomofo",
        (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or '\u3005' or '\u3007' or (>= '\uF900' and <= '\uFAFF') => "Han",
        _ => null,
    };
}
