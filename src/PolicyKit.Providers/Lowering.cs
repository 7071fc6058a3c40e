using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>One policy on its way to one target's configuration: what every provider's lowering derives from. It keeps the deviations and refusals that are met on the way.</summary>
internal abstract class Lowering
{
    private readonly Dictionary<(int Value, string Subject), Deviation> _deviations = new();
    private readonly List<Refusal> _refusals = new();

    protected Lowering(TargetPolicy target) => Target = target;

    protected TargetPolicy Target { get; }

    protected SandboxPolicy Policy => Target.Policy;

    /// <summary>The name of a target that is one of several of its kind, or null.</summary>
    protected string? TargetName => Target.Target.Name;

    /// <summary>The target's own attribute.</summary>
    protected string TargetPlace => PolicyPlace.Target(Target.Target.Id);

    protected string? Option(string name) => Target.Target.Option(name);

    /// <summary>The configuration, unless something was refused.</summary>
    protected Lowered Done(ProviderConfiguration configuration)
    {
        var deviations = _deviations.Values.OrderBy(d => d.Definition.Value).ThenBy(d => d.Subject, StringComparer.Ordinal).ToEquatableArray();
        var refusals = _refusals.Distinct().OrderBy(r => r.Place, StringComparer.Ordinal).ThenBy(r => r.Why, StringComparer.Ordinal).ToEquatableArray();
        return new Lowered(refusals.IsEmpty ? configuration : null, deviations, refusals);
    }

    protected void Deviate(DeviationDefinition definition) => Deviate(definition, string.Empty, TargetPlace);

    protected void Deviate(DeviationDefinition definition, EgressRule rule) => Deviate(definition, rule.Entry, PolicyPlace.Rule(rule));

    // Several rules may have one entry; one acceptance speaks of all of them.
    protected void Deviate(DeviationDefinition definition, string subject, string place)
    {
        if (!_deviations.ContainsKey((definition.Value, subject)))
        {
            _deviations.Add((definition.Value, subject), new Deviation(definition, subject, place));
        }
    }

    protected void DeviateIf(bool met, DeviationDefinition definition)
    {
        if (met)
        {
            Deviate(definition);
        }
    }

    protected void DeviateIf(bool met, DeviationDefinition definition, EgressRule rule)
    {
        if (met)
        {
            Deviate(definition, rule);
        }
    }

    protected void DeviateIf(bool met, DeviationDefinition definition, string subject, string place)
    {
        if (met)
        {
            Deviate(definition, subject, place);
        }
    }

    protected void Refuse(string place, string subject, string why) => _refusals.Add(new Refusal(place, subject, why));

    /// <summary>For providers on which the emitted files set labels of their own.</summary>
    protected void RefuseReservedLabels()
    {
        foreach (var label in Policy.Labels.Items.Where(l => l.Name.StartsWith("policykit.", StringComparison.Ordinal)))
        {
            Refuse(PolicyPlace.Policy, label.Name, "Labels that begin with policykit. are PolicyKit's own.");
        }
    }

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
