using PolicyKit.Docker.Probing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>The sets on a newer engine than the machine's: the one of Debian's unstable suite, 28.5 when this was written.</summary>
public sealed class NewerEngineTests(NewerEngineTests.Newer own) : IClassFixture<NewerEngineTests.Newer>
{
    [Fact]
    public async Task EmittedSets_LetOnlyTheDeclaredOut()
    {
        await own.Start();
        using var engine = await Engine.Connect(own.Endpoint, TestContext.Current.CancellationToken);
        Assert.True(Version.Parse(engine.Version.Split('+', '-')[0]).Major >= 28, engine.Version);
        var compiled = new[] { "everything", "code-agent", "closed-timed" }.Select(p => Plans.Compile(DockerPolicies.Named(p))).ToList();
        foreach (var one in compiled)
        {
            await EngineFixture.ProvideProbe(engine, one);
        }

        var reports = await Task.WhenAll(compiled.Select(c => Probe.Run(engine, c, ProbeOptions.Default, _ => { }, TestContext.Current.CancellationToken)));

        Assert.All(reports, Plans.AssertSound);
        Assert.Empty(await Leftovers.List(engine, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CheckedInFiles_RunWithCompose()
    {
        await own.Start();

        Assert.Equal(ComposedSet.Expected, await ComposedSet.Run(own.Endpoint));
    }

    public sealed class Newer() : OwnEngine("pknewer", "sid", null);
}
