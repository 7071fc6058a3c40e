using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PolicyKit.Roslyn;

/// <summary>One policy attribute whose values were all readable, with the include that brought it.</summary>
internal sealed class AttributeReading
{
    private readonly Dictionary<string, TypedConstant> _values = new(StringComparer.Ordinal);

    private AttributeReading(AttributeData data, AttributeData? via, EquatableTargets on, int order)
    {
        Data = data;
        Via = via;
        On = on;
        Order = order;
    }

    public AttributeData Data { get; }

    /// <summary>The policy's include that brought this attribute; null for the policy's own.</summary>
    public AttributeData? Via { get; }

    /// <summary>Providers to which includes narrowed it.</summary>
    public EquatableTargets On { get; }

    public int Order { get; }

    /// <summary>Class name without namespace and suffix: <c>AllowHosts</c>.</summary>
    public string Name => ShortName(Data.AttributeClass!);

    public static string ShortName(INamedTypeSymbol type) =>
        type.Name.EndsWith("Attribute", StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - "Attribute".Length) : type.Name;

    /// <summary>Reads every value, or says why not. An attribute of which anything is unreadable is not read at all: a half-typed denial would otherwise read as none.</summary>
    public static AttributeReading? Create(AttributeData data, AttributeData? via, EquatableTargets on, int order, out string? why, CancellationToken cancellation)
    {
        var reading = new AttributeReading(data, via, on, order);
        why = reading.Fill(cancellation);
        return why is null ? reading : null;
    }

    /// <summary>Whether the author wrote the argument.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    public string? Text(string name) => _values.TryGetValue(name, out var value) && value.Kind == TypedConstantKind.Primitive ? value.Value as string : null;

    public int? Number(string name) => _values.TryGetValue(name, out var value) && value.Value is int number ? number : null;

    public bool? Flag(string name) => _values.TryGetValue(name, out var value) && value.Value is bool flag ? flag : null;

    /// <summary>Texts of an array; null elements become empty texts, which no form accepts.</summary>
    public ImmutableArray<string> Texts(string name) =>
        _values.TryGetValue(name, out var value) && value is { Kind: TypedConstantKind.Array, IsNull: false }
            ? value.Values.Select(v => v.Value as string ?? string.Empty).ToImmutableArray()
            : ImmutableArray<string>.Empty;

    public TypedConstant? Constant(string name) => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Numeric value of an enum argument, or null when not written.</summary>
    public long? Enum(string name) => _values.TryGetValue(name, out var value) && value is { Kind: TypedConstantKind.Enum, Value: { } number }
        ? Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Everything that the author wrote by name.</summary>
    public IEnumerable<KeyValuePair<string, TypedConstant>> Named => Data.NamedArguments;

    private string? Fill(CancellationToken cancellation)
    {
        if (Data.AttributeConstructor is not { } constructor)
        {
            return "its arguments match no constructor";
        }

        if (Data.ApplicationSyntaxReference?.GetSyntax(cancellation) is Microsoft.CodeAnalysis.CSharp.Syntax.AttributeSyntax syntax)
        {
            if (syntax.ContainsDiagnostics)
            {
                return "it is not complete";
            }

            var named = syntax.ArgumentList?.Arguments.Count(a => a.NameEquals is not null) ?? 0;
            if (named != Data.NamedArguments.Length)
            {
                return "one of its named arguments is not known or not constant";
            }
        }

        if (constructor.Parameters.Length != Data.ConstructorArguments.Length)
        {
            return "its arguments match no constructor";
        }

        for (var i = 0; i < constructor.Parameters.Length; i++)
        {
            _values[constructor.Parameters[i].Name] = Data.ConstructorArguments[i];
        }

        foreach (var argument in Data.NamedArguments)
        {
            if (_values.ContainsKey(argument.Key))
            {
                return $"'{argument.Key}' is given twice";
            }

            _values[argument.Key] = argument.Value;
        }

        return _values.Where(v => IsUnreadable(v.Value)).Select(v => $"'{v.Key}' is not a constant").FirstOrDefault();
    }

    private static bool IsUnreadable(TypedConstant value) =>
        value.Kind == TypedConstantKind.Error || value.Type?.TypeKind == TypeKind.Error || (value.Kind == TypedConstantKind.Array && !value.IsNull && value.Values.Any(IsUnreadable));
}

/// <summary>A set of provider ids; null means all.</summary>
/// <param name="Ids">Ids, sorted, or null for all.</param>
internal sealed record EquatableTargets(ImmutableSortedSet<string>? Ids)
{
    public static EquatableTargets All { get; } = new((ImmutableSortedSet<string>?)null);

    public EquatableTargets Intersect(EquatableTargets other) =>
        Ids is null ? other : other.Ids is null ? this : new EquatableTargets(Ids.Intersect(other.Ids));
}
