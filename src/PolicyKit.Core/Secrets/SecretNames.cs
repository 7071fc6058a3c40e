namespace PolicyKit.Core.Secrets;

/// <summary>What a name promises of its value.</summary>
internal enum NameSense
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A key of some kind: only a value that is clearly random is one.</summary>
    Key,

    /// <summary>A token, API key or secret.</summary>
    Secret,

    /// <summary>A password: chosen by people, so it need not look random.</summary>
    Password,
}

/// <summary>Reads names such as <c>DB_PASSWORD</c>, <c>x-api-key</c>, <c>ClientSecret</c>.</summary>
internal static class SecretNames
{
    private const int LongestName = 100;

    private static readonly HashSet<string> PasswordWords = new() { "password", "passwd", "passwort", "pwd", "passphrase", "pass", "passcode" };
    private static readonly HashSet<string> SecretWords = new() { "secret", "secrets", "token", "tokens", "apikey", "credential", "credentials", "accesskey", "secretkey", "authkey", "authtoken", "accesstoken", "clientsecret", "privatekey", "bearer", "authorization", "accountkey", "sharedaccesskey", "pat", "apitoken", "sharedkey", "signingkey", "masterkey", "encryptionkey", "identitytoken", "authpassword" };
    private static readonly HashSet<string> KeyQualifiers = new() { "api", "access", "secret", "auth", "private", "signing", "encryption", "account", "master", "storage", "shared", "subscription", "service", "app", "application", "client", "function", "functions", "host", "admin", "write", "hmac", "jwt", "webhook", "license", "primary", "secondary", "functionapp", "x" };

    // Where one of these ends a name, the value describes a secret and is none; where one stands anywhere, it is public.
    private static readonly HashSet<string> Describing = new()
    {
        "id", "ids", "name", "names", "url", "uri", "path", "file", "filename", "type", "types", "hash", "digest", "checksum", "fingerprint", "thumbprint", "sha", "sha1", "sha256", "sha512", "md5", "etag", "length", "len", "size", "count", "limit", "expiry",
        "expires", "expiration", "ttl", "lifetime", "header", "prefix", "suffix", "format", "pattern", "regex", "policy", "scope", "scopes", "label", "title", "hint", "message", "msg", "error", "text", "description", "help", "caption", "version", "algorithm", "alg",
        "provider", "endpoint", "param", "parameter", "field", "column", "selector", "kind", "class", "handler", "service", "manager", "source", "ref", "reference", "arn", "vault", "store", "env", "variable", "var", "property", "attribute", "option", "mode", "status", "state", "required", "enabled", "salt",
        "usage", "issuer", "audience", "address", "location", "dir", "directory", "host", "port", "user", "username", "login", "email", "validation", "rule", "strength", "reset", "schema", "settings", "command", "arg", "flag", "template", "placeholder", "tooltip", "resource", "key_id", "index", "timeout", "separator", "delimiter", "encoding", "model",
    };

    private static readonly HashSet<string> Public = new() { "public", "pub", "publishable", "csrf", "xsrf", "antiforgery", "idempotency", "correlation", "continuation", "cursor", "cancellation", "pagination", "page", "next", "site", "cache", "partition", "foreign", "sort", "row", "object", "registry", "hkey", "shortcut", "localization", "resource", "translation", "i18n", "integrity", "sri", "nonce", "digest", "checksum", "sha256", "sha512", "hash", "syntax", "lexer", "measurement", "tracking", "instrumentation", "expected", "thumbprint", "fingerprint", "commit", "revision", "parser", "encrypted", "wrapped", "ciphertext", "hashed", "masked", "mock", "fake", "dummy", "invalid" };

    /// <summary>Judges a name.</summary>
    public static NameSense Judge(string name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return NameSense.None;
        }

        var words = Words(name);
        if (words.Count == 0 || words.Any(Public.Contains) || (Describing.Contains(words[words.Count - 1]) && words.Count > 1))
        {
            return NameSense.None;
        }

        if (words.Any(PasswordWords.Contains))
        {
            return NameSense.Password;
        }

        if (words.Any(SecretWords.Contains))
        {
            return NameSense.Secret;
        }

        var key = words.FindLastIndex(w => w is "key" or "keys");
        if (key > 0)
        {
            return words.Take(key).Any(KeyQualifiers.Contains) ? NameSense.Secret : NameSense.Key;
        }

        return words.Count == 1 && words[0] is "auth" ? NameSense.Secret : words.Any(w => w is "sas" or "webhook" or "signature") ? NameSense.Key : NameSense.None;
    }

    /// <summary>Lower-case words of a name, split at case changes and separators.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var starts = char.IsUpper(c) && i > 0 && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1]) || (i + 1 < name.Length && char.IsUpper(name[i - 1]) && char.IsLower(name[i + 1])));
            if ((starts || !char.IsLetterOrDigit(c)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
