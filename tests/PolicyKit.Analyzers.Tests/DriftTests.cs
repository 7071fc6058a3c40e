using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.CodeFixes;

namespace PolicyKit.Analyzers.Tests;

/// <summary>The deploy tree among AdditionalFiles.</summary>
public sealed class DriftTests
{
    private const string Source = /* lang=c#-test */ """
        using PolicyKit;

        [Sandbox("agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]
        [AllowHosts("api.example.com")]
        [Docker]
        public sealed partial class Agent;
        """;

    [Fact]
    public async Task NoDeployTree_IsNoDrift() => Assert.Empty(await Findings(Project(("/src/notes.txt", "x"))));

    [Fact]
    public async Task MissingFile_IsReportedAtTheTarget()
    {
        var finding = Assert.Single(await Findings(Project(("/src/deploy/policykit.json", "{}"))));

        Assert.Equal(("PK5031", DiagnosticSeverity.Warning, 6), (finding.Id, finding.Severity, finding.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Fact]
    public async Task Fix_WritesTheFiles_AndNothingIsLeft()
    {
        var written = await Fix(Project(("/src/deploy/policykit.json", "{}")));

        Assert.Empty(await Findings(written));
        Assert.Contains(written.AdditionalDocuments, d => d.FilePath == "/src/deploy/agent/docker/compose.yaml");
    }

    [Fact]
    public async Task ChangedFile_IsReportedAndMended()
    {
        var written = await Fix(Project(("/src/deploy/policykit.json", "{}")));
        var compose = written.AdditionalDocuments.Single(d => d.FilePath == "/src/deploy/agent/docker/compose.yaml");
        var changed = written.Solution.WithAdditionalDocumentText(compose.Id, SourceText.From((await compose.GetTextAsync()) + "x")).GetProject(written.Id)!;

        Assert.Equal("PK5030", Assert.Single(await Findings(changed)).Id);
        Assert.Empty(await Findings(await Fix(changed)));
    }

    [Fact]
    public async Task WriteMode_SaysNothing() => Assert.Empty(await Findings(Project(("/src/deploy/policykit.json", "{}")), "Write"));

    private static Project Project(params (string Path, string Text)[] files)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Policies", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithMetadataReferences(Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)));
        project = project.AddDocument("Agent.cs", Source).Project.AddDocument("Baselines.cs", Verify.Baselines).Project;
        foreach (var (path, text) in files)
        {
            project = project.AddAdditionalDocument(Path.GetFileName(path), text, filePath: path).Project;
        }

        return project;
    }

    private static async Task<Diagnostic[]> Findings(Project project, string mode = "Check")
    {
        var compilation = (await project.GetCompilationAsync())!;
        var files = project.AdditionalDocuments.Select(d => (AdditionalText)new File(d.FilePath!, d.GetTextAsync().Result));
        var options = new AnalyzerOptions([.. files], new BuildOptions((PolicyAnalyzer.ModeProperty, mode)));
        return [.. (await compilation.WithAnalyzers([new PolicyAnalyzer()], options).GetAnalyzerDiagnosticsAsync()).Where(d => d.Id.StartsWith("PK5", StringComparison.Ordinal))];
    }

    private static async Task<Project> Fix(Project project)
    {
        var finding = Assert.Single(await Findings(project));
        var actions = new List<CodeAction>();
        var document = project.Documents.Single(d => d.Name == "Agent.cs");
        await new WriteArtifactsFix().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), CancellationToken.None));
        var operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        return Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution.GetProject(project.Id)!;
    }

    private sealed class File(string path, SourceText text) : AdditionalText
    {
        public override string Path { get; } = path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => text;
    }
}
