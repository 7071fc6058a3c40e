using Docker.DotNet.Models;
using PolicyKit.Core;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

public sealed class NetworkClashTests
{
    [Fact]
    public async Task NetworkTakenSinceThePlan_IsLeftToItsOwner()
    {
        using var engine = await EngineFixture.Connect();
        var compiled = Plans.Compile(DockerPolicies.Named("wild") with { Start = EquatableArray.Of("true") });
        var run = RunInstance.NewId();
        var sandbox = new SandboxRun(engine, taken => RunInstance.Plan(compiled, run, RunInstance.DirectoryOf(run), taken), await engine.TakenNetworks(TestContext.Current.CancellationToken), _ => { });
        await EngineFixture.Provide(engine, sandbox.Plan);
        var planned = Subnet(sandbox.Plan);
        var other = await engine.Client.Networks.CreateNetworkAsync(
            new NetworksCreateParameters { Name = "policykit-clash-" + run, Driver = "bridge", IPAM = new IPAM { Driver = "default", Config = [new IPAMConfig { Subnet = planned }] } },
            TestContext.Current.CancellationToken);
        try
        {
            await using (sandbox)
            {
                await sandbox.Prepare(new Dictionary<string, string>(), TestContext.Current.CancellationToken);

                Assert.NotEqual(planned, Subnet(sandbox.Plan));
                Assert.DoesNotContain(planned[..^5] + ".", sandbox.Plan.Files["gateway/haproxy.cfg"], StringComparison.Ordinal);
            }
        }
        finally
        {
            await engine.Client.Networks.DeleteNetworkAsync(other.ID, CancellationToken.None);
        }

        Assert.DoesNotContain(await Leftovers.List(engine, TestContext.Current.CancellationToken), r => r.Id == run);
    }

    private static string Subnet(SetPlan plan) => plan.Networks.Single(n => n.Name!.EndsWith("_sandbox", StringComparison.Ordinal)).IPAM!.Config![0].Subnet!;
}
