using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>
/// Reads a secret from the environment in place of the literal, and fails where it is not set. Not where C# wants a constant (attributes, default values, patterns), not for bytes and characters. The secret still has to be rotated:
/// history keeps it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SecretFix)), Shared]
public sealed class SecretFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public SecretFix()
        : base("Read it from the environment")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.VendorSecret, RuleCatalog.StructuredSecret, RuleCatalog.NamedSecret];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
    }

    private protected override async Task<Document> FixAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var texts = diagnostics.Where(d => d.Location.SourceTree == root.SyntaxTree)
            .Select(d => root.FindNode(d.Location.SourceSpan, getInnermostNodeForTie: true))
            .OfType<ExpressionSyntax>()
            .Where(e => (e is LiteralExpressionSyntax or BinaryExpressionSyntax or InterpolatedStringExpressionSyntax)
                && model.GetTypeInfo(e, cancellation) is { Type.SpecialType: SpecialType.System_String, ConvertedType.SpecialType: SpecialType.System_String }
                && !WantsConstant(e))
            .Distinct().ToList();
        var declarations = texts.Select(Constant).OfType<SyntaxNode>().Distinct().ToList();
        return texts.Count == 0
            ? document
            : document.WithSyntaxRoot(root.ReplaceNodes(texts.Concat(declarations), (original, now) => now is ExpressionSyntax ? Read(Name((ExpressionSyntax)original)).WithTriviaFrom(original) : Variable(now)));
    }

    private static bool WantsConstant(SyntaxNode text) => text.Ancestors().TakeWhile(a => a is not StatementSyntax and not TypeDeclarationSyntax).Any(a => a is AttributeSyntax or ParameterSyntax or PatternSyntax or SwitchLabelSyntax);

    private static SyntaxNode? Constant(SyntaxNode text) => text.Ancestors().TakeWhile(a => a is not TypeDeclarationSyntax).FirstOrDefault(a =>
        (a is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword)) || (a is LocalDeclarationStatementSyntax local && local.Modifiers.Any(SyntaxKind.ConstKeyword)));

    private static SyntaxNode Variable(SyntaxNode declaration) => declaration switch
    {
        FieldDeclarationSyntax field => field.WithModifiers(SyntaxFactory.TokenList(field.Modifiers.SelectMany(m => m.IsKind(SyntaxKind.ConstKeyword)
            ? new[] { SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithLeadingTrivia(m.LeadingTrivia).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(m.TrailingTrivia) }
            : new[] { m }))),
        LocalDeclarationStatementSyntax local => local.WithModifiers(default).WithLeadingTrivia(local.GetLeadingTrivia()),
        _ => declaration,
    };

    private static ExpressionSyntax Read(string variable) => SyntaxFactory.ParseExpression(
        $"(global::System.Environment.GetEnvironmentVariable(\"{variable}\") ?? throw new global::System.InvalidOperationException(\"{variable} is not set\"))");

    // As what it is assigned to, in the form of a variable.
    private static string Name(ExpressionSyntax text)
    {
        var name = text.Ancestors().TakeWhile(a => a is not StatementSyntax and not TypeDeclarationSyntax and not ArgumentSyntax { NameColon: null }).Select(a => a switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax left } => left.Name.Identifier.ValueText,
            ArgumentSyntax { NameColon.Name: { } named } => named.Identifier.ValueText,
            _ => null,
        }).FirstOrDefault(n => n is not null);
        var variable = Regex.Replace(Regex.Replace(name ?? string.Empty, "(?<=[a-z0-9])(?=[A-Z])", "_"), "[^A-Za-z0-9]+", "_").Trim('_').ToUpperInvariant();
        return variable.Length == 0 || char.IsDigit(variable[0]) ? "SECRET" + variable : variable;
    }
}
