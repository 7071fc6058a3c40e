using System.Globalization;
using PolicyKit.Cli.Assemblies;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Docker;
using PolicyKit.Docker.Observing;
using PolicyKit.Docker.Probing;

namespace PolicyKit.Cli.Output;

/// <summary>JSON of <c>list</c>, <c>explain</c>, <c>ps</c> and <c>probe</c>.</summary>
internal static class JsonReport
{
    public static string List(ProvedAssembly assembly) => JsonWriter.Write(MapNode.Of(
        new("assembly", assembly.Name),
        new("policies", ListNode.Of(assembly.Policies.Select(p => (Node)MapNode.Of(
            new("policy", p.Id),
            new("type", p.TypeName),
            new("targets", ListNode.Of(assembly.Targets.Where(t => t.Policy == p.Id).Select(t => (Node)MapNode.Of(Head(t))))))))),
        new("malformed", ListNode.Of(assembly.Malformed.Select(m => m.TypeName))),
        Notices(assembly.Notices)));

    public static string Explain(ProvedAssembly assembly, IEnumerable<ProvedTarget> targets, IEnumerable<Notice> notices) => JsonWriter.Write(MapNode.Of(
        new("assembly", assembly.Name),
        new("targets", ListNode.Of(targets.Select(t => (Node)MapNode.Of(
            [
                new MapEntry("policy", t.Policy),
                .. Head(t),
                new MapEntry("concepts", ListNode.Of(DeclaredConcepts.Of(t.Compiled.Policy, t.Compiled.Provider).Select(c => (Node)MapNode.Of(
                    new("concept", c.Concept),
                    new("declared", c.Declared),
                    c.Capability is null ? null : new("status", c.Capability.Status.ToString()),
                    c.Capability is null ? null : new("detail", c.Capability.Detail))))),
                new MapEntry("deviations", ListNode.Of(t.Compiled.Deviations.Select(d => (Node)MapNode.Of(
                    new("deviation", d.Deviation.Definition.Name),
                    new("kind", d.Deviation.Definition.Kind.ToString()),
                    d.Deviation.Subject.Length == 0 ? null : new("subject", d.Deviation.Subject),
                    new("message", d.Deviation.Definition.Message),
                    d.Acceptance is { } acceptance ? new("accepted", Acceptance(acceptance)) : null)))),
                new MapEntry("witnesses", Witnesses(t.Compiled.Proof)),
                new MapEntry("remarks", ListNode.Of(PolicyRemark.Of(t.Compiled.Policy).Select(b => (Node)MapNode.Of(
                    new("rule", b.Finding.RuleId),
                    new("kind", b.Kind),
                    new("place", b.Finding.Place),
                    new("message", b.Finding.Message),
                    b.Because is { } because ? new("because", because) : null)))),
            ])))),
        Notices(notices)));

    public static string Runs(IEnumerable<RunSummary> runs) => JsonWriter.Write(MapNode.Of(new MapEntry("runs", ListNode.Of(runs.Select(r => (Node)MapNode.Of(
        new("run", r.Id),
        new("policy", r.Policy),
        new("target", r.Target),
        r.Created is { } created ? new("created", created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) : null,
        new("sandbox", r.Sandbox),
        new("containers", r.Containers)))))));

    public static string Probe(ProbeReport report) => JsonWriter.Write(MapNode.Of(
        new("policy", report.Policy),
        new("target", report.Target),
        new("engine", report.Engine),
        new("sound", report.IsSound),
        new("flows", ListNode.Of(report.Flows.Select(f => (Node)MapNode.Of(new("rule", f.Rule), new("what", f.What), new("works", f.Works), f.Saw is { } saw ? new("saw", saw) : null)))),
        new("attacks", ListNode.Of(report.Attacks.Select(a => (Node)MapNode.Of(
            new("id", a.Id), new("group", a.Group), new("title", a.Title), new("outcome", a.Outcome.ToString()), new("evidence", ListNode.Of(a.Evidence)))))),
        new("limits", ListNode.Of(report.Limits))));

    public static string Observation(ObservationReport report) => JsonWriter.Write(MapNode.Of(
        new("policy", report.Policy),
        new("target", report.Target),
        new("declared", ListNode.Of(report.Declared.Select(d => (Node)MapNode.Of(new("what", d.What), new("used", d.Count))))),
        new("refused", ListNode.Of(report.Refused.Select(r => (Node)MapNode.Of(
            new("what", r.What), new("by", r.By), new("times", r.Count), new("attributes", ListNode.Of(r.Attributes)), r.Note is { } note ? new("note", note) : null)))),
        new("notes", ListNode.Of(report.Blind))));

    public static string SelfTest(IReadOnlyList<SelfTestResult> results) => JsonWriter.Write(MapNode.Of(new MapEntry("holes", ListNode.Of(results.Select(r => (Node)MapNode.Of(
        new("hole", r.Hole), new("foundBy", ListNode.Of(r.FoundBy)), new("outcome", r.Outcome.ToString()), new("evidence", ListNode.Of(r.Evidence))))))));

    /// <summary>SARIF 2.1: a result for each attack that got out and each declared thing that does not work.</summary>
    public static string ProbeSarif(ProbeReport report)
    {
        var results = report.Attacks.Where(a => a.Outcome is AttackOutcome.Escaped or AttackOutcome.Failed)
            .Select(a => new SarifResult(a.Id, $"{a.Title}: {string.Join("; ", a.Evidence)}", $"{report.Policy}/{report.Target}"))
            .Concat(report.Flows.Where(f => !f.Works).Select(f => new SarifResult("FLOW", $"{f.What} (rule {f.Rule}) does not work: {f.Saw}", $"{report.Policy}/{report.Target}")));
        return SarifLog.Write("policykit probe", report.Attacks.Select(a => (a.Id, a.Title)).Append(("FLOW", "a declared thing that does not work")), results);
    }

    private static MapEntry[] Head(ProvedTarget target)
    {
        var head = new List<MapEntry>
        {
            new("target", target.Target),
            new("provider", target.Compiled.Provider.Id),
            new("status", Reporter.Status(target)),
            new("own", target.Own.Count()),
            new("baseline", target.FromBaseline.Count()),
            new("residue", ListNode.Of(target.Residue.Select(d => d.Deviation.Definition.Name))),
        };
        if (target.Compiled.Proof is { } proof)
        {
            head.Add(new MapEntry("proof", proof.Verdict.ToString()));
        }

        if (target.ReadBack is { } readBack)
        {
            head.Add(new MapEntry("readBack", readBack.Verdict.ToString()));
        }

        return [.. head];
    }

    private static ListNode Witnesses(Containment? proof) => ListNode.Of((proof?.Witnesses ?? default).Select(w => (Node)MapNode.Of(new("dimension", w.Dimension.ToString()), new("text", w.Text))));

    private static MapNode Acceptance(Acceptance acceptance) => MapNode.Of(
        new("owner", acceptance.Owner),
        new("because", acceptance.Because),
        acceptance.Until is { } until ? new("until", until) : null,
        acceptance.Baseline is { } baseline ? new("baseline", baseline) : null);

    private static MapEntry Notices(IEnumerable<Notice> notices) => new("findings", ListNode.Of(notices.Select(n => (Node)MapNode.Of(
        new("rule", n.RuleId),
        new("severity", n.Severity.ToString()),
        new("origin", n.Origin),
        new("message", n.Message)))));
}
