using System.Text.RegularExpressions;
using Docker.DotNet.Models;

namespace PolicyKit.Docker.Tests;

/// <summary>Whatever ends a run, nothing leaks that 'policykit down' does not remove, and the next run works. On an engine of its own, which is restarted and whose disk is filled.</summary>
public sealed partial class CrashTests(CrashTests.Small own) : IClassFixture<CrashTests.Small>
{
    private const string Sample = "code-agent";

    [Fact]
    public async Task KilledRun_IsFoundAndRemoved()
    {
        await own.Start(Sample, "data-analysis");
        using var run = Run("sleep 300");
        await run.Until("the sandbox runs");
        await run.Kill();

        var id = RunId().Match(run.Error).Groups[1].Value;
        Assert.Contains(id, await Said(0, "ps"), StringComparison.Ordinal);
        await Said(0, "down", id);
        await NothingIsLeft();
        await TheNextRunWorks();
    }

    [Fact]
    public async Task RunKilledWhileItStarts_IsFoundAndRemoved()
    {
        await own.Start(Sample, "data-analysis");
        using var run = Run("sleep 300");
        await run.Until("starting the ");
        await run.Kill();

        await Said(0, "down", "--all");
        await NothingIsLeft();
        await TheNextRunWorks();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EngineThatIsRestartedOrKilled_EndsTheRunWithAWord(bool killed)
    {
        await own.Start(Sample, "data-analysis");
        using var run = Run("sleep 300");
        await run.Until("the sandbox runs");
        await (killed ? own.Crash() : own.Restart());

        Assert.NotEqual(0, await run.End());
        Assert.DoesNotContain("defect", run.Error, StringComparison.Ordinal);
        await Said(0, "down", "--all");
        await NothingIsLeft();
        await TheNextRunWorks();
    }

    [Fact]
    public async Task FullDisk_FailsTheRunAndNothingStays()
    {
        await own.Start(Sample, "data-analysis");
        using (var filling = Run("dd if=/dev/zero of=/var/tmp/fill bs=1M count=4000 2>&1; echo written; sleep 300"))
        {
            await filling.Until("No space left on device");
            await filling.Until("written");

            // A second one, while there is no room.
            using var second = Run("true");
            Assert.NotEqual(0, await second.End());
            Assert.DoesNotContain("defect", second.Error, StringComparison.Ordinal);
            await filling.Kill();
        }

        await Said(0, "down", "--all");
        await NothingIsLeft();
        await TheNextRunWorks();
    }

    [Fact]
    public async Task DirectoryOfARunThatTheEngineForgot_IsFoundAndRemoved()
    {
        await own.Start(Sample, "data-analysis");
        using var run = Run("sleep 300");
        await run.Until("the sandbox runs");
        await run.Kill();
        var id = RunId().Match(run.Error).Groups[1].Value;
        using (var engine = await Engine.Connect(own.Endpoint, TestContext.Current.CancellationToken))
        {
            // As if the engine had lost all it knew: everything goes, the directory stays.
            var directory = RunInstance.DirectoryOf(id);
            var kept = directory + ".kept";
            Directory.Move(directory, kept);
            await Leftovers.Remove(engine, id, TestContext.Current.CancellationToken);
            Directory.Move(kept, directory);
        }

        Assert.Contains(id, await Said(0, "ps"), StringComparison.Ordinal);
        await Said(0, "down", id);
        await NothingIsLeft();
    }

    [Fact]
    public async Task RunsAtOnce_DoNotDisturbEachOther()
    {
        await own.Start(Sample, "data-analysis");
        var runs = Enumerable.Range(0, 3).Select(i => Command.PolicyKit(own.Endpoint, "run", "data-analysis", "--assembly", "@samples", "--", "sh", "-c", $"sleep 2; echo run {i}; exit {10 + i}")).ToList();
        var codes = await Task.WhenAll(runs.Select(r => r.End()));

        Assert.True(codes is [10, 11, 12], string.Join('\n', runs.Select(r => r.Error)));
        Assert.Equal(["run 0", "run 1", "run 2"], runs.Select(r => r.Output.Trim()));
        runs.ForEach(r => r.Dispose());
        await NothingIsLeft();
    }

    [Fact]
    public async Task CheckedInFiles_RunWithCompose()
    {
        await own.Start(Sample, "data-analysis");

        Assert.Equal(ComposedSet.Expected, await ComposedSet.Run(own.Endpoint));
        await NothingIsLeft();
    }

    private Command Run(string script) => Command.PolicyKit(own.Endpoint, "run", Sample, "--assembly", "@samples", "--", "sh", "-c", script);

    private async Task<string> Said(int code, params string[] arguments)
    {
        using var command = Command.PolicyKit(own.Endpoint, arguments);
        var ended = await command.End();
        Assert.True(code == ended, command.Output + command.Error);
        return command.Output;
    }

    private async Task TheNextRunWorks()
    {
        using var next = Run("echo works");
        Assert.True(await next.End() == 0, next.Error);
        Assert.Equal("works", next.Output.Trim());
        await NothingIsLeft();
    }

    private async Task NothingIsLeft()
    {
        using var engine = await Engine.Connect(own.Endpoint, TestContext.Current.CancellationToken);
        Assert.Empty(await Leftovers.List(engine, TestContext.Current.CancellationToken));
        var containers = await engine.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, TestContext.Current.CancellationToken);
        var volumes = await engine.Client.Volumes.ListAsync(TestContext.Current.CancellationToken);
        Assert.Empty(containers);
        Assert.DoesNotContain(volumes.Volumes ?? [], v => v.Name.Contains("_pki-", StringComparison.Ordinal));
    }

    [GeneratedRegex("policykit: run ([0-9a-f]{8}) of")]
    private static partial Regex RunId();

    /// <summary>An engine for these tests alone, with 800 MiB of disk.</summary>
    public sealed class Small() : OwnEngine("pkcrash", null, "800m");
}
