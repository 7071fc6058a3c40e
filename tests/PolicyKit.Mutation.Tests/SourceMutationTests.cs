using System.Collections.Concurrent;
using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>One change at a time in our own semantics and in what our deviations open: the kill suite must fail, or the change is listed with the reason why it changes nothing.</summary>
public sealed class SourceMutationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void AuthorityOfReviewedPolicies_IsAsReviewed(string id) => Baseline.Verify(Reviewed.File(id), Reviewed.Describe(ProviderCatalog.Find(id)!));

    [Theory]
    [MemberData(nameof(Providers))]
    public void ChangeOfSemanticsOrOpens_IsCaughtOrListedAsEquivalent(string id)
    {
        var clock = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
        var mutated = new MutatedProviders(ProviderCatalog.Find(id)!);
        Assert.True(mutated.Files.Count >= 2, "no semantics or no deviations");
        Assert.True(mutated.Run(0).Length == 0, "the suite fails without any change: " + mutated.Run(0));
        output.WriteLine($"compiled and run unchanged: {(System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - clock).TotalSeconds:F0} s of processor");

        var killed = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var survivors = new ConcurrentBag<SourceMutant>();
        Parallel.ForEach(mutated.Valid, new ParallelOptions { MaxDegreeOfParallelism = 2 }, number =>
        {
            var why = mutated.Run(number);
            if (why.Length == 0)
            {
                survivors.Add(mutated.All[number]);
            }
            else
            {
                killed.AddOrUpdate(why.Split(':')[0], 1, (_, n) => n + 1);
            }
        });

        output.WriteLine($"{id}: {mutated.All.Count} changes of {string.Join(" and ", mutated.Files)}, {mutated.Valid.Count} compile: {killed.Values.Sum()} caught ({string.Join(", ", killed.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} {k.Value}"))}), {survivors.Count} survive; {(System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - clock).TotalSeconds:F0} s of processor");
        var equivalent = Equivalent(id);
        var unlisted = survivors.Where(s => !equivalent.ContainsKey(s.Name)).OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        Assert.True(unlisted.Count == 0, $"{unlisted.Count} changes that no test notices:\n{string.Join("\n", unlisted.Select(s => $"{s.Name} (line {s.Line})"))}");
        var gone = equivalent.Keys.Except(survivors.Select(s => s.Name)).ToList();
        Assert.True(gone.Count == 0, $"listed in {File(id)} but caught or gone:\n{string.Join("\n", gone)}");
        Figures.Add(id, Figures.SourceMutationsCaught, killed.Values.Sum());
    }

    private static string File(string id) => $"tests/PolicyKit.Mutation.Tests/Equivalent/{id}.txt";

    // Two lines each: the change, and the reason why nothing can notice it.
    private static Dictionary<string, string> Equivalent(string id)
    {
        var path = RepositoryFiles.Path(File(id));
        if (!System.IO.File.Exists(path))
        {
            return [];
        }

        var lines = System.IO.File.ReadAllLines(path).Where(l => l.Trim().Length > 0).ToList();
        Assert.True(lines.Count % 2 == 0 && lines.Where((_, i) => i % 2 == 1).All(l => l.StartsWith("    ", StringComparison.Ordinal)), $"{File(id)}: each change is followed by its reason, indented by four");
        return lines.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.Ordinal);
    }
}
