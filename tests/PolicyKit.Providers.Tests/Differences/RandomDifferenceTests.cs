using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Differences;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Differences;

/// <summary>Pairs of random policies: half of the pairs differ in one part only, so that small differences are met as well as large ones.</summary>
public sealed class RandomDifferenceTests
{
    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void Difference_IsEmptyExactlyWhenAuthoritiesAreEqual(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var (equal, different) = (0, 0);
        Gen.Select(RandomPolicies.For(id), RandomPolicies.For(id), Gen.Int[0, 7]).Sample(
            (policy, other, part) =>
            {
                var before = Compile(provider, policy);
                var after = Compile(provider, Partly(policy, other with { Id = policy.Id, TypeName = policy.TypeName, Targets = policy.Targets }, part));
                var difference = TargetComparison.Compare(new TargetSnapshot(before), new TargetSnapshot(after));
                var (was, now) = (May(before), May(after));

                var there = now.IsWithin(was).Verdict == Verdict.Exceeds || now.Undecided.Except(was.Undecided).Any();
                var back = was.IsWithin(now).Verdict == Verdict.Exceeds || was.Undecided.Except(now.Undecided).Any();
                Assert.Equal(there, difference.Changes.Any(c => c.Direction == ChangeDirection.Widened));
                Assert.Equal(back, difference.Changes.Any(c => c.Direction == ChangeDirection.Narrowed));
                Assert.All(difference.Changes.Where(c => c.Destination is not null), c => Assert.True(IsWitness(c, was, now), c.ToString()));
                Interlocked.Increment(ref difference.Changes.IsEmpty ? ref equal : ref different);
            },
            iter: Math.Max(1, RandomRun.Count / ProviderCatalog.All.Count()),
            threads: 2);

        Assert.True(RandomRun.Count < 1_000 || (equal > 0 && different > 0), $"{equal} equal, {different} different");
    }

    /// <summary>On a provider that changes nothing a difference is one of the rules, and the rules are asked one by one.</summary>
    [Fact]
    public void Witnesses_AreConfirmedRuleByRule() => Gen.Select(RandomPolicies.For("none"), RandomPolicies.For("none")).Sample(
        (policy, other) =>
        {
            var (was, now) = (new TargetPolicy(policy, policy.Targets[0]).Declared, new TargetPolicy(other, other.Targets[0]).Declared);
            foreach (var (more, less, moreRules, lessRules) in new[] { (now, was, other.Rules, policy.Rules), (was, now, policy.Rules, other.Rules) })
            {
                Assert.All(more.Egress.Except(less.Egress).Witnesses(3), w =>
                {
                    var connection = new Connection(w.Transport, w.Port, w.Name, w.Address, w.Request);
                    Assert.True(NaiveEgress.Allows(moreRules, connection) && !NaiveEgress.Allows(lessRules, connection), w.ToString());
                });
            }
        },
        iter: RandomRun.Count,
        threads: 2);

    private static bool IsWitness(AuthorityChange change, Authority was, Authority now)
    {
        var (more, less) = change.Direction == ChangeDirection.Widened ? (now, was) : (was, now);
        var (has, hasNot) = change.Dimension == Dimension.BuildEgress ? (more.BuildEgress, less.BuildEgress) : (more.Egress, less.Egress);
        var w = change.Destination!;
        return has.Contains(w.Transport, w.Port, w.Name, w.Address, w.Request) && !hasNot.Contains(w.Transport, w.Port, w.Name, w.Address, w.Request);
    }

    private static CompiledTarget Compile(Provider provider, SandboxPolicy policy) =>
        PolicyCompiler.Compile(provider, RandomPolicies.AcceptAll(provider, policy), policy.Targets[0], PolicyCompiler.DefaultBudget);

    private static Authority May(CompiledTarget compiled) => compiled.Configuration is { } configuration ? compiled.Provider.Semantics(configuration).May : Authority.None;

    private static SandboxPolicy Partly(SandboxPolicy policy, SandboxPolicy other, int part) => part switch
    {
        0 => policy,
        1 => policy with { Rules = policy.Rules.Skip(1).ToEquatableArray() },
        2 => policy with { Rules = policy.Rules.Concat(other.Rules.Take(1)).Distinct().ToEquatableArray() },
        3 => policy with { Lifetime = other.Lifetime, Resources = other.Resources },
        _ => other,
    };
}
