using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.CodeFixes;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Roslyn;

namespace PolicyKit.Analyzers.Tests;

/// <summary>Every fix of every rule, applied to the bad sample of the rule's page: it compiles, the finding is gone, and the policy allows no more than before.</summary>
public sealed class RuleFixTests
{
    // Where the page's sample is one that has no fix by design: what is fixed is another spelling.
    private static readonly Dictionary<string, string> Samples = new(StringComparer.Ordinal)
    {
        // The last target is not removed.
        ["PK2004"] = """
            [Resources(Cpu = "2", MemoryMiB = "4096", Gpu = "a100")]
            [Modal]
            """,
        ["PK1023"] = """[Resources(Cpu = "2-4", MemoryMiB = "4096")]""",
        ["PK1034"] = """
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", Because = "the API redirects to TLS", Owner = "platform", Until = "2027/3/1")]
            """,
    };

    // The IPv4 network that stands inside an IPv6 one is written as itself: another form of the same addresses, which some gateways reach and others do not.
    private const string OtherForm = RuleCatalog.EmbeddedAddress;

    // Splitting makes one attribute of each entry, for the next fix.
    private const string Split = "split";

    // The checked-in files are no C#: DriftTests has them.
    public static TheoryData<string> FixableRules => [.. RuleCatalog.All.Where(r => r.Fixable && r.Id is not (RuleCatalog.CheckedInDiffers or RuleCatalog.CheckedInMissing)).Select(r => r.Id)];

    private static ImmutableArray<CodeFixProvider> Fixes { get; } = typeof(DeviationFix).Assembly.GetTypes()
        .Where(t => t.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
        .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!).ToImmutableArray();

    [Theory]
    [MemberData(nameof(FixableRules))]
    public async Task BadSample_IsMendedByEachFix(string id)
    {
        var source = RulePageTests.Source(Samples.TryGetValue(id, out var other) ? other : RuleNotes.All[id].Bad!).Replace("\r\n", "\n", StringComparison.Ordinal);
        using var workspace = new AdhocWorkspace();
        var document = Document(workspace, source);
        var found = (await Findings(document, id)).First(d => d.Location.SourceTree is not null);
        var actions = new List<CodeAction>();
        foreach (var provider in Fixes.Where(f => f.FixableDiagnosticIds.Contains(id)))
        {
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, found, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        }

        Assert.Contains(actions, a => a.EquivalenceKey != Split);
        foreach (var action in actions.Where(a => a.EquivalenceKey != Split))
        {
            var operation = (await action.GetOperationsAsync(TestContext.Current.CancellationToken)).OfType<ApplyChangesOperation>().Single();
            var after = operation.ChangedSolution.GetDocument(document.Id)!;
            var text = (await after.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
            var left = (await Findings(after, id)).Count;

            Assert.True(left < (await Findings(document, id)).Count, $"{action.Title} leaves {id}:\n{text}");
            Assert.DoesNotContain((await after.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity == DiagnosticSeverity.Error);
            Assert.True(id == OtherForm || await AllowsNoMore(document, after), $"{action.Title} allows more:\n{text}");
        }
    }

    [Theory]
    [MemberData(nameof(FixableRules))]
    public void EveryFix_HasAFixAll(string id) => Assert.All(
        Fixes.Where(f => f.FixableDiagnosticIds.Contains(id) && f is not DeviationFix),
        f => Assert.NotNull(f.GetFixAllProvider()));

    private static async Task<IReadOnlyList<Diagnostic>> Findings(Document document, string id)
    {
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var options = new AnalyzerOptions([], new BuildOptions((PolicyAnalyzer.TodayProperty, RulePageTests.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
        return [.. (await compilation.WithAnalyzers([new PolicyAnalyzer(), new SecretAnalyzer()], options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken)).Where(d => d.Id == id)];
    }

    // Only what can be read before and after is compared: a policy that is refused allows nothing.
    private static async Task<bool> AllowsNoMore(Document before, Document after)
    {
        var old = await Policies(before);
        return (await Policies(after)).All(p => old.All(o => o.Id != p.Id)
            || p.Targets.All(t => old.Where(o => o.Id == p.Id).All(o => new TargetPolicy(p, t).Declared.IsWithin(new TargetPolicy(o, t).Declared).Verdict != Verdict.Exceeds)));
    }

    private static async Task<IReadOnlyList<SandboxPolicy>> Policies(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        return [.. compilation.Assembly.GlobalNamespace.GetTypeMembers().Where(PolicyReader.IsSandbox)
            .Select(t => PolicyReader.Read(t, compilation, ProviderCatalog.Vocabulary, TestContext.Current.CancellationToken).Model.Policy).OfType<SandboxPolicy>()];
    }

    private static Document Document(AdhocWorkspace workspace, string source)
    {
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest),
            metadataReferences: RulePageTests.References);
        var solution = workspace.CurrentSolution.AddProject(project);
        solution = solution.AddDocument(DocumentId.CreateNewId(project.Id), "Baselines.cs", SourceText.From(Verify.Baselines));
        var id = DocumentId.CreateNewId(project.Id);
        return solution.AddDocument(id, "Sample.cs", SourceText.From(source)).GetDocument(id)!;
    }
}
