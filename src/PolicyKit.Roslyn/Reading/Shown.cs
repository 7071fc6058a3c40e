using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Values of the author in messages. A secret is never echoed: what could be one is not shown, the diagnostic stands at it anyway.</summary>
internal static class Shown
{
    private const int Longest = 80;
    private const int SecretLength = 20;

    // Vendors' prefixes whose secrets may have no run of letters and digits that is long enough.
    private static readonly string[] Prefixes = { "sk-", "sk_", "glpat-", "xoxb-", "xoxp-", "pypi-", "-----BEGIN" };

    public static string Of(string text)
    {
        if (MayHoldSecret(text))
        {
            return "(not shown)";
        }

        var plain = new string(text.Take(Longest).Select(c => PolicyGrammar.IsPlain(c) ? c : '\uFFFD').ToArray());
        return text.Length > Longest ? plain + "..." : plain;
    }

    private static bool MayHoldSecret(string text)
    {
        if (text.Length >= SecretLength && Prefixes.Any(p => text.IndexOf(p, StringComparison.Ordinal) >= 0))
        {
            return true;
        }

        var (length, letters, digits) = (0, false, false);
        foreach (var c in text)
        {
            var digit = c is >= '0' and <= '9';
            if (!digit && c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' or '+' or '='))
            {
                (length, letters, digits) = (0, false, false);
                continue;
            }

            (length, letters, digits) = (length + 1, letters || !digit, digits || digit);
            if (length >= SecretLength && letters && digits)
            {
                return true;
            }
        }

        return false;
    }
}
