using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

/// <summary>Compiles sources, broken ones too, and reads them.</summary>
internal static class Reading
{
    public static readonly EquatableArray<TargetWord> Vocabulary = EquatableArray.Of(
        Word<DockerDeviation>("docker", "Docker", "PolicyKit.DockerBaseline_2026_11", ["NoIdleStop", "BuildNetworkOpen"], ["NoIdleStop", "BuildNetworkOpen", "LifetimeNeedsExternalTimer"]),
        Word<E2BDeviation>("e2b", "E2B", "PolicyKit.E2BBaseline_2026_11", ["ResolverReachable", "NoIdleStop"], ["ResolverReachable", "NoIdleStop", "LifetimeExtendable"]));

    public static readonly MetadataReference Library = MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location);

    // Compilations made from one another share what was read of the references.
    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create("Policies", null, [.. Net100.References.All, Library], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    public static CSharpCompilation Compile(params string[] sources) => s_empty.AddSyntaxTrees(Trees(sources));

    public static CSharpCompilation Compile(string assembly, IEnumerable<MetadataReference> references, params string[] sources) =>
        s_empty.WithAssemblyName(assembly).AddReferences(references).AddSyntaxTrees(Trees(sources));

    /// <summary>A compilation without our library.</summary>
    public static CSharpCompilation CompileAlone(string assembly, string source, params MetadataReference[] references) => CSharpCompilation.Create(
        assembly, [CSharpSyntaxTree.ParseText(source)], [.. Net100.References.All, .. references], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    public static MetadataReference EmitToImageReference(this Compilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    /// <summary>Reads the class <c>P</c> of sources that compile.</summary>
    public static PolicyReading Read(params string[] sources)
    {
        var compilation = Compile(sources);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return Of(compilation);
    }

    /// <summary>Reads the class <c>P</c> of sources that need not compile.</summary>
    public static PolicyReading ReadBroken(params string[] sources) => Of(Compile(sources));

    public static PolicyReading Of(Compilation compilation, string type = "P") =>
        PolicyReader.Read(compilation.GetTypeByMetadataName(type)!, compilation, Vocabulary, TestContext.Current.CancellationToken);

    /// <summary>A policy that is fine, with further attributes.</summary>
    public static string Policy(string attributes, string targets = "[Docker, E2B]") =>
        $"[Sandbox(\"p\", Image = \"docker.io/library/alpine:3\")]\n{targets}\n{attributes}\npublic sealed partial class P;";

    /// <summary>Reads a policy with further attributes, which must be fine.</summary>
    public static SandboxPolicy Good(string attributes, string targets = "[Docker, E2B]")
    {
        var reading = Read(Policy(attributes, targets));
        Assert.Empty(reading.Model.Findings.Select(f => f.RuleId + " " + f.Message));
        return reading.Model.Policy!;
    }

    /// <summary>Asserts that a policy with further attributes has one finding, which stands at the text between <c>⟦</c> and <c>⟧</c>.</summary>
    public static Finding Bad(string ruleId, string attributes, string targets = "[Docker, E2B]") => BadSource(ruleId, Policy(attributes, targets));

    /// <inheritdoc cref="Bad"/>
    public static Finding BadSource(string ruleId, string source, bool broken = false)
    {
        var marked = source[(source.IndexOf('⟦') + 1)..source.IndexOf('⟧')];
        var plain = source.Replace("⟦", string.Empty).Replace("⟧", string.Empty);
        var reading = broken ? ReadBroken(plain) : Read(plain);
        var finding = Assert.Single(reading.Model.Findings);
        Assert.Equal((ruleId, marked), (finding.RuleId, Text(reading, finding)));
        Assert.Null(reading.Model.Policy);
        Assert.DoesNotContain("{0}", finding.Message, StringComparison.Ordinal);
        return finding;
    }

    private static IEnumerable<SyntaxTree> Trees(string[] sources) => sources.Select((s, i) => CSharpSyntaxTree.ParseText("using PolicyKit;\n" + s, path: $"File{i}.cs"));

    public static string Text(PolicyReading reading, Finding finding) => Text(reading.Sources.Find(finding.Place, TestContext.Current.CancellationToken));

    public static string Text(Location? location) => location!.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length);

    private static TargetWord Word<TDeviation>(string provider, string member, string baseline, string[] inBaseline, string[] intrinsic)
        where TDeviation : struct, Enum => new(
            provider,
            $"PolicyKit.{member}Attribute",
            member,
            typeof(TDeviation).FullName!,
            Enum.GetValues<TDeviation>().Select(d => new DeviationName(d.ToString(), Convert.ToInt32(d), intrinsic.Contains(d.ToString()), true)).ToEquatableArray(),
            EquatableArray.Of(new BaselineName(baseline, EquatableArray.Of(inBaseline))));
}
