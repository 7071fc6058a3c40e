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

    /// <summary>Findings about a policy and others of its project, which share a volume or a credential with it.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="all">All policies of the project.</param>
    public static EquatableArray<Finding> JudgeTogether(SandboxPolicy policy, IEnumerable<SandboxPolicy> all)
    {
        var own = Exposure.Of(policy);
        return all.Where(o => o.Id != policy.Id).OrderBy(o => o.Id, StringComparer.Ordinal).Select(o => own.JudgeWith(policy, o)).OfType<Finding>().Take(1).ToEquatableArray();
    }
}
