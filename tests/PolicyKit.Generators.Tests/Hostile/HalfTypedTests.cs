using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;

namespace PolicyKit.Generators.Tests.Hostile;

/// <summary>The sample policies while they are typed: cut off anywhere, a token missing, two tokens exchanged. Each copy is a file of its own in one compilation.</summary>
public sealed class HalfTypedTests
{
    public static TheoryData<string> Samples => new(Directory.EnumerateFiles(RepositoryFiles.Path("policies"), "*.cs").Select(Path.GetFileNameWithoutExtension).Where(n => n != "Baselines").Order(StringComparer.Ordinal)!);

    [Theory]
    [MemberData(nameof(Samples))]
    public Task CutOffAnywhere_AllowsNoMore(string sample)
    {
        var text = Text(sample);
        return Check(text, Enumerable.Range(0, text.Length).Where(i => i % 7 == 0).Select(i => text[..i]));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public Task TokenMissing_AllowsNoMore(string sample)
    {
        var text = Text(sample);
        return Check(text, Tokens(text).Select(t => text.Remove(t.SpanStart, t.Span.Length)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public Task TokensExchanged_AllowNoMore(string sample)
    {
        var text = Text(sample);
        var tokens = Tokens(text).ToList();
        return Check(text, tokens.Zip(tokens.Skip(1)).Where((_, i) => i % 3 == 0).Select(pair => Exchanged(pair.First, pair.Second)));

        string Exchanged(SyntaxToken a, SyntaxToken b) => text[..a.SpanStart] + b.Text + text[a.Span.End..b.SpanStart] + a.Text + text[b.Span.End..];
    }

    private static string Text(string sample) => File.ReadAllText(RepositoryFiles.Path($"policies/{sample}.cs")).ReplaceLineEndings("\n");

    private static IEnumerable<SyntaxToken> Tokens(string text) => CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Where(t => t.Span.Length > 0);

    private static async Task Check(string whole, IEnumerable<string> copies)
    {
        var full = Assert.Single(HostileCompilations.Models(GeneratorHarness.Run(GeneratorHarness.Compilation(whole, HostileCompilations.Baselines))));
        var type = full.TypeName[(full.TypeName.LastIndexOf('.') + 1)..];

        // A name, an id and a namespace of its own for each copy, so that none is refused for being there twice.
        var sources = copies.Select((c, i) => c
            .Replace($"class {type}", $"class {type}{i}", StringComparison.Ordinal)
            .Replace($"\"{full.Id}\"", $"\"{full.Id}-{i}\"", StringComparison.Ordinal)).ToList();
        Assert.True(sources.Count > 10);
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation([.. sources, HostileCompilations.Baselines]));

        await HostileCompilations.CheckSound(run);
        var broken = run.Output.SyntaxTrees.Take(sources.Count).Select(t => t.GetDiagnostics(TestContext.Current.CancellationToken).Any(d => d.Severity == DiagnosticSeverity.Error)).ToList();
        foreach (var policy in HostileCompilations.Models(run))
        {
            // What compiles may say something else; what does not compile must not say more.
            var number = policy.Id.LastIndexOf('-') is var dash && int.TryParse(policy.Id[(dash + 1)..], out var n) ? n : -1;
            if (number < 0 || !broken[number])
            {
                continue;
            }

            foreach (var target in policy.Targets)
            {
                var said = full.Targets.Items.FirstOrDefault(t => t.Provider == target.Provider);
                Assert.NotNull(said);
                var proof = new TargetPolicy(policy, target).Declared.IsWithin(new TargetPolicy(full, said).Declared);
                Assert.True(proof.Verdict != Verdict.Exceeds, $"{string.Join("; ", proof.Witnesses)} is not declared by the whole text:\n{sources[number]}");
                Assert.Subset(full.Acceptances.Items.Where(a => a.Baseline is null).Select(a => (a.Provider, a.Deviation, a.For)).ToHashSet(), policy.Acceptances.Items.Where(a => a.Baseline is null).Select(a => (a.Provider, a.Deviation, a.For)).ToHashSet());
            }
        }
    }
}
