namespace PolicyKit.Core.Secrets;

/// <summary>Stand-ins for passwords: templates, references to a store, and the defaults that everybody knows.</summary>
internal static class Passwords
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "password", "passwd", "passw0rd", "p@ssw0rd", "p@ssword", "password1", "password123", "pass", "pass123", "pwd", "secret", "secret123", "token", "key", "apikey", "test", "test123", "testing", "admin", "admin123", "root", "guest", "user",
        "postgres", "mysql", "mongo", "redis", "rabbitmq", "minioadmin", "sa", "changeit", "changeme", "letmein", "qwerty", "123456", "12345678", "null", "none", "true", "false", "empty", "default", "required", "optional", "string", "value",
        "foobar", "foo", "bar", "baz", "hunter2", "correcthorsebatterystaple", "mypassword", "mysecret", "mypass", "mytoken", "mykey", "supersecret", "s3cr3t", "local", "development", "devpassword", "dbpassword", "userpassword", "newpassword", "oldpassword",
        "credentials", "bearer", "basic", "hidden", "masked", "encrypted", "unknown", "todo", "tbd", "n/a", "undefined",
    };

    /// <summary>Whether a password is no secret: a template, a reference, a well-known default or the user's own name.</summary>
    public static bool IsStandIn(string value, string user = "")
    {
        var bare = value.Trim('"', '\'', ' ');
        return bare.Length == 0 || IsReference(bare) || Known.Contains(bare) || Known.Contains(bare.Trim('_', '-', '!', '.')) || bare == user || Plausibility.HasStandInWord(bare)
            || IsWords(bare) || bare.Distinct().Count() <= 2 || Plausibility.IsPublished(bare) || (bare.Length >= 6 && Plausibility.IsStandIn(bare));
    }

    // secret-of-basic, SET_A_PASSWORD_HERE_123: words that say what should stand there.
    private static bool IsWords(string value) =>
        Plausibility.IsWordy(value) && (value.All(c => char.IsLetter(c) || c is '-' or '_' or '.') || value.IndexOf("password", StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether a value names a secret that stands elsewhere: a variable, a template, a store.</summary>
    public static bool IsReference(string value) =>
        value[0] is '$' or '<' or '{' or '[' or '(' or '%' or '#' or '*' or '@' or SecretScanner.Hole
        || value.IndexOf("${", StringComparison.Ordinal) >= 0 || value.IndexOf("{{", StringComparison.Ordinal) >= 0 || value.IndexOf("$(", StringComparison.Ordinal) >= 0
        || value.IndexOf("<%", StringComparison.Ordinal) >= 0 || value.IndexOf(SecretScanner.Hole) >= 0
        || (value.IndexOf('{') is var open and >= 0 && value.IndexOf('}') > open)
        || (value.IndexOf('<') is var angle and >= 0 && value.IndexOf('>') > angle)
        || value.StartsWith("op://", StringComparison.Ordinal) || value.StartsWith("vault:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("arn:", StringComparison.Ordinal)
        || value.StartsWith("env:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("secretref:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("process.env", StringComparison.Ordinal)
        || value.StartsWith("os.environ", StringComparison.Ordinal) || value.StartsWith("ENC(", StringComparison.Ordinal) || value.StartsWith("ENC[", StringComparison.Ordinal);
}
