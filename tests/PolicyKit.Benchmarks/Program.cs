using System.Globalization;
using BenchmarkDotNet.Running;
using PolicyKit.Benchmarks;

// dotnet run -c Release --project tests/PolicyKit.Benchmarks -- --filter '*'
// With `report FILE` before the filter the results go into FILE as the tables of docs/benchmarks.md; `write-policies COUNT DIRECTORY` serves eng/bench-build.sh.
switch (args)
{
    case ["write-policies", var count, var directory]:
        foreach (var (name, text) in PolicyProject.Files(int.Parse(count, CultureInfo.InvariantCulture)))
        {
            File.WriteAllText(Path.Combine(directory, name), text);
        }

        break;
    case ["report", var file, .. var rest]:
        File.WriteAllText(file, Report.Of([.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest)]));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
