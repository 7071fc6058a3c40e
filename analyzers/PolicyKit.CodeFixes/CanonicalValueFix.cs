using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Writes an id, ports, a range, a duration, a date or a capability in the form that the reader takes, where the text can mean one thing only. A literal only: a constant may be used elsewhere.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CanonicalValueFix)), Shared]
public sealed class CanonicalValueFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public CanonicalValueFix()
        : base("Write the canonical form")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.PolicyIdForm, RuleCatalog.PortsForm, RuleCatalog.RangeForm, RuleCatalog.DurationForm, RuleCatalog.IdentityForm, RuleCatalog.DateForm,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        var literals = attribute.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(l => l.IsKind(SyntaxKind.StringLiteralExpression) && diagnostic.Location.SourceSpan.Contains(l.Span)).ToList();
        if (literals.Count == 1 && CanonicalText.Of(diagnostic.Id, literals[0].Token.ValueText) is { } canonical)
        {
            edits.Replace(attribute, literals[0], SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(canonical)).WithTriviaFrom(literals[0]));
        }
    }
}
