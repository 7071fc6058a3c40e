using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PolicyKit.Benchmarks;

/// <summary>The generator's part of one keystroke in a project of policies: a driver that has run on the project runs on the edited one.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 5, iterationCount: 25)]
[MemoryDiagnoser]
[GcServer(true)] // as the compiler server runs
public class KeystrokeBenchmarks
{
    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _edited = null!;
    private GeneratorDriver _driver = null!;
    private int _edit;

    [Params(1, 100, 1000)]
    public int Policies { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _compilation = PolicyProject.Compilation(Policies);
        _driver = PolicyProject.Driver().RunGenerators(_compilation);
        PolicyProject.AssertEmitted(_driver, Policies);
    }

    [IterationSetup(Target = nameof(UnrelatedFile))]
    public void EditUnrelated() => _edited = PolicyProject.Edit(_compilation, PolicyProject.UnrelatedFile, "_a;", $"_a{Next()};");

    [IterationSetup(Target = nameof(Policy))]
    public void EditPolicy() => _edited = PolicyProject.Edit(_compilation, "Agent0.cs", "\"pip install uv\"", $"\"pip install uv{Next()}\"");

    [Benchmark]
    public GeneratorDriver UnrelatedFile() => _driver.RunGenerators(_edited);

    [Benchmark]
    public GeneratorDriver Policy() => _driver.RunGenerators(_edited);

    private string Next() => (++_edit).ToString(CultureInfo.InvariantCulture);
}
