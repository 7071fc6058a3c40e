using System.Globalization;
using PolicyKit.Cli.Commands;
using PolicyKit.Docker;

namespace PolicyKit.Cli.Output;

/// <summary>What <c>run --dry-run</c> and <c>ps</c> print.</summary>
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
