using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Comparing;

/// <summary>A policy on every provider, whether it is a target or not, as if nothing had been accepted.</summary>
public static class ProviderComparison
{
    /// <summary>Each provider in the order given.</summary>
    /// <param name="policy">The policy; its acceptances are not looked at.</param>
    /// <param name="providers">The providers.</param>
    public static EquatableArray<ComparedProvider> Compare(SandboxPolicy policy, IEnumerable<Provider> providers) => providers.Select(p => Compare(policy, p)).ToEquatableArray();

    /// <summary>What each egress rule costs: the least common denominator, rule by rule. Rules that cost nothing are left out.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="compared">The policy as it is, on each provider.</param>
    public static EquatableArray<RuleCost> Costs(SandboxPolicy policy, EquatableArray<ComparedProvider> compared)
    {
        var costs = new List<RuleCost>();
        foreach (var rule in policy.Rules.Items.Where(r => !r.IsDenial))
        {
            var without = policy with { Rules = policy.Rules.Where(r => r != rule).ToEquatableArray(), Credentials = Sendable(policy, rule) };
            var gained = new List<string>();
            var spared = new List<NamedValue>();
            foreach (var with in compared)
            {
                var other = Compare(without, with.Provider);
                if (with.Fit == Fit.Cannot && other.Fit != Fit.Cannot)
                {
                    gained.Add(with.Provider.Id);
                }
                else if (with.Fit != Fit.Cannot)
                {
                    spared.AddRange(Own(with).Except(Own(other)).Select(d => new NamedValue(with.Provider.Id, d.Name)));
                }
            }

            if (gained.Count + spared.Count > 0)
            {
                costs.Add(new RuleCost(rule, gained.ToEquatableArray(), spared.ToEquatableArray()));
            }
        }

        return costs.ToEquatableArray();
    }

    private static ComparedProvider Compare(SandboxPolicy policy, Provider provider)
    {
        var target = policy.Targets.Items.FirstOrDefault(t => t.Provider == provider.Id);
        var bare = policy with
        {
            Targets = EquatableArray.Of(target ?? new TargetDeclaration(provider.Id, null, default)),
            Acceptances = default,
            Ceilings = default,
            Never = default,
        };
        var met = PolicyCompiler.Compile(provider, bare, bare.Targets[0], PolicyCompiler.DefaultBudget);
        var refusals = met.Findings.Items.Where(f => f.RuleId == RuleCatalog.CannotHold).Select(f => $"{f.Arguments[1]}: {f.Arguments[2]}")
            .Concat(met.Findings.Items.Where(f => RuleCatalog.Get(f.RuleId) is { Severity: Severity.Error } && !IsDeviation(f.RuleId) && f.RuleId != RuleCatalog.CannotHold).Select(f => f.Message))
            .Distinct().ToEquatableArray();
        var deviations = met.Deviations.Select(d => d.Deviation).ToEquatableArray();
        var accepted = bare with { Acceptances = deviations.Select(Accept).ToEquatableArray() };
        var compiled = refusals.IsEmpty ? PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget) : met;
        return new ComparedProvider
        {
            Provider = provider,
            IsTarget = target is not null,
            Fit = compiled.Configuration is null ? Fit.Cannot
                : deviations.IsEmpty ? Fit.Holds
                : deviations.Items.Any(d => d.Definition.Widens) ? Fit.HoldsWider
                : Fit.HoldsTighter,
            Deviations = deviations,
            Refusals = refusals,
            May = compiled.Configuration is { } configuration ? provider.Semantics(configuration).May : null,
        };
    }

    private static bool IsDeviation(string ruleId) => ruleId is RuleCatalog.WiderNotAccepted or RuleCatalog.TighterNotAccepted or RuleCatalog.UnverifiedNotAccepted;

    private static IEnumerable<(string Name, string Subject)> Own(ComparedProvider compared) => compared.Deviations.Items.Where(d => !d.Definition.Intrinsic).Select(d => (d.Definition.Name, d.Subject));

    // What would be, were it accepted: no policy ever carries this.
    private static Acceptance Accept(Deviation deviation) => new()
    {
        Provider = deviation.Definition.Provider,
        Deviation = deviation.Definition.Name,
        For = deviation.Definition.Intrinsic ? null : deviation.Subject,
        Because = "compared only",
        Owner = "policykit compare",
        Until = "9999-12-31",
    };

    // A credential whose only host goes with the rule goes with it.
    private static EquatableArray<CredentialReference> Sendable(SandboxPolicy policy, EgressRule without) => policy.Credentials.Items
        .Select(c => c.IsReadableInside ? c : c with { Hosts = c.Hosts.Where(h => h != without.Entry).ToEquatableArray() })
        .Where(c => c.IsReadableInside || !c.Hosts.IsEmpty)
        .ToEquatableArray();
}
