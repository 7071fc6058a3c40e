using System.Collections.Immutable;
using System.Text;
using Basic.Reference.Assemblies;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Analyzers;
using PolicyKit.Core.Secrets;

namespace PolicyKit.Benchmarks;

/// <summary>What looking for secrets costs over a megabyte of ordinary source: compiling it, compiling it with the analyzer, and the scan of the same megabyte as one text.</summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 2, iterationCount: 5, invocationCount: 1)]
public class SecretBenchmarks
{
    private const int Megabyte = 1_000_000;

    private string _text = string.Empty;
    private ImmutableArray<string> _files;
    private ImmutableArray<MetadataReference> _references;

    /// <summary>Writes the source.</summary>
    [GlobalSetup]
    public void Write()
    {
        var files = ImmutableArray.CreateBuilder<string>();
        for (var size = 0; size < Megabyte; size += files[^1].Length)
        {
            files.Add(File(files.Count));
        }

        _files = files.ToImmutable();
        _text = string.Concat(_files);
        _references = Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)).CastArray<MetadataReference>();
    }

    /// <summary>Parses and binds.</summary>
    [Benchmark(Baseline = true)]
    public int Compile() => Compilation().GetDiagnostics().Length;

    /// <summary>Parses, binds and looks for secrets.</summary>
    [Benchmark]
    public async Task<int> CompileWithSecretAnalyzer() =>
        (await Compilation().WithAnalyzers([new SecretAnalyzer()], new AnalyzerOptions([])).GetAllDiagnosticsAsync()).Length;

    /// <summary>Scans the same text as one value.</summary>
    [Benchmark]
    public int Scan() => SecretScanner.Scan(_text).Length;

    private CSharpCompilation Compilation() => CSharpCompilation.Create(
        "Measured", _files.Select(f => CSharpSyntaxTree.ParseText(f)), _references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static string File(int number)
    {
        var text = new StringBuilder($"using System;\nusing System.Collections.Generic;\nnamespace Measured{number};\n\npublic sealed class Service{number}\n{{\n    private const string Root = \"https://api.example.com/v{number}/\";\n    private readonly Dictionary<string, string> _headers = new() {{ [\"Accept\"] = \"application/json\", [\"User-Agent\"] = \"measured/{number}\" }};\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append($$"""

                    /// <summary>Reads item {{i}}.</summary>
                    public string Read{{i}}(int id, string name, IReadOnlyList<string> parts)
                    {
                        ArgumentException.ThrowIfNullOrEmpty(name);
                        if (id + parts.Count > {{i}} && !_headers.ContainsKey("X-Request-Id"))
                        {
                            throw new InvalidOperationException($"Item {id} of '{name}' was not found in {parts.Count} parts");
                        }

                        var url = Root + "items/" + id + "?name=" + Uri.EscapeDataString(name) + "&page={{i}}";
                        Console.WriteLine("Reading {0} after {1} ms", url, Environment.TickCount64);
                        return string.Join(", ", parts) + url;
                    }

                """);
        }

        return text.Append("}\n").ToString();
    }
}
