using PolicyKit.Docker.Probing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>The probe finds what is planted: without this, "all attacks stopped" would say nothing.</summary>
public sealed class ProbeSelfTestTests
{
    // Each hole on a policy that has a place for it.
    public static TheoryData<string> Holes => [.. ProbeSelfTest.Holes];

    [Theory]
    [MemberData(nameof(Holes))]
    public async Task PlantedHole_IsFound(string name)
    {
        using var engine = await EngineFixture.Connect();
        var hole = ProbeHole.All.Single(h => h.Name == name);
        foreach (var policy in new[] { "code-agent", "everything", "wild" })
        {
            var compiled = Plans.Compile(DockerPolicies.Named(policy));
            await EngineFixture.ProvideProbe(engine, compiled);
            var result = await ProbeSelfTest.Try(engine, compiled, hole, TestContext.Current.SendDiagnosticMessage, TestContext.Current.CancellationToken);
            if (result.Outcome != HoleOutcome.NotApplicable)
            {
                Assert.True(result.Outcome == HoleOutcome.Found, $"{policy}: {string.Join(", ", hole.FoundBy)} saw nothing.");
                return;
            }
        }

        Assert.Fail("No policy has a place for it.");
    }
}
