using System.Text;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Differences;

namespace PolicyKit.Cli.Output;

/// <summary>Differences for people and machines. What is the same on several targets of a policy is told once.</summary>
internal static class DifferenceReport
{
    public static void Print(Reporter report, IReadOnlyList<TargetDifference> differences)
    {
        if (differences.Count == 0)
        {
            report.Line("No difference in what any sandbox is allowed.");
            return;
        }

        foreach (var policy in differences.GroupBy(d => d.Policy))
        {
            report.Line(policy.Key);
            report.Rows(["", "what", "targets", "why"], Changes(policy).Select(c => new[] { Word(c.Change), c.Change.Witness, c.Targets, Why(c.Change.Cause) })
                .Concat(Acceptances(policy).Select(a => new[] { Word(a.Change), Acceptance(a.Change), a.Targets, $"{a.Change.Acceptance.Owner}: {a.Change.Acceptance.Because}" })));
            foreach (var line in Remarks(policy))
            {
                report.Line(line);
            }

            report.Line(string.Empty);
        }

        report.Line(Summary(differences));
    }

    /// <summary>Markdown for a pull request; empty where nothing differs.</summary>
    public static string Markdown(IReadOnlyList<TargetDifference> differences, string? allowed)
    {
        if (differences.Count == 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder("## What this change newly allows\n\n").Append(Escape(Summary(differences))).Append('\n');
        if (allowed is not null)
        {
            text.Append("\nWidening allowed: ").Append(Escape(allowed)).Append('\n');
        }

        foreach (var policy in differences.GroupBy(d => d.Policy))
        {
            text.Append("\n### ").Append(Escape(policy.Key)).Append("\n\n");
            var changes = Changes(policy).ToList();
            var acceptances = Acceptances(policy).ToList();
            if (changes.Count + acceptances.Count > 0)
            {
                text.Append("| | What | Targets | Why |\n|---|---|---|---|\n");
                foreach (var (change, targets) in changes)
                {
                    Row(text, change.Direction == ChangeDirection.Widened, Word(change), Code(change.Witness), targets, Why(change.Cause));
                }

                foreach (var (change, targets) in acceptances)
                {
                    Row(text, change.Widens, Word(change), Escape(Acceptance(change)), targets, $"{change.Acceptance.Owner}: {change.Acceptance.Because}");
                }
            }

            foreach (var line in Remarks(policy))
            {
                text.Append("\n- ").Append(Escape(line)).Append('\n');
            }
        }

        return text.ToString();
    }

    public static string Json(IReadOnlyList<TargetDifference> differences) => JsonWriter.Write(MapNode.Of(
        new("widened", differences.Any(d => d.Widens)),
        new("targets", ListNode.Of(differences.Select(d => (Node)MapNode.Of(
            new("policy", d.Policy),
            new("target", d.Target),
            d.Before is { } before ? new("before", before.ToString()) : null,
            d.After is { } after ? new("after", after.ToString()) : null,
            new("recreate", d.Recreate),
            new("changes", ListNode.Of(d.Changes.Select(c => (Node)MapNode.Of(
                new("direction", c.Direction.ToString()),
                new("dimension", c.Dimension.ToString()),
                new("witness", c.Witness),
                new("cause", MapNode.Of(new("kind", c.Cause.Kind.ToString()), new("text", c.Cause.Text))))))),
            new("acceptances", ListNode.Of(d.Acceptances.Select(a => (Node)MapNode.Of(
                new("change", a.Kind.ToString()),
                new("widens", a.Widens),
                a.Acceptance.Baseline is { } baseline ? new("baseline", baseline) : new("deviation", a.Acceptance.Deviation),
                a.Acceptance is { Baseline: null, For: { } subject } ? new("for", subject) : null,
                new("owner", a.Acceptance.Owner),
                new("because", a.Acceptance.Because),
                a.Before?.Until is { } was ? new("untilBefore", was) : null,
                a.Acceptance.Until is { } until ? new("until", until) : null))))))))));

    /// <summary>SARIF 2.1: a result for each widening.</summary>
    public static string Sarif(IReadOnlyList<TargetDifference> differences) => SarifLog.Write(
        "policykit diff",
        [("widened", "A sandbox is allowed something that it was not."), ("acceptance", "Something that widens is accepted, or for longer.")],
        differences.GroupBy(d => d.Policy).SelectMany(p =>
            Changes(p).Where(c => c.Change.Direction == ChangeDirection.Widened).Select(c => new SarifResult("widened", $"{c.Change.Witness} is newly allowed on {c.Targets}: {Why(c.Change.Cause)}", p.Key))
                .Concat(Acceptances(p).Where(a => a.Change.Widens).Select(a => new SarifResult("acceptance", $"{Word(a.Change)} on {a.Targets}: {Acceptance(a.Change)}", p.Key)))));

    private static IEnumerable<(AuthorityChange Change, string Targets)> Changes(IEnumerable<TargetDifference> policy) =>
        policy.SelectMany(d => d.Changes.Select(c => (c, d.Target))).GroupBy(c => c.c, c => c.Target).OrderBy(g => g.Key.Direction).ThenBy(g => g.Key.Cause.Kind).ThenBy(g => g.Key.Dimension)
            .Select(g => (g.Key, string.Join(", ", g)));

    private static IEnumerable<(AcceptanceChange Change, string Targets)> Acceptances(IEnumerable<TargetDifference> policy) =>
        policy.SelectMany(d => d.Acceptances.Select(a => (a, d.Target))).GroupBy(a => a.a, a => a.Target).OrderBy(g => g.Key.Kind).Select(g => (g.Key, string.Join(", ", g)));

    private static IEnumerable<string> Remarks(IEnumerable<TargetDifference> policy)
    {
        foreach (var target in policy.Where(d => d.Before != d.After))
        {
            yield return (target.Before, target.After) switch
            {
                (null, CompileStatus.Emitted) => $"{target.Target} is a new target.",
                (null, _) => $"{target.Target} is a new target, and refused.",
                (_, null) => $"{target.Target} is not a target any more.",
                (_, CompileStatus.Emitted) => $"{target.Target} was refused before and is emitted now.",
                _ => $"{target.Target} is refused now.",
            };
        }

        var again = policy.Where(d => d.Recreate).Select(d => d.Target).ToList();
        if (again.Count > 0)
        {
            yield return $"Running sandboxes keep what they have until they are created again: {string.Join(", ", again)}.";
        }
    }

    private static string Summary(IReadOnlyList<TargetDifference> differences)
    {
        var policies = differences.GroupBy(d => d.Policy).ToList();
        var widened = policies.Count(p => p.Any(d => d.Widens));
        var others = policies.Count - widened;
        return $"{Count(widened, "policy", "policies")} widened{(others == 0 ? string.Empty : $", {others} changed without widening")}.";
    }

    private static string Count(int count, string one, string several) => count == 0 ? $"No {one}" : count == 1 ? $"1 {one}" : $"{count} {several}";

    private static string Word(AuthorityChange change) => change.Direction == ChangeDirection.Widened ? "widened" : "narrowed";

    private static string Word(AcceptanceChange change) => "acceptance " + change.Kind.ToString().ToLowerInvariant();

    private static string Acceptance(AcceptanceChange change)
    {
        var acceptance = change.Acceptance;
        var what = acceptance.Baseline is { } baseline ? $"baseline {baseline}" : $"{acceptance.Deviation}{(acceptance.For is null ? string.Empty : $" for {acceptance.For}")}";
        return change.Kind is AcceptanceChangeKind.Extended or AcceptanceChangeKind.Shortened
            ? $"{what}, until {change.Before!.Until ?? "ever"} before, until {acceptance.Until ?? "ever"} now"
            : $"{what}{(acceptance.Until is null ? string.Empty : $", until {acceptance.Until}")}";
    }

    private static string Why(ChangeCause cause) => cause.Kind switch
    {
        CauseKind.Policy => "policy: " + cause.Text,
        CauseKind.Fragment => "fragment: " + cause.Text,
        CauseKind.Acceptance => "acceptance: " + cause.Text,
        _ => "provider: " + cause.Text,
    };

    private static void Row(StringBuilder text, bool loud, string word, string what, string targets, string why) =>
        text.Append("| ").Append(loud ? $"**{word}**" : word).Append(" | ").Append(what).Append(" | ").Append(Escape(targets)).Append(" | ").Append(Escape(why)).Append(" |\n");

    private static string Code(string text) => "`" + PlainText.Of(text).Replace("`", "'", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal) + "`";

    // Reasons are free text of the author: no links, mentions, tags or table cells of their own.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in PlainText.Of(text))
        {
            escaped.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '@' => "&#64;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' or '!' => "\\" + c,
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
