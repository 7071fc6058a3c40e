using PolicyKit.Core;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>Judges acceptances against a day that the caller gives; emission itself never looks at the clock.</summary>
public static class AcceptanceExpiry
{
    /// <summary>Days before the end at which a warning begins.</summary>
    public const int WarningDays = 30;

    /// <summary>Findings for acceptances that ended before <paramref name="today"/> (the last day still counts), end within 30 days, or end later than a ceiling of the policy allows.</summary>
    /// <param name="policy">The policy; baselines are judged too, each once and not once for each deviation in it.</param>
    /// <param name="today">A day; the time of day is ignored.</param>
    public static EquatableArray<Finding> Judge(SandboxPolicy policy, DateTime today)
    {
        var acceptances = policy.Acceptances.Items
            .Where(a => a.Until is not null)
            .GroupBy(a => a.Baseline is null ? PolicyPlace.Acceptance(a) : $"baseline:{a.Baseline}:{a.Owner}:{a.Until}")
            .Select(g => g.First())
            .Select(a => (Acceptance: a, Days: (DateTime.ParseExact(a.Until!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) - today.Date).Days))
            .ToList();
        return Ended(policy, acceptances).Concat(TooLong(policy, acceptances, today)).ToEquatableArray();
    }

    private static IEnumerable<Finding> TooLong(SandboxPolicy policy, List<(Acceptance Acceptance, int Days)> acceptances, DateTime today) =>
        from ceiling in policy.Ceilings.Items
        where ceiling.LongestAcceptanceDays > 0
        from a in acceptances
        where a.Days > ceiling.LongestAcceptanceDays
        let latest = today.Date.AddDays(ceiling.LongestAcceptanceDays).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
        select new Finding
        {
            RuleId = RuleCatalog.CeilingTerm,
            Place = PolicyPlace.Acceptance(a.Acceptance),
            Arguments = EquatableArray.Of(
                a.Acceptance.Baseline ?? a.Acceptance.Deviation,
                a.Acceptance.Until!,
                ceiling.TypeName,
                ceiling.LongestAcceptanceDays.ToString(System.Globalization.CultureInfo.InvariantCulture),
                latest),
            Properties = EquatableArray.Of(new NamedValue(BreadthFinding.Fix, latest)),
        };

    private static IEnumerable<Finding> Ended(SandboxPolicy policy, List<(Acceptance Acceptance, int Days)> acceptances) => acceptances
        .Where(a => a.Days <= WarningDays)
        .Select(a => new Finding
        {
            RuleId = a.Days < 0 ? RuleCatalog.AcceptanceEnded : RuleCatalog.AcceptanceEndsSoon,
            Place = PolicyPlace.Acceptance(a.Acceptance),
            Arguments = EquatableArray.Of(a.Acceptance.Baseline ?? a.Acceptance.Deviation, a.Acceptance.For ?? policy.Id, a.Acceptance.Owner, a.Acceptance.Until!),
        });
}
