using System.Collections.Immutable;
using System.Globalization;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Core.Findings;
using PolicyKit.TestKit;

namespace PolicyKit.Analyzers.Tests.Breadth;

/// <summary>Misses and false alarms over labelled entries, each a policy of its own. <c>bash eng/breadth.sh</c> prints them.</summary>
public sealed class BreadthCorpusTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("corpus.txt", 300)]
    [InlineData("heldback.txt", 60)]
    [InlineData("heldback2.txt", 60)]
    [InlineData("clean.txt", 150)]
    public async Task Corpus_IsFoundAndNothingElse(string file, int least)
    {
        var entries = Read(file);
        var found = await Analyze(entries);
        var wrong = entries.Where(e => !e.Expected.SetEquals(found[e.Line])).ToList();
        var names = entries.SelectMany(e => e.Expected).Concat(found.Values.SelectMany(f => f)).Distinct().Order(StringComparer.Ordinal).ToList();

        output.WriteLine($"{file}: {entries.Count} entries, {entries.Count(e => e.Expected.Count == 0)} of them clean; {wrong.Count} judged wrongly");
        output.WriteLine($"  {"finding",-28} expected  found  missed  false");
        foreach (var name in names)
        {
            var expected = entries.Where(e => e.Expected.Contains(name)).ToList();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {name,-28} {expected.Count,8} {expected.Count(e => found[e.Line].Contains(name)),6} {expected.Count(e => !found[e.Line].Contains(name)),7} {entries.Count(e => !e.Expected.Contains(name) && found[e.Line].Contains(name)),6}"));
        }

        foreach (var entry in wrong)
        {
            output.WriteLine($"wrong, line {entry.Line}: {entry.Text}: expected {Shown(entry.Expected)}, found {Shown(found[entry.Line])}");
        }

        Assert.True(entries.Count >= least);
        Assert.Empty(wrong);
    }

    private static string Shown(IReadOnlyCollection<string> kinds) => kinds.Count == 0 ? "nothing" : string.Join(", ", kinds);

    private static List<Entry> Read(string file) => File.ReadAllLines(RepositoryFiles.Path("tests/PolicyKit.Analyzers.Tests/Breadth/" + file))
        .Select((text, i) => (Text: text, Line: i + 1))
        .Where(l => l.Text.Length > 0 && l.Text[0] != '#')
        .Select(l =>
        {
            var tab = l.Text.IndexOf('\t', StringComparison.Ordinal);
            var expected = l.Text[..tab];
            return new Entry(l.Line, l.Text[(tab + 1)..], expected == "-" ? [] : [.. expected.Split(',')]);
        }).ToList();

    private static async Task<Dictionary<int, ImmutableSortedSet<string>>> Analyze(List<Entry> entries)
    {
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Corpus",
            entries.Select(e => CSharpSyntaxTree.ParseText(Source(e), parse, e.Line.ToString(CultureInfo.InvariantCulture))),
            Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Take(3).Select(d => d.ToString()));
        var diagnostics = await compilation.WithAnalyzers([new PolicyAnalyzer(), new BecauseSuppressor()]).GetAllDiagnosticsAsync();
        Assert.Empty(diagnostics.Where(d => d.Id.StartsWith("AD", StringComparison.Ordinal)).Take(3).Select(d => d.ToString()));
        var kinds = diagnostics
            .Where(d => !d.IsSuppressed && (d.Id.StartsWith("PK3", StringComparison.Ordinal) || (d.Id.StartsWith("PK1", StringComparison.Ordinal) && d.Properties["kind"] != RuleCatalog.KindOf(d.Id))))
            .ToLookup(d => int.Parse(d.Location.GetLineSpan().Path, CultureInfo.InvariantCulture), d => d.Properties["kind"]!);
        return entries.ToDictionary(e => e.Line, e => kinds[e.Line].ToImmutableSortedSet(StringComparer.Ordinal));
    }

    private static string Source(Entry entry)
    {
        var words = entry.Text.Split(' ', 2);
        var said = string.Join(", ", words[^1].Split(' ').Select(w => $"\"{w}\""));
        var rules = words[0] switch
        {
            "host" => $"[AllowHosts({said})]",
            "net" => $"[AllowNetworks({said}, Ports = \"443\")]",
            _ => entry.Text,
        };
        return $"using PolicyKit;\n[Sandbox(\"p{entry.Line}\", Image = \"docker.io/library/debian:bookworm-slim\")]\n{rules}\n[Docker]\npublic sealed partial class P{entry.Line};\n";
    }

    private sealed record Entry(int Line, string Text, ImmutableSortedSet<string> Expected);
}
