using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.Core.Breadth;

namespace PolicyKit.CodeFixes;

/// <summary>Changes to the attributes of policy classes, applied together: several fixes of one document never see a half-changed tree.</summary>
internal sealed class AttributeEdits
{
    private readonly Dictionary<AttributeSyntax, IReadOnlyList<AttributeSyntax>> _replacements = new();
    private readonly Dictionary<AttributeSyntax, Dictionary<SyntaxNode, SyntaxNode>> _parts = new();
    private readonly Dictionary<AttributeSyntax, HashSet<TextSpan>> _removed = new();
    private readonly Dictionary<TypeDeclarationSyntax, List<AttributeSyntax>> _added = new();

    /// <summary>Whether nothing is to be changed.</summary>
    public bool IsEmpty => _replacements.Count == 0 && _added.Count == 0;

    /// <summary>Replaces an attribute by others; by none: removes it, and it stays removed.</summary>
    public void Replace(AttributeSyntax attribute, params AttributeSyntax[] with)
    {
        if (!_replacements.TryGetValue(attribute, out var before) || before.Count > 0)
        {
            _replacements[attribute] = with;
        }
    }

    /// <summary>Replaces a part of an attribute, together with what was replaced in it before.</summary>
    public void Replace(AttributeSyntax attribute, SyntaxNode part, SyntaxNode with)
    {
        if (!_parts.TryGetValue(attribute, out var parts))
        {
            _parts.Add(attribute, parts = new Dictionary<SyntaxNode, SyntaxNode>());
        }

        parts[part] = with;
        Replace(attribute, attribute.ReplaceNodes(parts.Keys, (original, _) => parts[original]));
    }

    /// <summary>Replaces the text at a diagnostic by the one that it proposes. A literal only: a constant may be used elsewhere.</summary>
    public void ReplaceEntry(AttributeSyntax attribute, Diagnostic diagnostic, string property = BreadthFinding.Fix)
    {
        if (diagnostic.Properties.TryGetValue(property, out var proposed)
            && proposed is not null
            && attribute.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<LiteralExpressionSyntax>() is { } literal)
        {
            Replace(attribute, literal, SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(proposed)).WithTriviaFrom(literal));
        }
    }

    /// <summary>Removes one of the hosts or networks that an attribute lists, together with those removed before; with the last one, the attribute.</summary>
    public void RemoveEntry(AttributeSyntax attribute, TextSpan entry)
    {
        if (!_removed.TryGetValue(attribute, out var removed))
        {
            _removed.Add(attribute, removed = new HashSet<TextSpan>());
        }

        var entries = PolicySyntax.Entries(attribute);
        if (entries.Any(e => e.Span == entry))
        {
            removed.Add(entry);
            var kept = entries.Where(e => !removed.Contains(e.Span)).ToArray();
            Replace(attribute, kept.Length == 0 ? Array.Empty<AttributeSyntax>() : new[] { PolicySyntax.WithEntries(attribute, kept) });
        }
    }

    /// <summary>Sets a named argument, together with what was set or removed before.</summary>
    public void SetNamed(AttributeSyntax attribute, string name, string expression) => Replace(attribute, PolicySyntax.WithNamed(Current(attribute), name, expression));

    /// <summary>Removes named arguments.</summary>
    public void RemoveNamed(AttributeSyntax attribute, params string[] names)
    {
        var current = Current(attribute);
        var kept = (current.ArgumentList?.Arguments ?? default).Where(a => a.NameEquals is null || !names.Contains(a.NameEquals.Name.Identifier.ValueText));
        Replace(attribute, PolicySyntax.WithArguments(current, kept));
    }

    /// <summary>Removes a literal from the array of a named argument; with the last one, the argument.</summary>
    public void RemoveElement(AttributeSyntax attribute, string name, string element)
    {
        var current = Current(attribute);
        if (current.ArgumentList!.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name) is not { } argument)
        {
            return;
        }

        var elements = argument.Expression.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>().ToList();
        if (elements.All(e => e.Token.ValueText == element))
        {
            RemoveNamed(attribute, name);
        }
        else if (elements.Any(e => e.Token.ValueText == element))
        {
            var kept = elements.Where(e => e.Token.ValueText != element).Select(e => e.Token.Text);
            Replace(attribute, current.ReplaceNode(argument.Expression, SyntaxFactory.ParseExpression("[" + string.Join(", ", kept) + "]")));
        }
    }

    private AttributeSyntax Current(AttributeSyntax attribute) => _replacements.TryGetValue(attribute, out var with) && with.Count == 1 ? with[0] : attribute;

    /// <summary>Adds an attribute below the others of a class, unless one of the same text was added before.</summary>
    public void Add(TypeDeclarationSyntax type, AttributeSyntax attribute)
    {
        if (!_added.TryGetValue(type, out var attributes))
        {
            _added.Add(type, attributes = new List<AttributeSyntax>());
        }

        if (!attributes.Any(a => a.IsEquivalentTo(attribute)))
        {
            attributes.Add(attribute);
        }
    }

    /// <summary>Applies everything; types in several documents too.</summary>
    public async Task<Solution> ApplyAsync(Solution solution, CancellationToken cancellation)
    {
        var types = _replacements.Keys.Select(a => a.FirstAncestorOrSelf<TypeDeclarationSyntax>()!).Concat(_added.Keys).Distinct();
        foreach (var group in types.GroupBy(t => t.SyntaxTree).ToList())
        {
            if (solution.GetDocument(group.Key) is not { } document)
            {
                continue;
            }

            var root = await group.Key.GetRootAsync(cancellation).ConfigureAwait(false);
            solution = solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNodes(group, (original, _) => Apply(original)));
        }

        return solution;
    }

    private TypeDeclarationSyntax Apply(TypeDeclarationSyntax type)
    {
        var endOfLine = type.AttributeLists.SelectMany(l => l.GetTrailingTrivia()).FirstOrDefault(t => t.IsKind(SyntaxKind.EndOfLineTrivia));
        endOfLine = endOfLine.IsKind(SyntaxKind.None) ? SyntaxFactory.ElasticCarriageReturnLineFeed : endOfLine;
        var indentation = type.GetLeadingTrivia().Reverse().TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).ToSyntaxTriviaList();
        var lists = type.AttributeLists.SelectMany(l => Apply(l, indentation, endOfLine)).ToList();
        if (_added.TryGetValue(type, out var added))
        {
            lists.AddRange(added.Select(a => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(a)).WithLeadingTrivia(indentation).WithTrailingTrivia(endOfLine)));
        }

        // What stands above the class (its documentation) stays when the first list goes.
        var above = type.GetLeadingTrivia();
        return type.WithAttributeLists(SyntaxFactory.List(lists)).WithLeadingTrivia(above);
    }

    private IEnumerable<AttributeListSyntax> Apply(AttributeListSyntax list, SyntaxTriviaList indentation, SyntaxTrivia endOfLine)
    {
        if (!list.Attributes.Any(_replacements.ContainsKey))
        {
            return new[] { list };
        }

        var attributes = list.Attributes.SelectMany(a => _replacements.TryGetValue(a, out var with) ? with : new[] { a }).ToList();
        if (list.Attributes.Count > 1)
        {
            return attributes.Count == 0
                ? Enumerable.Empty<AttributeListSyntax>()
                : new[] { list.WithAttributes(SyntaxFactory.SeparatedList(attributes.Select(a => a.WithoutTrivia()), Enumerable.Repeat(Comma, attributes.Count - 1))) };
        }

        // One attribute on a line of its own becomes several such lines.
        return attributes.Select((a, i) => list
            .WithAttributes(SyntaxFactory.SingletonSeparatedList(a))
            .WithLeadingTrivia(i == 0 ? list.GetLeadingTrivia() : indentation)
            .WithTrailingTrivia(i == attributes.Count - 1 ? list.GetTrailingTrivia() : SyntaxFactory.TriviaList(endOfLine)));
    }

    private static SyntaxToken Comma => SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
}
