using PolicyKit.Cli.Assemblies;
using PolicyKit.Cli.Output;
using PolicyKit.Docker;
using PolicyKit.Docker.Probing;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit probe</c>.</summary>
internal sealed class ProbeCommand(CommandInput input, string policy, string? target, bool rebuild, bool json, string? sarif, bool selfTest)
{
    public int Run() => RunAsync().GetAwaiter().GetResult();

    private async Task<int> RunAsync()
    {
        if (DockerTarget.Find(input, policy, target) is not { } proved)
        {
            return ExitCode.Finding;
        }

        using var interrupted = new CancellationTokenSource();
        using var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            interrupted.Cancel();
        });
        using var engine = await Engine.Connect(input.Environment.Variable("DOCKER_HOST"), interrupted.Token).ConfigureAwait(false);
        if (selfTest)
        {
            return await SelfTest(engine, proved, interrupted.Token).ConfigureAwait(false);
        }

        var report = await Probe.Run(engine, proved.Compiled, ProbeOptions.Default with { Rebuild = rebuild }, Say, interrupted.Token).ConfigureAwait(false);
        if (sarif is not null)
        {
            await File.WriteAllTextAsync(sarif, JsonReport.ProbeSarif(report), CancellationToken.None).ConfigureAwait(false);
        }

        if (json)
        {
            input.Environment.Output.Write(JsonReport.Probe(report));
        }
        else
        {
            RunReport.Probe(input.Reporter(), report);
        }

        return report.IsSound ? ExitCode.Ok : ExitCode.Finding;
    }

    private async Task<int> SelfTest(Engine engine, ProvedTarget proved, CancellationToken cancellation)
    {
        var results = await ProbeSelfTest.Run(engine, proved.Compiled, rebuild, Say, cancellation).ConfigureAwait(false);
        if (json)
        {
            input.Environment.Output.Write(JsonReport.SelfTest(results));
        }
        else
        {
            RunReport.SelfTest(input.Reporter(), results);
        }

        return results.All(r => r.Outcome != HoleOutcome.Missed) ? ExitCode.Ok : ExitCode.Finding;
    }

    private void Say(string what) => input.Environment.Error.WriteLine($"policykit: {PlainText.Of(what)}");
}
