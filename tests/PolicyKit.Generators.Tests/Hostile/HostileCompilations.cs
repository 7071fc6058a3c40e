using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Generators.Tests.Hostile;

internal static class HostileCompilations
{
    /// <summary>Every provider's newest baseline.</summary>
    public static string Baselines { get; } = "using PolicyKit;\n" + string.Concat(ProviderCatalog.All
        .Select(p => $"[assembly: AcceptBaseline<{p.Baselines[^1].TypeName}>(Because = \"tests\", Owner = \"tests\", Until = \"2027-06-30\")]\n"));

    /// <summary>No row says that PolicyKit itself failed, and no policy without a readable model has files.</summary>
    public static void CheckSound(GeneratorRun run)
    {
        var rows = run.Index;
        Assert.DoesNotContain(rows, r => r.Json.Contains("\"PK9", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, r => r.Status == "failed");
        var emitted = rows.Where(r => r is { Target.Length: > 0, Status: "emitted" }).Select(r => (r.Policy, r.Target)).ToHashSet();
        Assert.All(run.Artifacts, a => Assert.Contains((a.Policy, a.Target), emitted));
        Assert.Subset(rows.Where(r => r is { Target.Length: 0, Status: "read" }).Select(r => r.Policy).ToHashSet(), emitted.Select(e => e.Policy).ToHashSet());
    }

    /// <summary>Models that a run has read, by id.</summary>
    public static IEnumerable<Core.Model.SandboxPolicy> Models(GeneratorRun run) =>
        run.Index.Where(r => r is { Target.Length: 0, Status: "read" }).Select(r => PolicyJsonReader.Read(r.Json));
}
