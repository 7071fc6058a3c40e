using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.CodeFixes;

/// <summary>A policy class as its fixes need it: attributes with their syntax, and what they mean to the provider that a diagnostic is about.</summary>
internal sealed class DeclaredPolicy
{
    private readonly INamedTypeSymbol _type;
    private readonly TargetWord _word;

    public DeclaredPolicy(INamedTypeSymbol type, TypeDeclarationSyntax declaration, SemanticModel model, TargetWord word)
    {
        _type = type;
        _word = word;
        Declaration = declaration;
        Model = model;
        Targets = type.GetAttributes()
            .Select(a => (Data: a, Word: ProviderCatalog.Vocabulary.FirstOrDefault(w => a.AttributeClass?.ToDisplayString() == w.AttributeType)))
            .Where(t => t.Word is not null)
            .Select(t => (new TargetDeclaration(t.Word!.Provider, Named(t.Data, "Name"), default).Id, t.Word, t.Data.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax))
            .ToList();
    }

    /// <summary>The part of the class on which the diagnostic stands.</summary>
    public TypeDeclarationSyntax Declaration { get; }

    /// <summary>Meaning of the part's file.</summary>
    public SemanticModel Model { get; }

    /// <summary>Targets with their ids.</summary>
    public IReadOnlyList<(string Id, TargetWord Word, AttributeSyntax? Syntax)> Targets { get; }

    /// <summary>The symbol's data of an attribute of this class, or null.</summary>
    public AttributeData? Data(AttributeSyntax attribute, CancellationToken cancellation) =>
        _type.GetAttributes().FirstOrDefault(a => a.ApplicationSyntaxReference?.GetSyntax(cancellation) == attribute);

    /// <summary>Members of Targets that the policy has, other than the provider's, of those for which a rule holds now.</summary>
    /// <param name="bits">The rule's On; -1 for all.</param>
    public IReadOnlyList<string> OtherTargets(long bits) => Targets
        .Select(t => t.Word).Where(w => w.Provider != _word.Provider).Select(w => w.TargetsMember).Distinct(StringComparer.Ordinal)
        .Where(member => Model.Compilation.GetTypesByMetadataName("PolicyKit.Targets")
            .SelectMany(t => t.GetMembers(member).OfType<IFieldSymbol>())
            .Any(f => f.ConstantValue is long bit && (bit & bits) != 0))
        .ToList();

    /// <summary>Acceptances that nothing could use once a target is gone.</summary>
    public IEnumerable<AttributeSyntax> AcceptancesOnlyFor(string targetId)
    {
        var last = Targets.Count(t => t.Word.Provider == _word.Provider) == 1;
        return _type.GetAttributes()
            .Where(a => a.AttributeClass?.ToDisplayString() == "PolicyKit.AcceptAttribute"
                && a.ConstructorArguments is [{ Type: { } deviations }]
                && deviations.ToDisplayString() == _word.DeviationEnum
                && (last || (Named(a, "Target") is { } name && new TargetDeclaration(_word.Provider, name, default).Id == targetId)))
            .Select(a => a.ApplicationSyntaxReference?.GetSyntax())
            .OfType<AttributeSyntax>();
    }

    private static string? Named(AttributeData data, string name) => data.NamedArguments.FirstOrDefault(a => a.Key == name).Value is { Value: string text } ? text : null;
}
