using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests;

/// <summary>Properties of every provider in the catalog over random policies. POLICYKIT_RANDOM sets how many (default 10000).</summary>
public sealed class RandomPolicyTests(ITestOutputHelper output)
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("POLICYKIT_RANDOM"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 10_000;

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void EverythingAccepted_NothingIsWidened(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var reasons = new ConcurrentDictionary<string, int>();
        int emitted = 0, refused = 0, open = 0, dropped = 0, acceptances = 0;
        RandomPolicies.For(id).Sample(
            policy =>
            {
                var compiled = Compile(provider, RandomPolicies.AcceptAll(provider, policy));
                Assert.True(compiled.Status != CompileStatus.Failed, Describe(compiled));
                if (compiled.Status == CompileStatus.Refused)
                {
                    Assert.All(compiled.Findings.Items.Where(f => RuleCatalog.Get(f.RuleId).Severity == Severity.Error), f => Assert.Equal(RuleCatalog.CannotHold, f.RuleId));
                    Interlocked.Increment(ref refused);
                    reasons.AddOrUpdate(compiled.Findings.First(f => f.RuleId == RuleCatalog.CannotHold).Arguments[2], 1, (_, n) => n + 1);
                    return;
                }

                Interlocked.Increment(ref emitted);
                var may = provider.Semantics(compiled.Configuration!).May;
                Interlocked.Add(ref open, may.Egress.Overlaps(compiled.Policy.Declared.Egress) ? 1 : 0);
                Interlocked.Add(ref dropped, compiled.Deviations.Any(d => d.Deviation.Definition.Kind == DeviationKind.Tighter) ? 1 : 0);
                Interlocked.Add(ref acceptances, compiled.Deviations.Items.Count(d => !d.Deviation.Definition.Intrinsic));
            },
            iter: Count,
            threads: 2);

        output.WriteLine($"{id}: {emitted} emitted, {refused} refused, {open} with declared egress open, {dropped} with something dropped, {(double)acceptances / Math.Max(1, emitted):F2} own acceptances on average");
        output.WriteLine(string.Join("\n", reasons.OrderByDescending(r => r.Value).Select(r => $"  refused {r.Value}: {r.Key}")));
        Assert.True(open * 10 >= (emitted + refused) * 3, $"only {open} of {emitted + refused} policies open anything");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void CandidateAllowsAConnection_RulesOrAnAcceptedDeviationAllowIt(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        RandomPolicies.For(id).Sample(
            policy =>
            {
                var compiled = Compile(provider, RandomPolicies.AcceptAll(provider, policy));
                if (compiled.Status != CompileStatus.Emitted)
                {
                    return;
                }

                var may = provider.Semantics(compiled.Configuration!).May.Egress;
                var opens = EgressSet.UnionAll(compiled.Deviations.Select(d => d.Deviation.Definition.Opens(compiled.Policy, d.Deviation.Subject).Egress));
                foreach (var c in NaiveEgress.Near(compiled.Policy.Rules.Items))
                {
                    if (may.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request))
                    {
                        Assert.True(opens.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request) || NaiveEgress.Allows(compiled.Policy.Rules, c), $"{c} is open\n{Describe(compiled)}");
                    }
                }
            },
            iter: Math.Max(1, Count / 20),
            threads: 2);
    }

    [Fact]
    public void DeclaredAuthority_AgreesWithTheRulesOneByOne() => RandomPolicies.For("none").Sample(
        policy =>
        {
            var egress = new TargetPolicy(policy, policy.Targets[0]).Declared.Egress;
            foreach (var c in NaiveEgress.Near(policy.Rules.Items))
            {
                Assert.True(egress.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request) == NaiveEgress.Allows(policy.Rules, c), $"{c}: {string.Join("; ", policy.Rules)}");
            }
        },
        iter: Math.Max(1, Count / 20),
        threads: 2);

    // Over the corpus every wider deviation with an authority of its own must once have been what the proof rested on.
    [Theory]
    [MemberData(nameof(Providers))]
    public void WithoutTheOpensOfADeviation_TheProofHasAWitness(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var met = new HashSet<string>();
        var needed = new HashSet<string>();
        RandomPolicies.For(id).Sample(
            policy =>
            {
                var compiled = Compile(provider, RandomPolicies.AcceptAll(provider, policy));
                if (compiled.Status != CompileStatus.Emitted)
                {
                    return;
                }

                var wider = compiled.Deviations.Select(d => d.Deviation).Where(d => d.Definition.Widens && !d.Definition.Opens(compiled.Policy, d.Subject).Equals(Authority.None)).ToList();
                var may = provider.Semantics(compiled.Configuration!).May;
                foreach (var left in wider)
                {
                    lock (met)
                    {
                        met.Add(left.Definition.Name);
                        if (needed.Contains(left.Definition.Name))
                        {
                            continue;
                        }
                    }

                    var allowed = wider.Where(d => d != left).Aggregate(compiled.Policy.Declared, (a, d) => a.Union(d.Definition.Opens(compiled.Policy, d.Subject)));
                    if (may.IsWithin(allowed).Verdict == Verdict.Exceeds || may.Undecided.Items.Except(allowed.Undecided.Items).Any())
                    {
                        lock (met)
                        {
                            needed.Add(left.Definition.Name);
                        }
                    }
                }
            },
            iter: Math.Max(2000, Count / 5),
            threads: 2);

        var unmet = provider.Deviations.Where(d => d.Widens).Select(d => d.Name).Except(met).ToList();
        output.WriteLine($"{id}: needed {string.Join(", ", needed.Order(StringComparer.Ordinal))}; not met: {string.Join(", ", unmet)}");
        Assert.Empty(met.Except(needed));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void WrittenAndReadBack_IsTheSameConfiguration(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var reader = ReaderCatalog.Find(id);
        Assert.NotNull(reader);
        RandomPolicies.For(id).Sample(
            policy =>
            {
                var compiled = Compile(provider, RandomPolicies.AcceptAll(provider, policy));
                if (compiled.Status == CompileStatus.Emitted)
                {
                    Assert.Equal(compiled.Configuration, reader.Read(compiled.Artifacts.ToDictionary(a => a.Path, a => a.Text)));
                }
            },
            iter: Math.Max(1, Count / 10),
            threads: 2);
    }

    private static CompiledTarget Compile(Provider provider, SandboxPolicy policy) => PolicyCompiler.Compile(provider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);

    private static string Describe(CompiledTarget compiled) =>
        $"{string.Join("\n", compiled.Findings.Select(f => f.Message))}\n{string.Join("\n", compiled.Deviations.Select(d => $"{d.Deviation.Definition.Name} {d.Deviation.Subject}"))}\n{PolicyDocument.Json(compiled.Policy.Policy)}";
}
