namespace PolicyKit.Core.Secrets;

/// <summary>What a match rests on.</summary>
public enum SecretClass
{
    /// <summary>A vendor's own format: prefix, exact length, checksum where there is one.</summary>
    Vendor,

    /// <summary>A structure that holds a secret: private key, JWT, connection string, URL with a password, manifest.</summary>
    Structured,

    /// <summary>A telling name beside a value that looks random.</summary>
    Named,
}

/// <summary>Why a text of the right shape may still be none.</summary>
public enum SecretDoubt
{
    /// <summary>No reason to doubt.</summary>
    None,

    /// <summary>A documented example or a placeholder.</summary>
    Example,

    /// <summary>The format has a checksum, and it is wrong.</summary>
    Checksum,
}

/// <summary>Where in a text a secret was found. Holds no part of the value.</summary>
/// <param name="Kind">Vendor and kind, such as <c>github-classic-pat</c>.</param>
/// <param name="Class">What the match rests on.</param>
/// <param name="Start">Index of the first character; of the encoded text where the value was decoded.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="Doubt">Why it may be none after all.</param>
/// <param name="Encoding"><c>base64</c> or <c>hex</c> where the value was decoded, else empty.</param>
public readonly record struct SecretMatch(string Kind, SecretClass Class, int Start, int Length, SecretDoubt Doubt = SecretDoubt.None, string Encoding = "")
{
    private const int LeastLengthForTail = 16;

    /// <summary>The last two characters of a long value, so that its owner can be found; empty for a short or encoded one.</summary>
    public string Tail(string text) => Length >= LeastLengthForTail && Encoding.Length == 0 ? text.Substring(Start + Length - 2, 2) : string.Empty;
}
