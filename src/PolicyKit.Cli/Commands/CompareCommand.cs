using PolicyKit.Cli.Output;
using PolicyKit.Cli.Revisions;
using PolicyKit.Providers;
using PolicyKit.Providers.Comparing;

namespace PolicyKit.Cli.Commands;

/// <summary>How the comparison is printed.</summary>
internal enum CompareFormat
{
    /// <summary>Tables for a terminal.</summary>
    Table,

    /// <summary>Markdown.</summary>
    Markdown,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>One page.</summary>
    Html,
}

/// <summary><c>policykit compare</c>: a policy beside every provider.</summary>
internal sealed class CompareCommand(CliEnvironment environment, string policy, string assembly, CompareFormat format, Workload workload, bool why)
{
    public int Run()
    {
        if (workload.Hours <= 0 || workload.Runs <= 0)
        {
            throw new CliException("--hours and --runs are above zero.");
        }

        var revision = PolicyRevision.Read(assembly, environment);
        if (!revision.Policies.TryGetValue(policy, out var model))
        {
            throw new CliException($"There is no policy '{policy}'; there are {string.Join(", ", revision.Policies.Keys)}.");
        }

        environment.Progress($"comparing {policy} on every provider");
        var providers = ProviderComparison.Compare(model, ProviderCatalog.All);
        var report = new CompareReport(model, providers.Items, ProviderComparison.Costs(model, providers).Items, workload);
        switch (format)
        {
            case CompareFormat.Markdown:
                environment.Output.Write(report.Markdown(why));
                break;
            case CompareFormat.Json:
                environment.Output.Write(report.Json());
                break;
            case CompareFormat.Html:
                environment.Output.Write(report.Html());
                break;
            default:
                report.Print(new Reporter(environment, findingsOnly: false), why);
                break;
        }

        return ExitCode.Ok;
    }
}
