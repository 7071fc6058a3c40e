using System.CommandLine;

namespace PolicyKit.Cli.Commands;

// Commands that start or look at sandboxes on a Docker engine.
internal static partial class CommandLine
{
    private static readonly Argument<string[]> Words = new("command") { Description = "Command to run instead of the policy's or the image's own, after --.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> DockerTarget = new("--target", "-t") { Description = "Docker target, where the policy has several.", HelpName = "target" };

    private static readonly Option<string[]> Secret = new("--secret", "-s")
    {
        Description = "Where a credential comes from: NAME=env:VARIABLE, NAME=file:PATH or NAME=command:LINE. Default: the environment variable of its name. Values are never taken from the command line.",
        HelpName = "NAME=SOURCE",
    };

    private static readonly Option<bool> Rebuild = new("--rebuild") { Description = "Build the images even when they are there." };

    private static readonly Option<bool> Interactive = new("--interactive", "-i") { Description = "Pass standard input on." };

    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Nothing but the workload's own output, and errors." };

    private static Command Run(CliEnvironment environment)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be asked of the engine, and ask nothing." };
        var command = new Command(
            "run",
            """
            Runs a sandbox of a policy on a Docker engine of this machine: builds or finds the images, starts gateway, name server and router as emitted, streams the workload's output, passes signals and the exit code on, and removes everything on every way out.

            The policy is proved again first. Several runs at once do not disturb each other. After a crash 'policykit ps' tells what is left and 'policykit down' removes it.

            Examples:
              policykit run code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --dry-run
              policykit run code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --secret GITHUB_TOKEN=file:token.txt -- python3 agent.py
            """) { Policy, Words, Assembly, DockerTarget, Secret, dryRun, Rebuild, Interactive, Quiet, Today };
        command.SetAction(result => new RunCommand(Input(result, environment), Options(result) with { DryRun = result.GetValue(dryRun) }).Run());
        return command;
    }

    private static Command Observe(CliEnvironment environment)
    {
        var command = new Command(
            "observe",
            """
            Runs a sandbox as 'policykit run' does and then tells what of the policy it used and what it tried in vain, each with the C# attribute that would allow it, the narrowest first. Nothing more is allowed than in a run.

            The report is on the standard output; the workload's own output is on the standard error. The exit code is the workload's.

            Example:
              policykit observe code-agent --assembly bin/Debug/netstandard2.0/Policies.dll -- python3 agent.py
            """) { Policy, Words, Assembly, DockerTarget, Secret, Rebuild, Interactive, Quiet, Json, Today };
        command.SetAction(result => new RunCommand(Input(result, environment), Options(result) with { Observe = true, Json = result.GetValue(Json) }).Run());
        return command;
    }

    private static Command Probe(CliEnvironment environment)
    {
        var sarif = new Option<string?>("--sarif") { Description = "Also write SARIF 2.1 to this file.", HelpName = "file" };
        var selfTest = new Option<bool>("--self-test") { Description = "Test the probe instead: plant known holes into the set, one at a time, and look whether each is found." };
        var command = new Command(
            "probe",
            """
            Starts the set of a policy on a Docker engine of this machine with an attacker in place of the agent and a pretended Internet outside, tries every declared thing and every attack, and judges by what arrives outside. No packet leaves the machine's own networks; the real secrets are not used.

            Exit code 1 when anything got out, anything declared failed, or an attack could not be carried out.

            Example:
              policykit probe code-agent --assembly bin/Debug/netstandard2.0/Policies.dll
            """) { Policy, Assembly, DockerTarget, Rebuild, Json, sarif, selfTest, Today };
        command.SetAction(result => new ProbeCommand(
            Input(result, environment), result.GetValue(Policy)!, result.GetValue(DockerTarget), result.GetValue(Rebuild), result.GetValue(Json), result.GetValue(sarif), result.GetValue(selfTest)).Run());
        return command;
    }

    private static Command Ps(CliEnvironment environment)
    {
        var command = new Command("ps", "Lists the runs of which the Docker engine has something, those that a crash left behind too.") { Json };
        command.SetAction(result => new PsCommand(environment, result.GetValue(Json)).Run());
        return command;
    }

    private static Command Down(CliEnvironment environment)
    {
        var runs = new Argument<string[]>("run") { Description = "Ids as 'policykit ps' tells them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All runs." };
        var command = new Command("down", "Ends runs and removes all that they made: containers, networks, their own volumes. Volumes that a policy mounts or keeps stay.") { runs, all };
        command.SetAction(result => new DownCommand(environment, result.GetValue(runs) ?? [], result.GetValue(all)).Run());
        return command;
    }

    private static RunOptions Options(ParseResult result) => new()
    {
        Policy = result.GetValue(Policy)!,
        Target = result.GetValue(DockerTarget),
        Secrets = result.GetValue(Secret) ?? [],
        Command = result.GetValue(Words) ?? [],
        Rebuild = result.GetValue(Rebuild),
        Interactive = result.GetValue(Interactive),
        Quiet = result.GetValue(Quiet),
    };
}
