using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Core.Posture;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Output;

/// <summary>A finding about breadth or posture beside the reason that the rule states. The analyzer is what fails a build on one; here they are only shown.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Kind">Name of what is found.</param>
/// <param name="Because">The rule's reason, or null.</param>
internal sealed record PolicyRemark(Finding Finding, string Kind, string? Because)
{
    public static IEnumerable<PolicyRemark> Of(TargetPolicy policy)
    {
        var declared = EgressDeclaration.Of(policy);
        return EgressBreadth.Judge(declared).Concat(PolicyPosture.Judge(policy.Policy, ProviderCatalog.Enforces)).Select(f => new PolicyRemark(
            f,
            f.Properties.Items.First(p => p.Name == BreadthFinding.Kind).Value,
            declared.Rules.Items.FirstOrDefault(r => PolicyPlace.Rule(r) == f.Place || PolicyPlace.Ports(r) == f.Place)?.Because));
    }
}
