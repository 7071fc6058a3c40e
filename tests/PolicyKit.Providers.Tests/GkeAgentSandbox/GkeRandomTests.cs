using PolicyKit.Readers.GkeAgentSandbox;

namespace PolicyKit.Providers.Tests.GkeAgentSandbox;

/// <summary>The properties of every provider, before this one stands in the catalog: its oracle and its mutation lists are not there yet. With the line in the catalog this class goes.</summary>
public sealed class GkeRandomTests(ITestOutputHelper output)
{
    [Fact]
    public void RandomPolicies_AreProvedOrRefused()
    {
        var provider = GkePolicies.TheProvider;
        var run = new RandomRun(provider, new GkeAgentSandboxReader());
        const int count = 2_000;
        run.Sample(count);

        output.WriteLine(run.Summary);
        Assert.True(run.Open * 10 >= count * 3, $"only {run.Open} of {count} policies open anything");
        Assert.True(run.Exact * 100 >= count, $"only {run.Exact} of {count} policies can be said exactly");
        Assert.Empty(provider.Deviations.Select(d => d.Name).Except(run.Met.Keys));
        Assert.Empty(provider.Deviations.Where(d => d.Widens).Select(d => d.Name).Except(run.Needed));
    }

    [Fact]
    public void EnumAndBaseline_AreTheDefinitions()
    {
        Assert.Equal(Enum.GetValues<GkeAgentSandboxDeviation>().Select(d => (d.ToString(), (int)d)), GkePolicies.TheProvider.Deviations.Select(d => (d.Name, d.Value)));
        Assert.Equal(GkePolicies.TheProvider.Deviations.Where(d => d.Intrinsic).Select(d => d.Name), GkePolicies.TheProvider.Baselines.Single().Deviations);
        Assert.Equal(CapabilityConcepts.All, GkePolicies.TheProvider.Capabilities.Select(c => c.Concept));
    }
}
