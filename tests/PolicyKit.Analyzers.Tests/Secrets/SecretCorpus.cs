using System.Collections.Immutable;
using System.Globalization;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace PolicyKit.Analyzers.Tests.Secrets;

/// <summary>One labelled case: files, and the kind that must be found in them, or null.</summary>
internal sealed record SecretCase(int Id, string Kind, bool IsSecret, SecretCarrier Carrier, bool HeldBack, ImmutableArray<(string Path, string Text)> Files);

/// <summary>A labelled corpus from a seed. Nothing of it is stored: a value of real shape in a file would set off every scanner on a push.</summary>
internal static class SecretCorpus
{
    private const int CarriersPerPositive = 7;
    private const int CarriersPerNegative = 7;
    private const int KindsPerCarrier = 10;

    public static ImmutableArray<SecretCase> Make(int seed)
    {
        var draw = new Draw(seed);
        var cases = ImmutableArray.CreateBuilder<SecretCase>();
        foreach (var kind in SecretKinds.All)
        {
            var carriers = Carriers(draw, kind.IsText, kind.NativeFile, CarriersPerPositive);
            foreach (var carrier in carriers)
            {
                Add(cases, kind.Kind, true, carrier, kind.HeldBack || carrier.HeldBack, kind.Name, kind.Value(draw), draw);
            }
        }

        foreach (var negative in HardNegatives.All)
        {
            var sample = negative.Value(draw);
            foreach (var carrier in Carriers(draw, sample.Contains(' ') || sample.Contains('\n'), null, CarriersPerNegative))
            {
                Add(cases, negative.Kind, false, carrier, carrier.HeldBack, negative.Name, negative.Value(draw), draw);
            }
        }

        foreach (var kind in HeldBack.Kinds)
        {
            foreach (var carrier in Carriers(draw, kind.IsText, kind.NativeFile, CarriersPerPositive))
            {
                Add(cases, kind.Kind, true, carrier, true, kind.Name, kind.Value(draw), draw);
            }
        }

        foreach (var carrier in HeldBack.Carriers)
        {
            foreach (var kind in SecretKinds.All.Where(k => k.NativeFile is null && (carrier.TakesLines || !k.IsText)).OrderBy(_ => draw.Int(int.MaxValue)).Take(KindsPerCarrier))
            {
                Add(cases, kind.Kind, true, carrier, true, kind.Name, kind.Value(draw), draw);
            }

            foreach (var negative in HardNegatives.All.OrderBy(_ => draw.Int(int.MaxValue)).Take(2 * KindsPerCarrier))
            {
                if (negative.Value(draw) is var value && (carrier.TakesLines || !value.Contains('\n')))
                {
                    Add(cases, negative.Kind, false, carrier, true, negative.Name, value, draw);
                }
            }
        }

        return cases.ToImmutable();
    }

    /// <summary>Diagnostics of the analyzer over all cases in one compilation, by case.</summary>
    public static async Task<ILookup<int, Diagnostic>> Analyze(IEnumerable<SecretCase> cases)
    {
        var files = cases.SelectMany(c => c.Files).ToList();
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Corpus",
            files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal)).Select(f => CSharpSyntaxTree.ParseText(f.Text, parse, f.Path)),
            Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Take(3).Select(d => d.ToString()));
        var options = new AnalyzerOptions([.. files.Where(f => !f.Path.EndsWith(".cs", StringComparison.Ordinal)).Select(f => new TextFile(f.Path, f.Text))]);
        var found = await compilation.WithAnalyzers([new SecretAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
        return found.ToLookup(d => int.Parse(string.Concat(d.Location.GetLineSpan().Path.Skip(1).TakeWhile(char.IsDigit)), CultureInfo.InvariantCulture));
    }

    private static void Add(ImmutableArray<SecretCase>.Builder cases, string kind, bool isSecret, SecretCarrier carrier, bool heldBack, string name, string value, Draw draw) =>
        cases.Add(new SecretCase(cases.Count, kind, isSecret, carrier, heldBack, [.. carrier.Write(cases.Count, name, value, draw)]));

    // Some of each sort, drawn anew for each kind; all of the held-back ones come up because there are few.
    private static List<SecretCarrier> Carriers(Draw draw, bool isText, string? native, int count)
    {
        var code = SecretCarriers.CSharp.OrderBy(_ => draw.Int(int.MaxValue)).Take(count - 3);
        var files = SecretCarriers.Files.Where(f => !isText || f.TakesLines).OrderBy(_ => draw.Int(int.MaxValue)).Take(3);
        return native is null ? [.. code, .. files] : [.. code, SecretCarriers.File("native", native, (_, v) => v)];
    }

    private sealed class TextFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
