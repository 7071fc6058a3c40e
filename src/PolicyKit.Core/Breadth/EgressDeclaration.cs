using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>What of a policy or fragment is judged for its breadth. Also there when other parts of it could not be read.</summary>
/// <param name="Rules">Egress rules in canonical order.</param>
/// <param name="Credentials">Credential references.</param>
public sealed record EgressDeclaration(EquatableArray<EgressRule> Rules, EquatableArray<CredentialReference> Credentials)
{
    /// <summary>What a policy declares for one target.</summary>
    public static EgressDeclaration Of(TargetPolicy policy) => new(policy.Rules.Select(r => r with { On = default }).ToEquatableArray(), policy.Credentials);
}
