using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PolicyKit.Analyzers;

/// <summary>Which expressions make texts out of smaller ones, by syntax alone.</summary>
internal static class FoldShape
{
    private const int LeastElements = 8;
    private const int FarthestStatement = 64;

    // Methods that hand their text on, as it is or almost.
    private static readonly ImmutableHashSet<string> PassOn = ImmutableHashSet.Create("ToString", "ToArray", "ToCharArray", "AsSpan", "AsMemory", "Trim", "TrimStart", "TrimEnd", "Normalize", "Replace", "ToImmutableArray", "ToList");

    /// <summary>Kinds of nodes that make texts.</summary>
    public static readonly SyntaxKind[] Kinds =
    {
        SyntaxKind.StringLiteralExpression,
        SyntaxKind.Utf8StringLiteralExpression,
        SyntaxKind.InterpolatedStringExpression,
        SyntaxKind.AddExpression,
        SyntaxKind.AddAssignmentExpression,
        SyntaxKind.InvocationExpression,
        SyntaxKind.ObjectCreationExpression,
        SyntaxKind.ArrayCreationExpression,
        SyntaxKind.ImplicitArrayCreationExpression,
        SyntaxKind.StackAllocArrayCreationExpression,
        SyntaxKind.ImplicitStackAllocArrayCreationExpression,
        SyntaxKind.ArrayInitializerExpression,
        SyntaxKind.CollectionExpression,
    };

    /// <summary>Whether a node makes a text. A sum is one where a text is among its terms; a sum of names alone only the compiler can tell.</summary>
    public static bool IsFold(SyntaxNode node, SemanticModel model, CancellationToken cancellation) => node switch
    {
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum => IsTextSum(sum) ?? model.GetTypeInfo(sum, cancellation).Type?.SpecialType == SpecialType.System_String,
        AssignmentExpressionSyntax grown => Appended(grown) is not null,
        InvocationExpressionSyntax call => IsTextMethod(call),
        ObjectCreationExpressionSyntax creation => IsType(creation.Type, "string", "String"),
        _ => IsCharacters(node),
    };

    /// <summary>The expression that makes a larger text of this one, or null.</summary>
    public static SyntaxNode? Holder(SyntaxNode node)
    {
        for (var at = node; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or CheckedExpressionSyntax or PostfixUnaryExpressionSyntax or ArgumentListSyntax or ExpressionElementSyntax:
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression }:
                    return parent;
                case InterpolationSyntax { Parent: { } text }:
                    return text;
                case MemberAccessExpressionSyntax access when access.Expression == at:
                    return parent.Parent is InvocationExpressionSyntax onward && onward.Expression == access && IsTextMethod(onward) ? onward : null;
                case InvocationExpressionSyntax call:
                    return IsTextMethod(call) ? call : null;
                case ObjectCreationExpressionSyntax creation:
                    return at is ArgumentListSyntax && (IsType(creation.Type, "string", "String") || IsBuilderText(creation)) ? creation : null;
                case ArgumentSyntax:
                    break;
                case InitializerExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax or StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax:
                    if (parent.IsKind(SyntaxKind.ComplexElementInitializerExpression) || parent.IsKind(SyntaxKind.ObjectInitializerExpression))
                    {
                        return null;
                    }

                    if (IsCharacters(parent))
                    {
                        return parent;
                    }

                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// The values that a local variable was made of when its last <c>+=</c> of a block has run, or null where the assignment is not the last one, or the variable no local of that block.
    /// </summary>
    public static IReadOnlyList<ExpressionSyntax>? Appended(AssignmentExpressionSyntax last)
    {
        if (last is not { Left: IdentifierNameSyntax { Identifier.ValueText: var name }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } own })
        {
            return null;
        }

        var index = block.Statements.IndexOf(own);
        if (block.Statements.Skip(index + 1).Take(FarthestStatement).Any(s => IsAppendTo(s, name)))
        {
            return null;
        }

        var parts = new List<ExpressionSyntax>();
        for (var i = index; i >= 0 && i > index - FarthestStatement; i--)
        {
            if (IsAppendTo(block.Statements[i], name))
            {
                parts.Add(((AssignmentExpressionSyntax)((ExpressionStatementSyntax)block.Statements[i]).Expression).Right);
            }
            else if (block.Statements[i] is LocalDeclarationStatementSyntax declaration && declaration.Declaration.Variables.FirstOrDefault(v => v.Identifier.ValueText == name) is { } variable)
            {
                parts.AddRange(variable.Initializer is { Value: var first } ? new[] { first } : Array.Empty<ExpressionSyntax>());
                parts.Reverse();
                return parts;
            }
        }

        return null;
    }

    private static bool IsAppendTo(StatementSyntax statement, string name) =>
        statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: IdentifierNameSyntax left } } && left.Identifier.ValueText == name;

    /// <summary>Elements of an array or collection, or null where the node is none.</summary>
    public static IReadOnlyList<ExpressionSyntax>? Elements(SyntaxNode node) => node switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } i } => i.Expressions,
        ImplicitArrayCreationExpressionSyntax a => a.Initializer.Expressions,
        StackAllocArrayCreationExpressionSyntax { Initializer: { } i } => i.Expressions,
        ImplicitStackAllocArrayCreationExpressionSyntax a => a.Initializer.Expressions,
        InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ArrayInitializerExpression } i => i.Expressions,
        CollectionExpressionSyntax c => c.Elements.Select(e => e is ExpressionElementSyntax x ? x.Expression : null).OfType<ExpressionSyntax>().ToList(),
        _ => null,
    };

    /// <summary>Name of a called method.</summary>
    public static string MethodName(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax m => m.Name.Identifier.ValueText,
        IdentifierNameSyntax i => i.Identifier.ValueText,
        _ => string.Empty,
    };

    /// <summary>What a method is called on, as the last name of it.</summary>
    public static string ReceiverName(InvocationExpressionSyntax call) => call.Expression is not MemberAccessExpressionSyntax m ? string.Empty : m.Expression switch
    {
        PredefinedTypeSyntax p => p.Keyword.ValueText,
        IdentifierNameSyntax i => i.Identifier.ValueText,
        MemberAccessExpressionSyntax inner => inner.Name.Identifier.ValueText,
        _ => string.Empty,
    };

    /// <summary>Whether a call makes a text out of texts.</summary>
    public static bool IsTextMethod(InvocationExpressionSyntax call) => MethodName(call) switch
    {
        "Concat" or "Join" or "Format" or "Intern" => ReceiverName(call) is "string" or "String",
        "FromBase64String" or "FromHexString" => ReceiverName(call) is "Convert",
        "GetString" or "GetBytes" => ReceiverName(call) is "UTF8" or "ASCII" or "Latin1" or "Unicode" or "Default" or "Encoding",
        "Append" or "AppendLine" => BuilderRoot(call) is { } root && IsBuilderText(root),
        var name when PassOn.Contains(name) => call.Expression is MemberAccessExpressionSyntax { Expression: var receiver } && MakesText(receiver),
        _ => false,
    };

    private static bool MakesText(ExpressionSyntax receiver) => receiver switch
    {
        LiteralExpressionSyntax l => l.IsKind(SyntaxKind.StringLiteralExpression) || l.IsKind(SyntaxKind.Utf8StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        ParenthesizedExpressionSyntax p => MakesText(p.Expression),
        BinaryExpressionSyntax b => b.IsKind(SyntaxKind.AddExpression) && IsTextSum(b) == true,
        InvocationExpressionSyntax i => IsTextMethod(i),
        ObjectCreationExpressionSyntax o => IsType(o.Type, "string", "String"),
        _ => false,
    };

    // A builder that is filled and read in one expression.
    private static bool IsBuilderText(ObjectCreationExpressionSyntax creation)
    {
        if (!IsType(creation.Type, "StringBuilder"))
        {
            return false;
        }

        for (SyntaxNode at = creation; at.Parent is MemberAccessExpressionSyntax access && access.Expression == at && access.Parent is InvocationExpressionSyntax call; at = call)
        {
            switch (access.Name.Identifier.ValueText)
            {
                case "ToString":
                    return true;
                case "Append" or "AppendLine":
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The builder that a chain of calls starts with, or null.</summary>
    public static ObjectCreationExpressionSyntax? BuilderRoot(InvocationExpressionSyntax call)
    {
        ExpressionSyntax at = call;
        while (at is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
        {
            at = access.Expression;
        }

        return at as ObjectCreationExpressionSyntax;
    }

    public static bool IsType(TypeSyntax type, params string[] names) => names.Contains(type switch
    {
        PredefinedTypeSyntax p => p.Keyword.ValueText,
        QualifiedNameSyntax q => q.Right.Identifier.ValueText,
        IdentifierNameSyntax i => i.Identifier.ValueText,
        _ => string.Empty,
    });

    // Enough elements, the first of which is a character or a number.
    private static bool IsCharacters(SyntaxNode node) =>
        Elements(node) is { Count: >= LeastElements } elements && (node is not InitializerExpressionSyntax || node.Parent is EqualsValueClauseSyntax or null) && elements[0] switch
        {
            LiteralExpressionSyntax l => l.IsKind(SyntaxKind.CharacterLiteralExpression) || l.IsKind(SyntaxKind.NumericLiteralExpression),
            CastExpressionSyntax { Type: PredefinedTypeSyntax } => true,
            _ => false,
        };

    // True where a term is a text, false where one is a number, null where only names are added.
    private static bool? IsTextSum(BinaryExpressionSyntax sum)
    {
        var number = false;
        var open = new Stack<ExpressionSyntax>();
        open.Push(sum);
        while (open.Count > 0)
        {
            switch (open.Pop())
            {
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } inner:
                    open.Push(inner.Left);
                    open.Push(inner.Right);
                    break;
                case ParenthesizedExpressionSyntax p:
                    open.Push(p.Expression);
                    break;
                case LiteralExpressionSyntax l when l.IsKind(SyntaxKind.StringLiteralExpression):
                case InterpolatedStringExpressionSyntax:
                    return true;
                case InvocationExpressionSyntax call when IsTextMethod(call):
                    return true;
                case LiteralExpressionSyntax l when l.IsKind(SyntaxKind.NumericLiteralExpression):
                case InvocationExpressionSyntax or ElementAccessExpressionSyntax or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax:
                    number = true;
                    break;
            }
        }

        return number ? false : null;
    }
}
