using System.Text.RegularExpressions;

namespace PolicyKit.Docker.Tests;

/// <summary>A second engine of eng/engine.sh, for tests that break it or need another one; started by the first test that asks.</summary>
/// <param name="name">Name of the engine.</param>
/// <param name="suite">Debian suite that its programs come from; null for the machine's.</param>
/// <param name="size">Size of its disk, which then lies in memory; null for the machine's.</param>
public abstract partial class OwnEngine(string name, string? suite, string? size) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private bool _started;

    public string Name { get; } = name;

    public string Endpoint { get; } = "unix://" + Path.Combine(EngineFixture.Home, name, "run", "docker.sock");

    /// <summary>Starts it and gives it the images of policies; skips the test where no first engine was started.</summary>
    public async Task Start(params string[] samples)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_started)
            {
                return;
            }

            using (await EngineFixture.Connect())
            {
                // Where the first engine runs, a second one can be started.
            }

            Assert.SkipUnless(File.Exists(EngineFixture.World) || Environment.GetEnvironmentVariable("CI") == "true", "eng/engine.sh did not start the engine here.");
            _started = true;
            await Command.Engine("stop", Name);
            await Command.Engine("start", Name, suite, size);
            using var engine = await Engine.Connect(Endpoint, TestContext.Current.CancellationToken);
            foreach (var policy in samples)
            {
                using var plan = Command.PolicyKit(Endpoint, "run", policy, "--assembly", "@samples", "--dry-run");
                Assert.True(await plan.End() == 0, plan.Error);
                foreach (Match image in Image().Matches(plan.Output))
                {
                    await EngineFixture.Provide(engine, image.Value);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops it and starts it again.</summary>
    public Task Restart() => Command.Engine("restart", Name, suite, size);

    /// <summary>Kills it and starts it again.</summary>
    public Task Crash() => Command.Engine("crash", Name, suite, size);

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await Command.Engine("stop", Name);
        }

        _gate.Dispose();
    }

    [GeneratedRegex("policykit-[a-z]+:[0-9a-f]{16}")]
    private static partial Regex Image();
}
