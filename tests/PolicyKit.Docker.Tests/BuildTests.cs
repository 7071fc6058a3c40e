using System.Text;
using Docker.DotNet.Models;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>Images that the engine really builds, from a base that was imported: it has no way to a registry.</summary>
public sealed class BuildTests
{
    [Fact]
    public async Task Steps_AreInTheImageAndTheSandboxRunsInIt()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var engine = await EngineFixture.Connect();
        var policy = Built(EngineFixture.Base, "id -u > /etc/built", "echo \"it's $HOME\" >> /etc/built") with
        {
            Identity = new RunIdentity(1234, 1235, "/srv/work", false, false, default),
            Start = EquatableArray.Of("/bin/sh", "-c", "cat /etc/built; id -u; pwd; touch here && echo writable"),
        };
        await using var run = Of(engine, policy);
        try
        {
            await run.BuildImages(rebuild: true, cancellation);
            await run.Prepare(new Dictionary<string, string>(), cancellation);
            using var output = new MemoryStream();

            Assert.Equal(0, await run.RunSandbox(output, Stream.Null, null, cancellation));
            Assert.Equal(["0", "it's /root", "1234", "/srv/work", "writable"], Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            await engine.Client.Images.DeleteImageAsync(Assert.Single(run.Plan.Images).Tag, new ImageDeleteParameters { Force = true }, cancellation);
        }
    }

    [Fact]
    public async Task StepWithoutHosts_HasNoNetwork()
    {
        var said = await Fails(Built(EngineFixture.Base, "grep -c eth /proc/net/dev && echo a network is there || exit 3"));

        Assert.Contains("returned a non-zero code: 3", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingStep_IsNamedWithItsOutput()
    {
        var said = await Fails(Built(EngineFixture.Base, "echo begins", "echo what went wrong >&2; exit 9"));

        Assert.Contains("could not be built", said, StringComparison.Ordinal);
        Assert.Contains("what went wrong", said, StringComparison.Ordinal);
        Assert.Contains("9", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingBaseImage_IsNamed() =>
        Assert.Contains("policykit-no-such-image", await Fails(Built("policykit-no-such-image:1", "true")), StringComparison.Ordinal);

    [Fact]
    public async Task ImageWithoutCommand_SaysWhatToDo()
    {
        using var engine = await EngineFixture.Connect();
        await using var run = Of(engine, DockerPolicies.Policy());
        await EngineFixture.Provide(engine, run.Plan);
        var thrown = await Assert.ThrowsAsync<DockerRunException>(() => run.Prepare(new Dictionary<string, string>(), TestContext.Current.CancellationToken));

        Assert.Contains("[Start(...)]", thrown.Message, StringComparison.Ordinal);
    }

    private static SandboxPolicy Built(string image, params string[] steps) => DockerPolicies.Policy() with { Id = "built", Image = "docker.io/library/" + image, BuildCommands = steps.ToEquatableArray() };

    private static SandboxRun Of(Engine engine, SandboxPolicy policy)
    {
        var compiled = Plans.Compile(policy);
        var id = RunInstance.NewId();
        return new SandboxRun(engine, taken => RunInstance.Plan(compiled, id, RunInstance.DirectoryOf(id), taken), AddressSet.Empty, _ => { });
    }

    private static async Task<string> Fails(SandboxPolicy policy)
    {
        using var engine = await EngineFixture.Connect();
        await using var run = Of(engine, policy);
        return (await Assert.ThrowsAsync<DockerRunException>(() => run.BuildImages(rebuild: true, TestContext.Current.CancellationToken))).Message;
    }
}
