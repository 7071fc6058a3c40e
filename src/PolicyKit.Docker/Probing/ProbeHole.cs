using System.Globalization;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;

namespace PolicyKit.Docker.Probing;

/// <summary>A mistake that a set could have, planted to see whether the probe finds it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="FoundBy">Attacks of which one must get out.</param>
/// <param name="Plant">The set with the mistake, or null when this set has no place for it. The last argument is the path of the engine's socket.</param>
internal sealed partial record ProbeHole(string Name, IReadOnlyList<string> FoundBy, Func<ProbePlan, SetPlan, string, SetPlan?> Plant)
{
    private const string Gateway = "gateway/haproxy.cfg";
    private const string Names = "dns/unbound.conf";
    private const string Router = "router/policy.nft";

    public static IReadOnlyList<ProbeHole> All { get; } =
    [
        new("the gateway takes any server name", ["T01"], (p, s, _) => p.OpensAnyName ? null : Edit(s, Gateway, t => t.Replace(
            "  tcp-request content reject unless { var(sess.verdict) -m beg pass. inspect. }",
            "  tcp-request content set-var(sess.verdict) str(pass.any) unless { var(sess.verdict) -m found }",
            StringComparison.Ordinal))),
        new("the gateway does not compare Host", ["T07"], (_, s, _) => Edit(s, Gateway, t => Without(t, "{ req.hdr(host) -i", "set-header Host "))),
        new("the gateway follows names to private addresses", ["D09"], (_, s, _) => Edit(s, Gateway, t => Without(t, "-m ip -f /etc/policykit/gateway/addresses-"))),
        new("the gateway passes TRACE on", ["T14"], (_, s, _) => Edit(s, Gateway, t => t.Replace("{ method TRACE CONNECT }", "{ method CONNECT }", StringComparison.Ordinal))),
        new("the gateway compares wildcards without their dot", ["T04"], (_, s, _) => Edit(s, Gateway, t => t.Replace("-m end .", "-m end ", StringComparison.Ordinal))),
        new("the gateway does not look at methods and paths", ["T32"], (_, s, _) => Edit(s, Gateway, t => Without(t, "{ var(txn.allowed) -m bool }"))),
        new("the name server forwards to the outside", ["D01"], (p, s, _) => p.OpensAnyName ? null : Forwarding(p, s)),
        new("the router forwards one more port", ["A13"], (_, s, _) => Edit(s, Router, t => Port().Replace(t, m => string.Create(
            CultureInfo.InvariantCulture, $"tcp dport {{ {m.Groups[1].Value}, {int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1} }}")))),
        new("the router forwards to the metadata endpoint", ["A09"], (_, s, _) => Edit(s, Router, t => t.Replace(
            "ct state established,related accept\n", "ct state established,related accept\n    ip daddr 169.254.169.254 accept\n", StringComparison.Ordinal))),
        new("the host has an address on the sandbox's network", ["A11"], (_, s, _) => Addressed(s)),
        new("the sandbox joins the outside network", ["A01"], (_, s, _) => Outside(s) is not { } outside ? null : Part(s, "sandbox", x => x with { MoreNetworks = [.. x.MoreNetworks, KeyValuePair.Create(outside.Name!, (string?)null)] })),
        new("the sandbox keeps a capability", ["C03"], (_, s, _) => Sandbox(s, c => c.HostConfig!.CapAdd = [.. c.HostConfig.CapAdd ?? [], "NET_RAW"])),
        new("the sandbox may gain privileges", ["C03"], (_, s, _) => Sandbox(s, c => c.HostConfig!.SecurityOpt = [])),
        new("no filter on system calls", ["C03"], (_, s, _) => Sandbox(s, c => c.HostConfig!.SecurityOpt = ["no-new-privileges:true", "seccomp=unconfined"])),
        new("the engine's socket is mounted", ["C12"], (_, s, socket) => Sandbox(s, c => c.HostConfig!.Mounts!.Add(new Mount { Type = "bind", Source = socket, Target = "/var/run/docker.sock" }))),
        new("the root file system is writable", ["C07"], (p, s, _) => !p.HasReadOnlyRoot ? null : Sandbox(s, c => c.HostConfig!.ReadonlyRootfs = false)),
        new("IPv6 is on", ["A08"], (_, s, _) => Sixth(s)),
        new("a credential stands in a variable of the sandbox", ["C01"], (p, s, _) => p.BrokeredSecret is not { } secret ? null : Sandbox(s, c => c.Env = [.. c.Env ?? [], $"LEFT_OVER={secret}"])),
        new("the lifetime is kept under the sandbox's account", ["C10"], (_, s, _) => s.Services.All(x => x.Name != "lifetime") ? null : Part(s, "lifetime", x =>
        {
            x.Create.User = s.Services.Single(o => o.Name == "sandbox").Create.User;
            return x;
        })),
        new("no bound on processes", ["C11"], (_, s, _) => Sandbox(s, c => c.HostConfig!.PidsLimit = null)),
        new("the sandbox sees the host's processes", ["C14"], (_, s, _) => Part(s, "sandbox", x =>
        {
            x.Create.HostConfig!.PidMode = "host";
            return x with { PidOf = null };
        })),
        new("a port is published on every address", ["H01"], (p, s, _) => p.Published.Count == 0 ? null : Part(s, "gateway", x =>
        {
            x.Create.HostConfig!.PortBindings = new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal) { [p.Published[0].ToString(CultureInfo.InvariantCulture) + "/tcp"] = [new PortBinding { HostIP = "0.0.0.0", HostPort = string.Empty }] };
            return x;
        })),
    ];

    private static SetPlan? Edit(SetPlan set, string file, Func<string, string> edit) =>
        set.Files.TryGetValue(file, out var text) && edit(text) is var edited && edited != text
            ? set with { Files = set.Files.ToDictionary(f => f.Key, f => f.Key == file ? edited : f.Value, StringComparer.Ordinal) }
            : null;

    private static string Without(string text, params string[] parts) =>
        string.Join('\n', text.Split('\n').Where(l => !parts.Any(p => l.Contains(p, StringComparison.Ordinal))));

    private static SetPlan Part(SetPlan set, string name, Func<SetService, SetService> edit) =>
        set with { Services = set.Services.Select(s => s.Name == name ? edit(s) : s).ToList() };

    private static SetPlan Sandbox(SetPlan set, Action<CreateContainerParameters> edit) => Part(set, "sandbox", s =>
    {
        edit(s.Create);
        return s;
    });

    private static NetworksCreateParameters? Outside(SetPlan set) => set.Networks.FirstOrDefault(n => n.Name!.EndsWith("_egress", StringComparison.Ordinal));

    private static SetPlan? Forwarding(ProbePlan plan, SetPlan set) =>
        Outside(set) is { } outside && Edit(set, Names, t => Without(t, "local-zone: \".\" static").Replace("root-hints: \"\"\n", "do-not-query-localhost: no\n", StringComparison.Ordinal) + $"forward-zone:\n  name: \".\"\n  forward-addr: {plan.World}\n") is { } edited
            ? Part(edited, "dns", x => x with { MoreNetworks = [.. x.MoreNetworks, KeyValuePair.Create(outside.Name!, (string?)(plan.World[..^2] + ".9"))] })
            : null;

    // With a router, that holds the address which the host would have.
    private static SetPlan? Addressed(SetPlan set)
    {
        var network = set.Networks.FirstOrDefault(n => n.Name!.EndsWith("_sandbox", StringComparison.Ordinal));
        if (network is null || set.Services.Any(s => s.Name == "router"))
        {
            return null;
        }

        network.Options = new Dictionary<string, string>(StringComparer.Ordinal);
        return set;
    }

    private static SetPlan? Sixth(SetPlan set)
    {
        if (set.Networks.FirstOrDefault(n => n.Name!.EndsWith("_sandbox", StringComparison.Ordinal)) is not { } network)
        {
            return null;
        }

        network.EnableIPv6 = true;
        network.IPAM!.Config!.Add(new IPAMConfig { Subnet = $"fd00:{Random.Shared.Next(1, 0xffff):x}:{Random.Shared.Next(1, 0xffff):x}::/64" });
        return Sandbox(set, c => c.HostConfig!.Sysctls = null!);
    }

    [GeneratedRegex("tcp dport ([0-9]+)(?= )")]
    private static partial Regex Port();
}
