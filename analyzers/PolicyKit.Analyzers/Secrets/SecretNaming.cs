using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PolicyKit.Analyzers;

/// <summary>What a value is called: its variable, parameter, property, key, or what it is compared with.</summary>
internal static class SecretNaming
{
    /// <summary>Names around a value, for formats whose shape alone says too little.</summary>
    public static string Context(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        var words = Names(node, model, cancellation).ToList();
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case VariableDeclaratorSyntax v:
                    words.Add(v.Identifier.ValueText);
                    break;
                case AssignmentExpressionSyntax a:
                    words.Add(a.Left.ToString());
                    break;
                case InvocationExpressionSyntax i:
                    words.Add(i.Expression is MemberAccessExpressionSyntax m ? m.Name.Identifier.ValueText : string.Empty);
                    words.AddRange(Literals(i.ArgumentList.Arguments));
                    break;
                case BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: var arguments } o:
                    words.Add(o is ObjectCreationExpressionSyntax { Type: var type } ? type.ToString() : string.Empty);
                    words.AddRange(Literals(arguments));
                    break;
                case InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression } pair:
                    words.AddRange(pair.Expressions.OfType<LiteralExpressionSyntax>().Select(l => l.Token.ValueText));
                    break;
                case PropertyDeclarationSyntax p:
                    words.Add(p.Identifier.ValueText);
                    break;
                case MethodDeclarationSyntax d:
                    words.Add(d.Identifier.ValueText);
                    break;
                case BaseTypeDeclarationSyntax t:
                    words.Add(t.Identifier.ValueText);
                    break;
            }
        }

        return string.Join(" ", words);
    }

    /// <summary>Names of a value, the nearest first.</summary>
    public static IEnumerable<string> Names(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        for (var at = node; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax or ConditionalExpressionSyntax or ExpressionElementSyntax or CollectionExpressionSyntax or ArgumentListSyntax or AttributeArgumentListSyntax
                    or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or MemberAccessExpressionSyntax or EqualsValueClauseSyntax or AwaitExpressionSyntax or SwitchExpressionSyntax or LambdaExpressionSyntax:
                    continue;
                case InvocationExpressionSyntax call when call.Expression == at:
                    continue;
                case VariableDeclaratorSyntax v:
                    yield return v.Identifier.ValueText;
                    yield break;
                case PropertyDeclarationSyntax p:
                    yield return p.Identifier.ValueText;
                    yield break;
                case ParameterSyntax p:
                    yield return p.Identifier.ValueText;
                    yield break;
                case AnonymousObjectMemberDeclaratorSyntax { NameEquals.Name: var member }:
                    yield return member.Identifier.ValueText;
                    yield break;
                case AssignmentExpressionSyntax assignment:
                    yield return Target(assignment.Left);
                    yield break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } fallback:
                    foreach (var name in Literals((fallback.Left as InvocationExpressionSyntax)?.ArgumentList.Arguments ?? default).Append(Target(fallback.Left)))
                    {
                        yield return name;
                    }

                    continue;
                case BinaryExpressionSyntax comparison when comparison.IsKind(SyntaxKind.EqualsExpression) || comparison.IsKind(SyntaxKind.NotEqualsExpression):
                    yield return Target(comparison.Left == at ? comparison.Right : comparison.Left);
                    yield break;
                case InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression } pair:
                    foreach (var key in pair.Expressions.TakeWhile(e => e != at))
                    {
                        yield return Target(key);
                    }

                    yield break;
                case InitializerExpressionSyntax:
                    continue;
                case ArgumentSyntax argument:
                    foreach (var name in OfArgument(argument, model, cancellation))
                    {
                        yield return name;
                    }

                    // Wrap("...") hands its name on; one value of several does not.
                    if (argument.Parent is TupleExpressionSyntax or BaseArgumentListSyntax { Arguments.Count: > 1 })
                    {
                        yield break;
                    }

                    continue;
                case AttributeArgumentSyntax { NameEquals.Name: var named }:
                    yield return named.Identifier.ValueText;
                    yield break;
                case AttributeArgumentSyntax argument:
                    foreach (var name in OfAttribute(argument, model, cancellation))
                    {
                        yield return name;
                    }

                    yield break;
                case SwitchExpressionArmSyntax { Pattern: ConstantPatternSyntax { Expression: var label } }:
                    yield return Target(label);
                    continue;
                case SwitchExpressionArmSyntax or ArrowExpressionClauseSyntax or ReturnStatementSyntax or YieldStatementSyntax:
                    foreach (var name in OfMember(parent))
                    {
                        yield return name;
                    }

                    continue;
                case BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax:
                    // new Secret("...") held by a telling variable: new(...) { } and Wrap("...") hand the name on.
                    continue;
                default:
                    yield break;
            }
        }
    }

    private static IEnumerable<string> OfArgument(ArgumentSyntax argument, SemanticModel model, CancellationToken cancellation)
    {
        if (argument.NameColon is { } colon)
        {
            yield return colon.Name.Identifier.ValueText;
            yield break;
        }

        if (argument.Parent is TupleExpressionSyntax tuple && model.GetTypeInfo(tuple, cancellation).ConvertedType is INamedTypeSymbol { IsTupleType: true } type)
        {
            yield return type.TupleElements.ElementAtOrDefault(tuple.Arguments.IndexOf(argument))?.Name ?? string.Empty;
        }

        if (argument.Parent is not ArgumentListSyntax list)
        {
            yield break;
        }

        var index = list.Arguments.IndexOf(argument);
        for (var i = index - 1; i >= 0 && i >= index - 2; i--)
        {
            yield return Target(list.Arguments[i].Expression);
        }

        if (list.Parent is { } call && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { Parameters: var parameters } method && index < parameters.Length)
        {
            yield return parameters[index].Name;
            yield return method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name.StartsWith("Set", StringComparison.Ordinal) || method.Name.StartsWith("With", StringComparison.Ordinal) || method.Name.StartsWith("Use", StringComparison.Ordinal) ? method.Name : string.Empty;
        }
    }

    private static IEnumerable<string> OfAttribute(AttributeArgumentSyntax argument, SemanticModel model, CancellationToken cancellation)
    {
        if (argument.NameColon is { } colon)
        {
            yield return colon.Name.Identifier.ValueText;
        }
        else if (argument.Parent is AttributeArgumentListSyntax { Parent: AttributeSyntax attribute } list)
        {
            var index = list.Arguments.IndexOf(argument);
            if (index > 0)
            {
                yield return Target(list.Arguments[index - 1].Expression);
            }

            if (model.GetSymbolInfo(attribute, cancellation).Symbol is IMethodSymbol { Parameters: var parameters } && index < parameters.Length)
            {
                yield return parameters[index].Name;
            }

            // [DefaultValue("...")] gives the value to what it stands on.
            yield return attribute.Parent?.Parent switch
            {
                PropertyDeclarationSyntax p => p.Identifier.ValueText,
                ParameterSyntax p => p.Identifier.ValueText,
                MethodDeclarationSyntax m => m.Identifier.ValueText,
                FieldDeclarationSyntax f => f.Declaration.Variables[0].Identifier.ValueText,
                _ => string.Empty,
            };
        }
    }

    private static IEnumerable<string> OfMember(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case MethodDeclarationSyntax m:
                    return new[] { m.Identifier.ValueText };
                case LocalFunctionStatementSyntax f:
                    return new[] { f.Identifier.ValueText };
                case BasePropertyDeclarationSyntax p:
                    return new[] { (p as PropertyDeclarationSyntax)?.Identifier.ValueText ?? string.Empty };
                case AnonymousFunctionExpressionSyntax or BaseTypeDeclarationSyntax:
                    return System.Array.Empty<string>();
            }
        }

        return System.Array.Empty<string>();
    }

    private static IEnumerable<string> Literals(SeparatedSyntaxList<ArgumentSyntax>? arguments) =>
        arguments?.Select(a => a.Expression).OfType<LiteralExpressionSyntax>().Select(l => l.Token.ValueText) ?? Enumerable.Empty<string>();

    // The last name of a target: options.ApiKey, config["Stripe:ApiKey"], this.password; a literal is a key.
    private static string Target(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax i => i.Identifier.ValueText,
        MemberAccessExpressionSyntax m => m.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax c => Target(c.WhenNotNull),
        MemberBindingExpressionSyntax b => b.Name.Identifier.ValueText,
        ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } => Target(arguments[arguments.Count - 1].Expression),
        ImplicitElementAccessSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } => Target(arguments[arguments.Count - 1].Expression),
        LiteralExpressionSyntax l when l.IsKind(SyntaxKind.StringLiteralExpression) => l.Token.ValueText,
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax v } => v.Identifier.ValueText,
        _ => string.Empty,
    };
}
