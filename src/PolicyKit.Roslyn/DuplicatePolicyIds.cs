using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Findings;

namespace PolicyKit.Roslyn;

/// <summary>Policies of one compilation that share an id, without regard to case. Their artifacts would overwrite one another, so all of them are refused.</summary>
public sealed class DuplicatePolicyIds
{
    private readonly Lazy<ImmutableDictionary<string, ImmutableArray<string>>> _typesById;

    /// <summary>Looks through the compilation's own types when it is first asked.</summary>
    public DuplicatePolicyIds(Compilation compilation) => _typesById = new(() => Types(compilation.Assembly.GlobalNamespace)
        .Select(t => (Id: Id(t), Name: t.ToDisplayString()))
        .Where(t => t.Id is not null)
        .GroupBy(t => t.Id!, t => t.Name, StringComparer.OrdinalIgnoreCase)
        .ToImmutableDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.OrdinalIgnoreCase));

    /// <summary>The finding for a policy whose id is taken, or null.</summary>
    public Finding? Find(string id, string typeName) =>
        _typesById.Value.TryGetValue(id, out var types) && types.Length > 1 ? Finding(id, typeName, types) : null;

    /// <summary>The finding for one of several policies with the same id.</summary>
    /// <param name="id">Id as written.</param>
    /// <param name="typeName">Full name of the class that it is about.</param>
    /// <param name="types">Full names of all classes with the id.</param>
    public static Finding Finding(string id, string typeName, IEnumerable<string> types) => new()
    {
        RuleId = RuleCatalog.DuplicatePolicyId,
        Arguments = EquatableArray.Of(id, types.Where(t => t != typeName).OrderBy(t => t, StringComparer.Ordinal).FirstOrDefault() ?? typeName),
    };

    private static string? Id(INamedTypeSymbol type) => type.GetAttributes()
        .Where(a => a.AttributeClass is { } c && PolicyReader.MetadataName(c) == PolicyReader.SandboxAttribute && a.ConstructorArguments.Length == 1)
        .Select(a => a.ConstructorArguments[0].Value as string)
        .FirstOrDefault();

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol holder) => holder.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}
