using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads one class: collects its attributes and those of its fragments, then lets each kind of attribute fill its part of the model.</summary>
internal sealed partial class PolicyBuilder
{
    // Attributes that make sense in a fragment; everything else there would have no effect.
    private static readonly HashSet<string> InFragments = new(StringComparer.Ordinal)
    {
        "PolicyFragment", "Include", "AllowHosts", "AllowHttp", "AllowAnyHost", "AllowNetworks", "AllowMetadata", "DenyHosts", "DenyNetworks", "AllowBuildHosts",
    };

    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly EquatableArray<TargetWord> _vocabulary;
    private readonly CancellationToken _cancellation;
    private readonly PolicySources _sources;
    private readonly List<Finding> _findings = new();
    private readonly List<AttributeReading> _attributes = new();
    private readonly string _typeName;
    private int _order;

    public PolicyBuilder(INamedTypeSymbol type, Compilation compilation, EquatableArray<TargetWord> vocabulary, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _vocabulary = vocabulary;
        _cancellation = cancellation;
        _sources = new PolicySources(type);
        _typeName = type.ToDisplayString();
    }

    public PolicyReading Build()
    {
        Shape();
        Collect(_type, via: null, EquatableTargets.All, ImmutableStack<INamedTypeSymbol>.Empty.Push(_type));
        var policy = Read();
        var sorted = _findings.Distinct().OrderBy(f => f.RuleId, StringComparer.Ordinal).ThenBy(f => f.Place, StringComparer.Ordinal).ToEquatableArray();
        return new PolicyReading(new PolicyModel(_typeName, policy.Id, sorted.IsEmpty ? policy : null, sorted), _sources);
    }

    private SandboxPolicy Read()
    {
        var sandbox = One("Sandbox");
        var targets = Targets();
        var rules = Rules();
        var credentials = Credentials();
        var policy = new SandboxPolicy
        {
            Id = PolicyId(sandbox),
            TypeName = _typeName,
            Description = sandbox?.Text("Description"),
            Image = Image(sandbox),
            Resources = Resources(),
            Lifetime = Lifetime(),
            Identity = Identity(),
            Isolation = (IsolationLevel)(One("Isolate")?.Enum("minimum") ?? 0),
            Rules = rules,
            Credentials = credentials,
            Ingress = Ingress(),
            Mounts = Mounts(),
            BuildCommands = Commands("Build", "commands"),
            BuildHosts = BuildHosts(),
            Start = Commands("Start", "arguments"),
            Environment = Named("Environment"),
            Labels = Named("Label"),
            Parameters = Parameters(),
            SingleUse = One("SingleUse") is not null,
            Persistence = (PersistenceKind)(One("Persist")?.Enum("kind") ?? 0),
            Scale = Scale(),
            Targets = targets,
            Acceptances = Acceptances(targets),
        };
        AnyHostWithSecrets(policy);
        Placeholders(policy);
        foreach (var (attribute, place) in new[]
        {
            ("Sandbox", PolicyPlace.Policy), ("Resources", "resources"), ("Lifetime", "lifetime"), ("RunAs", "runas"), ("Isolate", "isolate"),
            ("Build", "build"), ("AllowBuildHosts", "buildhosts"), ("Start", "start"), ("Persist", "persist"), ("Scale", "scale"), ("SingleUse", "singleuse"),
        })
        {
            if (One(attribute) is { } only)
            {
                _sources.Add(place, new PolicySources.Source(only.Data, null, -1, only.Via));
            }
        }

        return policy;
    }

    private const string NotPartial = "it is not partial";

    private void Shape()
    {
        var why = _type switch
        {
            { TypeKind: not TypeKind.Class } or { IsRecord: true } => "it is not a class",
            { IsStatic: true } => "it is static",
            { ContainingType: not null } => "it is nested",
            { IsGenericType: true } => "it is generic",
            { IsFileLocal: true } => "it is file-local",
            _ when _type.DeclaringSyntaxReferences.Select(r => r.GetSyntax(_cancellation)).OfType<TypeDeclarationSyntax>().Any(d => !d.Modifiers.Any(m => m.ValueText == "partial")) => NotPartial,
            _ => null,
        };
        if (why == NotPartial)
        {
            ReportFix(RuleCatalog.PolicyShape, PolicyPlace.Policy, "partial", _type.Name, why);
        }
        else if (why is not null)
        {
            Report(RuleCatalog.PolicyShape, PolicyPlace.Policy, _type.Name, why);
        }

        if (PolicyReader.IsFragment(_type))
        {
            Report(RuleCatalog.PolicyShape, PolicyPlace.Policy, _type.Name, "it is a fragment too");
        }

        for (var b = _type.BaseType; b is not null; b = b.BaseType)
        {
            if (PolicyReader.HasPolicyAttributes(b))
            {
                Report(RuleCatalog.RulesOnBaseType, PolicyPlace.Policy, b.Name);
            }
        }
    }

    private void Collect(INamedTypeSymbol holder, AttributeData? via, EquatableTargets on, ImmutableStack<INamedTypeSymbol> path)
    {
        var fragment = via is not null;
        foreach (var data in holder.GetAttributes())
        {
            _cancellation.ThrowIfCancellationRequested();
            if (data.AttributeClass is not { } attributeClass)
            {
                continue;
            }

            var name = AttributeReading.ShortName(attributeClass);
            if (attributeClass.TypeKind == TypeKind.Error)
            {
                // It may be a half-typed denial.
                ReportUnreadable(data, via, name, "it is not resolved");
                continue;
            }

            if (!PolicyReader.IsPolicyAttribute(attributeClass))
            {
                continue;
            }

            if (!IsKnown(attributeClass, name))
            {
                Report(RuleCatalog.UnknownAttribute, Place(data, via), name);
                continue;
            }

            if (fragment && !InFragments.Contains(name))
            {
                Report(RuleCatalog.NotInAFragment, Place(data, via), name, holder.Name);
                continue;
            }

            if (AttributeReading.Create(data, via, on, _order++, out var why, _cancellation) is not { } attribute)
            {
                ReportUnreadable(data, via, name, why!);
                continue;
            }

            if (name == "Include")
            {
                Include(attribute, attributeClass, via, on, path);
            }
            else
            {
                _attributes.Add(attribute);
            }
        }
    }

    private void Include(AttributeReading attribute, INamedTypeSymbol attributeClass, AttributeData? via, EquatableTargets on, ImmutableStack<INamedTypeSymbol> path)
    {
        var place = Place(attribute.Data, via);
        if (attributeClass.TypeArguments[0] is not INamedTypeSymbol { TypeKind: TypeKind.Class } included || !PolicyReader.IsFragment(included))
        {
            Report(RuleCatalog.NotAFragment, place, attributeClass.TypeArguments[0].Name);
            return;
        }

        if (path.Contains(included, SymbolEqualityComparer.Default))
        {
            Report(RuleCatalog.IncludeCycle, place, included.Name, string.Join(" > ", path.Reverse().Select(t => t.Name)) + " > " + included.Name);
            return;
        }

        for (var b = included.BaseType; b is not null; b = b.BaseType)
        {
            if (PolicyReader.HasPolicyAttributes(b))
            {
                Report(RuleCatalog.RulesOnBaseType, place, b.Name);
            }
        }

        if (On(attribute) is { } own)
        {
            Collect(included, via ?? attribute.Data, on.Intersect(own), path.Push(included));
        }
    }

    private bool IsKnown(INamedTypeSymbol attributeClass, string name) =>
        PolicyReader.InPolicyKit(attributeClass)
        && (Known.Contains(name) || _vocabulary.Items.Any(w => w.AttributeType == PolicyReader.MetadataName(attributeClass)));

    private static readonly HashSet<string> Known = new(InFragments.Concat(new[]
    {
        "Sandbox", "Resources", "Lifetime", "RunAs", "Isolate", "Credential", "Expose", "Mount", "Build", "Start", "Environment", "Label", "Parameter", "SingleUse", "Persist", "Scale", "Accept",
    }), StringComparer.Ordinal);

    private IEnumerable<AttributeReading> All(string name) => _attributes.Where(a => a.Name == name);

    private AttributeReading? One(string name) => _attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>Providers that an attribute's On names, or null after reporting that it names none.</summary>
    private EquatableTargets? On(AttributeReading attribute)
    {
        if (attribute.Enum("On") is not { } bits || bits == -1)
        {
            return EquatableTargets.All;
        }

        var flags = (attribute.Constant("On")?.Type as INamedTypeSymbol)?.GetMembers().OfType<IFieldSymbol>()
            .Where(f => f.HasConstantValue && f.Name is not ("None" or "All") && (Convert.ToInt64(f.ConstantValue, System.Globalization.CultureInfo.InvariantCulture) & bits) != 0)
            .Select(f => _vocabulary.Items.FirstOrDefault(w => w.TargetsMember == f.Name)?.Provider ?? f.Name.ToLowerInvariant())
            .ToImmutableSortedSet(StringComparer.Ordinal);
        if (flags is null || flags.IsEmpty)
        {
            Report(RuleCatalog.NoTargetNamed, Place(attribute, "On"), bits == 0 ? "Targets.None" : bits.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return null;
        }

        return new EquatableTargets(flags);
    }

    // Null when the rule holds for no target at all and must be left out.
    private EquatableArray<string>? OnIds(AttributeReading attribute) =>
        On(attribute) is not { } own ? null
        : attribute.On.Intersect(own).Ids is not { } ids ? EquatableArray<string>.Empty
        : ids.IsEmpty ? null
        : ids.ToEquatableArray();

    private void Report(string ruleId, string place, params string[] arguments) =>
        _findings.Add(new Finding { RuleId = ruleId, Place = place, Arguments = EquatableArray.Of(arguments) });

    private void ReportFix(string ruleId, string place, string fix, params string[] arguments) =>
        _findings.Add(new Finding { RuleId = ruleId, Place = place, Arguments = EquatableArray.Of(arguments), Properties = EquatableArray.Of(new NamedValue("fix", fix)) });

    private void ReportUnreadable(AttributeData data, AttributeData? via, string name, string why) => Report(RuleCatalog.UnreadableAttribute, Place(data, via), name, why);

    /// <summary>A place for a finding of the reader itself, known to the sources.</summary>
    private string Place(AttributeReading attribute, string? argument = null, int element = -1) => Place(attribute.Data, attribute.Via, argument, element);

    private string Place(AttributeData data, AttributeData? via, string? argument = null, int element = -1)
    {
        var name = data.AttributeClass is { } c ? AttributeReading.ShortName(c) : "?";
        var start = data.ApplicationSyntaxReference is { } reference ? Index(reference) : name;
        var place = $"attribute:{name}:{start}:{argument}:{element.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        _sources.Add(place, new PolicySources.Source(data, argument, element, via));
        return place;
    }

    // Position among the attributes of the class, not in the file: an edit above must not change the model.
    private string Index(SyntaxReference reference)
    {
        var index = _type.GetAttributes().TakeWhile(a => a.ApplicationSyntaxReference != reference).Count();
        return index.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Source(string place, AttributeReading attribute, string? argument, int element = -1) =>
        _sources.Add(place, new PolicySources.Source(attribute.Data, argument, element, attribute.Via));
}
