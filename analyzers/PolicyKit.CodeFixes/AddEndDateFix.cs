using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Adds an empty end date, or empties one that is over or soon will be, which the reader refuses until the author fills it in: how long is not for a tool to say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddEndDateFix)), Shared]
public sealed class AddEndDateFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public AddEndDateFix()
        : base("Ask for Until, to be filled in")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.AcceptanceWithoutEnd, RuleCatalog.AcceptanceEnded, RuleCatalog.AcceptanceEndsSoon];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic) =>
        edits.Replace(attribute, PolicySyntax.WithNamed(attribute, "Until", "\"\""));
}
