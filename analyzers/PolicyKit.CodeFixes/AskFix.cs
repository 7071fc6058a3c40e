using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Writes what is missing as a place to be filled in, which the reader refuses until it is: a digest, the one host of a credential, an owner. What belongs there is not for a tool to say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AskFix)), Shared]
public sealed class AskFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public AskFix()
        : base("Ask for what is missing, to be filled in")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.WideAudience, RuleCatalog.CredentialManyHosts, RuleCatalog.ReadableCredentialWayOut, RuleCatalog.ImageNotPinned, RuleCatalog.ImageLatest, RuleCatalog.CeilingOwner,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        if (PolicySyntax.IsNamed(attribute, "Credential"))
        {
            edits.RemoveNamed(attribute, "Delivery", "Path", "Hosts");
            edits.SetNamed(attribute, "Host", "\"\"");
        }
        else if (PolicySyntax.IsNamed(attribute, "Accept"))
        {
            edits.SetNamed(attribute, "Owner", "\"\"");
        }
        else if (attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Image")?.Expression is LiteralExpressionSyntax image)
        {
            edits.SetNamed(attribute, "Image", PolicySyntax.Literal(Unpinned(image.Token.ValueText) + "@sha256:"));
        }
    }

    // A colon before the last slash is a port of the registry.
    private static string Unpinned(string image)
    {
        var name = image.Split('@')[0];
        var tag = name.IndexOf(':', name.LastIndexOf('/') + 1);
        return tag < 0 ? name : name.Substring(0, tag);
    }
}
