using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Removes an acceptance that lets nothing through, whose provider is no target, that has ended or soon will, or that a ceiling does not allow. What it let through is refused again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveAcceptanceFix)), Shared]
public sealed class RemoveAcceptanceFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public RemoveAcceptanceFix()
        : base("Remove the acceptance")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.UnusedAcceptance, RuleCatalog.AcceptanceWithoutTarget, RuleCatalog.AcceptanceEnded, RuleCatalog.AcceptanceEndsSoon, RuleCatalog.CeilingAcceptance,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic) => edits.Replace(attribute);
}
