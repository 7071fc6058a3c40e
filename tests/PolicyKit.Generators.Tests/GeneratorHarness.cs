using System.Collections.Immutable;
using System.Reflection;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace PolicyKit.Generators.Tests;

/// <summary>Runs the generator. Every run is followed by one on a clone of the compilation, in which each step and each output must be cached; no test can forget it.</summary>
internal static class GeneratorHarness
{
    private static readonly CSharpParseOptions Parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly ImmutableArray<string> Steps = typeof(TrackingNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).ToImmutableArray();

    private static readonly ImmutableArray<MetadataReference> References =
        Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)).CastArray<MetadataReference>();

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => Compilation("House", sources);

    public static CSharpCompilation Compilation(string name, IEnumerable<string> sources) => CSharpCompilation.Create(
        name,
        sources.Select((s, i) => CSharpSyntaxTree.ParseText(SourceText.From(s), Parse, $"File{i}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The compilation with one text replaced in the file that holds it.</summary>
    public static CSharpCompilation Replace(this CSharpCompilation compilation, string old, string with)
    {
        var tree = compilation.SyntaxTrees.Single(t => t.ToString().Contains(old, StringComparison.Ordinal));
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(tree.ToString().Replace(old, with, StringComparison.Ordinal))));
    }

    public static CSharpCompilation Add(this CSharpCompilation compilation, string source) =>
        compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(SourceText.From(source), Parse, $"File{compilation.SyntaxTrees.Length}.cs"));

    public static GeneratorRun Run(CSharpCompilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new PolicyGenerator().AsSourceGenerator()],
            parseOptions: Parse,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Run(driver, compilation);
    }

    public static GeneratorRun Run(GeneratorDriver driver, CSharpCompilation compilation)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        var result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        foreach (var step in OwnSteps(result))
        {
            ModelGuard.Check(step.Outputs.Select(o => o.Value));
        }

        var second = driver.RunGenerators(compilation.Clone()).GetRunResult().Results.Single();
        Assert.All(OwnSteps(second).SelectMany(s => s.Outputs), o => Assert.True(Kept(o.Reason), $"{o.Value} is {o.Reason} in the second run"));
        Assert.All(second.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        return new GeneratorRun(driver, (CSharpCompilation)output, result);
    }

    public static bool Kept(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static IEnumerable<IncrementalGeneratorRunStep> OwnSteps(GeneratorRunResult result) =>
        result.TrackedSteps.Where(s => Steps.Contains(s.Key)).SelectMany(s => s.Value);
}

/// <summary>One run with what it made.</summary>
internal sealed record GeneratorRun(GeneratorDriver Driver, CSharpCompilation Output, GeneratorRunResult Result)
{
    public ImmutableSortedDictionary<string, string> Texts { get; } =
        Result.GeneratedSources.ToImmutableSortedDictionary(s => s.HintName, s => s.SourceText.ToString(), StringComparer.Ordinal);

    /// <summary>Rows of the index as (policy, target, status, json).</summary>
    public ImmutableArray<(string Policy, string Target, string Status, string Json)> Index =>
        Attributes("PolicyIndexAttribute").Select(a => (a[0], a[1], a[2], a[3])).ToImmutableArray();

    /// <summary>Artifacts as (policy, target, path, text).</summary>
    public ImmutableArray<(string Policy, string Target, string Path, string Text)> Artifacts =>
        Attributes("PolicyArtifactAttribute").Select(a => (a[0], a[1], a[2], a[3])).ToImmutableArray();

    /// <summary>Arguments of the generated assembly attributes of a type.</summary>
    public IEnumerable<string[]> Attributes(string name) => Output.Assembly.GetAttributes()
        .Where(a => a.AttributeClass?.Name == name)
        .Select(a => a.ConstructorArguments.Select(c => (string)c.Value!).ToArray());

    /// <summary>Reasons of a step's outputs.</summary>
    public IEnumerable<IncrementalStepRunReason> Reasons(string step) => Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);

    /// <summary>Reasons of the source outputs.</summary>
    public IEnumerable<IncrementalStepRunReason> OutputReasons => Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason);

    /// <summary>Runs on a changed compilation with the same driver.</summary>
    public GeneratorRun Then(CSharpCompilation changed) => GeneratorHarness.Run(Driver, changed);

    public IEnumerable<Diagnostic> Errors => Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning);
}
