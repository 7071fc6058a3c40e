using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Hostile;

/// <summary>Work grows with the size of a policy and not with its square, whatever grows. Counted in allocated bytes, which no other process changes.</summary>
public sealed class LinearWorkTests(ITestOutputHelper output)
{
    private static readonly (string Name, Func<SandboxPolicy, int, SandboxPolicy> Grow)[] Shapes =
    [
        ("hosts", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowHost, $"h{i}.example.com", "443")) }),
        ("hosts on ports", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowHost, $"h{i}.example.com", $"{1000 + i}")) }),
        ("one host on ports", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowHost, "example.com", $"{1000 + (2 * i)}")) }),
        ("deep host", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowHost, $"*.{string.Concat(Enumerable.Repeat("a.", 1 + (i % 60)))}h{i}.example.com", "443")) }),
        ("networks", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowNetwork, $"8.{i / 100}.{i % 100 * 2}.0/24", "443")) }),
        ("networks on ports", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowNetwork, $"8.{i / 100}.{i % 100 * 2}.0/24", $"{1000 + i}")) }),
        ("nested networks", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowNetwork, $"{8 + (i % 100)}.{i / 100}.0.0/{16 + (i / 100 % 8)}".Replace("/0", "/16", StringComparison.Ordinal), "443")) }),
        ("holes in hosts", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.DenyHost, $"h{i}.example.com", "443")).Prepend(Rule(EgressRuleKind.AllowHost, "*.example.com", "443")).ToEquatableArray() }),
        ("holes in networks", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.DenyNetwork, $"8.{i / 100}.{i % 100 * 2}.0/24", "443")).Prepend(Rule(EgressRuleKind.AllowNetwork, "8.0.0.0/8", "443")).ToEquatableArray() }),
        ("paths", (p, n) => p with { Rules = EquatableArray.Of(Rule(EgressRuleKind.AllowHttp, "example.com", "443") with { Methods = EquatableArray.Of("GET"), Paths = Each(n, i => $"/repos/{i}/*") }) }),
        ("http rules", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowHttp, $"h{i % 10}.example.com", "443") with { Methods = EquatableArray.Of("GET"), Paths = EquatableArray.Of($"/repos/{i}/*") }) }),
        ("credentials", (p, n) => p with { Rules = Each(n, i => Rule(EgressRuleKind.AllowHost, $"h{i}.example.com", "443")), Credentials = Each(n, i => new CredentialReference { Name = $"TOKEN_{i}", Hosts = EquatableArray.Of($"h{i}.example.com"), Scheme = "Bearer" }) }),
        ("environment", (p, n) => p with { Environment = Each(n, i => new NamedValue($"V{i}", new string('$', 100))) }),
        ("labels", (p, n) => p with { Labels = Each(n, i => new NamedValue($"l{i}", "\"\n")) }),
        ("mounts", (p, n) => p with { Mounts = Each(n, i => new MountPoint { Path = $"/data/{i}", Source = $"v{i}" }) }),
        ("ports", (p, n) => p with { Ingress = Each(n, i => new IngressPort(1000 + i, Core.Algebra.Transport.Tcp, Core.Model.Callers.Owner)) }),
        ("start", (p, n) => p with { Start = Each(n, i => new string('\u2028', 50)) }),
        ("build", (p, n) => p with { BuildCommands = Each(n, i => new string('"', 50)) }),
        ("parameters", (p, n) => p with { Parameters = Each(n, i => new RunParameter($"p{i}", "[a-z]{1,8}")) }),
    ];

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void FourTimesThePolicy_CostsNoMoreThanSixTimes(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        foreach (var (name, grow) in Shapes)
        {
            _ = Cost(provider, grow, 2);
            var (small, large) = (Cost(provider, grow, 120), Cost(provider, grow, 480));
            output.WriteLine($"{name}: {small} {large}");
            Assert.True(large.Bytes < (6 * small.Bytes) + 500_000, $"{name}: {small.Bytes} bytes, four times as much {large.Bytes}");
            Assert.True(large.Steps < (6 * small.Steps) + 5_000, $"{name}: {small.Steps} steps, four times as much {large.Steps}");
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void FourThousandNetworksOnPorts_AreProved(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var policy = Grown(provider, Shapes.Single(s => s.Name == "networks on ports").Grow, 4_096);

        var compiled = PolicyCompiler.Compile(provider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget / 2);
        if (id == "daytona")
        {
            // It takes ten: refused for their number, and for nothing else.
            Assert.Contains("takes at most 10", Assert.Single(compiled.Findings.Items, f => f.RuleId == RuleCatalog.CannotHold).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
    }

    // Whatever the policy grows by, it keeps what the provider takes no policy without.
    private static SandboxPolicy Grown(Provider provider, Func<SandboxPolicy, int, SandboxPolicy> grow, int n)
    {
        var policy = grow(HostilePolicies.For(provider), n);
        return RandomPolicies.AcceptAll(provider, policy with { Rules = RandomPolicies.Required(provider.Id).Concat(policy.Rules).Distinct().ToEquatableArray() });
    }

    private static (long Bytes, long Steps) Cost(Provider provider, Func<SandboxPolicy, int, SandboxPolicy> grow, int n)
    {
        var policy = Grown(provider, grow, n);
        using var budget = WorkBudget.Begin(long.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var compiled = PolicyCompiler.Compile(provider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.NotEqual(CompileStatus.Failed, compiled.Status);
        return (GC.GetAllocatedBytesForCurrentThread() - before, budget.Used);
    }

    private static EgressRule Rule(EgressRuleKind kind, string entry, string ports) => new() { Kind = kind, Entry = entry, Ports = ports };

    private static EquatableArray<T> Each<T>(int n, Func<int, T> item)
        where T : IEquatable<T> => Enumerable.Range(0, n).Select(item).ToEquatableArray();
}
