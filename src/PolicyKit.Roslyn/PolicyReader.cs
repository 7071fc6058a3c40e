using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>The one reader of policy attributes, shared by generator and analyzers. Fails closed: what it cannot read is a PK1 finding, and then there is no policy.</summary>
public static class PolicyReader
{
    /// <summary>Metadata name of the attribute that makes a class a policy.</summary>
    public const string SandboxAttribute = "PolicyKit.SandboxAttribute";

    /// <summary>Metadata name of the attribute that makes a class a fragment.</summary>
    public const string FragmentAttribute = "PolicyKit.PolicyFragmentAttribute";

    /// <summary>Reads a class that has <c>[Sandbox]</c>.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation that holds it.</param>
    /// <param name="vocabulary">The providers' words.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PolicyReading Read(INamedTypeSymbol type, Compilation compilation, EquatableArray<TargetWord> vocabulary, CancellationToken cancellation) =>
        new PolicyBuilder(type, compilation, vocabulary, cancellation).Build();

    /// <summary>Whether a type carries any policy attribute.</summary>
    public static bool HasPolicyAttributes(INamedTypeSymbol type) => type.GetAttributes().Any(a => IsPolicyAttribute(a.AttributeClass));

    /// <summary>Whether a type is a policy.</summary>
    public static bool IsSandbox(INamedTypeSymbol type) => Has(type, SandboxAttribute);

    /// <summary>Whether a type is a fragment.</summary>
    public static bool IsFragment(INamedTypeSymbol type) => Has(type, FragmentAttribute);

    /// <summary>Whether a type is PolicyKit's base of attributes or derives from it.</summary>
    public static bool IsPolicyAttribute(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == "PolicyAttribute" && InPolicyKit(type))
            {
                return true;
            }
        }

        return false;
    }

    internal static bool InPolicyKit(ISymbol symbol) => symbol.ContainingNamespace is { Name: "PolicyKit", ContainingNamespace.IsGlobalNamespace: true };

    internal static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? MetadataName(outer) + "+" + type.MetadataName
        : type.ContainingNamespace is { IsGlobalNamespace: false } ns ? ns.ToDisplayString() + "." + type.MetadataName
        : type.MetadataName;

    private static bool Has(INamedTypeSymbol type, string attribute) =>
        type.GetAttributes().Any(a => a.AttributeClass is { } c && MetadataName(c) == attribute);
}
