using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Comparing;
using PolicyKit.Readers;

namespace PolicyKit.Providers.Tests;

/// <summary>A policy beside every provider.</summary>
public sealed class ProviderComparisonTests
{
    [Fact]
    public void EveryProvider_HasACellInTheProfileForNoTopicTwice() =>
        Assert.All(ProviderCatalog.All, p => Assert.Equal(p.Profile.Facts.Select(f => f.Topic), ProfileTopics.All.Where(t => p.Profile.Find(t) is not null)));

    [Fact]
    public void Fit_IsWhatTheCompilerSays()
    {
        var compared = Compare(Policy(Host("api.example.com"))).ToDictionary(c => c.Provider.Id);

        Assert.Equal(Fit.HoldsWider, compared["e2b"].Fit);
        Assert.Contains(compared["e2b"].Deviations, d => d.Definition.Name == "HostRuleOpensPort80");
        Assert.True(compared["docker"].IsTarget);
        Assert.False(compared["e2b"].IsTarget);
        Assert.All(compared.Values, c => Assert.Equal(c.Fit == Fit.Cannot, c.May is null));
    }

    [Fact]
    public void WhatAProviderCannot_IsSaid()
    {
        var compared = Compare(Policy(Host("api.example.com")) with { Resources = ResourceRanges.Unbounded with { Gpu = "a100" } }).First(c => c.Provider.Id == "e2b");

        Assert.Equal(Fit.Cannot, compared.Fit);
        Assert.Contains(compared.Refusals, r => r.Contains("E2B has no GPUs", StringComparison.Ordinal));
    }

    [Fact]
    public void AcceptancesOfThePolicy_DoNotCount() =>
        Assert.Equal(
            Compare(Policy(Host("api.example.com"))).Select(c => c.Deviations),
            Compare(Policy(Host("api.example.com")) with { Acceptances = EquatableArray.Of(new Acceptance { Provider = "e2b", Deviation = "HostRuleOpensPort80", For = "api.example.com", Because = "b", Owner = "o" }) }).Select(c => c.Deviations));

    [Fact]
    public void RuleThatCosts_IsNamed_AndOneThatDoesNotIsNot()
    {
        var policy = Policy(Host("api.example.com", "80,443"), Host("b.example.com"));

        var cost = Assert.Single(ProviderComparison.Costs(policy, ProviderComparison.Compare(policy, [ProviderCatalog.Find("e2b")!])));

        Assert.Equal("b.example.com", cost.Rule.Entry);
        Assert.Equal(new NamedValue("e2b", "HostRuleOpensPort80"), Assert.Single(cost.Spared));
    }

    [Fact]
    public void RuleThatKeepsAProviderOut_IsNamed()
    {
        var rules = Enumerable.Range(0, 101).Select(i => Host($"h{i}.example.com")).ToArray();

        var costs = ProviderComparison.Costs(Policy(rules), ProviderComparison.Compare(Policy(rules), [ProviderCatalog.Find("modal")!]));

        Assert.Equal(101, costs.Count);
        Assert.All(costs, c => Assert.Equal(["modal"], c.Gained));
    }

    [Theory]
    [InlineData("e2b", 2, 4, 1, 100, 16.56)]
    [InlineData("cloudflare-sandboxes", 1, 1, 1, 1, 5.08)]
    public void Estimate_IsTimesTheRates(string provider, int cpu, int gib, int hours, int runs, double dollars) =>
        Assert.Equal((decimal)dollars, Math.Round(ProviderCatalog.Find(provider)!.Profile.Price!.Estimate(cpu, gib, hours, runs), 2));

    private static EquatableArray<ComparedProvider> Compare(SandboxPolicy policy) => ProviderComparison.Compare(policy, ProviderCatalog.All);

    private static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "agent", TypeName = "Policies.Agent", Image = "docker.io/library/busybox:1.36", Rules = rules.ToEquatableArray(), Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };

    private static EgressRule Host(string host, string ports = "443") => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports };
}
