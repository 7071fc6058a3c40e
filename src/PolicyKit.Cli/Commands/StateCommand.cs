using PolicyKit.Cli.Output;
using PolicyKit.Cli.Revisions;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit verify POLICY@TARGET --state FILE</c>: what the provider tells of a running sandbox, or what somebody wrote by hand for its call, proved against what the policy allows there.</summary>
internal sealed class StateCommand(CliEnvironment environment, string subject, string assembly, string file)
{
    public int Run()
    {
        var parts = subject.Split('@');
        var revision = PolicyRevision.Read(assembly, environment);
        if (!revision.Policies.TryGetValue(parts[0], out var policy))
        {
            throw new CliException($"There is no policy '{parts[0]}'; there are {string.Join(", ", revision.Policies.Keys)}.");
        }

        var targets = revision.Compile([policy], environment).Select(t => t.Compiled).Where(t => parts.Length == 1 || t.Policy.Target.Id == parts[1]).ToList();
        if (targets.Count != 1)
        {
            throw new CliException($"Name the target that the state is of: {string.Join(", ", policy.Targets.Select(t => $"{policy.Id}@{t.Id}"))}.");
        }

        var target = targets[0];
        var name = $"{policy.Id}@{target.Policy.Target.Id}";
        if (target.Configuration is null)
        {
            throw new CliException($"{name} is refused, so nothing of it should run; see 'policykit check'.");
        }

        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file} cannot be read: {e.Message}");
        }

        var report = new Reporter(environment, findingsOnly: false);
        try
        {
            using (WorkBudget.Begin(PolicyCompiler.DefaultBudget, CancellationToken.None))
            {
                var told = environment.FindReader(target.Provider.Id)?.ReadState(text, target.Configuration)
                    ?? throw new CliException($"What {target.Provider.DisplayName} tells of a running sandbox cannot be read; there is a reader for E2B.");
                var allowed = target.Allowed();
                var may = target.Provider.Semantics(told).May;
                var proof = may.IsWithin(allowed);
                foreach (var witness in proof.Verdict == Verdict.Exceeds ? proof.Witnesses : default)
                {
                    report.Line($"{name}: error: beyond the policy: {witness.Text}");
                }

                foreach (var unknown in may.Undecided.Except(allowed.Undecided))
                {
                    report.Line($"{name}: error: not established: {unknown.What}");
                }

                if (proof.Verdict == Verdict.Exceeds || may.Undecided.Except(allowed.Undecided).Any())
                {
                    return ExitCode.Finding;
                }

                report.Line($"{name}: {(proof.Verdict == Verdict.Within ? "within the policy" : "within what was accepted (undecided)")}{(told.Equals(target.Configuration) ? "; it is what was emitted." : "; it is not what was emitted, but no wider.")}");
                return ExitCode.Ok;
            }
        }
        catch (ArtifactFormatException e)
        {
            report.Line($"{name}: error: {e.Message}");
            return ExitCode.Finding;
        }
    }
}
