using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PolicyKit.Roslyn;

/// <summary>One attribute with its constants. Read values only after <see cref="Unreadable"/> said that there is nothing wrong.</summary>
internal sealed class AttributeView
{
    private const string Suffix = "Attribute";
    private readonly AttributeData _data;
    private readonly string _container;
    private string? _hash;

    /// <param name="data">The attribute.</param>
    /// <param name="container">Empty for the class that is read; name of the fragment for what came by one. Keeps places of equal attributes apart.</param>
    /// <param name="include">The policy's own include attribute by which it came, or null.</param>
    public AttributeView(AttributeData data, string container, AttributeView? include)
    {
        _data = data;
        _container = container;
        Include = include;
        TypeName = FullName(data.AttributeClass?.OriginalDefinition);
        var name = data.AttributeClass?.Name ?? "?";
        Word = name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name.Substring(0, name.Length - Suffix.Length) : name;
    }

    /// <summary>Full metadata name of the attribute class: <c>PolicyKit.IncludeAttribute`1</c>.</summary>
    public string TypeName { get; }

    /// <summary>As the author writes it: <c>AllowHosts</c>.</summary>
    public string Word { get; }

    public AttributeView? Include { get; }

    /// <summary>Whether it derives from our base; false for one that was not found.</summary>
    public bool IsOurs => PolicyReader.IsPolicyAttribute(_data.AttributeClass);

    public bool IsOfFragment => _container.Length > 0;

    /// <summary>The single type argument, or null.</summary>
    public ITypeSymbol? TypeArgument => _data.AttributeClass is { TypeArguments: { Length: 1 } arguments } ? arguments[0] : null;

    public static string FullName(INamedTypeSymbol? type) =>
        type is null ? string.Empty
        : type.ContainingType is { } outer ? FullName(outer) + "+" + type.MetadataName
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + type.MetadataName
        : type.MetadataName;

    /// <summary>Place for findings: the same whatever stands before or after the attribute. The arguments enter as a hash, because one of them may be a secret.</summary>
    public string Place(ArgumentKey key) => $"{(_container.Length == 0 ? "attribute" : "fragment:" + _container)}:{Word}:{_hash ??= Hash()}:{key}";

    public bool Says(string name) => _data.NamedArguments.Any(a => a.Key == name);

    public string Text(int position) => (string)_data.ConstructorArguments[position].Value!;

    public string? Text(string name) => Named(name)?.Value as string;

    public int Number(int position) => (int)_data.ConstructorArguments[position].Value!;

    public int Number(string name, int otherwise) => Named(name)?.Value as int? ?? otherwise;

    public bool Flag(string name, bool otherwise = false) => Named(name)?.Value as bool? ?? otherwise;

    public ImmutableArray<Said> Texts(int position) => Elements(_data.ConstructorArguments[position], i => ArgumentKey.At(position, i));

    public ImmutableArray<Said> Texts(string name) => Named(name) is { } value ? Elements(value, i => ArgumentKey.Of(name, i)) : ImmutableArray<Said>.Empty;

    public TypedConstant Constant(int position) => _data.ConstructorArguments[position];

    public TypedConstant? Named(string name)
    {
        foreach (var argument in _data.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return null;
    }

    public int ConstructorArgumentCount => _data.ConstructorArguments.Length;

    /// <summary>Every property that is said, by name.</summary>
    public IEnumerable<(string Name, TypedConstant Value)> Properties => _data.NamedArguments.Select(a => (a.Key, a.Value));

    /// <summary>Enum value of a property as the member of our own enum with the same name; the values of the two need not agree.</summary>
    public T Member<T>(string name, T otherwise)
        where T : struct, Enum => Named(name) is { } value ? Member<T>(value) : otherwise;

    public T Member<T>(int position)
        where T : struct, Enum => Member<T>(_data.ConstructorArguments[position]);

    /// <summary>Member name of an enum constant, or null when the value is no member.</summary>
    public static string? MemberName(TypedConstant constant) => constant.Type?.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, constant.Value))?.Name;

    /// <summary>
    /// Why the attribute cannot be read, as a clause; null when it can. A half-typed <c>[DenyHosts("a",)]</c> binds to an attribute without entries, so constants alone are not
    /// trusted: what stands in the source must be what was bound.
    /// </summary>
    public string? Unreadable(CancellationToken cancellation)
    {
        if (!IsOurs)
        {
            return "it was not found";
        }

        if (_data.AttributeConstructor is not { } constructor || constructor.Parameters.Length != _data.ConstructorArguments.Length)
        {
            return "its arguments do not fit";
        }

        foreach (var constant in _data.ConstructorArguments.Concat(_data.NamedArguments.Select(a => a.Value)))
        {
            if (Defect(constant) is { } defect)
            {
                return defect;
            }
        }

        if (_data.NamedArguments.Select(a => a.Key).Distinct(StringComparer.Ordinal).Count() != _data.NamedArguments.Length)
        {
            return "a property is set twice";
        }

        if (_data.ApplicationSyntaxReference is not { } reference)
        {
            return null;
        }

        var syntax = reference.GetSyntax(cancellation) as AttributeSyntax;
        if (syntax is null || syntax.ContainsDiagnostics)
        {
            return "it is not complete";
        }

        var arguments = syntax.ArgumentList?.Arguments ?? default;
        var named = arguments.Count(a => a.NameEquals is not null);
        return named == _data.NamedArguments.Length && PositionalFit(constructor, arguments.Where(a => a.NameEquals is null).ToList()) ? null : "some of its arguments were not understood";
    }

    /// <summary>Where an argument stands, or the attribute when the argument is not said; null when this compilation does not hold the tree.</summary>
    public Location? Locate(ArgumentKey key, Compilation compilation, CancellationToken cancellation)
    {
        if (_data.ApplicationSyntaxReference is not { } reference || !compilation.ContainsSyntaxTree(reference.SyntaxTree))
        {
            return null;
        }

        var node = reference.GetSyntax(cancellation);
        return node is AttributeSyntax attribute ? (Argument(attribute, key) ?? attribute).GetLocation() : node.GetLocation();
    }

    private static ImmutableArray<Said> Elements(TypedConstant array, Func<int, ArgumentKey> key) =>
        array.Values.Select((value, i) => new Said((string)value.Value!, key(i))).ToImmutableArray();

    private static T Member<T>(TypedConstant constant)
        where T : struct, Enum => (T)Enum.Parse(typeof(T), MemberName(constant)!);

    private static string? Defect(TypedConstant constant)
    {
        switch (constant.Kind)
        {
            case TypedConstantKind.Error:
                return "an argument is not a constant of the right type";
            case TypedConstantKind.Array:
                return constant.IsNull ? "an argument is null" : constant.Values.Select(Defect).FirstOrDefault(d => d is not null);
            case TypedConstantKind.Enum when !IsFlags(constant.Type!) && MemberName(constant) is null:
                return $"an argument is not a member of {constant.Type!.Name}";
            default:
                return constant.IsNull ? "an argument is null" : null;
        }
    }

    private static bool IsFlags(ITypeSymbol type) => type.GetAttributes().Any(a => a.AttributeClass?.Name == nameof(FlagsAttribute));

    private static bool IsArray(ExpressionSyntax expression) =>
        expression is ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax;

    private static IEnumerable<ExpressionSyntax>? ArrayElements(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression),
        _ => null,
    };

    private static ulong Mix(ulong hash, string? text)
    {
        // FNV-1a, 64 bits; U+FFFF, which is no character, ends each text.
        foreach (var c in (text ?? "\0") + "\uFFFF")
        {
            hash = unchecked((hash ^ c) * 1099511628211UL);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => Mix(hash, "?"),
        TypedConstantKind.Array => constant.IsNull ? Mix(hash, null) : constant.Values.Aggregate(hash, Mix),
        _ => Mix(hash, constant.Value is ISymbol symbol ? symbol.ToDisplayString() : Convert.ToString(constant.Value, CultureInfo.InvariantCulture)),
    };

    private bool PositionalFit(IMethodSymbol constructor, List<AttributeArgumentSyntax> positional)
    {
        var parameters = constructor.Parameters;
        if (parameters.IsEmpty || !parameters[parameters.Length - 1].IsParams)
        {
            return positional.Count == parameters.Length;
        }

        var elements = _data.ConstructorArguments[parameters.Length - 1].Values.Length;
        var rest = positional.Count - (parameters.Length - 1);
        return rest == 1 && ArrayElements(positional[positional.Count - 1].Expression) is { } written ? written.Count() == elements : rest == elements;
    }

    private SyntaxNode? Argument(AttributeSyntax attribute, ArgumentKey key)
    {
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        if (key.Name is { } name)
        {
            var argument = arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name);
            return argument is null ? null : Element(argument.Expression, key.Element);
        }

        if (key.Position < 0)
        {
            return null;
        }

        var parameter = _data.AttributeConstructor?.Parameters.ElementAtOrDefault(key.Position)?.Name;
        var positional = arguments.Where(a => a.NameEquals is null).ToList();
        var byName = positional.FirstOrDefault(a => a.NameColon is { } colon && colon.Name.Identifier.ValueText == parameter);
        if ((byName ?? positional.ElementAtOrDefault(key.Position)) is { } first && (key.Element <= 0 || IsArray(first.Expression)))
        {
            return Element(first.Expression, key.Element);
        }

        return positional.ElementAtOrDefault(key.Position + key.Element)?.Expression;
    }

    private static ExpressionSyntax Element(ExpressionSyntax expression, int element) =>
        element < 0 ? expression : ArrayElements(expression)?.ElementAtOrDefault(element) ?? expression;

    private string Hash()
    {
        var hash = _data.ConstructorArguments.Aggregate(Mix(14695981039346656037UL, TypeArgument?.ToDisplayString()), Mix);
        foreach (var argument in _data.NamedArguments.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            hash = Mix(Mix(hash, argument.Key), argument.Value);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
