using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>What a policy is, apart from how broad its network is: how hard the sandbox is, what its commands do, where its credentials can end, and whether all that an attacker needs comes together in it.</summary>
public static class PolicyPosture
{
    /// <summary>Findings in canonical order, each once.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="enforces">Whether a provider enforces a concept of its capability table.</param>
    public static EquatableArray<Finding> Judge(SandboxPolicy policy, Func<string, string, bool> enforces) =>
        Hardening.Judge(policy, enforces).Concat(Commands.Judge(policy)).Concat(CredentialPosture.Judge(policy, enforces)).Concat(Redundancy.Judge(policy)).Concat(Exposure.Of(policy).Judge())
            .Distinct()
            .OrderBy(f => f.RuleId, StringComparer.Ordinal).ThenBy(f => f.Place, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal)
            .ToEquatableArray();

    /// <summary>Findings about policies of one project that have all three of the trifecta only together, by a volume or a credential that they share; at most one for each policy. Time grows with the policies and what they share, not with their pairs.</summary>
    /// <param name="policies">All policies of the project.</param>
    public static IEnumerable<(SandboxPolicy Policy, Finding Finding)> JudgeTogether(IEnumerable<SandboxPolicy> policies) => SharedExposure.Judge(policies);
}
