using PolicyKit.Cli.Output;
using PolicyKit.Docker;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit ps</c>.</summary>
internal sealed class PsCommand(CliEnvironment environment, bool json)
{
    public int Run() => RunAsync().GetAwaiter().GetResult();

    private async Task<int> RunAsync()
    {
        using var engine = await Engine.Connect(environment.Variable("DOCKER_HOST"), CancellationToken.None).ConfigureAwait(false);
        var runs = await Leftovers.List(engine, CancellationToken.None).ConfigureAwait(false);
        if (json)
        {
            environment.Output.Write(JsonReport.Runs(runs));
        }
        else
        {
            RunReport.Runs(new Reporter(environment, findingsOnly: false), runs);
        }

        return ExitCode.Ok;
    }
}

/// <summary><c>policykit down</c>.</summary>
internal sealed class DownCommand(CliEnvironment environment, IReadOnlyList<string> ids, bool all)
{
    public int Run() => RunAsync().GetAwaiter().GetResult();

    private async Task<int> RunAsync()
    {
        if (all == ids.Count > 0)
        {
            throw new CliException("Give the ids of runs as 'policykit ps' tells them, or --all.");
        }

        using var engine = await Engine.Connect(environment.Variable("DOCKER_HOST"), CancellationToken.None).ConfigureAwait(false);
        var runs = await Leftovers.List(engine, CancellationToken.None).ConfigureAwait(false);
        if (ids.FirstOrDefault(id => runs.All(r => r.Id != id)) is { } unknown)
        {
            throw new CliException($"There is no run '{unknown}'; there {(runs.Count == 0 ? "are none" : "is " + string.Join(", ", runs.Select(r => r.Id)))}. Nothing was removed.");
        }

        foreach (var run in all ? runs.Select(r => r.Id) : ids)
        {
            await Leftovers.Remove(engine, run, CancellationToken.None).ConfigureAwait(false);
            environment.Output.WriteLine($"{run}: removed");
        }

        return ExitCode.Ok;
    }
}
