using System.Collections.Immutable;
using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Core.Findings;
using PolicyKit.TestKit;

namespace PolicyKit.Analyzers.Tests;

/// <summary>One page per rule, made from the catalog and the notes. <c>POLICYKIT_UPDATE=1</c> writes them.</summary>
public sealed class RulePageTests
{
    internal static readonly DateTime Today = new(2026, 11, 22);

    internal static readonly ImmutableArray<MetadataReference> References =
        Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)).CastArray<MetadataReference>();

    public static TheoryData<string> RulesWithSamples => [.. RuleNotes.All.Where(n => n.Value.Bad is not null).Select(n => n.Key)];

    [Fact]
    public void EveryRule_HasANoteAndNoNoteIsLeftOver() => Assert.Equal(RuleCatalog.All.Select(r => r.Id), RuleNotes.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void EveryRule_HasItsPage() => Baseline.VerifyDirectory("analyzers/docs", RuleCatalog.All.Select(r => (r.Id + ".md", Page(r, RuleNotes.All[r.Id]))));

    [Fact]
    public void ReleaseNotes_ListEveryRule() => Baseline.Verify("analyzers/PolicyKit.Analyzers/AnalyzerReleases.Unshipped.md", ReleaseNotes());

    [Theory]
    [MemberData(nameof(RulesWithSamples))]
    public async Task BadSample_TriggersItsRule(string id) => Assert.Contains(id, await Findings(RuleNotes.All[id].Bad!));

    [Theory]
    [MemberData(nameof(RulesWithSamples))]
    public async Task GoodSample_IsWellFormedAndDoesNotTrigger(string id)
    {
        var findings = await Findings(RuleNotes.All[id].Good!);

        Assert.DoesNotContain(id, findings);
        Assert.DoesNotContain(findings, f => f.StartsWith("PK1", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.StartsWith("CS", StringComparison.Ordinal));
    }

    /// <summary>The presets of <c>PolicyKitAnalysisMode</c>; a setting of the project's own wins over them.</summary>
    [Theory]
    [InlineData("Strict")]
    [InlineData("None")]
    public void Preset_NamesEveryRuleThatCanBeConfigured(string mode) => Baseline.Verify($"src/PolicyKit.MSBuild/build/PolicyKit.{mode}.globalconfig", Preset(mode));

    private static string Preset(string mode)
    {
        var text = new StringBuilder("# Made from the rule catalog: POLICYKIT_UPDATE=1 over the analyzer tests writes this file.\nis_global = true\nglobal_level = -100\n\n");
        foreach (var rule in RuleCatalog.All.Where(r => r.Configurable))
        {
            text.Append($"dotnet_diagnostic.{rule.Id}.severity = {(mode == "None" ? "none" : rule.Severity == Severity.Info ? "warning" : "error")}\n");
        }

        return text.ToString();
    }

    private static async Task<IReadOnlyList<string>> Findings(string sample)
    {
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(Source(sample), parse), CSharpSyntaxTree.ParseText(Verify.Baselines, parse)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var options = new AnalyzerOptions([], new BuildOptions((PolicyAnalyzer.TodayProperty, Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
        var diagnostics = await compilation.WithAnalyzers([new PolicyAnalyzer(), new SecretAnalyzer()], options).GetAllDiagnosticsAsync();
        return diagnostics.Where(d => d.Severity > DiagnosticSeverity.Hidden).Select(d => d.Id).ToList();
    }

    // A sample is whole declarations, or the attribute lines of a policy; what it says itself is left out of the frame.
    internal static string Source(string sample)
    {
        if (sample.Contains(" class ", StringComparison.Ordinal))
        {
            return "using PolicyKit;\n" + sample;
        }

        string[] frame = ["[Sandbox(\"agent\", Image = \"docker.io/library/debian:bookworm-slim\")]", "[Resources(Cpu = \"2\", MemoryMiB = \"4096\")]", "[Lifetime(\"60m\")]", "[E2B]"];
        var kept = frame.Where(line => !sample.Contains(line[..line.IndexOfAny(['(', ']'])].TrimStart('['), StringComparison.Ordinal) || line is "[E2B]");
        return $"using PolicyKit;\n{string.Join('\n', kept)}\n{sample}\npublic sealed partial class Agent;\n";
    }

    private static string Page(Rule rule, RuleNote note)
    {
        var page = new StringBuilder();
        page.Append($"# {rule.Id}: {rule.Title}\n\n");
        page.Append($"{rule.Severity}{(rule.Configurable ? string.Empty : ", not configurable")}{(rule.Fixable ? ", with a code fix" : string.Empty)}. Category {rule.Category}.\n\n");
        page.Append($"> {rule.Format}\n\n## Why\n\n{note.Why}\n");
        if (note.Bad is not null)
        {
            page.Append($"\n## Found\n\n```csharp\n{note.Bad}\n```\n");
            if (note.Good!.Length > 0)
            {
                page.Append($"\n## Write instead\n\n```csharp\n{note.Good}\n```\n");
            }
        }

        if (note.Instead is not null)
        {
            page.Append($"\n## What to do\n\n{note.Instead}\n");
        }

        page.Append("\n## Configuration\n\n").Append(
            rule.Configurable ? $"`dotnet_diagnostic.{rule.Id}.severity` in an `.editorconfig` or `.globalconfig` sets the severity; `#pragma warning disable {rule.Id}` suppresses one place, `[SuppressMessage(\"{rule.Category}\", \"{rule.Id}\", Justification = \"why. Owner: who. Until: yyyy-MM-dd\")]` waives it until that day (PK6016).{Breadth(rule)}\n"
            : rule.Id == RuleCatalog.WaiverEnded ? "None: the build fails while it stands. What is emitted does not depend on it.\n"
            : rule.Id[2] == '5' ? "None. The command and the build target fail on it.\n"
            : rule.Severity == Severity.Error ? "None: nothing is emitted while it stands. `NoWarn`, `#pragma` and severities have no effect; where a `SuppressMessage` or `RunAnalyzers=false` hides it, the build target still fails on it.\n"
            : "None.\n");
        return page.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string Breadth(Rule rule) => rule.Id[2] != '3' ? string.Empty
        : rule.Severity == Severity.Error ? " A `Because` on the rule does not. What is emitted does not depend on this rule."
        : " So does a `Because` on the rule that it is about, where the finding is about one entry; it then stands in SARIF as suppressed. What is emitted does not depend on this rule.";

    private static string ReleaseNotes()
    {
        var text = new StringBuilder("; Made from the rule catalog: POLICYKIT_UPDATE=1 over the analyzer tests writes this file.\n; It is not an AdditionalFile: descriptors are made from the catalog, where RS2000 to RS2008 cannot see them, so a test compares instead.\n\n### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\n");
        foreach (var rule in RuleCatalog.All.Where(r => PolicyAnalyzer.IsReported(r) || SecretAnalyzer.IsReported(r)))
        {
            text.Append($"{rule.Id} | {rule.Category} | {rule.Severity} | [{rule.Title}](../docs/{rule.Id}.md)\n");
        }

        return text.ToString();
    }
}
