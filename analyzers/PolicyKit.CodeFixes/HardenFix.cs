using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Writes the harder form: another user than root, a read-only root file system, a capability less, an end of life, a credential that stays outside. Never allows more.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HardenFix)), Shared]
public sealed class HardenFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public HardenFix()
        : base("Harden the sandbox")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.ReadableCredential, RuleCatalog.RootUser, RuleCatalog.SudoAllowed, RuleCatalog.WritableRoot, RuleCatalog.DangerousCapability, RuleCatalog.NoLifetime,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        var type = (TypeDeclarationSyntax)attribute.Parent!.Parent!;
        switch (diagnostic.Id)
        {
            case RuleCatalog.ReadableCredential:
                edits.RemoveNamed(attribute, "Delivery", "Path");
                edits.SetNamed(attribute, "Host", "\"\"");
                break;
            case RuleCatalog.RootUser:
                foreach (var argument in attribute.ArgumentList!.Arguments.Where(a => a.NameEquals is null))
                {
                    edits.Replace(attribute, argument.Expression, Number("1000").WithTriviaFrom(argument.Expression));
                }

                break;
            case RuleCatalog.SudoAllowed:
                edits.RemoveNamed(attribute, "Sudo");
                break;
            case RuleCatalog.WritableRoot when PolicySyntax.IsNamed(attribute, "RunAs"):
                edits.SetNamed(attribute, "ReadOnlyRoot", "true");
                break;
            case RuleCatalog.WritableRoot:
                edits.Add(type, PolicySyntax.Parse("RunAs", "(1000, ReadOnlyRoot = true)"));
                break;
            case RuleCatalog.DangerousCapability when diagnostic.Properties.TryGetValue(BreadthFinding.Canonical, out var capability) && capability is not null:
                edits.RemoveElement(attribute, "Capabilities", capability);
                break;
            case RuleCatalog.NoLifetime when PolicySyntax.IsNamed(attribute, "Lifetime"):
                edits.Replace(attribute, attribute.ArgumentList!.Arguments[0].Expression, SyntaxFactory.ParseExpression("\"60m\""));
                break;
            case RuleCatalog.NoLifetime:
                edits.Add(type, PolicySyntax.Parse("Lifetime", "(\"60m\")"));
                break;
        }
    }

    private static LiteralExpressionSyntax Number(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.ParseToken(text));
}
