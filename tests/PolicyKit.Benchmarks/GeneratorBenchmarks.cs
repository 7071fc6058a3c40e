using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PolicyKit.Benchmarks;

/// <summary>A cold run in a compiler that has run before: none of the policies was ever seen by this process, so nothing is remembered. What the first run of a process pays besides is in the build times of eng/bench-build.sh.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 3, iterationCount: 9)]
[MemoryDiagnoser]
[GcServer(true)] // as the compiler server runs
public class GeneratorBenchmarks
{
    private CSharpCompilation _compilation = null!;

    [Params(1, 100, 1000)]
    public int Policies { get; set; }

    [GlobalSetup]
    public void Check() => PolicyProject.AssertEmitted(PolicyProject.Driver().RunGenerators(PolicyProject.Compilation(1)), 1);

    [IterationSetup]
    public void NewProject() => _compilation = PolicyProject.Compilation(Policies);

    [Benchmark]
    public GeneratorDriver Cold() => PolicyProject.Driver().RunGenerators(_compilation);
}
