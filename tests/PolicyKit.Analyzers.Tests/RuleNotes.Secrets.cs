namespace PolicyKit.Analyzers.Tests;

internal static partial class RuleNotes
{
    // Samples are cut into pieces, so that no scanner takes this file for a leak; the analyzer folds them.
    private static Dictionary<string, RuleNote> Secrets => new()
    {
        ["PK4010"] = new(
            "Who reads the repository, a fork, a build log or the assembly has the secret, and deleting the line does not take it back: it stays in history. Found in any C# code of the project and in its AdditionalFiles, by the vendor's exact shape and, where the format has one, its checksum; after constant folding, and through one level of base64 or hex. "
            + "Documented examples and stand-ins are left alone. The diagnostic's `kind` property names vendor and kind; the value is never repeated beyond its last two characters. An additional file is left out by `policykit_secrets = off` in its `.editorconfig` section.",
            """public sealed class Storage { public const string Key = "AKIA" + "Z7Q4XW" + "2NVLB5RK6T"; }""",
            """public sealed class Storage { public static string? Key => System.Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"); }"""),
        ["PK4011"] = new(
            "Private keys, JSON Web Tokens, service-account files, registry logins, Kubernetes Secret manifests, connection strings, URLs with passwords and authorization headers give access like any key, whatever the vendor. They are known by what they decode to, not by their look alone. Templates and well-known defaults are left alone.",
            """public sealed class Orders { public const string Connection = "Server=db.example.com;Database=orders;User Id=svc;" + "Password=" + "vT9!kq2Lm#xZ"; }""",
            """public sealed class Orders { public const string Connection = "Server=db.example.com;Database=orders;Authentication=Active Directory Default"; }"""),
        ["PK4012"] = new(
            "The name says password, token or key, and the value looks drawn at random (a password: chosen, and no well-known default). Hashes, GUIDs, public keys, identifiers and sentences are left alone.",
            """public sealed class Client { private readonly string _apiToken = "q8Zr2" + "Vw7Lk5Tn9Xy3Bd6"; public override string ToString() => _apiToken[..2]; }""",
            """public sealed class Client(string apiToken) { public override string ToString() => apiToken[..2]; }"""),
    };
}
