using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using PolicyKit.TestKit;

namespace PolicyKit.Benchmarks;

/// <summary>The whole process <c>policykit check</c> over a deploy directory of at least 1,000 files in step: every policy compiled and proved again, every text read back and proved, every file compared.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 7)]
public class CheckBenchmarks
{
    private const int Files = 1000;
    private static readonly string s_tool = RepositoryFiles.Path("src/PolicyKit.Cli/bin/Release/net10.0/policykit.dll");
    private string _directory = string.Empty;
    private string _deploy = string.Empty;
    private string _assembly = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _directory = Directory.CreateTempSubdirectory("policykit-benchmark").FullName;
        _deploy = Path.Combine(_directory, "deploy");
        _assembly = Path.Combine(_directory, "Benchmark.dll");
        var perPolicy = Write(1) - 1; // without the manifest, of which there is one
        var policies = (Files + perPolicy - 1) / perPolicy;
        Directory.Delete(_deploy, recursive: true);
        Console.WriteLine($"// {policies} policies, {Write(policies)} files");
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_directory, recursive: true);

    [Benchmark]
    public void Check() => Run("check");

    private int Write(int policies)
    {
        PolicyProject.Driver().RunGeneratorsAndUpdateCompilation(PolicyProject.Compilation(policies), out var output, out _);
        using var stream = File.Create(_assembly);
        var emitted = output.Emit(stream);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics));
        }

        stream.Dispose();
        Run("write");
        return Directory.EnumerateFiles(_deploy, "*", SearchOption.AllDirectories).Count();
    }

    private void Run(string command)
    {
        var start = new ProcessStartInfo("dotnet", [s_tool, command, "--assembly", _assembly, "--deploy", _deploy, "--today", "2026-11-23"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"policykit {command}: {said}{error.Result}");
        }
    }
}
