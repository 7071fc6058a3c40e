namespace PolicyKit.Core.Algebra;

/// <summary>Strict parsing of DNS host names.</summary>
public static class HostName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Reads a host name: ASCII letters, digits, '-' and '_', labels of 1 to 63 characters, 253 in all.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowWildcard">Whether a leading "*." is allowed, which stands for one or more labels.</param>
    /// <param name="canonical">The name in lower case without a trailing dot, with its "*." if it has one; "" when the text was refused.</param>
    /// <param name="error">Why the text was refused.</param>
    /// <returns>True when the text is a host name.</returns>
    public static bool TryParse(string? text, bool allowWildcard, out string canonical, out HostNameError error)
        => TryParse(text, allowWildcard, out canonical, out error, out _);

    /// <inheritdoc cref="TryParse(string, bool, out string, out HostNameError)"/>
    /// <param name="text">The text.</param>
    /// <param name="allowWildcard">Whether a leading "*." is allowed, which stands for one or more labels.</param>
    /// <param name="canonical">The name in lower case without a trailing dot, with its "*." if it has one; "" when the text was refused.</param>
    /// <param name="error">Why the text was refused.</param>
    /// <param name="changed">Whether the canonical name differs from the text, by capitals or by a trailing dot.</param>
    public static bool TryParse(string? text, bool allowWildcard, out string canonical, out HostNameError error, out bool changed)
    {
        canonical = "";
        changed = false;
        error = Check(text ?? "", allowWildcard, out var name);
        if (error != HostNameError.None)
        {
            return false;
        }

        canonical = name.ToLowerInvariant();
        changed = !string.Equals(canonical, text, StringComparison.Ordinal);
        return true;
    }

    private static HostNameError Check(string text, bool allowWildcard, out string name)
    {
        name = text.EndsWith(".", StringComparison.Ordinal) ? text.Substring(0, text.Length - 1) : text;
        if (name.Length == 0)
        {
            return HostNameError.Empty;
        }

        foreach (var c in name)
        {
            if (c > 0x7F)
            {
                return HostNameError.NonAscii;
            }
        }

        if (IpAddress.TryParse(name.Trim('[', ']'), out _) || Cidr.TryParse(name, out _, out var cidrError, out _) || cidrError != CidrError.Syntax)
        {
            return HostNameError.LooksLikeAddress;
        }

        var wildcard = name.StartsWith("*.", StringComparison.Ordinal);
        var labels = (wildcard ? name.Substring(2) : name).Split('.');
        if (name.IndexOf('*', wildcard ? 1 : 0) >= 0 || (wildcard && (!allowWildcard || labels[0].Length == 0)))
        {
            return HostNameError.WildcardPosition;
        }

        foreach (var label in labels)
        {
            if (label.Length is 0 or > MaxLabelLength)
            {
                return HostNameError.LabelLength;
            }

            if (label[0] == '-' || label[label.Length - 1] == '-' || !label.All(IsLabelCharacter))
            {
                return HostNameError.InvalidCharacter;
            }
        }

        // "*." takes the room of the shortest name below, "a.".
        if (name.Length > MaxLength)
        {
            return HostNameError.TotalLength;
        }

        return IsNumeric(labels[labels.Length - 1]) ? HostNameError.LooksLikeAddress : HostNameError.None;
    }

    private static bool IsLabelCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_';

    /// <summary>What the WHATWG URL standard calls "ends in a number": such a host is parsed as an IPv4 address by browsers and many HTTP clients.</summary>
    private static bool IsNumeric(string label)
        => label.All(c => c is >= '0' and <= '9')
        || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && label.Skip(2).All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F')));
}
