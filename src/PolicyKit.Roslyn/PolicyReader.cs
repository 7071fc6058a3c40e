using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>
/// The one reader of policy attributes, shared by generator and analyzers. Works on symbols and constants, and fails closed: what it cannot read entirely is a PK1 finding, and then there is
/// no policy. Order of attributes, of partial declarations and of files never matters.
/// </summary>
public static class PolicyReader
{
    /// <summary>Metadata name of the attribute that makes a class a policy.</summary>
    public const string SandboxAttribute = "PolicyKit.SandboxAttribute";

    /// <summary>Metadata name of the attribute that makes a class a fragment.</summary>
    public const string FragmentAttribute = "PolicyKit.PolicyFragmentAttribute";

    /// <summary>Key in the properties of a finding: what a code fix may put in place of the argument.</summary>
    public const string FixProperty = "fix";

    private const string IncludeAttribute = "PolicyKit.IncludeAttribute`1";
    private const string BuildHostsAttribute = "PolicyKit.AllowBuildHostsAttribute";
    private const int DeepestInclude = 64;

    private static readonly Dictionary<string, Action<ReadingState, AttributeView, Narrowing>> s_egress = new(StringComparer.Ordinal)
    {
        ["PolicyKit.AllowHostsAttribute"] = EgressAttributes.AllowHosts,
        ["PolicyKit.AllowNetworksAttribute"] = EgressAttributes.AllowNetworks,
        ["PolicyKit.AllowHttpAttribute"] = EgressAttributes.AllowHttp,
        ["PolicyKit.AllowAnyHostAttribute"] = EgressAttributes.AllowAnyHost,
        ["PolicyKit.AllowMetadataAttribute"] = EgressAttributes.AllowMetadata,
        ["PolicyKit.DenyHostsAttribute"] = EgressAttributes.DenyHosts,
        ["PolicyKit.DenyNetworksAttribute"] = EgressAttributes.DenyNetworks,
    };

    // What may stand once only. Duplicates are compile errors, but a generator sees them all the same.
    private static readonly Dictionary<string, Action<ReadingState, AttributeView>> s_single = new(StringComparer.Ordinal)
    {
        [SandboxAttribute] = SandboxAttributes.Sandbox,
        ["PolicyKit.ResourcesAttribute"] = SandboxAttributes.Resources,
        ["PolicyKit.LifetimeAttribute"] = SandboxAttributes.Lifetime,
        ["PolicyKit.RunAsAttribute"] = SandboxAttributes.RunAs,
        ["PolicyKit.IsolateAttribute"] = SandboxAttributes.Isolate,
        ["PolicyKit.PersistAttribute"] = SandboxAttributes.Persist,
        ["PolicyKit.SingleUseAttribute"] = SandboxAttributes.SingleUse,
        ["PolicyKit.ScaleAttribute"] = SandboxAttributes.Scale,
        ["PolicyKit.BuildAttribute"] = SandboxAttributes.Build,
        ["PolicyKit.StartAttribute"] = SandboxAttributes.Start,
    };

    // What a ceiling may limit besides the egress.
    private static readonly HashSet<string> s_limits = new(StringComparer.Ordinal) { "PolicyKit.ResourcesAttribute", "PolicyKit.LifetimeAttribute", "PolicyKit.IsolateAttribute" };

    private static readonly Dictionary<string, Action<ReadingState, AttributeView>> s_several = new(StringComparer.Ordinal)
    {
        [BuildHostsAttribute] = SandboxAttributes.BuildHosts,
        ["PolicyKit.CredentialAttribute"] = CredentialAttributes.Credential,
        ["PolicyKit.EnvironmentAttribute"] = SandboxAttributes.Environment,
        ["PolicyKit.ExposeAttribute"] = SandboxAttributes.Expose,
        ["PolicyKit.LabelAttribute"] = SandboxAttributes.Label,
        ["PolicyKit.MountAttribute"] = SandboxAttributes.Mount,
        ["PolicyKit.ParameterAttribute"] = SandboxAttributes.Parameter,
        ["PolicyKit.AcceptAttribute"] = AcceptanceAttributes.Accept,
    };

    /// <summary>Reads a class: a policy; a fragment, for its findings; or a class whose policy attributes have no effect.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation that holds it.</param>
    /// <param name="vocabulary">The providers' words.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PolicyReading Read(INamedTypeSymbol type, Compilation compilation, EquatableArray<TargetWord> vocabulary, CancellationToken cancellation)
    {
        var state = new ReadingState(compilation, vocabulary, cancellation);
        var name = type.ToDisplayString();
        var policy = Read(state, type, name) && !state.IsMalformed ? state.Draft.Canonical(name) : null;
        var id = state.Draft.Id.Length == 0 ? name : state.Draft.Id;
        return new PolicyReading(new PolicyModel(name, id, policy, state.Findings), new PolicySources(compilation, state.Points, type.Locations), state.Draft.Egress());
    }

    /// <summary>Whether a type carries any policy attribute.</summary>
    public static bool HasPolicyAttributes(INamedTypeSymbol type) => type.GetAttributes().Any(a => IsPolicyAttribute(a.AttributeClass));

    /// <summary>Whether a type is a policy.</summary>
    public static bool IsSandbox(INamedTypeSymbol type) => Has(type, SandboxAttribute);

    /// <summary>Whether a type is a fragment.</summary>
    public static bool IsFragment(INamedTypeSymbol type) => Has(type, FragmentAttribute);

    /// <summary>Whether a type is a ceiling.</summary>
    public static bool IsCeiling(INamedTypeSymbol type) => Has(type, CeilingAttributes.Ceiling);

    /// <summary>The types that a type includes, itself and not by others.</summary>
    public static IEnumerable<ITypeSymbol> Included(INamedTypeSymbol type) => type.GetAttributes()
        .Where(a => AttributeView.FullName(a.AttributeClass) == IncludeAttribute)
        .Select(a => a.AttributeClass!.TypeArguments[0].OriginalDefinition);

    /// <summary>Whether a type is PolicyKit's base of attributes or derives from it.</summary>
    public static bool IsPolicyAttribute(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == "PolicyAttribute" && type.ContainingNamespace is { Name: "PolicyKit", ContainingNamespace.IsGlobalNamespace: true })
            {
                return true;
            }
        }

        return false;
    }

    internal static string MetadataName(INamedTypeSymbol type) => AttributeView.FullName(type);

    private static bool Has(INamedTypeSymbol type, string attribute) => type.GetAttributes().Any(a => AttributeView.FullName(a.AttributeClass) == attribute);

    /// <summary>Reads a ceiling into a state of its own.</summary>
    internal static ReadingState ReadCeiling(INamedTypeSymbol type, Compilation compilation, EquatableArray<TargetWord> vocabulary, CancellationToken cancellation)
    {
        var state = new ReadingState(compilation, vocabulary, cancellation);
        Read(state, type, type.ToDisplayString());
        return state;
    }

    private static bool Read(ReadingState state, INamedTypeSymbol type, string name)
    {
        var attributes = Attributes(type, string.Empty, null);
        var sandbox = attributes.FirstOrDefault(a => a.TypeName == SandboxAttribute);
        var fragment = attributes.FirstOrDefault(a => a.TypeName == FragmentAttribute);
        var ceiling = attributes.FirstOrDefault(a => a.TypeName == CeilingAttributes.Ceiling);
        if ((sandbox ?? fragment ?? ceiling) is not { } own)
        {
            if (attributes.FirstOrDefault(a => a.IsOurs) is { } stray)
            {
                state.Report(stray, ArgumentKey.Whole, RuleCatalog.StrayRules, name);
            }

            return false;
        }

        state.Mark(PolicyPlace.Policy, own, ArgumentKey.Whole);
        CheckShape(state, own, type, name);
        if (new[] { sandbox, fragment, ceiling }.Count(a => a is not null) > 1)
        {
            state.Report((ceiling ?? fragment)!, ArgumentKey.Whole, RuleCatalog.PolicyShape, name, ceiling is null ? "it is a fragment too" : "it is a ceiling too");
            return false;
        }

        if (ceiling is not null)
        {
            ReadCeiling(state, attributes, type);
            return false;
        }

        if (sandbox is null)
        {
            ReadFragment(state, attributes, type, new Narrowing(null), ImmutableArray.Create(type), new HashSet<string>(StringComparer.Ordinal));
            return false;
        }

        ReadPolicy(state, attributes, type, name);
        return true;
    }

    private static void ReadPolicy(ReadingState state, ImmutableArray<AttributeView> attributes, INamedTypeSymbol type, string name)
    {
        var readable = Readable(state, attributes);

        // Targets first: rules and acceptances are judged against them.
        foreach (var attribute in readable)
        {
            if (state.Vocabulary.Items.FirstOrDefault(w => w.AttributeType == attribute.TypeName) is { } word)
            {
                TargetAttributes.Target(state, attribute, word);
            }
        }

        state.Targets = state.Draft.Targets.Select(t => t.Provider).ToList();
        var narrowing = new Narrowing(null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in readable)
        {
            state.Cancellation.ThrowIfCancellationRequested();
            if (s_single.TryGetValue(attribute.TypeName, out var once))
            {
                if (!seen.Add(attribute.TypeName))
                {
                    state.Report(attribute, ArgumentKey.Whole, RuleCatalog.SaidTwice, $"[{attribute.Word}]");
                }

                once(state, attribute);
            }
            else if (s_several.TryGetValue(attribute.TypeName, out var several))
            {
                several(state, attribute);
            }
            else if (s_egress.TryGetValue(attribute.TypeName, out var egress))
            {
                egress(state, attribute, narrowing);
            }
            else if (attribute.TypeName is not (IncludeAttribute or CeilingAttributes.Within) && state.Vocabulary.Items.All(w => w.AttributeType != attribute.TypeName))
            {
                state.Report(attribute, ArgumentKey.Whole, RuleCatalog.UnknownAttribute, attribute.Word);
            }
        }

        var included = new HashSet<string>(StringComparer.Ordinal);
        foreach (var include in readable.Where(a => a.TypeName == IncludeAttribute))
        {
            Include(state, include, narrowing, ImmutableArray.Create(type), included);
        }

        if (state.Draft.Targets.Count == 0)
        {
            state.ReportPlace(PolicyPlace.Policy, RuleCatalog.TargetMissing, name);
        }

        EgressAttributes.Check(state);
        CredentialAttributes.Check(state);
        SandboxAttributes.Check(state);
        AcceptanceAttributes.Expand(state);
        CeilingAttributes.Add(state, readable);
    }

    private static void ReadCeiling(ReadingState state, ImmutableArray<AttributeView> attributes, INamedTypeSymbol type)
    {
        var everywhere = new Narrowing(null);
        var included = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in Readable(state, attributes))
        {
            state.Cancellation.ThrowIfCancellationRequested();
            if (s_egress.TryGetValue(attribute.TypeName, out var egress))
            {
                egress(state, attribute, everywhere);
            }
            else if (s_limits.Contains(attribute.TypeName))
            {
                s_single[attribute.TypeName](state, attribute);
            }
            else
            {
                switch (attribute.TypeName)
                {
                    case CeilingAttributes.Ceiling:
                        CeilingAttributes.Read(state, attribute);
                        break;
                    case CeilingAttributes.MayAccept:
                        CeilingAttributes.May(state, attribute);
                        break;
                    case BuildHostsAttribute:
                        SandboxAttributes.BuildHosts(state, attribute);
                        break;
                    case IncludeAttribute:
                        Include(state, attribute, everywhere, ImmutableArray.Create(type), included);
                        break;
                    default:
                        state.Report(attribute, ArgumentKey.Whole, RuleCatalog.NotInACeiling, attribute.Word, type.ToDisplayString());
                        break;
                }
            }
        }
    }

    private static void ReadFragment(
        ReadingState state, ImmutableArray<AttributeView> attributes, INamedTypeSymbol type, Narrowing narrowing, ImmutableArray<INamedTypeSymbol> path, HashSet<string> included)
    {
        var rules = new List<string>();
        foreach (var attribute in Readable(state, attributes))
        {
            state.Cancellation.ThrowIfCancellationRequested();
            if (s_egress.TryGetValue(attribute.TypeName, out var egress))
            {
                var known = state.Draft.Rules.Count;
                egress(state, attribute, narrowing);
                rules.AddRange(state.Draft.Rules.Skip(known).Select(PolicyPlace.Rule));
            }
            else if (attribute.TypeName == BuildHostsAttribute)
            {
                SandboxAttributes.BuildHosts(state, attribute);
            }
            else if (attribute.TypeName == IncludeAttribute)
            {
                Include(state, attribute, narrowing, path, included);
            }
            else if (s_single.ContainsKey(attribute.TypeName) || s_several.ContainsKey(attribute.TypeName) || state.Vocabulary.Items.Any(w => w.AttributeType == attribute.TypeName))
            {
                state.Report(attribute, ArgumentKey.Whole, RuleCatalog.NotInAFragment, attribute.Word, type.ToDisplayString());
            }
            else if (attribute.TypeName != FragmentAttribute)
            {
                state.Report(attribute, ArgumentKey.Whole, RuleCatalog.UnknownAttribute, attribute.Word);
            }
        }

        var foreign = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, state.Compilation.Assembly) ? null : type.ContainingAssembly.Identity;
        state.Draft.Fragments.Add(new IncludedFragment(MetadataName(type), foreign?.Name, foreign?.Version.ToString(), rules.ToEquatableArray()));
    }

    private static void Include(ReadingState state, AttributeView include, Narrowing narrowing, ImmutableArray<INamedTypeSymbol> path, HashSet<string> included)
    {
        if (EgressAttributes.On(state, include) is not { } on)
        {
            return;
        }

        var shown = include.TypeArgument?.ToDisplayString() ?? "?";
        if (include.TypeArgument is not INamedTypeSymbol { TypeKind: TypeKind.Class, IsGenericType: false } fragment)
        {
            state.Report(include, ArgumentKey.Whole, RuleCatalog.NotAFragment, shown);
            return;
        }

        if (path.Contains(fragment, SymbolEqualityComparer.Default) || path.Length > DeepestInclude)
        {
            state.Report(include, ArgumentKey.Whole, RuleCatalog.IncludeCycle, shown, string.Join(" > ", path.Add(fragment).Skip(path.Length > DeepestInclude ? DeepestInclude : 0).Select(t => t.Name)));
            return;
        }

        if (!narrowing.TryApply(on, out var narrowed))
        {
            return;
        }

        // The same fragment for the same targets adds nothing: without this, fragments that include two others each would cost exponential time.
        // Two assemblies may have a fragment of one name each.
        if (!included.Add($"{shown}, {fragment.ContainingAssembly.Identity} {string.Join(" ", narrowed)}"))
        {
            return;
        }

        var attributes = Attributes(fragment, shown, include.Include ?? include);
        if (attributes.All(a => a.TypeName != FragmentAttribute) || attributes.Any(a => a.TypeName == SandboxAttribute) || BaseWithRules(fragment) is not null)
        {
            state.Report(include, ArgumentKey.Whole, RuleCatalog.NotAFragment, shown);
            return;
        }

        var limit = narrowing.Include is null && on.IsEmpty ? (EquatableArray<string>?)null : narrowed;
        ReadFragment(state, attributes, fragment, new Narrowing(limit), path.Add(fragment), included);
    }

    /// <summary>Ours, and those that could be ours but were not found.</summary>
    private static ImmutableArray<AttributeView> Attributes(INamedTypeSymbol type, string container, AttributeView? include) => type.GetAttributes()
        .Where(a => IsPolicyAttribute(a.AttributeClass) || IsUnresolved(a))
        .Select(a => new AttributeView(a, container, include))
        .ToImmutableArray();

    // In source, whatever was not found may be a misspelt rule. In metadata, whatever is missing from our own library: the referenced assembly was built with a newer one.
    private static bool IsUnresolved(AttributeData attribute) =>
        attribute.AttributeClass is null
        || (attribute.AttributeClass.TypeKind == TypeKind.Error
            && (attribute.ApplicationSyntaxReference is not null || attribute.AttributeClass.ContainingNamespace?.ToDisplayString() == "PolicyKit"));

    private static ImmutableArray<AttributeView> Readable(ReadingState state, ImmutableArray<AttributeView> attributes)
    {
        var readable = ImmutableArray.CreateBuilder<AttributeView>(attributes.Length);
        foreach (var attribute in attributes)
        {
            if (attribute.Unreadable(state.Cancellation) is { } why)
            {
                state.Report(attribute, ArgumentKey.Whole, RuleCatalog.UnreadableAttribute, attribute.Word, why);
            }
            else
            {
                readable.Add(attribute);
            }
        }

        return readable.ToImmutable();
    }

    private static void CheckShape(ReadingState state, AttributeView own, INamedTypeSymbol type, string name)
    {
        if (BaseWithRules(type) is { } ancestor)
        {
            state.Report(own, ArgumentKey.Whole, RuleCatalog.RulesOnBaseType, ancestor.ToDisplayString());
        }

        if (own.TypeName != SandboxAttribute)
        {
            return;
        }

        var shape = type.TypeKind != TypeKind.Class ? "it is not a class"
            : type.IsRecord ? "it is a record"
            : type.IsStatic ? "it is static"
            : type.IsAbstract ? "it is abstract"
            : type.IsGenericType ? "it is generic"
            : type.ContainingType is not null ? "it is nested"
            : type.IsFileLocal ? "it is file-local"
            : null;
        if (shape is not null)
        {
            state.Report(own, ArgumentKey.Whole, RuleCatalog.PolicyShape, name, shape);
        }
        else if (type.DeclaringSyntaxReferences.Any(r => r.GetSyntax(state.Cancellation) is TypeDeclarationSyntax declaration && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword)))
        {
            state.ReportFix(own, ArgumentKey.Whole, RuleCatalog.PolicyShape, "partial", name, "it is not partial");
        }
    }

    private static INamedTypeSymbol? BaseWithRules(INamedTypeSymbol type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (HasPolicyAttributes(ancestor))
            {
                return ancestor;
            }
        }

        return null;
    }
}
