using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Mutation.Tests;

/// <summary>One change of one line of our own source.</summary>
/// <param name="Name">File, line, what was there and what is there now; without the line where it must survive other edits.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Old">An expression or a statement.</param>
/// <param name="New">What stands in its place.</param>
internal sealed record SourceMutant(string Name, int Line, SyntaxNode Old, SyntaxNode New);

/// <summary>Every single change of a semantics or of what deviations open.</summary>
internal static class SourceMutants
{
    private static readonly Dictionary<string, string> Calls = new(StringComparer.Ordinal)
    {
        ["Union"] = "Intersect", ["Intersect"] = "Union", ["Any"] = "All", ["All"] = "Any", ["Overlaps"] = "IsSubsetOf", ["IsSubsetOf"] = "Overlaps", ["Max"] = "Min", ["Min"] = "Max",
        ["StartsWith"] = "EndsWith", ["EndsWith"] = "StartsWith", ["Exact"] = "Below", ["Below"] = "Exact",
    };

    // The receiver stands for the call: a difference, a filter or a complement that is forgotten.
    private static readonly HashSet<string> Droppable = ["Except", "Intersect", "Union", "Where", "Complement", "Concat", "Append", "Take"];

    public static IEnumerable<SourceMutant> Of(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in root.DescendantNodes().Where(n => !IsDocumentation(n) && Member(n) != "Baselines"))
        {
            foreach (var (old, changed) in Changes(node))
            {
                var line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                var what = node is AssignmentExpressionSyntax removed ? $"without {Shown(removed)}" : $"{Shown(old)} => {Shown(changed)}";
                var name = $"{Path.GetFileName(tree.FilePath)} {Member(old)}: {what}";
                for (var again = 2; !names.Add(name); again++)
                {
                    name = $"{name.Split(" #")[0]} #{again}";
                }

                yield return new SourceMutant(name, line, old, changed.WithTriviaFrom(old));
            }
        }
    }

    private static IEnumerable<(SyntaxNode Old, SyntaxNode New)> Changes(SyntaxNode node)
    {
        switch (node)
        {
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression }:
                yield return (node, SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression));
                break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression }:
                yield return (node, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
                break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } number when number.Token.Value is int value && !IsIdentity(number):
                yield return (node, SyntaxFactory.ParseExpression((value + 1).ToString(CultureInfo.InvariantCulture)));
                break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } text when Cidr.TryParse(text.Token.ValueText, out _, out _, out _):
                foreach (var (_, wider) in Widening.Of(text.Token.ValueText).Take(1))
                {
                    yield return (node, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(wider)));
                }

                break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression, Token.ValueText.Length: > 0 } word when IsCompared(word):
                yield return (node, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(word.Token.ValueText + "x")));
                break;
            case BinaryExpressionSyntax binary when Opposite(binary.Kind()) is { } kind:
                yield return (node, SyntaxFactory.ParseExpression($"{binary.Left} {kind} {binary.Right}"));
                break;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not:
                yield return (node, not.Operand);
                break;
            case ConditionalExpressionSyntax conditional:
                yield return (node, conditional.WhenTrue);
                yield return (node, conditional.WhenFalse);
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call:
                var name = access.Name.Identifier.ValueText;
                if (Calls.TryGetValue(name, out var other) && !(access.Name is GenericNameSyntax))
                {
                    yield return (node, call.WithExpression(access.WithName(SyntaxFactory.IdentifierName(other))));
                }

                if (Droppable.Contains(name))
                {
                    yield return (node, access.Expression);
                }

                // One network, one port or one set less in a list.
                if (name is "Of" or "UnionAll" && call.ArgumentList.Arguments.Count > 1 && call.ArgumentList.Arguments.All(a => a.Expression is LiteralExpressionSyntax))
                {
                    for (var i = 0; i < call.ArgumentList.Arguments.Count; i++)
                    {
                        yield return (node, call.WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.RemoveAt(i))));
                    }
                }

                break;
            case AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax initializer } assignment when assignment.Left is IdentifierNameSyntax { Identifier.ValueText: not ("Provider" or "Name" or "Value" or "Kind" or "Intrinsic" or "Message" or "Source" or "Date" or "Opens") }:
                if (initializer.Parent is ExpressionSyntax whole)
                {
                    yield return (whole, whole.ReplaceNode(initializer, initializer.WithExpressions(initializer.Expressions.Remove(assignment))));
                }

                break;
            case ExpressionStatementSyntax statement:
                yield return (node, SyntaxFactory.EmptyStatement());
                break;
            case IfStatementSyntax { Else: null } branch:
                yield return (branch.Condition, SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression));
                yield return (branch.Condition, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
                break;
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } member when Enums.TryGetValue(owner.Identifier.ValueText, out var members) && Array.IndexOf(members, member.Name.Identifier.ValueText) is >= 0 and var at:
                yield return (node, member.WithName(SyntaxFactory.IdentifierName(members[(at + 1) % members.Length])));
                break;
        }
    }

    private static readonly Dictionary<string, string[]> Enums = new(StringComparer.Ordinal)
    {
        ["Callers"] = ["Owner", "Organization", "Public"],
        ["IsolationLevel"] = ["Container", "UserSpaceKernel", "HardwareVirtualization"],
        ["Mutability"] = Enum.GetNames<Core.Authorities.Mutability>(),
        ["PeerReach"] = Enum.GetNames<Core.Authorities.PeerReach>(),
        ["NameBinding"] = Enum.GetNames<Core.Authorities.NameBinding>(),
        ["PersistenceKind"] = Enum.GetNames<Core.Model.PersistenceKind>(),
        ["CredentialDelivery"] = Enum.GetNames<Core.Model.CredentialDelivery>(),
        ["Transport"] = Enum.GetNames<Core.Algebra.Transport>(),
        ["EgressRuleKind"] = Enum.GetNames<Core.Model.EgressRuleKind>(),
        ["DeviationKind"] = ["Tighter", "Wider", "Unverified", "Residue"],
        ["NameSet"] = ["All", "Empty"],
        ["EgressSet"] = ["All", "Empty"],
        ["AddressSet"] = ["All", "Empty", "AllIPv4", "AllIPv6"],
        ["HttpSet"] = ["All", "Empty"],
        ["PathSet"] = ["All", "Empty"],
        ["PortSet"] = ["All", "Empty"],
        ["NameClasses"] = ["Everything", "Nothing", "AddressOnly"],
        ["Limit"] = ["Unbounded", "Zero"],
    };

    private static string? Opposite(SyntaxKind kind) => kind switch
    {
        SyntaxKind.LogicalAndExpression => "||",
        SyntaxKind.LogicalOrExpression => "&&",
        SyntaxKind.EqualsExpression => "!=",
        SyntaxKind.NotEqualsExpression => "==",
        SyntaxKind.LessThanExpression => "<=",
        SyntaxKind.LessThanOrEqualExpression => "<",
        SyntaxKind.GreaterThanExpression => ">=",
        SyntaxKind.GreaterThanOrEqualExpression => ">",
        SyntaxKind.MultiplyExpression => "+",
        _ => null,
    };

    // The number of a deviation is its identity, which ProviderCatalogTests compares with the enum.
    private static bool IsIdentity(LiteralExpressionSyntax number) =>
        number.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } list } argument
        && call.Expression is IdentifierNameSyntax { Identifier.ValueText: "Define" or "Intrinsic" or "Tighter" or "Wider" or "Unverified" or "Residue" } or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Facts" } }
        && list.Arguments[0] == argument;

    // Texts of deviations and of errors are for people.
    private static bool IsCompared(LiteralExpressionSyntax text) =>
        !text.SyntaxTree.FilePath.EndsWith("Deviations.cs", StringComparison.Ordinal) && !text.Ancestors().Any(n => n is ThrowExpressionSyntax or ThrowStatementSyntax);

    private static bool IsDocumentation(SyntaxNode node) => node.AncestorsAndSelf().Any(n => n is AttributeListSyntax or UsingDirectiveSyntax);

    private static string Member(SyntaxNode node) => node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
        ConstructorDeclarationSyntax => "constructor",
        _ => "type",
    };

    private static string Shown(SyntaxNode node)
    {
        var text = string.Join(' ', node.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return text.Length > 120 ? text[..57] + " ... " + text[^57..] : text;
    }
}
