using PolicyKit.Cli.Output;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit list</c>.</summary>
internal sealed class ListCommand(CommandInput input, bool json)
{
    public int Run()
    {
        var assembly = input.Prove();
        var report = input.Reporter();
        if (json)
        {
            input.Environment.Output.Write(JsonReport.List(assembly));
        }
        else
        {
            report.Table(assembly);
            report.Notices(assembly.Notices);
        }

        return assembly.IsSound ? ExitCode.Ok : ExitCode.Finding;
    }
}
