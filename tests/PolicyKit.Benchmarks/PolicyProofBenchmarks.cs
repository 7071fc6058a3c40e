using BenchmarkDotNet.Attributes;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Benchmarks;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>A policy of 4,096 hosts on one target: declared authority, lowering, semantics, proof and text, with nothing remembered.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class PolicyProofBenchmarks
{
    private const int Endpoints = 4096;
    private SandboxPolicy _policy = null!;

    [ParamsSource(nameof(Providers))]
    public string Provider { get; set; } = string.Empty;

    /// <summary>Those that take as many hosts; Modal takes 100.</summary>
    public static IEnumerable<string> Providers => ProviderCatalog.All.Where(p => Policy(p.Id) is var policy && p.Lower(new TargetPolicy(policy, policy.Targets[0])).Refusals.IsEmpty).Select(p => p.Id);

    [GlobalSetup]
    public void Setup()
    {
        _policy = PolicyProject.Accepted(Policy(Provider));
        if (Compile().Status != CompileStatus.Emitted)
        {
            throw new InvalidOperationException($"{Provider}: {string.Join("; ", Compile().Findings.Items.Take(3))}");
        }
    }

    [Benchmark]
    public CompiledTarget Compile() => PolicyCompiler.Compile(_policy, _policy.Targets[0]);

    private static SandboxPolicy Policy(string provider) => new()
    {
        Id = "large",
        TypeName = "Benchmark.Large",
        Image = "docker.io/library/python:3.13-slim",
        Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), LimitRange.Unbounded),
        Lifetime = new LifetimeLimits(new Limit(3600), Limit.Unbounded),
        Rules = Enumerable.Range(0, Endpoints)
            .Select(i => new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = $"h{i}.example.com", Transport = Transport.Tcp, Ports = "443" })
            .OrderBy(r => r.Entry, StringComparer.Ordinal)
            .ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration(provider, null, default)),
    };
}
