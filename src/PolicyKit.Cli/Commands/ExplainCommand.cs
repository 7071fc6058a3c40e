using PolicyKit.Cli.Output;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit explain</c>.</summary>
internal sealed class ExplainCommand(CommandInput input, string policy, string? target, bool json)
{
    public int Run()
    {
        var assembly = input.Prove();
        var ofPolicy = assembly.Targets.Where(t => t.Policy == policy).ToList();
        if (!assembly.Policies.Any(p => p.Id == policy))
        {
            input.Reporter().Notices(assembly.Notices.Where(n => n.IsError));
            throw new CliException($"There is no policy '{policy}'; the assembly has {Names(assembly.Policies.Select(p => p.Id))}.");
        }

        var targets = ofPolicy.Where(t => target is null || t.Target == target).ToList();
        if (targets.Count == 0)
        {
            throw new CliException($"The policy '{policy}' has no target{(target is null ? string.Empty : $" '{target}'")}; it has {Names(ofPolicy.Select(t => t.Target))}.");
        }

        var notices = assembly.Notices.Where(n => Concerns(n, targets.Select(t => $"{t.Policy}/{t.Target}"))).ToList();
        if (json)
        {
            input.Environment.Output.Write(JsonReport.Explain(assembly, targets, notices));
        }
        else
        {
            var report = input.Reporter();
            foreach (var one in targets)
            {
                report.Explain(one);
            }

            report.Notices(notices);
        }

        return notices.Any(n => n.IsError) ? ExitCode.Finding : ExitCode.Ok;
    }

    // What is about another policy or target is left out; what is about the assembly as a whole concerns all.
    private bool Concerns(Notice notice, IEnumerable<string> shown) =>
        notice.Origin == policy || shown.Contains(notice.Origin) || (!notice.Origin.StartsWith(policy + "/", StringComparison.Ordinal) && !IsOtherPolicy(notice.Origin));

    private static bool IsOtherPolicy(string origin) => origin.Contains('/', StringComparison.Ordinal);

    private static string Names(IEnumerable<string> names)
    {
        var list = names.ToList();
        return list.Count == 0 ? "none" : string.Join(", ", list);
    }
}
