namespace PolicyKit.Core.Secrets;

/// <summary>Values that are secrets by their name and their look.</summary>
internal static class NamedSecrets
{
    private const int LeastPassword = 8;
    private const int LeastSecret = 10;
    private const int LeastKey = 20;
    private const int Longest = 300;
    private const int LeastCaseChanges = 4;

    /// <summary>Whether a value passes the cheapest checks.</summary>
    public static bool MayBe(string value) => value.Length is >= LeastPassword and <= Longest && value.IndexOf(' ') < 0 && (value.Length >= 20 || value.Any(c => !char.IsLetter(c)) || CaseChanges(value) >= LeastCaseChanges);

    /// <summary>The kind of a value under a name, or null where it is no secret.</summary>
    public static string? Kind(string name, string value)
    {
        if (value.Length is < LeastPassword or > Longest)
        {
            return null;
        }

        var sense = SecretNames.Judge(name);
        if (sense == NameSense.None || Passwords.IsStandIn(value) || IsSomethingElse(value))
        {
            return null;
        }

        if (sense == NameSense.Password)
        {
            return LooksChosen(value) ? "password" : null;
        }

        if (value.Length < (sense == NameSense.Secret ? LeastSecret : LeastKey) || !LooksRandom(value) || (sense == NameSense.Key && CharClass.AnyHex.ContainsAll(value)))
        {
            return null;
        }

        var words = name.ToLowerInvariant().Replace("_", string.Empty).Replace("-", string.Empty);
        return value.Length == 40 && CharClass.Base64.ContainsAll(value) && !CharClass.Hex.ContainsAll(value) && (words.Contains("aws") || words.Contains("secretaccesskey")) ? "aws-secret-access-key"
            : words.Contains("cloudflare") && (value.Length == 40 || value.Length == 37) ? "cloudflare-legacy-token"
            : "generic-secret";
    }

    /// <summary>Whether a value looks drawn at random: mixed characters, high entropy, no words.</summary>
    public static bool LooksRandom(string value)
    {
        var digits = value.Count(char.IsDigit);
        var letters = value.Count(char.IsLetter);
        if (letters == 0 || value.IndexOf('|') >= 0 || (digits == 0 && !(value.Length >= 20 && value.Any(char.IsUpper) && value.Any(char.IsLower))))
        {
            return false;
        }

        var hex = CharClass.AnyHex.ContainsAll(value);
        var least = hex ? 2.9 : Math.Min(3.5, 0.78 * Math.Log(value.Length, 2));
        return Plausibility.Entropy(value) >= least && !Plausibility.IsWordy(value) && !Plausibility.IsStandIn(value) && !IsSomethingElse(value);
    }

    // Two kinds of characters, and no sentence, identifier or word with a number.
    private static bool LooksChosen(string value)
    {
        var letters = value.Any(char.IsLetter);
        var digits = value.Any(char.IsDigit);
        var symbols = value.Any(c => !char.IsLetterOrDigit(c) && !IsJoiner(c));
        if (!letters || Plausibility.Entropy(value) < 2.5)
        {
            return false;
        }

        if (!digits && !symbols)
        {
            return CaseChanges(value) >= LeastCaseChanges && !Plausibility.IsWordy(value);
        }

        var stem = value.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var named = value.IndexOf("password", StringComparison.OrdinalIgnoreCase) >= 0 || value.IndexOf("passwd", StringComparison.OrdinalIgnoreCase) >= 0;
        return !named && !(!symbols && value.Any(IsJoiner) && value.All(c => !char.IsUpper(c)) && Plausibility.IsWordy(value))
            && !(value.Length - stem.Length <= 3 && stem.All(char.IsLetter) && Plausibility.IsWordy(stem))
            && !(value[value.Length - 1] == ')' && value.IndexOf('(') > 0);
    }

    private static int CaseChanges(string value) => Enumerable.Range(1, value.Length - 1).Count(i => char.IsUpper(value[i]) != char.IsUpper(value[i - 1]));

    private static bool IsJoiner(char c) => c is '.' or '_' or '-' or ' ' or '/' or ':' or '|' or ',';

    /// <summary>Identifiers, paths, addresses, digests and public keys are known by their look.</summary>
    private static bool IsSomethingElse(string value) =>
        value.Any(c => c <= ' ' || c > '~')
        || IsGuid(value)
        || value.IndexOf("://", StringComparison.Ordinal) >= 0
        || (value.IndexOf('/') is var slash and >= 0 && value.IndexOf('/', slash + 1) > 0 && Plausibility.IsWordy(value))
        || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith("../", StringComparison.Ordinal) || value.StartsWith("~/", StringComparison.Ordinal)
        || value.IndexOf(":\\", StringComparison.Ordinal) == 1
        || value.StartsWith("sha256", StringComparison.Ordinal) || value.StartsWith("sha384", StringComparison.Ordinal) || value.StartsWith("sha512", StringComparison.Ordinal) || value.StartsWith("sha1", StringComparison.Ordinal)
        || (value.Length > 60 && (value.StartsWith("MII", StringComparison.Ordinal) || value.StartsWith("AAAAB3NzaC1", StringComparison.Ordinal) || value.StartsWith("AAAAC3NzaC1", StringComparison.Ordinal) || value.StartsWith("MFkw", StringComparison.Ordinal) || value.StartsWith("MCow", StringComparison.Ordinal)))
        || value.StartsWith("pk_live_", StringComparison.Ordinal) || value.StartsWith("pk_test_", StringComparison.Ordinal)
        || value.IndexOf(".[", StringComparison.Ordinal) >= 0
        || value.IndexOf("()", StringComparison.Ordinal) >= 0 || value.IndexOf("=>", StringComparison.Ordinal) >= 0 || value.IndexOf("::", StringComparison.Ordinal) >= 0
        || (value.IndexOf('@') is var at and > 0 && value.IndexOf('.', at) > at + 1 && Plausibility.IsWordy(value.Substring(at + 1)))
        || value.StartsWith("$2a$", StringComparison.Ordinal) || value.StartsWith("$2b$", StringComparison.Ordinal) || value.StartsWith("$argon2", StringComparison.Ordinal) || value.StartsWith("$6$", StringComparison.Ordinal);

    private static bool IsGuid(string value) => value.Length is >= 32 and <= 38 && value.IndexOf('-') > 0 && Guid.TryParse(value, out _);
}
