using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;

namespace PolicyKit.Analyzers;

/// <summary>
/// A rule that says why it is needed (<c>Because</c>) is a decision somebody made: warnings about its breadth are suppressed, and stand in SARIF as suppressed. Errors are not.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BecauseSuppressor : DiagnosticSuppressor
{
    private static readonly ImmutableDictionary<string, SuppressionDescriptor> s_suppressions = RuleCatalog.All
        .Where(r => r.Id[2] == '3' && r.Severity != Core.Findings.Severity.Error)
        .ToImmutableDictionary(r => r.Id, r => new SuppressionDescriptor("S" + r.Id, r.Id, "The rule states its reason (Because)."), StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = s_suppressions.Values.OrderBy(s => s.Id, StringComparer.Ordinal).ToImmutableArray();

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Properties.ContainsKey(BreadthFinding.Because) && s_suppressions.TryGetValue(diagnostic.Id, out var suppression))
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }
}
