using System.Globalization;

namespace PolicyKit.Core.Model;

/// <summary>The small languages in the strings of a policy. Strict: ASCII digits, no spaces, one spelling for each value. Attributes are read by it, and a model from elsewhere is judged by it (<see cref="PolicyForm"/>).</summary>
public static class PolicyGrammar
{
    private static readonly string[] SystemDirectories =
        { "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr" };

    /// <summary>Not a control character, and none that changes how the text around it is shown.</summary>
    public static bool IsPlain(char c) =>
        !char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\uFEFF' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    /// <summary>One printable line of bounded length, with whole surrogate pairs.</summary>
    public static bool IsLine(string text, int longest) => text.Length <= longest && text.All(IsPlain) && HasPairedSurrogates(text);

    /// <summary>Lower-case letters, digits and <c>-</c>, beginning with a letter or digit; 1 to 63.</summary>
    public static bool IsPolicyId(string text) => text.Length is > 0 and <= 63 && text[0] != '-' && text.All(c => IsLower(c) || IsDigit(c) || c == '-');

    /// <summary>As a policy id, at most 31.</summary>
    public static bool IsTargetName(string text) => text.Length <= 31 && IsPolicyId(text);

    /// <summary>A capital followed by capitals, digits or <c>_</c>; at most 64.</summary>
    public static bool IsCredentialName(string text) => text.Length is > 0 and <= 64 && IsUpper(text[0]) && text.All(c => IsUpper(c) || IsDigit(c) || c == '_');

    /// <summary>Letters, digits and <c>_</c>, not beginning with a digit; 1 to 128.</summary>
    public static bool IsEnvironmentName(string text) => text.Length is > 0 and <= 128 && !IsDigit(text[0]) && text.All(c => IsLetter(c) || IsDigit(c) || c == '_');

    /// <summary>Letters, digits and <c>._-/</c>, beginning with a letter; 1 to 63.</summary>
    public static bool IsLabelName(string text) => text.Length is > 0 and <= 63 && IsLetter(text[0]) && text.All(c => IsLetter(c) || IsDigit(c) || c is '.' or '_' or '-' or '/');

    /// <summary>A lower-case letter followed by lower-case letters, digits or <c>-</c>; at most 32.</summary>
    public static bool IsParameterName(string text) => text.Length is > 0 and <= 32 && IsLower(text[0]) && text.All(c => IsLower(c) || IsDigit(c) || c == '-');

    /// <summary>Letters, digits and <c>-</c>: what RFC 9110 allows beyond that is read differently by gateways.</summary>
    public static bool IsHeaderName(string text) => text.Length is > 0 and <= 64 && text.All(c => IsLetter(c) || IsDigit(c) || c == '-');

    /// <summary>Letters, digits and <c>._-</c>, beginning with a letter or digit; 1 to 128.</summary>
    public static bool IsVolumeName(string text) => text.Length is > 0 and <= 128 && (IsLetter(text[0]) || IsDigit(text[0])) && text.All(c => IsLetter(c) || IsDigit(c) || c is '.' or '_' or '-');

    /// <summary><c>/</c>, or a slash and a relative path; at most 255.</summary>
    public static bool IsAbsolutePath(string text) => text == "/" || (text.Length is > 1 and <= 255 && text[0] == '/' && IsRelativePath(text.Substring(1)));

    /// <summary>Segments of letters, digits and <c>._-@+</c>; none empty, <c>.</c> or <c>..</c>.</summary>
    public static bool IsRelativePath(string text) => text.Length is > 0 and <= 255
        && text.Split('/').All(s => s.Length > 0 && s is not ("." or "..") && s.All(c => IsLetter(c) || IsDigit(c) || c is '.' or '_' or '-' or '@' or '+'));

    /// <summary>Whether a path is the root or lies in a directory of the system.</summary>
    public static bool IsSystemPath(string path) =>
        path == "/" || SystemDirectories.Any(d => path == d || path.StartsWith(d + "/", StringComparison.Ordinal));

    /// <summary>Whole number and unit: 90s, 60m, 24h, 7d; 1 second to 3650 days; or the word for no bound.</summary>
    public static bool TryDuration(string text, out Limit seconds)
    {
        seconds = Limit.Unbounded;
        if (text == "unbounded")
        {
            return true;
        }

        var unit = text.Length == 0 ? 0 : text[text.Length - 1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        if (unit == 0 || !TryThousandths(text.Substring(0, text.Length - 1), decimals: 0, out var thousandths))
        {
            return false;
        }

        var value = thousandths / 1000 * unit;
        seconds = new Limit(value);
        return value is > 0 and <= 3650L * 86400;
    }

    /// <summary>"4" (no less and no more), "2..8", "2..": amounts from 0.001 to <paramref name="most"/>, in thousandths.</summary>
    public static bool TryRange(string text, int decimals, long most, out LimitRange thousandths)
    {
        thousandths = LimitRange.Unbounded;
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            var single = TryThousandths(text, decimals, out var maximum) && maximum > 0 && maximum <= most * 1000;
            thousandths = new LimitRange(maximum, new Limit(maximum));
            return single;
        }

        if (!TryThousandths(text.Substring(0, dots), decimals, out var least) || least <= 0 || least > most * 1000)
        {
            return false;
        }

        var rest = text.Substring(dots + 2);
        if (rest.Length == 0)
        {
            thousandths = new LimitRange(least, Limit.Unbounded);
            return true;
        }

        var valid = TryThousandths(rest, decimals, out var upper) && upper >= least && upper <= most * 1000;
        thousandths = new LimitRange(least, new Limit(upper));
        return valid;
    }

    /// <summary>A day of the calendar, ISO.</summary>
    public static bool IsDay(string text) =>
        text.Length == 10 && text.All(c => IsDigit(c) || c == '-') && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Container image reference: name, optional tag, optional SHA-256 digest.</summary>
    public static bool IsImage(string text)
    {
        if (text.Length is 0 or > 512)
        {
            return false;
        }

        var at = text.IndexOf('@');
        var named = at < 0 ? text : text.Substring(0, at);
        if (at >= 0 && !IsDigest(text.Substring(at + 1)))
        {
            return false;
        }

        var slash = named.LastIndexOf('/');
        var colon = named.IndexOf(':', slash + 1);
        if (colon >= 0)
        {
            var tag = named.Substring(colon + 1);
            if (tag.Length is 0 or > 128 || tag[0] is '.' or '-' || !tag.All(c => IsLetter(c) || IsDigit(c) || c is '_' or '.' or '-'))
            {
                return false;
            }

            named = named.Substring(0, colon);
        }

        var parts = named.Split('/');
        return parts.Select((part, i) => i == 0 && parts.Length > 1 && IsRegistry(part) ? true : IsImageComponent(part)).All(valid => valid);
    }

    /// <summary>Names in braces. False for a brace that is part of none, and for a name that cannot be one.</summary>
    public static bool TryPlaceholders(string text, out List<string> names)
    {
        names = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '}')
            {
                return false;
            }

            if (text[i] != '{')
            {
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0 || !IsParameterName(text.Substring(i + 1, end - i - 1)))
            {
                return false;
            }

            names.Add(text.Substring(i + 1, end - i - 1));
            i = end;
        }

        return true;
    }

    /// <summary>The text with each <c>{name}</c> as one letter: what a parameter stands for holds letters, digits, <c>-</c> and <c>_</c> only. The text itself where a brace is part of no name.</summary>
    public static string WithoutPlaceholders(string text)
    {
        if (text.IndexOf('{') < 0 || !TryPlaceholders(text, out _))
        {
            return text;
        }

        var rest = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            rest.Append(text[i] == '{' ? 'x' : text[i]);
            i = text[i] == '{' ? text.IndexOf('}', i) : i;
        }

        return rest.ToString();
    }

    /// <summary>
    /// Literals and classes of letters, digits, <c>-</c> and <c>_</c>, each with an optional count: no alternation, no open-ended repetition. What matches can hold no separator and no dot,
    /// and every regular-expression engine reads it alike.
    /// </summary>
    public static bool IsPattern(string text)
    {
        var longest = 0;
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] == '[')
            {
                var end = text.IndexOf(']', i);
                if (end < 0 || !IsClass(text.Substring(i + 1, end - i - 1)))
                {
                    return false;
                }

                i = end + 1;
            }
            else if (IsWord(text[i]))
            {
                i++;
            }
            else
            {
                return false;
            }

            var most = 1;
            if (i < text.Length && text[i] == '{')
            {
                var end = text.IndexOf('}', i);
                if (end < 0 || !TryCount(text.Substring(i + 1, end - i - 1), out most))
                {
                    return false;
                }

                i = end + 1;
            }

            longest += most;
        }

        return longest is > 0 and <= 255 && text.Length <= 255;
    }

    private static bool IsWord(char c) => IsLetter(c) || IsDigit(c) || c is '-' or '_';

    private static bool IsClass(string inside)
    {
        for (var i = 0; i < inside.Length; i++)
        {
            if (i + 2 < inside.Length && inside[i + 1] == '-')
            {
                var (from, to) = (inside[i], inside[i + 2]);
                if (!((IsLower(from) && IsLower(to)) || (IsUpper(from) && IsUpper(to)) || (IsDigit(from) && IsDigit(to))) || from > to)
                {
                    return false;
                }

                i += 2;
            }
            else if (!IsWord(inside[i]) || (inside[i] == '-' && i != inside.Length - 1))
            {
                return false;
            }
        }

        return inside.Length > 0;
    }

    private static bool TryCount(string text, out int most)
    {
        var bounds = text.Split(',');
        most = 0;
        if (bounds.Length > 2 || !TryThousandths(bounds[0], 0, out var least) || !TryThousandths(bounds[bounds.Length - 1], 0, out var upper) || upper < least || upper is 0 or > 255_000)
        {
            return false;
        }

        most = (int)(upper / 1000);
        return true;
    }

    private static bool TryThousandths(string text, int decimals, out long value)
    {
        value = 0;
        var dot = text.IndexOf('.');
        var whole = dot < 0 ? text : text.Substring(0, dot);
        var fraction = dot < 0 ? string.Empty : text.Substring(dot + 1);
        if (whole.Length is 0 or > 9 || !whole.All(IsDigit) || (whole.Length > 1 && whole[0] == '0') || (dot >= 0 && fraction.Length == 0) || fraction.Length > decimals || !fraction.All(IsDigit))
        {
            return false;
        }

        value = long.Parse(whole + fraction.PadRight(3, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool IsDigest(string text) => text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71 && text.Skip(7).All(c => IsDigit(c) || c is >= 'a' and <= 'f');

    private static bool IsRegistry(string text)
    {
        var colon = text.IndexOf(':');
        var host = colon < 0 ? text : text.Substring(0, colon);
        return (host == "localhost" || host.IndexOf('.') > 0 || colon > 0)
            && host.Length > 0 && host.All(c => IsLower(c) || IsDigit(c) || c is '.' or '-') && host[0] is not ('.' or '-')
            && (colon < 0 || (colon + 1 < text.Length && text.Length - colon <= 6 && text.Skip(colon + 1).All(IsDigit)));
    }

    private static bool IsImageComponent(string text) => text.Length is > 0 and <= 128
        && text.All(c => IsLower(c) || IsDigit(c) || c is '.' or '_' or '-')
        && text[0] is not ('.' or '_' or '-') && text[text.Length - 1] is not ('.' or '_' or '-') && text.IndexOf("..", StringComparison.Ordinal) < 0;

    /// <summary>Whether no half of a surrogate pair stands alone.</summary>
    public static bool HasPairedSurrogates(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLower(char c) => c is >= 'a' and <= 'z';

    private static bool IsUpper(char c) => c is >= 'A' and <= 'Z';

    private static bool IsLetter(char c) => IsLower(c) || IsUpper(c);

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
