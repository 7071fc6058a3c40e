using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>The lowering for a provider that limits no connection: it holds to no policy but one that declares every host on every TCP port.</summary>
internal abstract class OpenLowering : Lowering
{
    protected OpenLowering(TargetPolicy target)
        : base(target)
    {
    }

    /// <summary>Refuses a policy that declares less than every host on every TCP port, and every denial.</summary>
    /// <param name="provider">Its name.</param>
    /// <param name="unreachable">Deviation for a rule that opens addresses of which nobody says what reaches them.</param>
    protected void HoldToOpenEgress(string provider, DeviationDefinition unreachable)
    {
        if (!OpenEgress.IsDeclared(Target.Declared))
        {
            Refuse(
                TargetPlace,
                Policy.Id,
                $"{provider} limits no connection, so it takes only a policy that says [AllowAnyHost(Ports = \"*\", Because = ...)]. Leave the target out otherwise.");
        }

        foreach (var rule in Target.Rules)
        {
            if (rule.IsDenial)
            {
                Refuse(PolicyPlace.Rule(rule), rule.Entry, $"{provider} denies nothing.");
            }

            DeviateIf(
                rule.Kind is EgressRuleKind.AllowMetadata or EgressRuleKind.AllowNetwork && DeclaredAuthority.Destinations(rule).Overlaps(OpenEgress.Special), unreachable, rule);
        }
    }
}
