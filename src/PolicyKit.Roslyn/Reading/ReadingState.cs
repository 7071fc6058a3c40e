using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>What the handlers share while one class is read: the draft, what is wrong, and where things stand.</summary>
internal sealed class ReadingState
{
    private readonly HashSet<Finding> _findings = new();
    private readonly Dictionary<string, SourcePoint> _points = new(StringComparer.Ordinal);

    public ReadingState(Compilation compilation, EquatableArray<TargetWord> vocabulary, CancellationToken cancellation)
    {
        Compilation = compilation;
        Vocabulary = vocabulary;
        Cancellation = cancellation;
    }

    public Compilation Compilation { get; }

    public EquatableArray<TargetWord> Vocabulary { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Provider ids of the policy's targets; null while a fragment is read on its own.</summary>
    public IReadOnlyList<string>? Targets { get; set; }

    public PolicyDraft Draft { get; } = new();

    public IReadOnlyDictionary<string, SourcePoint> Points => _points;

    public EquatableArray<Finding> Findings => _findings
        .OrderBy(f => f.RuleId, StringComparer.Ordinal)
        .ThenBy(f => f.Place, StringComparer.Ordinal)
        .ThenBy(f => f.Message, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>Uses of parameters, judged when all declarations are read.</summary>
    public List<PlaceholderUse> Placeholders { get; } = new();

    public bool IsMalformed => _findings.Count > 0;

    /// <summary>Says where a part of the policy stands. The first one wins: the policy's own attributes are read before what it includes.</summary>
    public void Mark(string place, AttributeView at, ArgumentKey key)
    {
        if (!_points.ContainsKey(place))
        {
            _points.Add(place, new SourcePoint(at, key, at.Include));
        }
    }

    public void Report(AttributeView at, ArgumentKey key, string ruleId, params string[] arguments) => ReportFix(at, key, ruleId, null, arguments);

    /// <summary>Reports with a text that a code fix may put in place of the argument.</summary>
    public void ReportFix(AttributeView at, ArgumentKey key, string ruleId, string? replacement, params string[] arguments)
    {
        var place = at.Place(key);
        Mark(place, at, key);
        Add(place, ruleId, replacement is null ? default : EquatableArray.Of(new NamedValue(PolicyReader.FixProperty, replacement)), arguments);
    }

    /// <summary>Reports an entry that is no canonical host or network, with the name of what is wrong with its spelling. Where it would open something, what it hides is judged.</summary>
    public void ReportEntry(AttributeView at, ArgumentKey key, string ruleId, string? replacement, EntrySpelling spelling, bool opens, params string[] arguments)
    {
        var place = at.Place(key);
        Mark(place, at, key);
        var properties = new List<NamedValue>();
        void Property(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                properties.Add(new NamedValue(name, value!));
            }
        }

        Property(PolicyReader.FixProperty, replacement);
        Property(BreadthFinding.Kind, spelling.Kind);
        Property(BreadthFinding.Canonical, spelling.Canonical ?? replacement);
        Property(BreadthFinding.Address, spelling.Address);
        Add(place, ruleId, properties.ToEquatableArray(), arguments);
        if (opens)
        {
            Draft.Refused.Add(new RefusedEntry(place, arguments[0], spelling));
        }
    }

    /// <summary>Reports at a place that was marked before, or at the policy.</summary>
    public void ReportPlace(string place, string ruleId, params string[] arguments) => Add(place, ruleId, default, arguments);

    private void Add(string place, string ruleId, EquatableArray<NamedValue> properties, string[] arguments) => _findings.Add(new Finding
    {
        RuleId = ruleId,
        Place = place,
        Arguments = EquatableArray.Of(arguments),
        Properties = properties,
    });
}

/// <summary>A <c>{name}</c> in a text.</summary>
internal sealed record PlaceholderUse(string Name, AttributeView At, ArgumentKey Key);
