using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Core.Secrets;

namespace PolicyKit.Providers;

/// <summary>The canonical JSON of a policy, the kinds of secrets in it and what is malformed: worked out once, though generator and every target ask.</summary>
public sealed class PolicyText
{
    private static readonly ConditionalWeakTable<SandboxPolicy, PolicyText> Known = new();

    private PolicyText(SandboxPolicy policy)
    {
        Json = PolicyDocument.Json(policy);
        SecretKinds = SecretScanner.Kinds(Json).ToImmutableArray();
        Faults = PolicyForm.Faults(policy).ToImmutableArray();
    }

    /// <summary>Text of <see cref="PolicyDocument.Json"/>.</summary>
    public string Json { get; }

    /// <summary>Kinds of secrets in it; such a policy is refused for every target.</summary>
    public ImmutableArray<string> SecretKinds { get; }

    /// <summary>Strings that no reader lets through; such a policy is refused for every target.</summary>
    public ImmutableArray<Finding> Faults { get; }

    /// <summary>The text of a policy.</summary>
    public static PolicyText Of(SandboxPolicy policy) => Known.GetValue(policy, static p => new PolicyText(p));
}
