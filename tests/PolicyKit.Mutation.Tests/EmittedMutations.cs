using PolicyKit.Providers;

namespace PolicyKit.Mutation.Tests;

/// <summary>Every change of what a provider emits for the sample policies, with what became of it.</summary>
internal sealed class EmittedMutations
{
    private EmittedMutations(Provider provider, Func<CompiledTarget, Judge, IEnumerable<(string Kind, Func<Outcome> Outcome)>> mutants)
    {
        foreach (var compiled in SamplePolicies.All.Select(p => SamplePolicies.On(provider, p)).OfType<CompiledTarget>())
        {
            Policies++;
            Outcomes.AddRange(mutants(compiled, new Judge(compiled)).Select(m => (m.Kind, m.Outcome())));
        }
    }

    /// <summary>Sample policies that the provider emits.</summary>
    public int Policies { get; }

    public List<(string Kind, Outcome Outcome)> Outcomes { get; } = [];

    public int Caught => Outcomes.Count(o => o.Outcome is Outcome.Refused or Outcome.NotProved);

    /// <summary>One line for each kind that is not caught at least once. A field that no dimension models shows here as a new line: is it authority?</summary>
    public string NotCaught => string.Concat(Outcomes.Where(o => o.Outcome is not (Outcome.Refused or Outcome.NotProved)).GroupBy(o => o.Kind).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"{g.Key} -> {string.Join(", ", g.Select(o => o.Outcome).Distinct().Order())}\n"));

    public static string ConfigurationFile(string provider) => $"tests/PolicyKit.Mutation.Tests/NotCaught/{provider}.configuration.txt";

    public static EmittedMutations OfConfiguration(Provider provider) =>
        new(provider, (compiled, judge) => ConfigurationMutants.Of(compiled.Configuration!).Select(m => (m.Kind, (Func<Outcome>)(() => judge.Configuration(m.Changed)))));

    public static EmittedMutations OfFiles(Provider provider) => new(
        provider,
        (compiled, judge) => compiled.Artifacts.Items.SelectMany(a => TextMutants.Of(a.Path, a.Text).Select(m => (m.Kind, (Func<Outcome>)(() =>
            judge.Files(compiled.Artifacts.ToDictionary(f => f.Path, f => f.Path == a.Path ? m.Changed : f.Text, StringComparer.Ordinal)))))));
}
