using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>A policy while it is read. Lists are in the order of reading; <see cref="Canonical"/> puts all into canonical order.</summary>
internal sealed class PolicyDraft
{
    public string Id { get; set; } = string.Empty;

    public string Image { get; set; } = string.Empty;

    public string? Description { get; set; }

    public ResourceRanges Resources { get; set; } = ResourceRanges.Unbounded;

    public LifetimeLimits Lifetime { get; set; } = LifetimeLimits.Unbounded;

    public RunIdentity Identity { get; set; } = RunIdentity.Default;

    public IsolationLevel Isolation { get; set; }

    public bool SingleUse { get; set; }

    public PersistenceKind Persistence { get; set; }

    public ScaleLimits? Scale { get; set; }

    public EquatableArray<string> Build { get; set; }

    public EquatableArray<string> Start { get; set; }

    public List<EgressRule> Rules { get; } = new();

    /// <summary>Entries of allow rules that were refused and reported; judged for what they hide.</summary>
    public List<RefusedEntry> Refused { get; } = new();

    public List<CredentialReference> Credentials { get; } = new();

    public List<IngressPort> Ingress { get; } = new();

    public List<MountPoint> Mounts { get; } = new();

    public List<string> BuildHosts { get; } = new();

    public List<NamedValue> Environment { get; } = new();

    public List<NamedValue> Labels { get; } = new();

    public List<RunParameter> Parameters { get; } = new();

    public List<IncludedFragment> Fragments { get; } = new();

    public List<TargetDeclaration> Targets { get; } = new();

    public List<Acceptance> Acceptances { get; } = new();

    public List<PolicyCeiling> Ceilings { get; } = new();

    /// <summary>Destinations that the assembly says are never reached.</summary>
    public List<string> Never { get; } = new();

    /// <summary>Of a ceiling: deviations that may be accepted beyond it.</summary>
    public List<NamedValue> MayAccept { get; } = new();

    public EquatableArray<string> CeilingProviders { get; set; }

    public EquatableArray<string> CeilingOwners { get; set; }

    public Callers CeilingCallers { get; set; } = Callers.Public;

    public int LongestAcceptanceDays { get; set; }

    public bool AllowBaselines { get; set; }

    /// <summary>The ceiling, where the class is one.</summary>
    public PolicyCeiling Ceiling(string typeName) => new()
    {
        TypeName = typeName,
        Rules = CanonicalRules().ToEquatableArray(),
        BuildHosts = Sorted(BuildHosts),
        Resources = Resources,
        Lifetime = Lifetime,
        Isolation = Isolation,
        Providers = CeilingProviders,
        Callers = CeilingCallers,
        LongestAcceptanceDays = LongestAcceptanceDays,
        Owners = CeilingOwners,
        AllowBaselines = AllowBaselines,
        MayAccept = MayAccept.Distinct().OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Value, StringComparer.Ordinal).ToEquatableArray(),
    };

    public SandboxPolicy Canonical(string typeName) => new()
    {
        Id = Id,
        TypeName = typeName,
        Description = Description,
        Image = Image,
        Resources = Resources,
        Lifetime = Lifetime,
        Identity = Identity,
        Isolation = Isolation,
        Rules = CanonicalRules().ToEquatableArray(),
        Credentials = CanonicalCredentials().ToEquatableArray(),
        Ingress = Ingress.OrderBy(i => i.Port).ThenBy(i => i.Transport).ToEquatableArray(),
        Mounts = Mounts.OrderBy(m => m.Path, StringComparer.Ordinal).ToEquatableArray(),
        BuildCommands = Build,
        BuildHosts = Sorted(BuildHosts),
        Start = Start,
        Environment = ByName(Environment),
        Labels = ByName(Labels),
        Parameters = Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).ToEquatableArray(),
        SingleUse = SingleUse,
        Persistence = Persistence,
        Scale = Scale,
        Fragments = CanonicalFragments().ToEquatableArray(),
        Ceilings = Ceilings.OrderBy(c => c.TypeName, StringComparer.Ordinal).ToEquatableArray(),
        Never = Sorted(Never),
        Targets = Targets.OrderBy(t => t.Id, StringComparer.Ordinal).ToEquatableArray(),

        // The policy's own come first, so that they are used before a baseline's.
        Acceptances = Acceptances
            .OrderBy(a => a.Baseline is not null)
            .ThenBy(a => a.Provider, StringComparer.Ordinal)
            .ThenBy(a => a.Deviation, StringComparer.Ordinal)
            .ThenBy(a => a.For, StringComparer.Ordinal)
            .ThenBy(a => a.Target, StringComparer.Ordinal)
            .ThenBy(a => a.Baseline, StringComparer.Ordinal)
            .ToEquatableArray(),
    };

    /// <summary>What is judged for its breadth, also when the rest was refused.</summary>
    public EgressDeclaration Egress() => new(CanonicalRules().ToEquatableArray(), CanonicalCredentials().ToEquatableArray(), Sorted(BuildHosts), Refused.ToEquatableArray());

    public static EquatableArray<string> Sorted(IEnumerable<string> texts) => texts.Distinct(StringComparer.Ordinal).OrderBy(t => t, StringComparer.Ordinal).ToEquatableArray();

    private static EquatableArray<NamedValue> ByName(IEnumerable<NamedValue> values) => values.OrderBy(v => v.Name, StringComparer.Ordinal).ToEquatableArray();

    // No target named means all, so one of a group that names none makes the group hold for all.
    private static EquatableArray<string> Merged(IEnumerable<EquatableArray<string>> targets)
    {
        var all = targets.ToList();
        return all.Any(t => t.IsEmpty) ? default : Sorted(all.SelectMany(t => t.Items));
    }

    private IEnumerable<EgressRule> CanonicalRules() => Rules
        .GroupBy(r => r with { On = default, Because = null })
        .Select(g => g.Key with
        {
            On = Merged(g.Select(r => r.On)),
            Because = g.Select(r => r.Because).Where(b => b is not null).OrderBy(b => b, StringComparer.Ordinal).FirstOrDefault(),
        })
        .OrderBy(r => r.Kind)
        .ThenBy(r => r.Entry, StringComparer.Ordinal)
        .ThenBy(r => r.Transport)
        .ThenBy(r => r.Ports, StringComparer.Ordinal)
        .ThenBy(r => string.Join(" ", r.Methods), StringComparer.Ordinal)
        .ThenBy(r => string.Join(" ", r.Paths), StringComparer.Ordinal);

    // Included twice for different targets, a fragment is still one.
    private IEnumerable<IncludedFragment> CanonicalFragments() => Fragments
        .GroupBy(f => f with { Rules = default })
        .Select(g => g.Key with { Rules = Sorted(g.SelectMany(f => f.Rules.Items)) })
        .OrderBy(f => f.TypeName, StringComparer.Ordinal)
        .ThenBy(f => f.Assembly, StringComparer.Ordinal);

    // One secret sent in one way to several hosts is one reference.
    private IEnumerable<CredentialReference> CanonicalCredentials() => Credentials
        .GroupBy(c => c with { Hosts = default })
        .Select(g => g.Key with { Hosts = Sorted(g.SelectMany(c => c.Hosts.Items)) })
        .OrderBy(c => c.Name, StringComparer.Ordinal)
        .ThenBy(c => c.Header, StringComparer.Ordinal)
        .ThenBy(c => c.Scheme, StringComparer.Ordinal)
        .ThenBy(c => c.User, StringComparer.Ordinal)
        .ThenBy(c => string.Join(" ", c.On), StringComparer.Ordinal);
}
