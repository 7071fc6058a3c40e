using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Writes the harder form: another user than root, a read-only root file system, a capability less, limits, an end of life, a port for the owner only, a credential that stays outside. Never allows more.</summary>
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
        RuleCatalog.NoLimits, RuleCatalog.PublicPort,
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
            case RuleCatalog.PublicPort:
                edits.RemoveNamed(attribute, "Callers");
                break;
            case RuleCatalog.NoLimits when PolicySyntax.IsNamed(attribute, "Resources"):
                Limit(edits, attribute, "Cpu", "2");
                Limit(edits, attribute, "MemoryMiB", "4096");
                break;
            case RuleCatalog.NoLimits:
                edits.Add(type, PolicySyntax.Parse("Resources", "(Cpu = \"2\", MemoryMiB = \"4096\")"));
                break;
            case RuleCatalog.NoLifetime when PolicySyntax.IsNamed(attribute, "Lifetime"):
                edits.Replace(attribute, attribute.ArgumentList!.Arguments[0].Expression, SyntaxFactory.ParseExpression("\"60m\""));
                break;
            case RuleCatalog.NoLifetime:
                edits.Add(type, PolicySyntax.Parse("Lifetime", "(\"60m\")"));
                break;
        }
    }

    // What is asked for at least becomes the most; where nothing is said, a usual size.
    private static void Limit(AttributeEdits edits, AttributeSyntax attribute, string name, string usual)
    {
        var said = attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name)?.Expression;
        var text = (said as LiteralExpressionSyntax)?.Token.ValueText;
        if (said is null || text?.EndsWith("..", StringComparison.Ordinal) == true)
        {
            edits.SetNamed(attribute, name, PolicySyntax.Literal(text is null ? usual : text.Substring(0, text.Length - 2)));
        }
    }

    private static LiteralExpressionSyntax Number(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.ParseToken(text));
}
