using PolicyKit.Cli.Deploy;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit write</c>.</summary>
internal sealed class WriteCommand(CommandInput input, string deploy, bool restore)
{
    public int Run()
    {
        var assembly = input.Prove();
        var report = input.Reporter();
        report.Table(assembly);
        report.Notices(assembly.Notices);
        if (!assembly.IsSound)
        {
            report.Line("Nothing was written.");
            return ExitCode.Finding;
        }

        var tree = new DeployTree(assembly);
        var plan = DeployWrite.Plan(tree, deploy, restore);
        if (assembly.Policies.Count == 0 && plan.IsEmpty && !input.IsBuild)
        {
            throw new CliException($"{input.AssemblyPath} holds no policies; give the compiled policies project.");
        }

        if (plan.Blockers.Count > 0)
        {
            report.Notices(plan.Blockers);
            report.Line("Nothing was written.");
            return ExitCode.Finding;
        }

        DeployWrite.Apply(plan, deploy);
        report.Line(plan.IsEmpty
            ? $"{deploy} is in step; nothing changed."
            : $"{deploy}: {plan.Writes.Count} written, {plan.Deletes.Count} removed, {tree.Files.Count + 1 - plan.Writes.Count} unchanged.");
        return ExitCode.Ok;
    }
}
