using System.Runtime.InteropServices;
using PolicyKit.Cli.Output;
using PolicyKit.Core.Algebra;
using PolicyKit.Docker;
using PolicyKit.Docker.Observing;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Cli.Commands;

/// <summary>What the user asked of <c>policykit run</c>.</summary>
internal sealed record RunOptions
{
    public required string Policy { get; init; }

    public string? Target { get; init; }

    public IReadOnlyList<string> Secrets { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public bool DryRun { get; init; }

    public bool Rebuild { get; init; }

    public bool Interactive { get; init; }

    public bool Quiet { get; init; }

    /// <summary>Whether the run is observed: what was used and refused is told on the standard output, the workload's own output goes to the standard error.</summary>
    public bool Observe { get; init; }

    public bool Json { get; init; }
}

/// <summary><c>policykit run</c>: the set of a policy on a Docker engine of this machine, removed again on every way out.</summary>
internal sealed class RunCommand(CommandInput input, RunOptions options)
{
    private static readonly PosixSignal[] Passed = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    public int Run() => RunAsync().GetAwaiter().GetResult();

    private async Task<int> RunAsync()
    {
        if (DockerTarget.Find(input, options.Policy, options.Target) is not { } target)
        {
            return ExitCode.Finding;
        }

        var run = RunInstance.NewId();
        var directory = RunInstance.DirectoryOf(run);
        var compiled = WithCommand(target.Compiled);
        if (options.DryRun)
        {
            var plan = RunInstance.Plan(compiled, run, directory, AddressSet.Empty);
            RunReport.Plan(input.Reporter(), plan, new SecretSources(options.Secrets, plan.Secrets, input.Environment.Variable));
            return ExitCode.Ok;
        }

        using var interrupted = new CancellationTokenSource();
        using var engine = await Engine.Connect(input.Environment.Variable("DOCKER_HOST"), interrupted.Token).ConfigureAwait(false);
        var taken = await engine.TakenNetworks(interrupted.Token).ConfigureAwait(false);
        var sandbox = new SandboxRun(engine, Planned, taken, Say);
        var secrets = new SecretSources(options.Secrets, sandbox.Plan.Secrets, input.Environment.Variable).Read();
        Say($"run {run} of {target.Policy} on engine {engine.Version}");
        var running = false;
        var asked = 0;
        var signals = Passed.Select(s => PosixSignalRegistration.Create(s, context =>
        {
            context.Cancel = true;

            // The first goes to the workload; a second one, or one before the start, ends the run.
            if (running && Interlocked.Increment(ref asked) == 1)
            {
                _ = sandbox.Signal(s.ToString());
            }
            else
            {
                interrupted.Cancel();
            }
        })).ToList();
        try
        {
            await sandbox.BuildImages(options.Rebuild, interrupted.Token).ConfigureAwait(false);
            await sandbox.Prepare(secrets, interrupted.Token).ConfigureAwait(false);
            Say("the sandbox runs");
            running = true;
            var error = Console.OpenStandardError();
            var output = options.Observe ? error : Console.OpenStandardOutput();
            var code = await sandbox.RunSandbox(output, error, options.Interactive ? Console.OpenStandardInput() : null, interrupted.Token).ConfigureAwait(false);
            if (await sandbox.LifetimeEnded().ConfigureAwait(false))
            {
                Say("its lifetime has ended");
            }

            if (options.Observe)
            {
                Tell(await Observation.Collect(compiled, sandbox, interrupted.Token).ConfigureAwait(false));
            }

            return (int)code;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            Say("interrupted");
            return ExitCode.Interrupted;
        }
        finally
        {
            running = false;
            Say("removing the set");
            await sandbox.DisposeAsync().ConfigureAwait(false);
            signals.ForEach(s => s.Dispose());
        }

        SetPlan Planned(AddressSet free)
        {
            var plan = RunInstance.Plan(compiled, run, directory, free);
            return options.Observe ? Observation.Prepare(plan) : plan;
        }
    }

    private void Tell(ObservationReport report)
    {
        if (options.Json)
        {
            input.Environment.Output.Write(JsonReport.Observation(report));
        }
        else
        {
            RunReport.Observation(input.Reporter(), report);
        }
    }

    // The command replaces what the policy starts; it gets no right that the policy does not give.
    private CompiledTarget WithCommand(CompiledTarget compiled)
    {
        if (options.Command.Count == 0)
        {
            return compiled;
        }

        var configuration = (DockerConfiguration)compiled.Configuration!;
        return compiled with { Configuration = configuration with { Workload = configuration.Workload with { Command = Core.EquatableArray.Of(options.Command.ToArray()) } } };
    }

    private void Say(string what)
    {
        if (!options.Quiet)
        {
            input.Environment.Error.WriteLine($"policykit: {PlainText.Of(what)}");
        }
    }
}
