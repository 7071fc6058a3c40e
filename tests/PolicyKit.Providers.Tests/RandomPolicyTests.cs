using CsCheck;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests;

/// <summary>Properties of every provider in the catalog over random policies; <see cref="RandomRun"/> holds those of one policy.</summary>
public sealed class RandomPolicyTests(ITestOutputHelper output)
{
    // Below this the shares and the directed counts are noise.
    private const int Meaningful = 1_000;

    // Fewer are no figure of the proving command.
    private const int Complete = 10_000;

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    public static TheoryData<string, string> Corpus => new(
        from provider in ProviderCatalog.All
        from file in Directory.EnumerateFiles(RepositoryFiles.Path("tests/PolicyKit.Providers.Tests/Corpus"), "*.json").Order(StringComparer.Ordinal)
        select (provider.Id, Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Providers))]
    public void RandomPolicies_AreProvedOrRefused(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var run = new RandomRun(provider);
        run.Sample(RandomRun.Count);

        output.WriteLine(run.Summary);
        if (RandomRun.Count >= Meaningful)
        {
            Assert.True(run.Open * 10 >= RandomRun.Count * 3, $"only {run.Open} of {RandomRun.Count} policies open anything");
            Assert.True(run.Exact * 100 >= RandomRun.Count, $"only {run.Exact} of {RandomRun.Count} policies can be said exactly");
            Assert.Empty(provider.Deviations.Where(d => run.Met.GetValueOrDefault(d.Name) * 100 < RandomRun.Count).Select(d => $"{d.Name}: {run.Met.GetValueOrDefault(d.Name)}"));
            Assert.Empty(provider.Deviations.Where(d => d.Widens && HasOpens(provider, d)).Select(d => d.Name).Except(run.Needed));
        }

        if (RandomRun.Count >= Complete)
        {
            Figures.Add(id, Figures.RandomProved, run.Emitted);
            Figures.Add(id, Figures.RandomNonEmpty, run.Open);
        }
    }

    /// <summary>Policies that once failed, for whichever provider.</summary>
    [Theory]
    [MemberData(nameof(Corpus))]
    public void PolicyThatOnceFailed_IsProvedOrRefused(string id, string name)
    {
        var policy = PolicyJsonReader.Read(File.ReadAllText(RepositoryFiles.Path($"tests/PolicyKit.Providers.Tests/Corpus/{name}.json")));
        new RandomRun(ProviderCatalog.Find(id)!).Check(policy with { Targets = PolicyKit.Core.EquatableArray.Of(new TargetDeclaration(id, null, policy.Targets.Items.FirstOrDefault(t => t.Provider == id)?.Options ?? default)) });
    }

    [Fact]
    public void DeclaredAuthorities_AgreeWithTheRulesOneByOne() => Gen.Select(RandomPolicies.For("none"), RandomPolicies.For("none")).Sample(
        (policy, other) =>
        {
            var (inner, outer) = (Egress(policy), Egress(other));
            var counterExample = false;
            foreach (var c in NaiveEgress.Near([.. policy.Rules, .. other.Rules]))
            {
                var (allowed, otherwise) = (NaiveEgress.Allows(policy.Rules, c), NaiveEgress.Allows(other.Rules, c));
                Assert.True(inner.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request) == allowed, $"{c}: {string.Join("; ", policy.Rules)}");
                counterExample |= allowed && !otherwise;
            }

            // Not within whenever a counter-example was enumerated; and when not within, what the algebra shows for it is one by the rules.
            var within = inner.IsSubsetOf(outer);
            var witnesses = inner.Except(outer).Witnesses(5);
            Assert.False(within && counterExample);
            Assert.Equal(within, witnesses.IsEmpty);
            foreach (var w in witnesses)
            {
                var connection = new Connection(w.Transport, w.Port, w.Name, w.Address, w.Request);
                Assert.True(NaiveEgress.Allows(policy.Rules, connection) && !NaiveEgress.Allows(other.Rules, connection), $"{w} is no witness: {string.Join("; ", policy.Rules)} against {string.Join("; ", other.Rules)}");
            }
        },
        iter: Math.Max(1, RandomRun.Count / 20),
        threads: 2);

    private static EgressSet Egress(SandboxPolicy policy) => new TargetPolicy(policy, policy.Targets[0]).Declared.Egress;

    // One that speaks only of what no dimension holds opens nothing that a proof could miss.
    private static bool HasOpens(Provider provider, DeviationDefinition definition) => !Unmodelled.Contains($"{provider.Id}.{definition.Name}");

    private static readonly HashSet<string> Unmodelled = ["cloudflare-sandboxes.ScaleNotLimited", "cloudflare-sandboxes.SdkSupportEnds", "daytona.ScaleNotLimited", "e2b.ScaleNotLimited", "exe-dev.ScaleNotLimited", "modal.ScaleNotLimited", "replit.ScaleNotLimited"];
}
