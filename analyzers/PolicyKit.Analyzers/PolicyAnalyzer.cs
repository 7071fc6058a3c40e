using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Core;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Core.Posture;
using PolicyKit.Providers;
using PolicyKit.Roslyn;

namespace PolicyKit.Analyzers;

/// <summary>
/// Reports what the shared reader and the shared compiler find, at the attribute argument. Decides nothing itself, so that it can never disagree with what the generator emits.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Build property with the day that acceptances are judged against (ISO date). The build targets set it; without it nothing is said about expiry, because an analyzer does not look at the clock.</summary>
    public const string TodayProperty = "build_property.PolicyKitToday";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        RuleCatalog.All.Where(IsReported).Select(r => DiagnosticFactory.Descriptor(r.Id)).ToImmutableArray();

    /// <summary>Build property with what the build does about artifacts; while it writes them, nothing is said of their drift.</summary>
    public const string ModeProperty = "build_property.PolicyKitMode";

    /// <summary>Whether the analyzer reports a rule. The deploy tree (PK5) is the command's, which sees the files, but for drift of those that it is given; secrets in any code are the <see cref="SecretAnalyzer"/>'s.</summary>
    public static bool IsReported(Rule rule) => (rule.Id[2] != '5' || rule.Id is RuleCatalog.CheckedInDiffers or RuleCatalog.CheckedInMissing) && !SecretAnalyzer.IsReported(rule);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // A policy in a generated file is a policy.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            var duplicates = new DuplicatePolicyIds(start.Compilation);
            var options = start.Options.AnalyzerConfigOptionsProvider.GlobalOptions;
            var today = Today(options);
            var writes = options.TryGetValue(ModeProperty, out var mode) && mode == "Write";
            var project = new ProjectFindings(new DeployedFiles(writes ? ImmutableArray<AdditionalText>.Empty : start.Options.AdditionalFiles));
            start.RegisterSymbolAction(symbol => Analyze(symbol, duplicates, project, today), SymbolKind.NamedType);
            start.RegisterSyntaxNodeAction(node => Waivers.Judge(node, today), SyntaxKind.Attribute);
            start.RegisterCompilationEndAction(project.Report);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, DuplicatePolicyIds duplicates, ProjectFindings project, DateTime? today)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (PolicyReader.HasPolicyAttributes(type))
        {
            Policy(context, type, duplicates, project, today);
        }
    }

    private static void Policy(SymbolAnalysisContext context, INamedTypeSymbol type, DuplicatePolicyIds duplicates, ProjectFindings project, DateTime? today)
    {
        var reading = PolicyReader.Read(type, context.Compilation, ProviderCatalog.Vocabulary, context.CancellationToken);
        var findings = reading.Model.Findings.ToList();
        if (duplicates.Find(reading.Model.Id, reading.Model.TypeName) is { } duplicate)
        {
            findings.Add(duplicate);
        }

        if (reading.Model.Policy is { } policy)
        {
            var targets = Compile(policy, context.CancellationToken);
            findings.AddRange(PolicyFindings.Of(targets));
            findings.AddRange(project.Deployed.Judge(targets, context.CancellationToken));
            findings.AddRange(today is { } day ? AcceptanceExpiry.Judge(policy, day) : EquatableArray<Finding>.Empty);
            findings.AddRange(PolicyPosture.Judge(policy, ProviderCatalog.Enforces));
        }

        project.Add(type, reading);

        foreach (var finding in findings)
        {
            context.ReportDiagnostic(DiagnosticFactory.Create(finding, reading.Sources, context.Compilation, context.CancellationToken));
        }

        Breadth(context, reading);
    }

    // A fragment of this compilation is judged where it stands; here only what it makes together with other rules. Entries of one attribute share their ports and say it once.
    private static void Breadth(SymbolAnalysisContext context, PolicyReading reading)
    {
        var said = new HashSet<(string, Location, string)>();
        foreach (var finding in EgressBreadth.Judge(reading.Egress))
        {
            var together = finding.Properties.Items.Any(p => p.Name == BreadthFinding.Union);
            if (!together && !reading.Sources.FindAdditional(finding.Place, context.Compilation, context.CancellationToken).IsEmpty)
            {
                continue;
            }

            var diagnostic = DiagnosticFactory.Create(finding, reading.Sources, context.Compilation, context.CancellationToken);
            if (said.Add((finding.RuleId, diagnostic.Location, finding.Message)))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static CompiledTarget[] Compile(SandboxPolicy policy, CancellationToken cancellation) =>
        policy.Targets.Select(t => PolicyCompilationCache.Shared.Compile(policy, t, cancellation)).ToArray();

    private static DateTime? Today(AnalyzerConfigOptions options) =>
        options.TryGetValue(TodayProperty, out var text) && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
