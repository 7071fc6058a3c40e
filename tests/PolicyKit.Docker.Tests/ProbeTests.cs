using PolicyKit.Docker.Probing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>The emitted sets on a real engine: everything declared works, no attack gets out.</summary>
public sealed class ProbeTests
{
    // "quota" needs a file system that can bound a container's disk, "gvisor" another runtime.
    public static TheoryData<string> Policies => [.. DockerPolicies.Names.Except(["quota", "gvisor"])];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task EmittedSet_LetsOnlyTheDeclaredOut(string policy)
    {
        using var engine = await EngineFixture.Connect();
        var compiled = Plans.Compile(DockerPolicies.Named(policy));
        await EngineFixture.ProvideProbe(engine, compiled);
        var report = await Probe.Run(engine, compiled, ProbeOptions.Default, TestContext.Current.SendDiagnosticMessage, TestContext.Current.CancellationToken);

        Assert.True(report.IsSound, string.Join('\n', report.Flows.Where(f => !f.Works).Select(f => $"{f.Rule}, {f.What}: {f.Saw}")
            .Concat(report.Attacks.Where(a => a.Outcome is AttackOutcome.Escaped or AttackOutcome.Failed).Select(a => $"{a.Id} {a.Title}: {string.Join("; ", a.Evidence)}"))));
    }
}
