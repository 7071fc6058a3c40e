using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using Severity = PolicyKit.Core.Findings.Severity;

namespace PolicyKit.Roslyn;

/// <summary>Rules to descriptors, findings to diagnostics.</summary>
public static class DiagnosticFactory
{
    private const string HelpRoot = "https://github.com/policykit/policykit/blob/main/";

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = RuleCatalog.All.ToImmutableDictionary(r => r.Id, Make, StringComparer.Ordinal);

    /// <summary>All descriptors, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ById.Values.OrderBy(d => d.Id, StringComparer.Ordinal).ToImmutableArray();

    /// <summary>The descriptor of a rule.</summary>
    public static DiagnosticDescriptor Descriptor(string ruleId) => ById[ruleId];

    /// <summary>A finding at its place, with what code fixes need in the property bag.</summary>
    public static Diagnostic Create(Finding finding, PolicySources sources, Compilation compilation, CancellationToken cancellation) => Diagnostic.Create(
        Descriptor(finding.RuleId),
        sources.Find(finding.Place, cancellation),
        sources.FindAdditional(finding.Place, compilation, cancellation),
        Properties(finding),
        finding.Arguments.Items.Cast<object?>().ToArray());

    // Every result in SARIF says by a word of its own what it is.
    private static ImmutableDictionary<string, string?> Properties(Finding finding)
    {
        var properties = finding.Properties.Items.Add(new("place", finding.Place)).ToImmutableDictionary(p => p.Name, p => (string?)p.Value, StringComparer.Ordinal);
        return properties.ContainsKey(BreadthFinding.Kind) ? properties : properties.Add(BreadthFinding.Kind, RuleCatalog.KindOf(finding.RuleId));
    }

    private static DiagnosticDescriptor Make(Rule rule) => new(
        rule.Id,
        rule.Title,
        rule.Format,
        rule.Category,
        rule.Severity switch { Severity.Error => DiagnosticSeverity.Error, Severity.Warning => DiagnosticSeverity.Warning, _ => DiagnosticSeverity.Info },
        isEnabledByDefault: true,
        helpLinkUri: HelpRoot + rule.HelpPage,
        customTags: rule.Configurable ? Array.Empty<string>() : new[] { WellKnownDiagnosticTags.NotConfigurable });
}
