using PolicyKit.Cli.Output;
using PolicyKit.Cli.Revisions;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Differences;

namespace PolicyKit.Cli.Commands;

/// <summary>How the difference is printed.</summary>
internal enum DiffFormat
{
    /// <summary>Tables for a terminal.</summary>
    Table,

    /// <summary>Markdown for a pull request.</summary>
    Markdown,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>SARIF 2.1.</summary>
    Sarif,
}

/// <summary><c>policykit diff</c>: what the sandboxes can do now and could not do before.</summary>
internal sealed class DiffCommand(CliEnvironment environment, string before, string after, DiffFormat format, string? allowed)
{
    public int Run()
    {
        if (allowed is not null && string.IsNullOrWhiteSpace(allowed))
        {
            throw new CliException("--allow-widening needs a reason, for example --allow-widening \"PLAT-42: the agent calls the new API\".");
        }

        var old = PolicyRevision.Read(before, environment);
        var current = PolicyRevision.Read(after, environment);

        // A target that is refused is told as a difference; a policy that cannot be read ends the comparison.
        var broken = old.Notices.Concat(current.Notices).Where(n => n.IsError).ToList();
        if (broken.Count > 0)
        {
            new Reporter(environment with { Output = environment.Error }, findingsOnly: true).Notices(broken);
            return ExitCode.Finding;
        }

        // Equal models give equal targets, but for what an inventory tells of the provider facts of its time.
        bool IsSame(SandboxPolicy policy) => old.Recorded.Count == 0 && old.Policies.TryGetValue(policy.Id, out var was) && current.Policies.TryGetValue(policy.Id, out var now) && was.Equals(now);
        var differences = PolicyComparison.Compare(
            old.Compile(old.Policies.Values.Where(p => !IsSame(p)), environment), current.Compile(current.Policies.Values.Where(p => !IsSame(p)), environment)).Items.ToList();
        switch (format)
        {
            case DiffFormat.Markdown:
                environment.Output.Write(DifferenceReport.Markdown(differences, allowed));
                break;
            case DiffFormat.Json:
                environment.Output.Write(DifferenceReport.Json(differences));
                break;
            case DiffFormat.Sarif:
                environment.Output.Write(DifferenceReport.Sarif(differences));
                break;
            default:
                DifferenceReport.Print(new Reporter(environment, findingsOnly: false), differences);
                break;
        }

        return differences.Any(d => d.Widens) && allowed is null ? ExitCode.Widened : ExitCode.Ok;
    }
}
