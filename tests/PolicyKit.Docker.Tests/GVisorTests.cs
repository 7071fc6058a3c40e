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
}
