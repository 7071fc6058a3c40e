using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>Image, user, limits.</summary>
internal static class Hardening
{
    // What each amounts to (capabilities(7)).
    private static readonly Dictionary<string, string> Dangerous = new(StringComparer.Ordinal)
    {
        ["ALL"] = "is every capability there is",
        ["BPF"] = "loads programs into the kernel",
        ["DAC_READ_SEARCH"] = "reads every file, of the host too where a handle leads there",
        ["MKNOD"] = "makes device files",
        ["NET_ADMIN"] = "changes routes and filters, on which the network rules rest",
        ["NET_RAW"] = "forges packets and listens to neighbours",
        ["PERFMON"] = "looks into the kernel",
        ["SYSLOG"] = "reads the kernel's addresses",
        ["SYS_ADMIN"] = "is nearly root: mounts, namespaces, devices",
        ["SYS_BOOT"] = "restarts the machine or loads another kernel",
        ["SYS_CHROOT"] = "leaves the root file system",
        ["SYS_MODULE"] = "loads modules into the kernel",
        ["SYS_PTRACE"] = "reads and steers other processes",
        ["SYS_RAWIO"] = "reaches memory and devices of the machine",
    };

    public static IEnumerable<Finding> Judge(SandboxPolicy policy, Func<string, string, bool> enforces)
    {
        if (!policy.Image.Contains("@sha256:"))
        {
            // A colon before the last slash is the registry's port.
            var tag = policy.Image.Substring(policy.Image.LastIndexOf('/') + 1);
            var latest = tag.IndexOf(':') < 0 || tag.EndsWith(":latest", StringComparison.Ordinal);
            yield return Finding(latest ? RuleCatalog.ImageLatest : RuleCatalog.ImageNotPinned, latest ? "image-latest" : "image-unpinned", PolicyPlace.Part("image"), policy.Image);
        }

        var identity = policy.Identity;
        if (identity.Uid == 0)
        {
            yield return Finding(RuleCatalog.RootUser, "root-user", PolicyPlace.Part("runas"));
        }

        if (identity.Sudo)
        {
            yield return Finding(RuleCatalog.SudoAllowed, "sudo", PolicyPlace.Part("runas.sudo"));
        }

        var offering = policy.Targets.Items.Where(t => enforces(t.Provider, "read-only root")).Select(t => t.Id).OrderBy(t => t, StringComparer.Ordinal).ToList();
        if (!identity.ReadOnlyRoot && offering.Count > 0)
        {
            yield return Finding(RuleCatalog.WritableRoot, "writable-root", PolicyPlace.Part("runas.readonlyroot"), string.Join(", ", offering));
        }

        foreach (var capability in identity.Capabilities.Items.Where(Dangerous.ContainsKey))
        {
            var finding = Finding(RuleCatalog.DangerousCapability, "dangerous-capability", PolicyPlace.Part("runas.capabilities"), capability, Dangerous[capability]);
            yield return finding with { Properties = finding.Properties.Append(new NamedValue(BreadthFinding.Canonical, capability)).ToEquatableArray() };
        }

        var unlimited = new[] { ("processors", policy.Resources.MilliCpu.Maximum), ("memory", policy.Resources.MemoryMiB.Maximum) }.Where(l => l.Item2.IsUnbounded).Select(l => l.Item1).ToList();
        if (unlimited.Count > 0)
        {
            yield return Finding(RuleCatalog.NoLimits, "no-limits", PolicyPlace.Part("resources"), string.Join(" and ", unlimited));
        }

        if (policy.Lifetime.Seconds.IsUnbounded)
        {
            yield return Finding(RuleCatalog.NoLifetime, "no-lifetime", PolicyPlace.Part("lifetime"));
        }

        foreach (var port in policy.Ingress.Items.Where(p => p.Callers == Callers.Public))
        {
            yield return Finding(RuleCatalog.PublicPort, "public-port", PolicyPlace.Ingress(port.Port), port.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static Finding Finding(string rule, string kind, string place, params string[] arguments) => BreadthFinding.Of(rule, kind, place, null, arguments);
}
