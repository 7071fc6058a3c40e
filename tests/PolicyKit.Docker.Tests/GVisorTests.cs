using PolicyKit.Docker.Probing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>Sets whose sandbox runs in gVisor: the runtime <c>runsc</c>, which eng/engine.sh registers.</summary>
public sealed class GVisorTests
{
    [Fact]
    public async Task EmittedSets_LetOnlyTheDeclaredOut()
    {
        using var engine = await EngineFixture.Connect();
        var compiled = new[] { "gvisor", "everything" }.Select(p => Plans.Compile(DockerPolicies.InGVisor(DockerPolicies.Named(p)))).ToList();
        foreach (var one in compiled)
        {
            await EngineFixture.ProvideProbe(engine, one);
        }

        var reports = await Task.WhenAll(compiled.Select(c => Probe.Run(engine, c, ProbeOptions.Default, _ => { }, TestContext.Current.CancellationToken)));

        Assert.All(reports, Plans.AssertSound);
    }

    // Some attacks behave otherwise in another kernel: what they found on the host's they must find here too.
    [Fact]
    public async Task PlantedHoles_AreFound()
    {
        using var engine = await EngineFixture.Connect();
        var compiled = Plans.Compile(DockerPolicies.InGVisor(DockerPolicies.Named("everything")));
        await EngineFixture.ProvideProbe(engine, compiled);
        var holes = ProbeHole.All.Where(h => h.FoundBy.Any(a => a is "T01" or "D01" or "A01" or "A13" or "C01" or "C07" or "C12")).ToList();
        var results = await ProbeSelfTest.Try(engine, compiled, holes, _ => { }, TestContext.Current.CancellationToken);

        Assert.True(results.Count >= 7, "Holes are missing.");
        Assert.All(results, r => Assert.True(r.Outcome == HoleOutcome.Found, r.Hole));
    }
}
