using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace PolicyKit.Benchmarks;

/// <summary>The results as the tables of docs/benchmarks.md: medians, and each aim with what was measured.</summary>
internal static class Report
{
    /// <summary>Markdown of the results.</summary>
    public static string Of(IEnumerable<Summary> summaries)
    {
        var rows = summaries.SelectMany(s => s.Reports.Select(Row)).OrderBy(r => r.Type, StringComparer.Ordinal).ToList();
        var text = new StringBuilder("| Aim | measured | |\n|---|---|---|\n");
        Aim(text, "1,000 policies cold, all targets: under 2 s", rows, "GeneratorBenchmarks", "Cold", "Policies=1000", r => r / 1e6, 2000, "ms");
        Aim(text, "an unrelated keystroke: under 1 ms per policy (1,000 policies)", rows, "KeystrokeBenchmarks", "UnrelatedFile", "Policies=1000", r => r / 1e9, 1, "ms per policy");
        Aim(text, "an unrelated keystroke: under 1 ms per policy (100 policies)", rows, "KeystrokeBenchmarks", "UnrelatedFile", "Policies=100", r => r / 1e8, 1, "ms per policy");
        foreach (var provider in PolicyProofBenchmarks.Providers)
        {
            Aim(text, $"4,096 endpoints on {provider}: under 1 s", rows, "PolicyProofBenchmarks", "Compile", $"Provider={provider}", r => r / 1e6, 1000, "ms");
        }

        text.Append("\n| Benchmark | | median | allocated | times our own |\n|---|---|---:|---:|---:|\n");
        foreach (var row in rows)
        {
            var own = rows.FirstOrDefault(r => r.Type == row.Type && r.Parameters == row.Parameters && row.Method == r.Method + "IPNetwork2");
            text.Append(CultureInfo.InvariantCulture, $"| {row.Type.Replace("Benchmarks", string.Empty, StringComparison.Ordinal)}.{row.Method} | {row.Parameters} | {Number(row.Nanoseconds / 1e6)} ms | ")
                .Append(row.Bytes is { } bytes ? Number(bytes / 1048576.0) + " MB" : string.Empty).Append(" | ")
                .Append(own is null ? string.Empty : Number(row.Nanoseconds / own.Nanoseconds)).Append(" |\n");
        }

        return text.ToString();
    }

    private static Measured Row(BenchmarkReport report) => new(
        report.BenchmarkCase.Descriptor.Type.Name,
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
        report.BenchmarkCase.Parameters.DisplayInfo.Trim('[', ']'),
        report.ResultStatistics?.Median ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} has no result."),
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase));

    private static void Aim(StringBuilder text, string aim, List<Measured> rows, string type, string method, string parameters, Func<double, double> scale, double limit, string unit)
    {
        if (rows.FirstOrDefault(r => r.Type == type && r.Method == method && r.Parameters == parameters) is { } row)
        {
            var value = scale(row.Nanoseconds);
            text.Append(CultureInfo.InvariantCulture, $"| {aim} | {Number(value)} {unit} | {(value < limit ? "met" : "**not met**")} |\n");
        }
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private sealed record Measured(string Type, string Method, string Parameters, double Nanoseconds, long? Bytes);
}
