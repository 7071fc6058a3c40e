using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PolicyKit.CodeFixes;

/// <summary>Reading and making attribute syntax.</summary>
internal static class PolicySyntax
{
    /// <summary>The attribute at or around a diagnostic, or null.</summary>
    public static AttributeSyntax? Attribute(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>();

    /// <summary>The listed entries of an attribute (hosts, networks): its positional arguments, or the elements of the one array among them.</summary>
    public static IReadOnlyList<ExpressionSyntax> Entries(AttributeSyntax attribute)
    {
        var positional = Positional(attribute).Select(a => a.Expression).ToList();
        return positional.Count == 1
            ? positional[0] switch
            {
                ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.ToList(),
                ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions.ToList(),
                CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression).ToList(),
                _ => positional,
            }
            : positional;
    }

    /// <summary>The attribute with other entries and the same named arguments.</summary>
    public static AttributeSyntax WithEntries(AttributeSyntax attribute, params ExpressionSyntax[] entries)
    {
        var arguments = entries.Select(e => SyntaxFactory.AttributeArgument(e.WithoutTrivia()))
            .Concat(attribute.ArgumentList!.Arguments.Where(a => a.NameEquals is not null).Select(a => a.WithoutTrivia()));
        return attribute.WithArgumentList(List(arguments));
    }

    /// <summary>The attribute with other arguments.</summary>
    public static AttributeSyntax WithArguments(AttributeSyntax attribute, IEnumerable<AttributeArgumentSyntax> arguments) => attribute.WithArgumentList(List(arguments.Select(a => a.WithoutTrivia())));

    /// <summary>The attribute with a named argument set.</summary>
    public static AttributeSyntax WithNamed(AttributeSyntax attribute, string name, string expression)
    {
        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression(expression))
            .WithNameEquals(SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(name).WithTrailingTrivia(SyntaxFactory.Space))
                .WithEqualsToken(SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)));
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        var old = arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name);
        if (old is not null)
        {
            return attribute.ReplaceNode(old, argument.WithTriviaFrom(old));
        }

        return attribute.WithArgumentList((attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList()).WithArguments(List(arguments.Append(argument)).Arguments));
    }

    /// <summary>Whether an attribute is written with a name, qualified or not, with its suffix or without.</summary>
    public static bool IsNamed(AttributeSyntax attribute, string name) =>
        attribute.Name.DescendantTokens().LastOrDefault(t => t.IsKind(SyntaxKind.IdentifierToken)).ValueText is var last && (last == name || last == name + "Attribute");

    /// <summary>An attribute from its text.</summary>
    public static AttributeSyntax Parse(string name, string arguments) =>
        SyntaxFactory.Attribute(SyntaxFactory.ParseName(name), SyntaxFactory.ParseAttributeArgumentList(arguments)!);

    /// <summary>A text as a C# literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>Name of a PolicyKit type as it can be written at a position: qualified where a using is missing.</summary>
    public static string TypeName(SemanticModel model, int position, string name) =>
        model.LookupNamespacesAndTypes(position, name: name).Any(t => t.ToDisplayString() == "PolicyKit." + name) ? name : "global::PolicyKit." + name;

    private static IEnumerable<AttributeArgumentSyntax> Positional(AttributeSyntax attribute) =>
        attribute.ArgumentList?.Arguments.Where(a => a.NameEquals is null) ?? Enumerable.Empty<AttributeArgumentSyntax>();

    private static AttributeArgumentListSyntax List(IEnumerable<AttributeArgumentSyntax> arguments)
    {
        var all = arguments.ToList();
        return SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(
            all, Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), Math.Max(all.Count - 1, 0))));
    }
}
