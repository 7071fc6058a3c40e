using System.Globalization;
using System.Text;

namespace PolicyKit.Analyzers.Tests.Secrets;

/// <summary>A way in which a value stands in a project: file names and their texts.</summary>
/// <param name="Name">Name of the carrier.</param>
/// <param name="Form"><c>literal</c>, <c>folded</c>, <c>encoded</c> or <c>file</c>.</param>
/// <param name="Write">From an identifier, a C# name, a value and a source of chance to the files.</param>
/// <param name="HeldBack">Written after the scanner and never used to change it.</param>
internal sealed record SecretCarrier(string Name, string Form, Func<int, string, string, Draw, IEnumerable<(string Path, string Text)>> Write, bool HeldBack = false)
{
    /// <summary>Whether it can carry a text of several lines.</summary>
    public bool TakesLines { get; init; } = true;

    /// <summary>Whether it can carry a text that is more than one word.</summary>
    public bool TakesText { get; init; } = true;
}

/// <summary>Carriers in C# and in configuration files.</summary>
internal static class SecretCarriers
{
    public static readonly SecretCarrier[] CSharp =
    [
        Code("const", "literal", (n, v, _) => $"public const string {n} = {Quote(v)};"),
        Code("local", "literal", (n, v, _) => $"public static int M() {{ var {Camel(n)} = {Quote(v)}; return {Camel(n)}.Length; }}"),
        Code("argument", "literal", (n, v, _) => $"static void Use(string {Camel(n)}) {{ }} static void M() => Use({Quote(v)});"),
        Code("verbatim", "literal", (n, v, _) => $"public static string {n} {{ get; }} = @\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\";"),
        Code("raw", "literal", (n, v, _) => $"public static string {n} = \"\"\"\"\n{v}\n\"\"\"\";"),
        Code("utf8", "literal", (n, v, _) => $"public static System.ReadOnlySpan<byte> {n} => {Quote(v)}u8;"),
        Code("escapes", "folded", (n, v, _) => $"public static readonly string {n} = \"{string.Concat(v.Select(c => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture)))}\";"),
        Code("plus", "folded", (n, v, d) => $"public const string {n} = {string.Join(" + ", Cut(v, d).Select(Quote))};"),
        Code("interpolation", "folded", (n, v, d) => Cut(v, d) is var c ? $"const string A = {Quote(c[0])}; const string B = {Quote(c[1])}; public const string {n} = $\"{{A}}{{B}}{Escape(string.Concat(c[2..])).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}\";" : string.Empty),
        Code("concat", "folded", (n, v, d) => $"public static string {n} => string.Concat({string.Join(", ", Cut(v, d).Select(Quote))});"),
        Code("chars", "folded", (n, v, _) => $"public static readonly char[] {n} = {{ {string.Join(", ", v.Select(c => c is '\'' or '\\' or '\n' ? $"'\\u{(int)c:x4}'" : $"'{c}'"))} }};"),
        Code("bytes", "folded", (n, v, _) => $"public static readonly byte[] {n} = new byte[] {{ {string.Join(", ", Encoding.UTF8.GetBytes(v).Select(b => "0x" + b.ToString("x2", CultureInfo.InvariantCulture)))} }};"),
        Code("attribute", "literal", (n, v, _) => $"[System.Obsolete({Quote(v)})] public static void {n}() {{ }}") with { TakesText = true },
        Code("base64-call", "encoded", (n, v, _) => $"public static readonly byte[] {n} = System.Convert.FromBase64String({Quote(Draw.Base64(v))});"),
        Code("base64-literal", "encoded", (n, v, _) => $"public const string {n} = {Quote(Draw.Base64(v))};"),
        Code("hex-literal", "encoded", (n, v, _) => $"public const string {n} = {Quote(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(v)))};"),
        new("const-across-files", "folded", (id, n, v, d) => Cut(v, d) is var c ?
        [
            ($"c{id}a.cs", $"namespace N{id}; internal static class Parts {{ public const string Head = {Quote(c[0])}; public const string Tail = {Quote(string.Concat(c[1..]))}; }}"),
            ($"c{id}b.cs", $"namespace N{id}; internal static class Whole {{ public const string {n} = Parts.Head + Parts.Tail; }}"),
        ] : []),
    ];

    public static readonly SecretCarrier[] Files =
    [
        File("env", ".env", (n, v) => $"# settings\nLOG_LEVEL=info\n{Snake(n)}={v}\nPORT=8080\n", lines: false),
        File("yaml", ".yaml", (n, v) => $"service:\n  name: web\n  {Kebab(n)}: {(v.Contains('\n') ? "|\n" + string.Join('\n', v.Split('\n').Select(l => "    " + l)) : "\"" + v + "\"")}\n  port: 8080\n"),
        File("json", ".json", (n, v) => $"{{\n  \"service\": {{\n    \"{n}\": \"{v.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\",\n    \"port\": 8080\n  }}\n}}\n"),
        File("toml", ".toml", (n, v) => $"[service]\n{Snake(n).ToLowerInvariant()} = '''{v}'''\nport = 8080\n"),
        File("xml", ".xml", (n, v) => $"<configuration>\n  <settings>\n    <{n}>{System.Security.SecurityElement.Escape(v)}</{n}>\n  </settings>\n</configuration>\n"),
        File("properties", ".properties", (n, v) => $"app.name=web\napp.{Kebab(n)}={v}\n", lines: false),
        File("shell", ".sh", (n, v) => $"#!/bin/sh\nset -eu\nexport {Snake(n)}='{v}'\nexec ./run\n"),
        File("dockerfile", "Dockerfile", (n, v) => $"FROM debian:bookworm-slim\nENV {Snake(n)}=\"{v.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\nCMD [\"run\"]\n", lines: false),
    ];

    public static string Quote(string value) => "\"" + Escape(value) + "\"";

    public static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static SecretCarrier Code(string name, string form, Func<string, string, Draw, string> write, bool heldBack = false) =>
        new(name, form, (id, n, v, d) => [($"c{id}.cs", $"namespace N{id};\n\npublic static class Holder\n{{\n    {write(n, v, d)}\n}}\n")], heldBack);

    public static SecretCarrier File(string name, string ending, Func<string, string, string> write, bool lines = true, bool heldBack = false) =>
        new(name, "file", (id, n, v, _) => [($"f{id}{ending}", write(n, v))], heldBack) { TakesLines = lines };

    public static string Snake(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    public static string Kebab(string name) => Snake(name).Replace('_', '-').ToLowerInvariant();

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static List<string> Cut(string value, Draw draw)
    {
        var first = draw.Int(1, value.Length / 2);
        var second = draw.Int(first + 1, value.Length - 1);
        return [value[..first], value[first..second], value[second..]];
    }
}
