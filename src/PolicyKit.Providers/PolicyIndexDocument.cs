using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>
/// What the rows of <c>[assembly: PolicyIndex(policy, target, status, json)]</c> hold. The generator writes them; the command and the build target read them.
/// Each policy has one row for itself (target <see cref="PolicyRow"/>) and, when it could be read, one row per target.
/// <list type="bullet">
/// <item>Policy row, status <see cref="Read"/>: policy is the id, json is the canonical model (<see cref="PolicyDocument"/>) and nothing else.</item>
/// <item>Policy row, status <see cref="Refused"/>: policy is the id as written (it may be malformed, or shared with another row; the class's full name where there is none), json is <c>{"type", "findings"}</c>.
/// There are no target rows and no artifacts, which does not mean that the targets left the source.</item>
/// <item>Target row, status <see cref="Emitted"/>, <see cref="Refused"/> or <see cref="Failed"/>: json is <c>{"type", "hash", "proof"?, "until"?, "accepted"?, "residue"?, "findings"?}</c>.</item>
/// </list>
/// A finding is <c>{"rule", "severity", "place", "message"}</c>. Findings that only the clock brings (expiry) are never in the index.
/// </summary>
public static class PolicyIndexDocument
{
    /// <summary>Target of the row that a policy has for itself.</summary>
    public const string PolicyRow = "";

    /// <summary>Status of a policy row: the policy was read.</summary>
    public const string Read = "read";

    /// <summary>Status: artifacts were emitted and proved.</summary>
    public const string Emitted = "emitted";

    /// <summary>Status: nothing was emitted because of the policy.</summary>
    public const string Refused = "refused";

    /// <summary>Status: nothing was emitted because PolicyKit failed.</summary>
    public const string Failed = "failed";

    /// <summary>Status word of a compiled target.</summary>
    public static string Status(CompileStatus status) => status switch
    {
        CompileStatus.Emitted => Emitted,
        CompileStatus.Refused => Refused,
        _ => Failed,
    };

    /// <summary>JSON of the row of a policy that could not be read.</summary>
    /// <param name="typeName">Full name of the declaring class.</param>
    /// <param name="findings">Why.</param>
    public static string Malformed(string typeName, EquatableArray<Finding> findings) =>
        JsonWriter.Write(MapNode.Of(new("type", typeName), Findings(findings)));

    /// <summary>JSON of a target row.</summary>
    public static string Json(CompiledTarget target) => JsonWriter.Write(MapNode.Of(
        new("type", target.Policy.Policy.TypeName),
        new("hash", target.Header?.Hash ?? PolicyDocument.Hash(target.Policy)),
        target.Proof is { } proof ? new("proof", proof.Verdict.ToString()) : null,
        target.Header?.Until is { } until ? new("until", until) : null,
        Texts("accepted", target.Header?.Accepted ?? default),
        Texts(
            "residue",
            target.Deviations.Where(d => d.Deviation.Definition.Kind == DeviationKind.Residue).Select(d => d.Deviation.Definition.Name).ToEquatableArray()),
        Findings(target.Findings)));

    private static MapEntry? Texts(string key, EquatableArray<string> values) => values.IsEmpty ? null : new(key, ListNode.Of(values));

    private static MapEntry? Findings(EquatableArray<Finding> findings) => findings.IsEmpty ? null : new("findings", ListNode.Of(findings
        .Select(f => (Rule: f.RuleId, Severity: RuleCatalog.Get(f.RuleId).Severity.ToString(), Place: Place(f.Place), f.Message))
        .Distinct()
        .OrderBy(f => f.Rule, StringComparer.Ordinal).ThenBy(f => f.Place, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal)
        .Select(f => (Node)MapNode.Of(new("rule", f.Rule), new("severity", f.Severity), new("place", f.Place), new("message", f.Message)))));

    // The reader's own places end in a hash and an argument index, which say nothing to whoever reads the index.
    private static string Place(string place) =>
        place.StartsWith("attribute:", StringComparison.Ordinal) ? string.Join(":", place.Split(':').Take(2))
        : place.StartsWith("fragment:", StringComparison.Ordinal) ? string.Join(":", place.Split(':').Take(3))
        : place;
}
