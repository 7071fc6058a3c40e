using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PolicyKit.Mutation.Tests;

/// <summary>Every single change of an emitted file: of a JSON tree, or of the lines and words of any other format.</summary>
internal static partial class TextMutants
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, string> Opposites = new(StringComparer.Ordinal)
    {
        ["true"] = "false", ["false"] = "true", ["deny"] = "accept", ["drop"] = "accept", ["reject"] = "accept", ["none"] = "default", ["yes"] = "no", ["no"] = "yes", ["always_refuse"] = "transparent",
        ["refuse"] = "allow", ["tcp"] = "udp", ["udp"] = "tcp", ["str"] = "end", ["ro"] = "rw", ["required"] = "none", ["readonly"] = "writable", ["ALL"] = "NONE", ["static"] = "transparent",
    };

    public static IEnumerable<Mutant<string>> Of(string path, string text) => path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".jsonc", StringComparison.Ordinal)
        ? OfJson(path, text)
        : OfLines(path, text).Where(m => m.Changed != text);

    private static IEnumerable<Mutant<string>> OfJson(string path, string text)
    {
        var before = Parse().ToJsonString(Written) + "\n";
        JsonNode Parse() => JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        foreach (var (steps, place) in Places(Parse(), [], path))
        {
            foreach (var (operation, change) in Changes(At(Parse(), steps)!, steps[^1] is int))
            {
                var root = Parse();
                change(root, steps);
                if (root.ToJsonString(Written) + "\n" is var changed && changed != before)
                {
                    yield return new Mutant<string>(place, operation, changed);
                }
            }
        }
    }

    private static IEnumerable<(object[] Steps, string Place)> Places(JsonNode? node, object[] steps, string place)
    {
        if (steps.Length > 0)
        {
            yield return (steps, place);
        }

        IEnumerable<(object Step, JsonNode? Node, string Name)> inner = node switch
        {
            JsonObject map => map.Select(p => ((object)p.Key, p.Value, IsData(p.Key) ? ".*" : "." + p.Key)),
            JsonArray list => list.Select((n, i) => ((object)i, n, "[*]")),
            _ => [],
        };
        foreach (var (step, child, name) in inner)
        {
            foreach (var found in Places(child, [.. steps, step], place + name))
            {
                yield return found;
            }
        }
    }

    // Keys that are hosts or names of variables belong to the policy, not to the format.
    private static bool IsData(string key) => key.Contains('.', StringComparison.Ordinal) && !key.StartsWith("policykit.", StringComparison.Ordinal) || key.All(c => char.IsAsciiLetterUpper(c) || c is '_' || char.IsAsciiDigit(c));

    private static IEnumerable<(string Operation, Action<JsonNode, object[]> Change)> Changes(JsonNode? node, bool inList)
    {
        yield return ("dropped", (root, steps) => Drop(root, steps));
        switch (node)
        {
            case JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                var flag = value.GetValue<bool>();
                yield return ("flipped", (root, steps) => Set(root, steps, JsonValue.Create(!flag)));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                foreach (var (operation, number) in Widening.Of(value.GetValue<long>()))
                {
                    yield return (operation, (root, steps) => Set(root, steps, JsonValue.Create(number)));
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                foreach (var (operation, changed) in Widening.Of(value.GetValue<string>()))
                {
                    yield return (operation, (root, steps) => Set(root, steps, JsonValue.Create(changed)));
                    if (inList)
                    {
                        yield return ("added: " + operation, (root, steps) => ((JsonArray)At(root, steps[..^1])!).Add(JsonValue.Create(changed)));
                    }
                }

                break;
            case JsonArray { Count: > 0 }:
                yield return ("emptied", (root, steps) => ((JsonArray)At(root, steps)!).Clear());
                break;
            case JsonObject:
                yield return ("unknown key", (root, steps) => ((JsonObject)At(root, steps)!).Add("unknown", true));
                break;
        }

        yield return ("null", (root, steps) => Set(root, steps, null));
    }

    private static JsonNode? At(JsonNode? root, IEnumerable<object> steps) => steps.Aggregate(root, (n, s) => s is int i ? n![i] : n![(string)s]);

    private static void Drop(JsonNode root, object[] steps)
    {
        var parent = At(root, steps[..^1]);
        if (steps[^1] is int i)
        {
            ((JsonArray)parent!).RemoveAt(i);
        }
        else
        {
            ((JsonObject)parent!).Remove((string)steps[^1]);
        }
    }

    private static void Set(JsonNode root, object[] steps, JsonNode? value)
    {
        var parent = At(root, steps[..^1]);
        if (steps[^1] is int i)
        {
            parent![i] = value;
        }
        else
        {
            parent![(string)steps[^1]] = value;
        }
    }

    private static IEnumerable<Mutant<string>> OfLines(string path, string text)
    {
        var lines = text.Split('\n');
        string With(int at, params string[] changed) => string.Join('\n', [.. lines[..at], .. changed, .. lines[(at + 1)..]]);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0 || lines[i].TrimStart().StartsWith('#'))
            {
                continue;
            }

            var at = i;
            var place = $"{Indexes().Replace(path, "*")} {Shape(lines[i])}";
            yield return new Mutant<string>(place, "line dropped", With(at));
            yield return new Mutant<string>(place, "line twice", With(at, lines[at], lines[at]));
            if (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0)
            {
                yield return new Mutant<string>(place, "lines interchanged", string.Join('\n', [.. lines[..at], lines[at + 1], lines[at], .. lines[(at + 2)..]]));
            }

            foreach (Match word in Words().Matches(lines[i]))
            {
                var changes = Opposites.TryGetValue(word.Value, out var opposite) ? [($"{opposite} instead of {word.Value}", opposite)] : Widening.Of(word.Value);
                foreach (var (operation, changed) in changes)
                {
                    yield return new Mutant<string>(place, operation, With(at, lines[at][..word.Index] + changed + lines[at][(word.Index + word.Length)..]));
                }
            }
        }
    }

    // Which kind of line: its first word, without what belongs to the policy.
    private static string Shape(string line)
    {
        var words = line.Trim().Split(' ', 3);
        var key = words[0].Split('=')[0] is ['-', ..] && words.Length > 1 && words[0] == "-" ? "- " + words[1] : words[0].Split('=')[0];
        return Indexes().Replace(key.Length > 40 ? key[..40] : key, "*").ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Indexes();

    [GeneratedRegex(@"[A-Za-z0-9_*][A-Za-z0-9_./*:-]*[A-Za-z0-9_*]|[A-Za-z0-9*]", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
