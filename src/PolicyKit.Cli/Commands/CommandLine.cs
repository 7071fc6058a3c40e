using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using PolicyKit.Docker;

namespace PolicyKit.Cli.Commands;

/// <summary>The command line: names, options, help, exit codes. What the commands do stands in their own classes.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Assembly = new("--assembly", "-a")
    {
        Description = "Compiled policies project, for example policies/bin/Debug/netstandard2.0/Policies.dll. It is read, never loaded.",
        HelpName = "file",
    };

    private static readonly Option<string> Deploy = new("--deploy", "-d")
    {
        Description = "Deploy directory. Each <policy>/<target> below it is wholly PolicyKit's.",
        HelpName = "directory",
        DefaultValueFactory = _ => "deploy",
    };

    private static readonly Option<string?> Today = new("--today")
    {
        Description = "Day on which acceptances are judged. Default: today in UTC.",
        HelpName = "yyyy-MM-dd",
    };

    private static readonly Option<bool> NoColor = new("--no-color") { Description = "Plain text without colours and lines.", Recursive = true };

    private static readonly Option<bool> Json = new("--json") { Description = "JSON instead of tables." };

    // For the build target: findings only, and no complaint about a project that has no policies yet.
    private static readonly Option<string?> Build = new("--build") { Hidden = true };

    private static readonly Option<string?> BuildKind = new("--build-kind") { Hidden = true };

    public static int Run(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var root = Root(environment);
        var result = root.Parse(arguments);
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            environment.Error.WriteLine($"policykit: error: {PlainText.Of(result.Errors[0].Message)} See 'policykit --help'.");
            return ExitCode.Usage;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { Output = environment.Output, Error = environment.Error, EnableDefaultExceptionHandler = false });
        }
        catch (CliException e)
        {
            environment.Error.WriteLine($"policykit: error: {PlainText.Of(e.Message)}");
            return ExitCode.Usage;
        }
        catch (DockerRunException e)
        {
            // The end of a log may follow.
            environment.Error.WriteLine("policykit: error: " + string.Join(environment.Error.NewLine + "  ", e.Message.TrimEnd().Split('\n').Select(PlainText.Of)));
            return ExitCode.Engine;
        }
        catch (Exception e) when (Engine.IsLost(e))
        {
            environment.Error.WriteLine($"policykit: error: the Docker engine does not answer any more ({PlainText.Of(e.Message)}). When it is back, 'policykit ps' tells what is left and 'policykit down' removes it.");
            return ExitCode.Engine;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it was, it must not look like success; the trace is for a bug report.
            environment.Error.WriteLine($"policykit: error: this is a defect of PolicyKit: {PlainText.Of(e.Message)}");
            environment.Error.WriteLine(e.StackTrace);
            return ExitCode.Usage;
        }
    }

    private static RootCommand Root(CliEnvironment environment)
    {
        var root = new RootCommand(
            """
            Writes the sandbox configurations that a policies project declares, and notices drift.

            Exit codes: 0 in order, 1 drift or another finding, 2 wrong usage or unreadable input, 125 no sandbox could be run; 'run' passes the workload's own exit code on.

            Examples:
              policykit init policies
              policykit write   --assembly bin/Debug/netstandard2.0/Policies.dll
              policykit check   --assembly bin/Debug/netstandard2.0/Policies.dll --deploy deploy
              policykit explain code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --target e2b
              policykit list    --assembly bin/Debug/netstandard2.0/Policies.dll --json
              policykit run code-agent --assembly bin/Debug/netstandard2.0/Policies.dll -- python3 agent.py
            """);
        root.Add(NoColor);
        root.Add(Init(environment));
        root.Add(Write(environment));
        root.Add(Check(environment));
        root.Add(Explain(environment));
        root.Add(List(environment));
        root.Add(Run(environment));
        root.Add(Observe(environment));
        root.Add(Probe(environment));
        root.Add(Ps(environment));
        root.Add(Down(environment));
        root.SetAction(int (_) => throw new CliException("Give a command: init, write, check, explain, list, run, probe, ps or down. See 'policykit --help'."));
        return root;
    }

    private static Command Init(CliEnvironment environment)
    {
        var folder = new Argument<string>("folder") { Description = "Folder of the project; made when it is not there. Default: policies.", DefaultValueFactory = _ => "policies" };
        var name = new Option<string>("--name", "-n") { Description = "Name of the project and its namespace. Default: Policies.", HelpName = "name", DefaultValueFactory = _ => "Policies" };
        var target = new Option<string[]>("--target", "-t")
        {
            Description = "Target of the first policy; may be given several times. Default: docker, which needs no acceptance.",
            HelpName = "target",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["docker"],
        };
        var command = new Command(
            "init",
            """
            Makes a policies project with a first policy. Overwrites nothing.

            Examples:
              policykit init
              policykit init sandboxes --name Acme.Sandboxes --target docker --target e2b
            """) { folder, name, target };
        command.SetAction(result => new InitCommand(environment, result.GetValue(folder)!, result.GetValue(name)!, result.GetValue(target)!).Run());
        return command;
    }

    private static Command Write(CliEnvironment environment)
    {
        var restore = new Option<bool>("--restore") { Description = "Also put back files that are missing or were edited by hand. Foreign files and links still stop the write." };
        var command = new Command(
            "write",
            """
            Proves each policy for each target and brings the deploy directory to what they emit.

            Writes nothing unless every policy was emitted and proved for all its targets, and nothing in the directories is foreign, missing, edited or a link.

            Example:
              policykit write --assembly bin/Debug/netstandard2.0/Policies.dll --deploy deploy
            """) { Assembly, Deploy, Today, restore, Build, BuildKind };
        command.SetAction(result => new WriteCommand(Input(result, environment), result.GetValue(Deploy)!, result.GetValue(restore)).Run());
        return command;
    }

    private static Command Check(CliEnvironment environment)
    {
        var noDeploy = new Option<bool>("--no-deploy") { Description = "Judge the assembly only." };
        var command = new Command(
            "check",
            """
            Fails when the deploy directory is not exactly what the policies emit, when a policy is refused, or when an acceptance has ended. Writes nothing.

            Example:
              policykit check --assembly bin/Debug/netstandard2.0/Policies.dll --deploy deploy --today 2027-01-31
            """) { Assembly, Deploy, Today, noDeploy, Build, BuildKind };
        command.SetAction(result => new CheckCommand(Input(result, environment), result.GetValue(noDeploy) ? null : result.GetValue(Deploy)!).Run());
        return command;
    }

    private static Command Explain(CliEnvironment environment)
    {
        var policy = new Argument<string>("policy") { Description = "Id of the policy." };
        var target = new Option<string?>("--target", "-t") { Description = "One target only, for example e2b.", HelpName = "target" };
        var command = new Command(
            "explain",
            """
            Says for a policy, target by target: what is enforced, what was accepted by whom until when, what no one can close, and what was proved.

            Example:
              policykit explain code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --target e2b
            """) { policy, Assembly, target, Today, Json };
        command.SetAction(result => new ExplainCommand(Input(result, environment), result.GetValue(policy)!, result.GetValue(target), result.GetValue(Json)).Run());
        return command;
    }

    private static Command List(CliEnvironment environment)
    {
        var command = new Command(
            "list",
            """
            Lists policies and targets with what became of them.

            Example:
              policykit list --assembly bin/Debug/netstandard2.0/Policies.dll --json
            """) { Assembly, Today, Json };
        command.SetAction(result => new ListCommand(Input(result, environment), result.GetValue(Json)).Run());
        return command;
    }

    private static Command Run(CliEnvironment environment)
    {
        var policy = new Argument<string>("policy") { Description = "Id of the policy." };
        var words = new Argument<string[]>("command") { Description = "Command to run instead of the policy's or the image's own, after --.", Arity = ArgumentArity.ZeroOrMore };
        var target = new Option<string?>("--target", "-t") { Description = "Docker target, where the policy has several.", HelpName = "target" };
        var secret = new Option<string[]>("--secret", "-s")
        {
            Description = "Where a credential comes from: NAME=env:VARIABLE, NAME=file:PATH or NAME=command:LINE. Default: the environment variable of its name. Values are never taken from the command line.",
            HelpName = "NAME=SOURCE",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be asked of the engine, and ask nothing." };
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the images even when they are there." };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Pass standard input on." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Nothing but the workload's own output, and errors." };
        var command = new Command(
            "run",
            """
            Runs a sandbox of a policy on a Docker engine of this machine: builds or finds the images, starts gateway, name server and router as emitted, streams the workload's output, passes signals and the exit code on, and removes everything on every way out.

            The policy is proved again first. Several runs at once do not disturb each other. After a crash 'policykit ps' tells what is left and 'policykit down' removes it.

            Examples:
              policykit run code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --dry-run
              policykit run code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --secret GITHUB_TOKEN=file:token.txt -- python3 agent.py
            """) { policy, words, Assembly, target, secret, dryRun, rebuild, interactive, quiet, Today };
        command.SetAction(result => new RunCommand(Input(result, environment), new RunOptions
        {
            Policy = result.GetValue(policy)!,
            Target = result.GetValue(target),
            Secrets = result.GetValue(secret) ?? [],
            Command = result.GetValue(words) ?? [],
            DryRun = result.GetValue(dryRun),
            Rebuild = result.GetValue(rebuild),
            Interactive = result.GetValue(interactive),
            Quiet = result.GetValue(quiet),
        }).Run());
        return command;
    }

    private static Command Observe(CliEnvironment environment)
    {
        var policy = new Argument<string>("policy") { Description = "Id of the policy." };
        var words = new Argument<string[]>("command") { Description = "Command to run instead of the policy's or the image's own, after --.", Arity = ArgumentArity.ZeroOrMore };
        var target = new Option<string?>("--target", "-t") { Description = "Docker target, where the policy has several.", HelpName = "target" };
        var secret = new Option<string[]>("--secret", "-s")
        {
            Description = "Where a credential comes from: NAME=env:VARIABLE, NAME=file:PATH or NAME=command:LINE. Default: the environment variable of its name. Values are never taken from the command line.",
            HelpName = "NAME=SOURCE",
        };
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the images even when they are there." };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Pass standard input on." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Nothing but the workload's own output, and errors." };
        var command = new Command(
            "observe",
            """
            Runs a sandbox as 'policykit run' does and then tells what of the policy it used and what it tried in vain, each with the C# attribute that would allow it, the narrowest first. Nothing more is allowed than in a run.

            The report is on the standard output; the workload's own output is on the standard error. The exit code is the workload's.

            Example:
              policykit observe code-agent --assembly bin/Debug/netstandard2.0/Policies.dll -- python3 agent.py
            """) { policy, words, Assembly, target, secret, rebuild, interactive, quiet, Json, Today };
        command.SetAction(result => new RunCommand(Input(result, environment), new RunOptions
        {
            Policy = result.GetValue(policy)!,
            Target = result.GetValue(target),
            Secrets = result.GetValue(secret) ?? [],
            Command = result.GetValue(words) ?? [],
            Rebuild = result.GetValue(rebuild),
            Interactive = result.GetValue(interactive),
            Quiet = result.GetValue(quiet),
            Observe = true,
            Json = result.GetValue(Json),
        }).Run());
        return command;
    }

    private static Command Probe(CliEnvironment environment)
    {
        var policy = new Argument<string>("policy") { Description = "Id of the policy." };
        var target = new Option<string?>("--target", "-t") { Description = "Docker target, where the policy has several.", HelpName = "target" };
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the images even when they are there." };
        var sarif = new Option<string?>("--sarif") { Description = "Also write SARIF 2.1 to this file.", HelpName = "file" };
        var selfTest = new Option<bool>("--self-test") { Description = "Test the probe instead: plant known holes into the set, one at a time, and look whether each is found." };
        var command = new Command(
            "probe",
            """
            Starts the set of a policy on a Docker engine of this machine with an attacker in place of the agent and a pretended Internet outside, tries every declared thing and every attack, and judges by what arrives outside. No packet leaves the machine's own networks; the real secrets are not used.

            Exit code 1 when anything got out, anything declared failed, or an attack could not be carried out.

            Example:
              policykit probe code-agent --assembly bin/Debug/netstandard2.0/Policies.dll
            """) { policy, Assembly, target, rebuild, Json, sarif, selfTest, Today };
        command.SetAction(result => new ProbeCommand(
            Input(result, environment), result.GetValue(policy)!, result.GetValue(target), result.GetValue(rebuild), result.GetValue(Json), result.GetValue(sarif), result.GetValue(selfTest)).Run());
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

    private static CommandInput Input(ParseResult result, CliEnvironment environment)
    {
        var assembly = result.GetValue(Assembly) ?? throw new CliException("--assembly is missing; give the compiled policies project, for example --assembly bin/Debug/netstandard2.0/Policies.dll.");
        var text = result.CommandResult.GetValue(Today);
        if (text is null)
        {
            return Make(environment.Today());
        }

        return DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var today)
            ? Make(today)
            : throw new CliException($"--today '{text}' is not a date; write it as yyyy-MM-dd, for example 2027-01-31.");

        CommandInput Make(DateTime day) => new(
            environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) },
            assembly,
            day,
            Option(Build),
            Option(BuildKind));

        string? Option(Option<string?> option) => result.GetResult(option) is null ? null : result.GetValue(option);
    }
}
