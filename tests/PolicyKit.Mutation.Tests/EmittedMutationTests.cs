using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>One change at a time in what is emitted, for each provider and each sample policy: caught by the reader or by the proof, or listed in a reviewed file.</summary>
public sealed class EmittedMutationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void ChangeOfTheConfiguration_IsNotProvedOrListed(string id) => Report(id, EmittedMutations.OfConfiguration(ProviderCatalog.Find(id)!), EmittedMutations.ConfigurationFile(id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void ChangeOfAFile_IsRefusedNotProvedOrListed(string id) => Report(id, EmittedMutations.OfFiles(ProviderCatalog.Find(id)!), $"tests/PolicyKit.Mutation.Tests/NotCaught/{id}.files.txt");

    private void Report(string id, EmittedMutations mutations, string file)
    {
        output.WriteLine($"{id}: {mutations.Outcomes.Count} changes in {mutations.Policies} policies; " + string.Join(", ", mutations.Outcomes.GroupBy(o => o.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}")));
        Assert.True(mutations.Policies > 0, $"{id} emits none of the sample policies");
        Assert.True(mutations.Caught > 0, $"no change of what {id} emits is caught");
        Baseline.Verify(file, mutations.NotCaught);
        Figures.Add(id, Figures.EmittedMutationsCaught, mutations.Caught);
    }
}
