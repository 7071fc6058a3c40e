using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>What of a policy or fragment is judged for its breadth. Also there when other parts of it could not be read.</summary>
/// <param name="Rules">Egress rules in canonical order.</param>
/// <param name="Credentials">Credential references.</param>
/// <param name="BuildHosts">Hosts that the image build may reach.</param>
/// <param name="Refused">Entries of allow rules that were refused for their spelling.</param>
public sealed record EgressDeclaration(EquatableArray<EgressRule> Rules, EquatableArray<CredentialReference> Credentials, EquatableArray<string> BuildHosts = default, EquatableArray<RefusedEntry> Refused = default)
{
    /// <summary>What a policy declares for one target.</summary>
    public static EgressDeclaration Of(TargetPolicy policy) => new(policy.Rules.Select(r => r with { On = default }).ToEquatableArray(), policy.Credentials, policy.Policy.BuildHosts);
}

/// <summary>An entry that is no canonical host or network, and what less strict programs read it as.</summary>
/// <param name="Place">Where it stands: a <see cref="Findings.PolicyPlace"/> text.</param>
/// <param name="Shown">The text, fit for a message.</param>
/// <param name="Spelling">What it may mean.</param>
public sealed record RefusedEntry(string Place, string Shown, EntrySpelling Spelling);
