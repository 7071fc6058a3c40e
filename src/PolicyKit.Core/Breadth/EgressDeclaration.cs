using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>What of a policy or fragment is judged for its breadth. Also there when other parts of it could not be read.</summary>
/// <param name="Rules">Egress rules in canonical order.</param>
/// <param name="Credentials">Credential references.</param>
public sealed record EgressDeclaration(EquatableArray<EgressRule> Rules, EquatableArray<CredentialReference> Credentials)
{
    /// <summary>The declaration of a policy.</summary>
    public static EgressDeclaration Of(SandboxPolicy policy) => new(policy.Rules, policy.Credentials);
}
