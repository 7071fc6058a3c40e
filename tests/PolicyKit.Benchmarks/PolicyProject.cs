using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Generators;
using PolicyKit.Providers;
using PolicyKit.Roslyn;

namespace PolicyKit.Benchmarks;

/// <summary>
/// A project of policies of ordinary size, one file each, on every target of the catalog, with the acceptances that the compiler asks for. No policy of one project equals one of another: nothing is remembered from run to run.
/// </summary>
internal static class PolicyProject
{
    /// <summary>Name of the file that holds no policy.</summary>
    public const string UnrelatedFile = "Unrelated.cs";

    private static readonly CSharpParseOptions s_parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> s_references =
        Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)).CastArray<MetadataReference>();

    private static readonly string s_acceptances = Acceptances();
    private static int s_project;

    /// <summary>The files of a new project.</summary>
    public static IEnumerable<(string Name, string Text)> Files(int policies)
    {
        var project = Interlocked.Increment(ref s_project);
        return Enumerable.Range(0, policies)
            .Select(i => ($"Agent{i}.cs", Policy(project, i, s_acceptances)))
            .Append(("Baselines.cs", Baselines()))
            .Append((UnrelatedFile, "class Unrelated { int _a; }"));
    }

    /// <summary>A new project as a compilation.</summary>
    public static CSharpCompilation Compilation(int policies) => Compilation(Files(policies));

    /// <summary>A driver that has seen nothing yet.</summary>
    public static GeneratorDriver Driver(bool track = false) => CSharpGeneratorDriver.Create(
        [new PolicyGenerator().AsSourceGenerator()],
        parseOptions: s_parse,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: track));

    /// <summary>The compilation with one text replaced in a file.</summary>
    public static CSharpCompilation Edit(CSharpCompilation compilation, string file, string old, string with)
    {
        var tree = compilation.SyntaxTrees.Single(t => t.FilePath == file);
        var text = tree.ToString();
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(at, old.Length), with))));
    }

    /// <summary>Throws unless every policy was emitted on every target: a refused policy would be a cheap one.</summary>
    public static void AssertEmitted(GeneratorDriver driver, int policies)
    {
        var text = driver.GetRunResult().Results.Single().GeneratedSources.Single(s => s.HintName == "PolicyKit.Artifacts.g.cs").SourceText.ToString();
        var emitted = text.Split('\n').Count(line => line.Contains("PolicyIndexAttribute(", StringComparison.Ordinal) && line.Contains("\", \"emitted\", ", StringComparison.Ordinal));
        if (emitted != policies * ProviderCatalog.All.Length)
        {
            throw new InvalidOperationException($"{emitted} of {policies * ProviderCatalog.All.Length} were emitted.");
        }
    }

    /// <summary>A policy with every acceptance that it lacks.</summary>
    public static SandboxPolicy Accepted(SandboxPolicy policy) => policy with { Acceptances = policy.Acceptances.Concat(Missing(policy)).ToEquatableArray() };

    private static CSharpCompilation Compilation(IEnumerable<(string Name, string Text)> files) => CSharpCompilation.Create(
        "Benchmark",
        files.Select(f => CSharpSyntaxTree.ParseText(SourceText.From(f.Text), s_parse, f.Name)),
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static string Policy(int project, int i, string acceptances) => string.Create(CultureInfo.InvariantCulture, $$"""
        using PolicyKit;

        namespace Benchmark;

        [Sandbox("agent-{{project}}-{{i}}", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]
        [RunAs(1000, WorkDirectory = "/workspace")]
        [AllowHosts("api.github.com", "*.githubusercontent.com", "service-{{i}}.example.com")]
        [Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer", On = Targets.Docker | Targets.E2B)]
        [Build("pip install uv"), AllowBuildHosts("pypi.org", "files.pythonhosted.org")]
        [{{string.Join(", ", ProviderCatalog.Vocabulary.Items.Select(w => w.TargetsMember))}}]
        {{acceptances}}public sealed partial class Agent{{i}};
        """).Replace("{i}", i.ToString(CultureInfo.InvariantCulture));

    private static string Baselines() => "using PolicyKit;\n\n" + string.Concat(ProviderCatalog.Vocabulary.Items.SelectMany(w => w.Baselines.Items).Select(b =>
        $"[assembly: AcceptBaseline<global::{b.TypeName}>(Because = \"the platform is like this\", Owner = \"platform\", Until = \"2030-06-30\")]\n"));

    // Asked for by the compiler itself, so that a provider that joins the catalog is measured without an edit here.
    private static string Acceptances()
    {
        var compilation = Compilation([("Agent.cs", Policy(0, 0, string.Empty)), ("Baselines.cs", Baselines())]);
        var reading = PolicyReader.Read(compilation.GetTypeByMetadataName("Benchmark.Agent0")!, compilation, ProviderCatalog.Vocabulary, CancellationToken.None);
        var policy = reading.Model.Policy ?? throw new InvalidOperationException(string.Join("; ", reading.Model.Findings));
        var lines = new StringBuilder();
        foreach (var acceptance in Missing(policy))
        {
            var deviations = ProviderCatalog.Find(acceptance.Provider)!.Word.DeviationEnum;
            var subject = acceptance.For is { } it ? $", For = \"{it.Replace("service-0.", "service-{i}.", StringComparison.Ordinal)}\"" : string.Empty;
            var until = acceptance.Until is { } day ? $", Until = \"{day}\"" : string.Empty;
            lines.Append(CultureInfo.InvariantCulture, $"[Accept(global::{deviations}.{acceptance.Deviation}{subject}, Because = \"{acceptance.Because}\", Owner = \"{acceptance.Owner}\"{until})]\n");
        }

        return lines.ToString();
    }

    private static IEnumerable<Acceptance> Missing(SandboxPolicy policy) => policy.Targets.SelectMany(target => PolicyCompiler.Compile(policy, target).Deviations
        .Where(d => d.Acceptance is null)
        .Select(d => d.Deviation)
        .Select(d => new Acceptance
        {
            Provider = target.Provider,
            Deviation = d.Definition.Name,
            For = d.Definition.Intrinsic ? null : d.Subject,
            Because = "known and accepted",
            Owner = "platform",
            Until = d.Definition.Widens ? "2030-06-30" : null,
        }));
}
