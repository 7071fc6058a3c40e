using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Analyzers;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Generators.Tests.Hostile;

internal static class HostileCompilations
{
    /// <summary>Every provider's newest baseline.</summary>
    public static string Baselines { get; } = "using PolicyKit;\n" + string.Concat(ProviderCatalog.All
        .Select(p => $"[assembly: AcceptBaseline<{p.Baselines[^1].TypeName}>(Because = \"tests\", Owner = \"tests\", Until = \"2027-06-30\")]\n"));

    /// <summary>No row and no diagnostic says that PolicyKit itself failed, and no policy without a readable model has files.</summary>
    public static async Task CheckSound(GeneratorRun run)
    {
        var rows = run.Index;
        Assert.DoesNotContain(rows, r => r.Json.Contains("\"PK9", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, r => r.Status == "failed");
        var emitted = rows.Where(r => r is { Target.Length: > 0, Status: "emitted" }).Select(r => (r.Policy, r.Target)).ToHashSet();
        Assert.All(run.Artifacts, a => Assert.Contains((a.Policy, a.Target), emitted));
        Assert.Subset(rows.Where(r => r is { Target.Length: 0, Status: "read" }).Select(r => r.Policy).ToHashSet(), emitted.Select(e => e.Policy).ToHashSet());

        // A thrown exception is AD0001.
        var options = new AnalyzerOptions([], new BuildOptions(("build_property.PolicyKitToday", "2026-11-23")));
        var diagnostics = await run.Output.WithAnalyzers([new PolicyAnalyzer(), new SecretAnalyzer()], options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(diagnostics, d => d.Id.StartsWith("AD", StringComparison.Ordinal) || d.Id.StartsWith("PK9", StringComparison.Ordinal));
    }

    /// <summary>Models that a run has read, by id.</summary>
    public static IEnumerable<Core.Model.SandboxPolicy> Models(GeneratorRun run) =>
        run.Index.Where(r => r is { Target.Length: 0, Status: "read" }).Select(r => PolicyJsonReader.Read(r.Json));
}
