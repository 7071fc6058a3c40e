using System.Globalization;
using System.Net;
using System.Text;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Comparing;

namespace PolicyKit.Cli.Output;

/// <summary>A stated workload, for the estimate.</summary>
/// <param name="Hours">Hours of one run.</param>
/// <param name="Runs">Runs in a month.</param>
internal sealed record Workload(decimal Hours, int Runs);

/// <summary>A cell with what shows it.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Kind">enforced, tighter, wider, unverified, none, conditional, or empty.</param>
/// <param name="Why">Detail, source and date.</param>
internal sealed record CompareCell(string Text, string Kind = "", string Why = "");

/// <summary>One policy beside every provider: the same rows as terminal table, Markdown, JSON and one HTML page.</summary>
internal sealed class CompareReport
{
    private readonly SandboxPolicy _policy;
    private readonly IReadOnlyList<ComparedProvider> _providers;
    private readonly IReadOnlyList<RuleCost> _costs;
    private readonly Workload _workload;

    public CompareReport(SandboxPolicy policy, IReadOnlyList<ComparedProvider> providers, IReadOnlyList<RuleCost> costs, Workload workload)
    {
        _policy = policy;
        _providers = providers;
        _costs = costs;
        _workload = workload;
        Rows = [Verdict(), Acceptances(), .. Concepts(), .. ProfileTopics.All.Select(Profile), Estimate()];
    }

    /// <summary>Title and a cell for each provider.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<CompareCell> Cells)> Rows { get; }

    /// <summary>Use, provider or nobody, and the reason.</summary>
    public IReadOnlyList<(string Use, string Answer, string Why)> Recommendations =>
    [
        Recommend("production, several tenants", p => !p.Provider.Profile.IsLocal && p.May!.Isolation >= IsolationLevel.UserSpaceKernel, "no hosted provider with more than a container can hold to it", p => $"{Words(p.May!.Isolation)}, {Needs(p)}"),
        Recommend("long-running, keeping its state", p => Status(p, "persistence") is CapabilityStatus.Enforced or CapabilityStatus.Conditional, "no provider that keeps state can hold to it", p => $"{Cell(p, "persistence")!.Detail} {Needs(p)}"),
        Recommend("local development", p => p.Provider.Profile.IsLocal, "no local provider can hold to it", p => $"on the machine itself, {Needs(p)}"),
    ];

    public string Markdown(bool why)
    {
        var text = new StringBuilder($"# {Escape(_policy.Id)} on every provider\n\n");
        text.Append("| |").Append(string.Concat(_providers.Select(p => $" {Escape(Name(p))} |"))).Append("\n|---|").Append(string.Concat(_providers.Select(_ => "---|"))).Append('\n');
        foreach (var (title, cells) in Rows)
        {
            text.Append("| ").Append(Escape(title)).Append(" |").Append(string.Concat(cells.Select(c => $" {Escape(why && c.Why.Length > 0 ? $"{c.Text} ({c.Why})" : c.Text)} |"))).Append('\n');
        }

        text.Append("\n## For what\n\n");
        foreach (var (use, answer, reason) in Recommendations)
        {
            text.Append($"- {Escape(use)}: **{Escape(answer)}**. {Escape(reason)}\n");
        }

        text.Append("\n## What each rule costs\n\n");
        text.Append(_costs.Count == 0 ? "No single rule keeps a provider out or needs an acceptance.\n" : string.Concat(_costs.Select(c => $"- {Escape(Rule(c.Rule))}: {Escape(Cost(c))}\n")));
        return text.Append('\n').Append(Escape(Note)).Append('\n').ToString();
    }

    public string Json() => JsonWriter.Write(MapNode.Of(
        new("policy", _policy.Id),
        new("hours", _workload.Hours.ToString(CultureInfo.InvariantCulture)),
        new("runs", _workload.Runs),
        new("providers", ListNode.Of(_providers.Select((p, i) => (Node)Node(p, i)))),
        new("recommendations", ListNode.Of(Recommendations.Select(r => (Node)MapNode.Of(new("use", r.Use), new("answer", r.Answer), new("why", r.Why))))),
        new("costs", ListNode.Of(_costs.Select(c => (Node)Node(c))))));

    private MapNode Node(ComparedProvider provider, int column) => MapNode.Of(
        new("provider", provider.Provider.Id),
        new("target", provider.IsTarget),
        new("fit", provider.Fit.ToString()),
        new("ownAcceptances", provider.OwnAcceptances),
        new("widening", provider.Widening),
        new("deviations", ListNode.Of(provider.Deviations.Select(d => d.Definition.Name).Distinct())),
        new("refusals", ListNode.Of(provider.Refusals)),
        new("rows", ListNode.Of(Rows.Select(r => (Node)Node(r.Title, r.Cells[column])))));

    private static MapNode Node(string row, CompareCell cell) => MapNode.Of(
        new("row", row), new("text", cell.Text), cell.Kind.Length == 0 ? null : new("kind", cell.Kind), cell.Why.Length == 0 ? null : new("why", cell.Why));

    private static MapNode Node(RuleCost cost) => MapNode.Of(
        new("rule", Rule(cost.Rule)), new("gained", ListNode.Of(cost.Gained)), new("spared", ListNode.Of(cost.Spared.Select(s => $"{s.Name}: {s.Value}"))));

    public void Print(Reporter report, bool why)
    {
        report.Rows([_policy.Id, .. _providers.Select(Name)], Rows.Select(r => new[] { r.Title }.Concat(r.Cells.Select(c => why && c.Why.Length > 0 ? $"{c.Text} ({c.Why})" : c.Text)).ToArray()));
        report.Rows(["for", "take", "because"], Recommendations.Select(r => new[] { r.Use, r.Answer, r.Why }));
        report.Rows(["rule", "what it costs"], _costs.Select(c => new[] { Rule(c.Rule), Cost(c) }));
        report.Line(Note);
    }

    /// <summary>One page without anything from elsewhere, for a phone as for a desk, light and dark.</summary>
    public string Html()
    {
        var text = new StringBuilder();
        text.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        text.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        text.Append("<title>").Append(Text(_policy.Id)).Append(" on every provider</title>\n<style>\n").Append(Style).Append("</style>\n</head>\n<body>\n<h1>").Append(Text(_policy.Id)).Append(" on every provider</h1>\n");
        text.Append("<ul class=\"uses\">\n");
        foreach (var (use, answer, reason) in Recommendations)
        {
            text.Append("<li><span>").Append(Text(use)).Append("</span><strong>").Append(Text(answer)).Append("</strong>").Append(Text(reason)).Append("</li>\n");
        }

        text.Append("</ul>\n<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Providers\">\n<table>\n<thead><tr><th></th>").Append(string.Concat(_providers.Select(p => $"<th scope=\"col\">{Text(Name(p))}</th>"))).Append("</tr></thead>\n<tbody>\n");
        foreach (var (title, cells) in Rows)
        {
            text.Append("<tr><th scope=\"row\">").Append(Text(title)).Append("</th>");
            foreach (var cell in cells)
            {
                text.Append("<td").Append(cell.Kind.Length == 0 ? string.Empty : $" class=\"{cell.Kind}\"").Append('>').Append(cell.Why.Length == 0 ? Text(cell.Text) : $"<details><summary>{Text(cell.Text)}</summary>{Text(cell.Why)}</details>").Append("</td>");
            }

            text.Append("</tr>\n");
        }

        text.Append("</tbody>\n</table>\n</div>\n<h2>What each rule costs</h2>\n");
        text.Append(_costs.Count == 0 ? "<p>No single rule keeps a provider out or needs an acceptance.</p>\n" : "<ul>\n" + string.Concat(_costs.Select(c => $"<li><code>{Text(Rule(c.Rule))}</code> {Text(Cost(c))}</li>\n")) + "</ul>\n");
        return text.Append("<p class=\"note\">").Append(Text(Note)).Append("</p>\n</body>\n</html>\n").ToString();
    }

    private const string Style = """
        :root { color-scheme: light dark; --line: light-dark(#d5d8dd, #3a3f47); --soft: light-dark(#f4f5f7, #1d2025); --good: light-dark(#1a6b3a, #7fd49e); --bad: light-dark(#a32020, #ff9b93); --odd: light-dark(#855400, #f0c26a); }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem; background: light-dark(#fff, #14161a); color: light-dark(#1b1e23, #e6e8eb); }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
        .uses { list-style: none; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
        .uses li { background: var(--soft); border-radius: .5rem; padding: .75rem 1rem; } .uses span { display: block; font-size: .85rem; opacity: .8; } .uses strong { display: block; font-size: 1.1rem; }
        .table { overflow-x: auto; } table { border-collapse: collapse; min-width: 100%; font-size: .9rem; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); min-width: 7rem; max-width: 18rem; }
        thead th { position: sticky; top: 0; background: var(--soft); } tbody th { position: sticky; left: 0; background: light-dark(#fff, #14161a); font-weight: 600; min-width: 6rem; }
        .enforced { color: var(--good); } .wider, .unverified, .none { color: var(--bad); } .tighter, .conditional { color: var(--odd); }
        summary { cursor: pointer; } details[open] { color: inherit; } .note { font-size: .85rem; opacity: .8; } code { font-size: .9em; overflow-wrap: anywhere; }

        """;

    private string Note => $"The estimate is for {_workload.Runs.ToString(CultureInfo.InvariantCulture)} runs a month of {_workload.Hours.ToString(CultureInfo.InvariantCulture)} h each, with the processors and memory that the policy declares at most (1 vCPU and 1 GiB where it declares none). "
        + "Facts carry their source and date; what is second hand or not established says so.";

    private (string, IReadOnlyList<CompareCell>) Verdict() => ("can hold to it", _providers.Select(p => p.Fit switch
    {
        Fit.Holds => new CompareCell("yes", "enforced"),
        Fit.HoldsTighter => new CompareCell("yes, tighter", "tighter", string.Join("; ", p.Deviations.Select(d => d.Definition.Name).Distinct())),
        Fit.HoldsWider => new CompareCell("if wider is accepted", "wider", string.Join("; ", p.Deviations.Where(d => d.Definition.Widens).Select(d => d.Definition.Name).Distinct())),
        _ => new CompareCell("no", "none", string.Join(" ", p.Refusals)),
    }).ToList());

    private (string, IReadOnlyList<CompareCell>) Acceptances() => ("acceptances", _providers.Select(p => new CompareCell(p.Fit == Fit.Cannot ? "-" : Needs(p).Replace("acceptances: ", string.Empty, StringComparison.Ordinal))).ToList());

    private IEnumerable<(string, IReadOnlyList<CompareCell>)> Concepts()
    {
        var used = _providers.Select(p => DeclaredConcepts.Of(new TargetPolicy(_policy, _policy.Targets.Items.FirstOrDefault(t => t.Provider == p.Provider.Id) ?? new TargetDeclaration(p.Provider.Id, null, default)), p.Provider)).ToList();
        foreach (var concept in CapabilityConcepts.All.Where(c => used.Any(u => u.Any(d => d.Concept == c))))
        {
            yield return (concept, _providers.Select(p => Cell(p, concept) is { } cell ? new CompareCell(Words(cell.Status), cell.Status.ToString().ToLowerInvariant(), $"{cell.Detail} {cell.Source}, {cell.Date}") : new CompareCell("not in the table", "unverified")).ToList());
        }
    }

    private (string, IReadOnlyList<CompareCell>) Profile(string topic) =>
        (topic, _providers.Select(p => p.Provider.Profile.Find(topic) is { } fact ? new CompareCell(fact.Value, string.Empty, $"{fact.Source}, {fact.Date}") : new CompareCell("not established", "unverified")).ToList());

    private (string, IReadOnlyList<CompareCell>) Estimate()
    {
        var cpu = _policy.Resources.MilliCpu.Maximum is { IsUnbounded: false } milli ? milli.Value / 1000m : 1m;
        var memory = _policy.Resources.MemoryMiB.Maximum is { IsUnbounded: false } mib ? mib.Value / 1024m : 1m;
        return ("estimate", _providers.Select(p => p.Provider.Profile.Price is { } price
            ? new CompareCell("$" + price.Estimate(cpu, memory, _workload.Hours, _workload.Runs).ToString("0.00", CultureInfo.InvariantCulture) + " a month", string.Empty, "Without " + price.Note + ".")
            : p.Provider.Profile.IsLocal ? new CompareCell("the machine itself") : new CompareCell("not established", "unverified")).ToList());
    }

    private (string, string, string) Recommend(string use, Func<ComparedProvider, bool> suits, string none, Func<ComparedProvider, string> why)
    {
        var best = _providers.Where(p => p.Fit != Fit.Cannot && suits(p)).OrderBy(p => p.Widening).ThenBy(p => p.OwnAcceptances).ThenBy(p => p.Provider.Id, StringComparer.Ordinal).FirstOrDefault();
        return best is null ? (use, "none", none + ".") : (use, best.Provider.DisplayName, why(best) + (best.Fit == Fit.HoldsWider ? "; read what it widens first." : "."));
    }

    private static string Needs(ComparedProvider p) => p.Deviations.IsEmpty ? "none needed"
        : $"acceptances: {p.OwnAcceptances.ToString(CultureInfo.InvariantCulture)} own, {(p.Deviations.Count - p.OwnAcceptances).ToString(CultureInfo.InvariantCulture)} of a baseline; {p.Widening.ToString(CultureInfo.InvariantCulture)} widen";

    private static string Cost(RuleCost cost) => string.Join("; ", new[]
    {
        cost.Gained.IsEmpty ? null : $"without it {string.Join(", ", cost.Gained)} could hold to the policy",
        cost.Spared.IsEmpty ? null : $"without it no acceptance of {string.Join(", ", cost.Spared.Select(s => $"{s.Value} ({s.Name})").Distinct())}",
    }.OfType<string>());

    private static string Rule(EgressRule rule) => $"{rule.Kind} {rule.Entry} ({(rule.Transport is { } transport ? transport.ToString().ToLowerInvariant() + " " : string.Empty)}{rule.Ports}){(rule.On.IsEmpty ? string.Empty : $" on {string.Join(", ", rule.On)}")}";

    private static string Name(ComparedProvider provider) => provider.Provider.DisplayName + (provider.IsTarget ? " *" : string.Empty);

    private static CapabilityStatus? Status(ComparedProvider provider, string concept) => Cell(provider, concept)?.Status;

    private static Capability? Cell(ComparedProvider provider, string concept) => provider.Provider.Capabilities.FirstOrDefault(c => c.Concept == concept);

    private static string Words(CapabilityStatus status) => status switch
    {
        CapabilityStatus.Wider => "wider, needs acceptance",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static string Words(IsolationLevel isolation) => isolation switch
    {
        IsolationLevel.HardwareVirtualization => "a virtual machine",
        IsolationLevel.UserSpaceKernel => "a kernel in user space",
        _ => "a container",
    };

    private static string Escape(string text) => PlainText.Of(text).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*.", "\\*.", StringComparison.Ordinal);

    private static string Text(string text) => WebUtility.HtmlEncode(PlainText.Of(text));
}
