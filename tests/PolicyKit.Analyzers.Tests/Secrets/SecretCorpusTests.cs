using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace PolicyKit.Analyzers.Tests.Secrets;

/// <summary>Precision and recall over the labelled corpus. <c>bash eng/secrets.sh</c> prints the tables; <c>POLICYKIT_SEED</c> draws another corpus.</summary>
public sealed class SecretCorpusTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20261122;
    private const double Aim = 0.95;

    [Fact]
    public async Task Corpus_IsFoundAndNothingElse()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICYKIT_SEED"), CultureInfo.InvariantCulture, out var said) ? said : DefaultSeed;
        var cases = SecretCorpus.Make(seed);
        var found = await SecretCorpus.Analyze(cases);

        var judged = cases.Select(c => new Judged(c, found[c.Id].Any(), c.IsSecret && found[c.Id].Any(d => d.Properties["kind"] == c.Kind))).ToList();
        output.WriteLine($"seed {seed}: {judged.Count(j => j.Case.IsSecret)} positives of {SecretKinds.All.Select(k => k.Kind).Distinct().Count()} kinds, {judged.Count(j => !j.Case.IsSecret)} hard negatives of {HardNegatives.All.Select(k => k.Kind).Distinct().Count()} sorts");
        Print("all", [.. judged.Where(j => !j.Case.HeldBack)]);
        Print("held back", [.. judged.Where(j => j.Case.HeldBack)]);
        Print("held-back kinds", [.. judged.Where(j => j.Case.HeldBack && !j.Case.Carrier.HeldBack)]);
        Print("held-back carriers", [.. judged.Where(j => j.Case.Carrier.HeldBack)]);
        Table("carrier", judged.Where(j => j.Case.IsSecret).GroupBy(j => j.Case.Carrier.Name), judged.Where(j => !j.Case.IsSecret).ToLookup(j => j.Case.Carrier.Name));
        Table("kind", judged.Where(j => j.Case.IsSecret).GroupBy(j => j.Case.Kind), Enumerable.Empty<Judged>().ToLookup(j => j.Case.Kind));
        output.WriteLine("hard negatives that were reported:");
        foreach (var wrong in judged.Where(j => !j.Case.IsSecret && j.Found))
        {
            output.WriteLine($"  {wrong.Case.Kind} in {wrong.Case.Carrier.Name}: {string.Join(", ", found[wrong.Case.Id].Select(d => d.Properties["kind"]).Distinct())}{Show(wrong.Case)}");
        }

        output.WriteLine("missed:");
        foreach (var missed in judged.Where(j => j.Case.IsSecret && !j.RightKind))
        {
            output.WriteLine($"  {missed.Case.Kind} in {missed.Case.Carrier.Name}{(missed.Found ? " (as " + found[missed.Case.Id].First().Properties["kind"] + ")" : string.Empty)}{Show(missed.Case)}");
        }

        // What was held back is judged alone too: it is smaller, and would drown in the rest.
        foreach (var part in judged.GroupBy(j => j.Case.HeldBack))
        {
            Assert.True(Score.Of(part).F1 > Aim);
            Assert.True(Score.Of(part.Where(j => j.Case.Carrier.Form == "folded")).F1 > Aim);
        }
    }

    [Fact]
    public async Task EachFinding_StandsOnceAndNamesNoValue()
    {
        var cases = SecretCorpus.Make(DefaultSeed + 1).Where(c => c.IsSecret && !c.HeldBack).ToList();
        var found = await SecretCorpus.Analyze(cases);

        Assert.All(cases, c =>
        {
            var diagnostics = found[c.Id].ToList();
            Assert.True(diagnostics.Count <= 1, $"{c.Kind} in {c.Carrier.Name}: {string.Join(", ", diagnostics.Select(d => d.Properties["kind"] + d.Location.GetLineSpan()))}");
            foreach (var diagnostic in diagnostics)
            {
                var span = diagnostic.Location.SourceSpan;
                var text = c.Files.First(f => f.Path == diagnostic.Location.GetLineSpan().Path).Text.Substring(span.Start, span.Length);
                var message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
                Assert.DoesNotContain(Enumerable.Range(0, Math.Max(0, text.Length - 12)), i => message.Contains(text.Substring(i, 12), StringComparison.Ordinal));
            }
        });
    }

    private static string Show(SecretCase c) => Environment.GetEnvironmentVariable("POLICYKIT_SHOW") is null ? string.Empty : "\n" + string.Concat(c.Files.Select(f => f.Text));

    private void Print(string what, ImmutableArray<Judged> judged)
    {
        foreach (var (name, part) in judged.GroupBy(j => j.Case.Carrier.Form).Select(g => (what + ", " + g.Key, g.ToImmutableArray())).Prepend((what, judged)))
        {
            output.WriteLine($"{name,-30} {Score.Of(part)}");
        }
    }

    private void Table(string title, IEnumerable<IGrouping<string, Judged>> groups, ILookup<string, Judged> negatives)
    {
        output.WriteLine($"by {title}:");
        foreach (var group in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"  {group.Key,-34} {Score.Of(group.Concat(negatives[group.Key]))}");
        }
    }

    private sealed record Judged(SecretCase Case, bool Found, bool RightKind);

    private sealed record Score(int Right, int Missed, int Wrong, int RightKind)
    {
        public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

        public double Recall => Right + Missed == 0 ? 1 : (double)Right / (Right + Missed);

        public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

        public static Score Of(IEnumerable<Judged> judged)
        {
            var all = judged.ToList();
            return new Score(all.Count(j => j.Case.IsSecret && j.Found), all.Count(j => j.Case.IsSecret && !j.Found), all.Count(j => !j.Case.IsSecret && j.Found), all.Count(j => j.RightKind));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"precision {Precision:0.000}  recall {Recall:0.000}  F1 {F1:0.000}  ({Right} found, {Missed} missed, {Wrong} wrong; {RightKind} by their kind)");
    }
}
