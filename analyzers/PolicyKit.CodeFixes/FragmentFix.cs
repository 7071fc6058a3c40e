using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Marks a class with rules as the fragment that it looks like. Nothing is opened: a fragment holds only where a policy includes it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FragmentFix)), Shared]
public sealed class FragmentFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public FragmentFix()
        : base("Make it a fragment")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.StrayRules];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        // As the other attribute is qualified, so is this one.
        var name = attribute.Name is QualifiedNameSyntax qualified ? qualified.Left.ToString() + ".PolicyFragment" : "PolicyFragment";
        edits.Add((TypeDeclarationSyntax)attribute.Parent!.Parent!, PolicySyntax.Parse(name, string.Empty));
    }
}
