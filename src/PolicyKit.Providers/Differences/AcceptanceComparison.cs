using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Differences;

/// <summary>Differences in what was accepted for a target. Only acceptances that let something through count; a baseline counts as one.</summary>
internal static class AcceptanceComparison
{
    public static EquatableArray<AcceptanceChange> Compare(CompiledTarget? before, CompiledTarget? after)
    {
        var old = Used(before);
        var current = Used(after);
        return current.Keys.Union(old.Keys)
            .Select(k => Change(old.TryGetValue(k, out var was) ? was : null, current.TryGetValue(k, out var now) ? now : null))
            .OfType<AcceptanceChange>()
            .OrderBy(c => c.Kind).ThenBy(c => c.Acceptance.Deviation, StringComparer.Ordinal).ThenBy(c => c.Acceptance.For, StringComparer.Ordinal).ThenBy(c => c.Acceptance.Baseline, StringComparer.Ordinal)
            .ToEquatableArray();
    }

    private static Dictionary<(string?, string?, string?), (Acceptance Acceptance, bool Widens)> Used(CompiledTarget? compiled)
    {
        if (compiled is null)
        {
            return new Dictionary<(string?, string?, string?), (Acceptance, bool)>();
        }

        return compiled.Deviations.Items.Where(d => d.Acceptance is not null)
            .GroupBy(d => d.Acceptance!.Baseline is { } baseline ? (baseline, null, null) : ((string?)null, (string?)d.Acceptance!.Deviation, d.Acceptance!.For))
            .ToDictionary(g => g.Key, g => (g.OrderByDescending(d => d.Deviation.Definition.Widens).First().Acceptance!, g.Any(d => d.Deviation.Definition.Widens)));
    }

    private static AcceptanceChange? Change((Acceptance Acceptance, bool Widens)? before, (Acceptance Acceptance, bool Widens)? after)
    {
        if (before is not { } was)
        {
            return new AcceptanceChange(AcceptanceChangeKind.Added, after!.Value.Acceptance, null, after.Value.Widens);
        }

        if (after is not { } now)
        {
            return new AcceptanceChange(AcceptanceChangeKind.Ended, was.Acceptance, was.Acceptance, Widens: false);
        }

        // A baseline may speak of other deviations than before; those are seen in what is allowed.
        var end = string.CompareOrdinal(now.Acceptance.Until ?? "9999-99-99", was.Acceptance.Until ?? "9999-99-99");
        return end > 0 ? new AcceptanceChange(AcceptanceChangeKind.Extended, now.Acceptance, was.Acceptance, now.Widens)
            : end < 0 ? new AcceptanceChange(AcceptanceChangeKind.Shortened, now.Acceptance, was.Acceptance, Widens: false)
            : now.Acceptance.Owner != was.Acceptance.Owner || now.Acceptance.Because != was.Acceptance.Because
                ? new AcceptanceChange(AcceptanceChangeKind.Reworded, now.Acceptance, was.Acceptance, Widens: false)
                : null;
    }
}
