using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using PolicyKit.Analyzers;
using PolicyKit.Core.Findings;

namespace PolicyKit.Analyzers.Tests;

/// <summary>The Microsoft testing library behind one door: our references (it would download its own), the newest language, LF sources.</summary>
internal static class Verify
{
    public const string Baselines = /* lang=c#-test */ """
        using PolicyKit;

        [assembly: AcceptBaseline<DockerBaseline_2026_11>(Because = "our own hosts", Owner = "platform", Until = "2027-06-30")]
        [assembly: AcceptBaseline<E2BBaseline_2026_11>(Because = "the service is like this", Owner = "platform", Until = "2027-06-30")]
        """;

    private static readonly ImmutableArray<MetadataReference> References =
        Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)).CastArray<MetadataReference>();

    /// <summary>A source with <c>{|PK1234:span|}</c> marks: exactly these diagnostics.</summary>
    public static Task Diagnostics(string source, string? today = null, string baselines = Baselines, params string[] others) =>
        Fix<EmptyCodeFixProvider>(source, null, today: today, baselines: baselines, others: others);

    /// <summary>A source and what a fix makes of it.</summary>
    /// <param name="source">Source with marks.</param>
    /// <param name="fixedSource">Source afterwards, with the marks of what is left.</param>
    /// <param name="key">Equivalence key, or null for the only fix.</param>
    /// <param name="today">Day of the build, or null.</param>
    /// <param name="baselines">Another file of baselines.</param>
    /// <param name="others">Further files, which do not change.</param>
    public static async Task Fix<TFix>(string source, string? fixedSource, string? key = null, string? today = null, string baselines = Baselines, params string[] others)
        where TFix : CodeFixProvider, new()
    {
        var test = new PolicyTest<TFix> { TestCode = Text(source) };
        if (fixedSource is not null)
        {
            test.FixedCode = Text(fixedSource);
        }

        foreach (var other in others.Append(baselines))
        {
            test.TestState.Sources.Add(Text(other));
            if (fixedSource is not null)
            {
                test.FixedState.Sources.Add(Text(other));
            }
        }

        // What is merely worth knowing is judged by the tests that name it.
        test.DisabledDiagnostics.AddRange(RuleCatalog.All.Where(r => r.Severity == Severity.Info && !source.Contains(r.Id, StringComparison.Ordinal)).Select(r => r.Id));
        test.CodeActionEquivalenceKey = key;
        if (today is not null)
        {
            test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", $"is_global = true\n{PolicyAnalyzer.TodayProperty} = {today}\n"));
        }

        await test.RunAsync();
    }

    private static string Text(string source) => source.Replace("\r\n", "\n", StringComparison.Ordinal);

    private sealed class PolicyTest<TFix> : CSharpCodeFixTest<PolicyAnalyzer, TFix, DefaultVerifier>
        where TFix : CodeFixProvider, new()
    {
        public PolicyTest()
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(References);

            // What is left after a fix is marked in the fixed source, fixable or not.
            FixedState.MarkupHandling = MarkupMode.Allow;
        }

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Latest);
    }
}
