using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PolicyKit.Roslyn;

/// <summary>Where each place of a policy stands in the source: the attribute argument on the policy; for what came by a fragment, the policy's own include.</summary>
public sealed class PolicySources
{
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private readonly INamedTypeSymbol _policy;

    internal PolicySources(INamedTypeSymbol policy) => _policy = policy;

    /// <summary>Location of a place; the nearest wider one where the exact argument is not there; the class name at last.</summary>
    public Location Find(string place, CancellationToken cancellation = default)
    {
        var source = Lookup(place);
        return source is null ? ClassName() : Locate(source.Via ?? source.Attribute, source.Via is null ? source.Argument : null, source.Element, cancellation) ?? ClassName();
    }

    /// <summary>The fragment's own place where the compilation holds its tree; else nothing (a location in a foreign tree crashes the IDE).</summary>
    public ImmutableArray<Location> FindAdditional(string place, Compilation compilation, CancellationToken cancellation = default)
    {
        if (Lookup(place) is not { Via: not null } source
            || source.Attribute.ApplicationSyntaxReference is not { } reference
            || !compilation.ContainsSyntaxTree(reference.SyntaxTree))
        {
            return ImmutableArray<Location>.Empty;
        }

        return Locate(source.Attribute, source.Argument, source.Element, cancellation) is { } location ? ImmutableArray.Create(location) : ImmutableArray<Location>.Empty;
    }

    internal void Add(string place, Source source)
    {
        // The first declaration of a place keeps it; duplicates are merged in the model.
        if (!_sources.ContainsKey(place))
        {
            _sources.Add(place, source);
        }
    }

    // "resources.disk" falls back to "resources".
    private Source? Lookup(string place) =>
        _sources.TryGetValue(place, out var source) ? source
        : place.LastIndexOf('.') is > 0 and var dot && _sources.TryGetValue(place.Substring(0, dot), out source) ? source
        : null;

    private Location ClassName() => _policy.Locations.FirstOrDefault(l => l.IsInSource) ?? Location.None;

    private static Location? Locate(AttributeData attribute, string? argument, int element, CancellationToken cancellation)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            return null;
        }

        return (Argument(syntax, attribute, argument, element) ?? (SyntaxNode)syntax).GetLocation();
    }

    private static SyntaxNode? Argument(AttributeSyntax syntax, AttributeData attribute, string? argument, int element)
    {
        if (argument is null || syntax.ArgumentList is not { } list)
        {
            return null;
        }

        var named = list.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == argument);
        if (named is not null)
        {
            return Element(named.Expression, element);
        }

        var parameters = attribute.AttributeConstructor?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty;
        var index = parameters.Select(p => p.Name).ToList().IndexOf(argument);
        if (index < 0)
        {
            return null;
        }

        var positional = list.Arguments.Where(a => a.NameEquals is null).ToList();
        var expanded = parameters[index].IsParams && positional.Count > index && (positional.Count - index > 1 || Elements(positional[index].Expression) is null);
        if (expanded)
        {
            return index + Math.Max(element, 0) < positional.Count ? positional[index + Math.Max(element, 0)].Expression : null;
        }

        var byName = positional.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == argument);
        var chosen = byName ?? (index < positional.Count ? positional[index] : null);
        return chosen is null ? null : Element(chosen.Expression, element);
    }

    private static SyntaxNode Element(ExpressionSyntax expression, int element) =>
        element >= 0 && Elements(expression) is { } elements && element < elements.Count ? elements[element] : expression;

    private static List<SyntaxNode>? Elements(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.ToList<SyntaxNode>(),
        ImplicitArrayCreationExpressionSyntax implicitArray => implicitArray.Initializer.Expressions.ToList<SyntaxNode>(),
        CollectionExpressionSyntax collection => collection.Elements.ToList<SyntaxNode>(),
        _ => null,
    };

    internal sealed record Source(AttributeData Attribute, string? Argument, int Element, AttributeData? Via);
}
