using PolicyKit.Core.Documents;

namespace PolicyKit.Cli.Output;

/// <summary>A result of SARIF.</summary>
/// <param name="RuleId">One of the log's rules.</param>
/// <param name="Text">Message.</param>
/// <param name="Where">What it is about, such as <c>policy/target</c>.</param>
internal sealed record SarifResult(string RuleId, string Text, string Where);

/// <summary>SARIF 2.1 for what has no place in a file.</summary>
internal static class SarifLog
{
    public static string Write(string tool, IEnumerable<(string Id, string Title)> rules, IEnumerable<SarifResult> results) => JsonWriter.Write(MapNode.Of(
        new("$schema", "https://json.schemastore.org/sarif-2.1.0.json"),
        new("version", "2.1.0"),
        new("runs", ListNode.Of([MapNode.Of(
            new("tool", MapNode.Of(new MapEntry("driver", MapNode.Of(
                new("name", tool),
                new("rules", ListNode.Of(rules.Select(r => (Node)MapNode.Of(new("id", r.Id), new("shortDescription", MapNode.Of(new MapEntry("text", r.Title))))))))))),
            new("results", ListNode.Of(results.Select(r => (Node)MapNode.Of(
                new("ruleId", r.RuleId),
                new("level", "error"),
                new("message", MapNode.Of(new MapEntry("text", r.Text))),
                new("locations", ListNode.Of([MapNode.Of(new MapEntry("logicalLocations", ListNode.Of([MapNode.Of(new MapEntry("fullyQualifiedName", r.Where))])))])))))))]))));
}
