using PolicyKit.Core;
using PolicyKit.Core.Findings;

namespace PolicyKit.Providers;

/// <summary>Findings of one policy over all its targets, as a person wants to see them.</summary>
public static class PolicyFindings
{
    /// <summary>
    /// Each finding once, in canonical order: two targets of one provider say the same. An acceptance is unused only when no target of its provider uses it.
    /// </summary>
    /// <param name="targets">The policy compiled for each of its targets.</param>
    public static EquatableArray<Finding> Of(IReadOnlyCollection<CompiledTarget> targets) => targets
        .SelectMany(t => t.Findings.Select(f => (Target: t, Finding: f)))
        .GroupBy(f => (f.Finding.RuleId, f.Finding.Place, f.Finding.Message))
        .Where(g => g.Key.RuleId != RuleCatalog.UnusedAcceptance || g.Count() == targets.Count(t => t.Policy.Acceptances.Any(a => PolicyPlace.Acceptance(a) == g.Key.Place)))
        .Select(g => g.First().Finding)
        .OrderBy(f => f.RuleId, StringComparer.Ordinal).ThenBy(f => f.Place, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal)
        .ToEquatableArray();
}
