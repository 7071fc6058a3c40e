using PolicyKit.Cli.Deploy;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit check</c>; writes nothing.</summary>
internal sealed class CheckCommand(CommandInput input, string? deploy)
{
    public int Run()
    {
        var assembly = input.Prove();
        var report = input.Reporter();
        var drift = deploy is null ? [] : DeployCheck.Run(new DeployTree(assembly), deploy, orphansKnown: assembly.Malformed.Count == 0);
        if (assembly.Policies.Count + assembly.Malformed.Count == 0 && assembly.IsSound && drift.Count == 0 && !input.IsBuild)
        {
            throw new CliException($"{input.AssemblyPath} holds no policies; give the compiled policies project.");
        }

        var all = assembly.Notices.Concat(drift).ToList();
        report.Notices(all);
        if (all.Any(n => n.IsError))
        {
            return ExitCode.Finding;
        }

        report.Line($"{assembly.Policies.Count} policies, {assembly.Targets.Count} targets: proved{(deploy is null ? "." : $", and {deploy} is in step.")}");
        return ExitCode.Ok;
    }
}
