using System.Globalization;
using PolicyKit.Cli.Commands;
using PolicyKit.Docker;
using PolicyKit.Docker.Observing;
using PolicyKit.Docker.Probing;

namespace PolicyKit.Cli.Output;

/// <summary>What <c>run --dry-run</c> <c>probe</c> and <c>ps</c> print.</summary>
internal static class RunReport
{
    public static void Plan(Reporter report, SetPlan plan, SecretSources secrets)
    {
        report.Line($"{plan.Instance}: would ask the engine for");
        report.Rows(["image", "built from", "network at build"], plan.Images.Select(i => new[] { i.Tag, i.Context + "/Dockerfile", i.Network ? "open" : "none" }));
        report.Rows(["network", "subnet", "reach"], plan.Networks.Select(n => new[] { n.Name, n.IPAM?.Config?.FirstOrDefault()?.Subnet ?? "chosen by the engine", n.Internal ? "internal" : n.IPAM is null ? "outside" : "by the router only" }));
        report.Rows(["volume", "kept"], plan.Volumes.Select(v => new[] { v, "no" }).Concat(plan.KeptVolumes.Select(v => new[] { v, "yes" })));
        report.Rows(
            ["container", "user", "capabilities", "root", "memory", "cpus", "networks", "published"],
            plan.Services.Select(s => new[]
            {
                s.Name,
                s.Create.User ?? "root",
                s.Create.HostConfig!.CapAdd is { Count: > 0 } added ? string.Join(", ", added) : "none",
                s.Create.HostConfig.ReadonlyRootfs ? "read-only" : "writable",
                s.Create.HostConfig.Memory == 0 ? "unbounded" : (s.Create.HostConfig.Memory / 1024 / 1024).ToString(CultureInfo.InvariantCulture) + " MiB",
                s.Create.HostConfig.NanoCPUs == 0 ? "unbounded" : (s.Create.HostConfig.NanoCPUs / 1e9).ToString("0.###", CultureInfo.InvariantCulture),
                string.Join(", ", s.MoreNetworks.Select(n => n.Key).Prepend(s.Create.HostConfig.NetworkMode!)),
                string.Join(", ", s.Create.HostConfig.PortBindings?.SelectMany(p => p.Value.Select(b => $"{b.HostIP}:{b.HostPort}")) ?? []),
            }));
        report.Rows(["credential", "from"], secrets.Described.Select(s => new[] { s.Name, s.Source }));
    }

    public static void Probe(Reporter report, ProbeReport probe)
    {
        report.Line($"{probe.Policy} on {probe.Target}, Docker Engine {probe.Engine}");
        report.Rows(["rule", "tried", "works", "saw"], probe.Flows.Select(f => new[] { f.Rule, f.What, f.Works ? "yes" : "NO", f.Saw ?? string.Empty }));
        report.Rows(["id", "group", "attack", "outcome", "evidence"], probe.Attacks.Select(a => new[] { a.Id, a.Group, a.Title, Word(a.Outcome), string.Join("; ", a.Evidence) }));
        foreach (var limit in probe.Limits)
        {
            report.Line("limit: " + limit);
        }

        var tried = probe.Attacks.Where(a => a.Outcome != AttackOutcome.NotApplicable).ToList();
        report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{probe.Flows.Count(f => f.Works)} of {probe.Flows.Count} declared things work; {tried.Count(a => a.Outcome == AttackOutcome.Stopped)} of {tried.Count} attacks stopped, {probe.Attacks.Count - tried.Count} not applicable."));
    }

    public static void SelfTest(Reporter report, IReadOnlyList<SelfTestResult> results)
    {
        report.Rows(["planted hole", "looked for by", "outcome", "evidence"], results.Select(r => new[]
        {
            r.Hole,
            string.Join(", ", r.FoundBy),
            r.Outcome switch { HoleOutcome.Found => "found", HoleOutcome.Missed => "MISSED", _ => "not applicable" },
            r.Evidence.FirstOrDefault() ?? string.Empty,
        }));
        report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count(r => r.Outcome == HoleOutcome.Found)} of {results.Count(r => r.Outcome != HoleOutcome.NotApplicable)} planted holes found; for {results.Count(r => r.Outcome == HoleOutcome.NotApplicable)} the set has no place."));
    }

    public static void Observation(Reporter report, ObservationReport observed)
    {
        report.Line($"{observed.Policy} on {observed.Target}");
        report.Rows(["declared", "used"], observed.Declared.Select(d => new[] { d.What, d.Count == 0 ? "NEVER" : d.Count.ToString(CultureInfo.InvariantCulture) }));
        report.Rows(["refused but tried", "by", "times", "would be allowed by"], observed.Refused.SelectMany(r => (r.Attributes.Count == 0 ? [r.Note ?? string.Empty] : r.Attributes)
            .Select((a, i) => i == 0 ? new[] { r.What, r.By, r.Count.ToString(CultureInfo.InvariantCulture), a } : [string.Empty, string.Empty, string.Empty, a])));
        foreach (var blind in observed.Blind)
        {
            report.Line("note: " + blind);
        }
    }

    private static string Word(AttackOutcome outcome) => outcome switch
    {
        AttackOutcome.Stopped => "stopped",
        AttackOutcome.Escaped => "ESCAPED",
        AttackOutcome.NotApplicable => "not applicable",
        _ => "FAILED",
    };

    public static void Runs(Reporter report, IReadOnlyList<RunSummary> runs)
    {
        if (runs.Count == 0)
        {
            report.Line("No runs.");
            return;
        }

        report.Rows(
            ["run", "policy", "target", "since", "sandbox", "containers"],
            runs.Select(r => new[] { r.Id, r.Policy, r.Target, r.Created?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "?", r.Sandbox, r.Containers.ToString(CultureInfo.InvariantCulture) }));
    }
}
