using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using PolicyKit.Docker;

namespace PolicyKit.Cli.Commands;

/// <summary>The command line: names, options, help, exit codes. What the commands do stands in their own classes. Here what all share, and the commands that write and look at artifacts.</summary>
internal static partial class CommandLine
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

    private static readonly Argument<string> Policy = new("policy") { Description = "Id of the policy." };

    // For the build target: findings only, and no complaint about a project that has no policies yet.
    private static readonly Option<string?> Build = new("--build") { Hidden = true };

    private static readonly Option<string?> BuildKind = new("--build-kind") { Hidden = true };

    public static int Run(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var root = Root(environment);
        var result = root.Parse(arguments);
        var trouble = result.CommandResult.Command.Name == "diff" ? ExitCode.Finding : ExitCode.Usage;
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
        {
            environment.Error.WriteLine($"policykit: error: {PlainText.Of(result.Errors[0].Message)} See 'policykit --help'.");
            return trouble;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { Output = environment.Output, Error = environment.Error, EnableDefaultExceptionHandler = false });
        }
        catch (CliException e)
        {
            environment.Error.WriteLine($"policykit: error: {PlainText.Of(e.Message)}");
            return trouble;
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
            return trouble;
        }
    }

    private static RootCommand Root(CliEnvironment environment)
    {
        var root = new RootCommand(
            """
            Writes the sandbox configurations that a policies project declares, and notices drift.

            Exit codes: 0 in order, 1 drift or another finding, 2 wrong usage or unreadable input (of 'diff': something is newly allowed), 125 no sandbox could be run; 'run' passes the workload's own exit code on.

            Examples:
              policykit init policies
              policykit write   --assembly bin/Debug/netstandard2.0/Policies.dll
              policykit check   --assembly bin/Debug/netstandard2.0/Policies.dll --deploy deploy
              policykit diff    main:deploy deploy
              policykit explain code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --target e2b
              policykit list    --assembly bin/Debug/netstandard2.0/Policies.dll --json
              policykit run code-agent --assembly bin/Debug/netstandard2.0/Policies.dll -- python3 agent.py
            """);
        root.Add(NoColor);
        root.Add(Init(environment));
        root.Add(Write(environment));
        root.Add(Check(environment));
        root.Add(Verify(environment));
        root.Add(Attest(environment));
        root.Add(Diff(environment));
        root.Add(Ask(environment));
        root.Add(Acceptances(environment));
        root.Add(Compare(environment));
        root.Add(Import(environment));
        root.Add(Explain(environment));
        root.Add(List(environment));
        root.Add(Run(environment));
        root.Add(Observe(environment));
        root.Add(Probe(environment));
        root.Add(Ps(environment));
        root.Add(Down(environment));
        root.SetAction(int (_) => throw new CliException("Give a command: init, write, check, verify, attest, diff, ask, acceptances, compare, import, explain, list, run, observe, probe, ps or down. See 'policykit --help'."));
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
        var target = new Option<string?>("--target", "-t") { Description = "One target only, for example e2b.", HelpName = "target" };
        var command = new Command(
            "explain",
            """
            Says for a policy, target by target: what is enforced, what was accepted by whom until when, what no one can close, and what was proved.

            Example:
              policykit explain code-agent --assembly bin/Debug/netstandard2.0/Policies.dll --target e2b
            """) { Policy, Assembly, target, Today, Json };
        command.SetAction(result => new ExplainCommand(Input(result, environment), result.GetValue(Policy)!, result.GetValue(target), result.GetValue(Json)).Run());
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

    private static string AssemblyOf(ParseResult result) =>
        result.GetValue(Assembly) ?? throw new CliException("--assembly is missing; give the compiled policies project, for example --assembly bin/Debug/netstandard2.0/Policies.dll.");

    private static CommandInput Input(ParseResult result, CliEnvironment environment)
    {
        var assembly = AssemblyOf(result);
        return new(
            environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) },
            assembly,
            Day(result, environment),
            Option(Build),
            Option(BuildKind));

        string? Option(Option<string?> option) => result.GetResult(option) is null ? null : result.GetValue(option);
    }

    private static DateTime Day(ParseResult result, CliEnvironment environment)
    {
        var text = result.CommandResult.GetValue(Today);
        return text is null ? environment.Today()
            : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var today) ? today
            : throw new CliException($"--today '{text}' is not a date; write it as yyyy-MM-dd, for example 2027-01-31.");
    }
}
