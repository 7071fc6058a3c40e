using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;

namespace PolicyKit.Core.Model;

/// <summary>A policy as one target sees it: rules, credentials and acceptances that hold for this target only. Lowering and deviations read this.</summary>
public sealed class TargetPolicy
{
    private readonly Lazy<Authority> _declared;

    /// <summary>Narrows a policy to one of its targets.</summary>
    public TargetPolicy(SandboxPolicy policy, TargetDeclaration target)
    {
        Policy = policy;
        Target = target;
        Rules = policy.Rules.Where(r => r.HoldsFor(target.Provider)).ToEquatableArray();
        Credentials = policy.Credentials.Where(c => c.On.IsEmpty || c.On.Items.Contains(target.Provider)).ToEquatableArray();
        Acceptances = policy.Acceptances.Where(a => a.Provider == target.Provider && (a.Target is null || a.Target == target.Name)).ToEquatableArray();
        _declared = new Lazy<Authority>(() => DeclaredAuthority.Of(this));
    }

    /// <summary>The whole policy.</summary>
    public SandboxPolicy Policy { get; }

    /// <summary>The target.</summary>
    public TargetDeclaration Target { get; }

    /// <summary>Egress rules that hold for the target.</summary>
    public EquatableArray<EgressRule> Rules { get; }

    /// <summary>Credentials that hold for the target.</summary>
    public EquatableArray<CredentialReference> Credentials { get; }

    /// <summary>Acceptances that touch the target.</summary>
    public EquatableArray<Acceptance> Acceptances { get; }

    /// <summary>What the policy allows on this target. Lowering reads this, not the rule list.</summary>
    public Authority Declared => _declared.Value;
}
