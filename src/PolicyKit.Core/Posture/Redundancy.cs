using PolicyKit.Core.Authorities;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>Rules that say again what a wider one says.</summary>
internal static class Redundancy
{
    public static IEnumerable<Finding> Judge(SandboxPolicy policy)
    {
        // Only wildcards, "any host" and networks can be wider than another entry.
        var wide = policy.Rules.Items.Where(r => !r.IsDenial && (r.Kind is EgressRuleKind.AllowAnyHost or EgressRuleKind.AllowNetwork || r.Entry.StartsWith("*.", StringComparison.Ordinal))).ToList();
        if (wide.Count == 0)
        {
            yield break;
        }

        foreach (var rule in policy.Rules.Items.Where(r => !r.IsDenial && r.Kind is not (EgressRuleKind.AllowAnyHost or EgressRuleKind.AllowMetadata)))
        {
            if (wide.FirstOrDefault(w => w != rule && Covers(w, rule)) is { } by)
            {
                yield return BreadthFinding.At(rule, RuleCatalog.RedundantRule, "redundant-rule", rule.Entry, by.Entry);
            }
        }
    }

    private static bool Covers(EgressRule wide, EgressRule rule)
    {
        // A network rule and a name rule open different things even where addresses agree: a name is also looked up.
        if ((wide.Kind == EgressRuleKind.AllowNetwork) != (rule.Kind == EgressRuleKind.AllowNetwork)
            || !(wide.On.IsEmpty || (!rule.On.IsEmpty && rule.On.Items.All(wide.On.Items.Contains)))
            || (wide.Entry.StartsWith("*.", StringComparison.Ordinal) && !rule.Entry.EndsWith(wide.Entry.Substring(1), StringComparison.Ordinal)))
        {
            return false;
        }

        return DeclaredAuthority.Destinations(rule).Except(DeclaredAuthority.Destinations(wide)).IsEmpty;
    }
}
