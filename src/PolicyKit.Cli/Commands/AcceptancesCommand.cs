using System.Globalization;
using PolicyKit.Cli.Output;
using PolicyKit.Cli.Revisions;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit acceptances</c>: who accepted what until when, the earliest end first.</summary>
internal sealed class AcceptancesCommand(CliEnvironment environment, string assembly, DateTime today, string? owner, bool json)
{
    public int Run()
    {
        var revision = PolicyRevision.Read(assembly, environment);

        // A baseline counts once for a policy and target, whatever number of deviations it brings.
        var all = revision.Compile(revision.Policies.Values, environment).SelectMany(t => t.Compiled.Deviations.Items.Where(d => d.Acceptance is not null), (t, d) => (t.Compiled.Policy, Acceptance: d.Acceptance!, Widens: d.Deviation.Definition.Widens))
            .GroupBy(a => (Policy: a.Policy.Policy.Id, What: a.Acceptance.Baseline ?? a.Acceptance.Deviation, For: a.Acceptance.Baseline is null ? a.Acceptance.For : null, a.Acceptance.Owner, a.Acceptance.Because, a.Acceptance.Until))
            .Select(g => new Row(g.Key.Policy, string.Join(", ", g.Select(a => a.Policy.Target.Id).Distinct().Order(StringComparer.Ordinal)), g.First().Acceptance, g.Key.What, g.Key.For, g.Any(a => a.Widens)))
            .Where(r => owner is null || r.Acceptance.Owner == owner)
            .OrderBy(r => r.Acceptance.Until ?? "9999", StringComparer.Ordinal).ThenBy(r => r.Acceptance.Owner, StringComparer.Ordinal).ThenBy(r => r.Policy, StringComparer.Ordinal).ThenBy(r => r.What, StringComparer.Ordinal)
            .ToList();
        if (json)
        {
            environment.Output.Write(JsonWriter.Write(MapNode.Of(new MapEntry("acceptances", ListNode.Of(all.Select(r => (Node)MapNode.Of(
                new("policy", r.Policy),
                new("targets", r.Targets),
                new("what", r.What),
                r.For is { } subject ? new("for", subject) : null,
                new("widens", r.Widens),
                new("owner", r.Acceptance.Owner),
                new("because", r.Acceptance.Because),
                r.Acceptance.Until is { } until ? new("until", until) : null,
                Days(r) is { } days ? new("days", days) : null)))))));
        }
        else
        {
            var report = new Reporter(environment, findingsOnly: false);
            if (all.Count == 0)
            {
                report.Line("Nothing is accepted.");
            }

            report.Rows(["until", "", "owner", "policy", "targets", "accepted", "because"], all.Select(r => new[]
            {
                r.Acceptance.Until ?? "no end", State(r), r.Acceptance.Owner, r.Policy, r.Targets, r.What + (r.For is null ? string.Empty : " for " + r.For), r.Acceptance.Because,
            }));
        }

        return all.Any(r => Days(r) < 0) ? ExitCode.Finding : ExitCode.Ok;
    }

    private int? Days(Row row) => row.Acceptance.Until is { } until ? (DateTime.ParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture) - today.Date).Days : null;

    private string State(Row row) => Days(row) switch
    {
        null => string.Empty,
        < 0 => "ended",
        0 => "ends today",
        <= AcceptanceExpiry.WarningDays and var days => $"ends in {days.ToString(CultureInfo.InvariantCulture)} days",
        _ => string.Empty,
    };

    private sealed record Row(string Policy, string Targets, Acceptance Acceptance, string What, string? For, bool Widens);
}
