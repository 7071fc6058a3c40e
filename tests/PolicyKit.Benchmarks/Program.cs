using System.Globalization;
using BenchmarkDotNet.Running;
using PolicyKit.Benchmarks;

// dotnet run -c Release --project tests/PolicyKit.Benchmarks -- --filter '*'
// dotnet run -c Release --project tests/PolicyKit.Benchmarks -- write-policies 100 DIRECTORY      (for eng/bench-build.sh)
if (args is ["write-policies", var count, var directory])
{
    foreach (var (name, text) in PolicyProject.Files(int.Parse(count, CultureInfo.InvariantCulture)))
    {
        File.WriteAllText(Path.Combine(directory, name), text);
    }
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
