using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>One change at a time in what is emitted, for each provider and each sample policy: caught by the reader or by the proof, or listed in a reviewed file.</summary>
public sealed class EmittedMutationTests(ITestOutputHelper output)
{
    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void ChangeOfTheConfiguration_IsNotProvedOrListed(string id) => Run(
        id, "configuration", (compiled, judge) => ConfigurationMutants.Of(compiled.Configuration!).Select(m => (m.Kind, (Func<Outcome>)(() => judge.Configuration(m.Changed)))));

    [Theory]
    [MemberData(nameof(Providers))]
    public void ChangeOfAFile_IsRefusedNotProvedOrListed(string id) => Run(
        id,
        "files",
        (compiled, judge) => compiled.Artifacts.Items.SelectMany(a => TextMutants.Of(a.Path, a.Text).Select(m => (m.Kind, (Func<Outcome>)(() =>
            judge.Files(compiled.Artifacts.ToDictionary(f => f.Path, f => f.Path == a.Path ? m.Changed : f.Text, StringComparer.Ordinal)))))));

    private void Run(string id, string what, Func<CompiledTarget, Judge, IEnumerable<(string Kind, Func<Outcome> Outcome)>> mutants)
    {
        var provider = ProviderCatalog.Find(id)!;
        var outcomes = new List<(string Kind, Outcome Outcome)>();
        var policies = 0;
        foreach (var policy in SamplePolicies.All)
        {
            if (SamplePolicies.On(provider, policy) is not { } compiled)
            {
                continue;
            }

            policies++;
            var judge = new Judge(compiled);
            foreach (var (kind, outcome) in mutants(compiled, judge))
            {
                outcomes.Add((kind, outcome()));
            }
        }

        var caught = outcomes.Count(o => o.Outcome is Outcome.Refused or Outcome.NotProved);
        output.WriteLine($"{id}, {what}: {outcomes.Count} changes in {policies} policies; " + string.Join(", ", outcomes.GroupBy(o => o.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Key} {g.Count()}")));
        Assert.True(policies > 0, $"{id} emits none of the sample policies");
        Assert.True(caught > 0, $"no change of what {id} emits is caught");

        // A field that no dimension models shows here as a new line: is it authority?
        var listed = outcomes.Where(o => o.Outcome is not (Outcome.Refused or Outcome.NotProved)).GroupBy(o => o.Kind).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} -> {string.Join(", ", g.Select(o => o.Outcome).Distinct().Order())}\n");
        Baseline.Verify($"tests/PolicyKit.Mutation.Tests/NotCaught/{id}.{what}.txt", string.Concat(listed));
        Figures.Add(id, Figures.EmittedMutationsCaught, caught);
    }
}
