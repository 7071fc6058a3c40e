using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Core.Posture;
using PolicyKit.Roslyn;

namespace PolicyKit.Analyzers;

/// <summary>What belongs to a project as a whole: its deploy tree, and what is seen only when every policy has been read: policies that share something, and fragments that none includes.</summary>
internal sealed class ProjectFindings
{
    private readonly ConcurrentDictionary<string, (SandboxPolicy Policy, PolicyReading Reading)> _policies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<INamedTypeSymbol, byte> _fragments = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, byte> _included = new(SymbolEqualityComparer.Default);

    public ProjectFindings(DeployedFiles deployed) => Deployed = deployed;

    /// <summary>The checked-in deploy tree.</summary>
    public DeployedFiles Deployed { get; }

    public void Add(INamedTypeSymbol type, PolicyReading reading)
    {
        if (reading.Model.Policy is { } policy && (!policy.Mounts.IsEmpty || !policy.Credentials.IsEmpty))
        {
            _policies[policy.TypeName] = (policy, reading);
        }

        if (PolicyReader.IsFragment(type) && !IsVisibleOutside(type))
        {
            _fragments[type] = 0;
        }

        foreach (var included in PolicyReader.Included(type))
        {
            _included[included] = 0;
        }
    }

    public void Report(CompilationAnalysisContext context)
    {
        foreach (var fragment in _fragments.Keys.Where(f => !_included.ContainsKey(f)))
        {
            var kind = ImmutableDictionary<string, string?>.Empty.Add(BreadthFinding.Kind, "unused-fragment");
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticFactory.Descriptor(RuleCatalog.UnusedFragment), fragment.Locations.FirstOrDefault(), kind, fragment.Name));
        }

        foreach (var (policy, finding) in PolicyPosture.JudgeTogether(_policies.Values.Select(p => p.Policy)))
        {
            context.ReportDiagnostic(DiagnosticFactory.Create(finding, _policies[policy.TypeName].Reading.Sources, context.Compilation, context.CancellationToken));
        }
    }

    private static bool IsVisibleOutside(INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public && (type.ContainingType is null || IsVisibleOutside(type.ContainingType));
}
