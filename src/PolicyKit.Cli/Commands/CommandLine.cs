using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using PolicyKit.Cli.Asking;
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

    private static readonly Argument<string> DeployDirectory = new("directory") { Description = "Deploy directory." };

    private static readonly Option<string?> Digest = new("--digest") { Description = "Digest that the inventory must have.", HelpName = "sha256:..." };

    private static readonly Option<string?> Today = new("--today")
    {
        Description = "Day on which acceptances are judged. Default: today in UTC.",
        HelpName = "yyyy-MM-dd",
    };

    private static readonly Option<bool> NoColor = new("--no-color") { Description = "Plain text without colours and lines.", Recursive = true };

    private static readonly Option<bool> Json = new("--json") { Description = "JSON instead of tables." };

    private static readonly Argument<string> Policy = new("policy") { Description = "Id of the policy." };

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

    private static Command Verify(CliEnvironment environment)
    {
        var command = new Command(
            "verify",
            """
            Proves a deploy directory by itself, without the C# source: every file is the one of the inventory, every configuration is read back from its text and proved against the model in the inventory, every fixed program is PolicyKit's own, nothing stands beside, and no acceptance has ended. Writes nothing.

            Who can edit the directory can edit its inventory too: --assembly or --digest, which you hold elsewhere, tells whether it is the right one.

            Examples:
              policykit verify deploy
              policykit verify deploy --digest sha256:0f3a...
              policykit verify deploy --assembly bin/Debug/netstandard2.0/Policies.dll
            """) { DeployDirectory, Digest, Assembly, Today };
        command.SetAction(result => Verification(result, environment, attest: false).Run());
        return command;
    }

    private static Command Attest(CliEnvironment environment)
    {
        var command = new Command(
            "attest",
            """
            Verifies a deploy directory as 'policykit verify' does and prints an in-toto statement about it: the digests of its files, and what was proved for each target. Sign it with cosign or 'gh attestation'. Prints no statement when anything is wrong.

            Example:
              policykit attest deploy --assembly bin/Debug/netstandard2.0/Policies.dll > policies.intoto.json
            """) { DeployDirectory, Digest, Assembly, Today };
        command.SetAction(result => Verification(result, environment, attest: true).Run());
        return command;
    }

    private static VerifyCommand Verification(ParseResult result, CliEnvironment environment, bool attest)
    {
        var shown = environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) };
        return new VerifyCommand(shown, result.GetValue(DeployDirectory)!, result.GetValue(Digest), result.GetValue(Assembly) is null ? null : Input(result, environment), Day(result, environment), attest);
    }

    private static Command Diff(CliEnvironment environment)
    {
        const string What = "a compiled policies project, a deploy directory or its policykit.json, or REVISION:path of one in git";
        var before = new Argument<string>("old") { Description = "As it was: " + What + "." };
        var after = new Argument<string>("new") { Description = "As it is: the same." };
        var format = new Option<DiffFormat>("--format", "-f") { Description = "table, markdown (for a pull request), json or sarif." };
        var allowed = new Option<string?>("--allow-widening") { Description = "End with 0 although something is newly allowed. The reason is printed.", HelpName = "reason" };
        var command = new Command(
            "diff",
            """
            Tells what sandboxes can do now and could not do before, policy by policy and target by target, each with a concrete example and its cause: an edit of the policy, another version of a fragment, an acceptance, or a changed fact about the provider. What changes nothing shows nothing.

            Exit codes: 0 nothing is newly allowed, 2 something is, 1 it could not be compared. An inventory says what its repository says; to compare with what was really compiled, give the assembly.

            Examples:
              policykit diff main:policies/deploy policies/deploy
              policykit diff old/Policies.dll bin/Debug/netstandard2.0/Policies.dll --format markdown
              policykit diff v1.4:deploy deploy --allow-widening "PLAT-42: the agent calls the new API"
            """) { before, after, format, allowed };
        command.SetAction(result => new DiffCommand(environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) }, result.GetValue(before)!, result.GetValue(after)!, result.GetValue(format), result.GetValue(allowed)).Run());
        return command;
    }

    private static Command Ask(CliEnvironment environment)
    {
        var question = new Argument<string[]>("question") { Description = "The question, in one or several words.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(
            "ask",
            $"""
            Answers a question about what policies allow: yes, no or undecided, with a concrete example or the rule that decides. Undecided is never to be taken for safe.

            Questions:
            {string.Join("\n", Question.Forms.Split('\n').Select(l => "  " + l.TrimEnd('\r')))}

            DESTINATION is a host, a wildcard, an address or a network, with tcp, udp or icmp before it and a port after it where they matter. --assembly may also be a deploy directory, its policykit.json, or REVISION:path of one in git.

            Exit codes: 0 yes for every target asked (of who and where: answered), 1 no or undecided for some, 2 no question or nothing to ask.

            Examples:
              policykit ask code-agent@docker can reach udp 8.8.8.8:53 --assembly deploy
              policykit ask code-agent never reaches 169.254.169.254 --assembly bin/Debug/netstandard2.0/Policies.dll
              policykit ask where can GITHUB_TOKEN go --assembly deploy
            """) { question, Assembly, Json };
        command.SetAction(result => new AskCommand(
            environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) }, string.Join(' ', result.GetValue(question)!), AssemblyOf(result), result.GetValue(Json)).Run());
        return command;
    }

    private static Command Acceptances(CliEnvironment environment)
    {
        var owner = new Option<string?>("--owner") { Description = "Those of one owner only.", HelpName = "owner" };
        var command = new Command(
            "acceptances",
            """
            Lists what was accepted, by whom, for what and until when, the earliest end first. Those that ended, or end within 30 days, are marked. --assembly may also be a deploy directory, its policykit.json, or REVISION:path of one in git.

            Exit codes: 0 none has ended, 1 some have, 2 wrong usage or unreadable input.

            Examples:
              policykit acceptances --assembly deploy
              policykit acceptances --assembly bin/Debug/netstandard2.0/Policies.dll --owner platform --today 2027-02-01
            """) { Assembly, owner, Today, Json };
        command.SetAction(result => new AcceptancesCommand(
            environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) }, AssemblyOf(result), Day(result, environment), result.GetValue(owner), result.GetValue(Json)).Run());
        return command;
    }

    private static Command Compare(CliEnvironment environment)
    {
        var format = new Option<CompareFormat>("--format", "-f") { Description = "table, markdown, json or html (one page)." };
        var hours = new Option<decimal>("--hours") { Description = "Hours of one run, for the estimate. Default: 1.", DefaultValueFactory = _ => 1m };
        var runs = new Option<int>("--runs") { Description = "Runs in a month, for the estimate. Default: 100.", DefaultValueFactory = _ => 100 };
        var why = new Option<bool>("--why") { Description = "Detail, source and date behind each cell." };
        var command = new Command(
            "compare",
            """
            Puts a policy beside every provider, whether it is a target (*) or not: what each could hold to and with which acceptances, limits, isolation, cold start, price and an estimate, a recommendation with its reason, and what each rule costs. --assembly may also be a deploy directory, its policykit.json, or REVISION:path of one in git.

            Examples:
              policykit compare code-agent --assembly deploy --why
              policykit compare code-agent --assembly deploy --hours 0.5 --runs 2000 --format html > compare.html
            """) { Policy, Assembly, format, hours, runs, why };
        command.SetAction(result => new CompareCommand(
            environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) },
            result.GetValue(Policy)!,
            AssemblyOf(result),
            result.GetValue(format),
            new Output.Workload(result.GetValue(hours), result.GetValue(runs)),
            result.GetValue(why)).Run());
        return command;
    }

    private static Command Import(CliEnvironment environment)
    {
        var files = new Argument<string[]>("file") { Description = "Files to import.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "Directory for the classes; made when it is not there. Default: the current one.", HelpName = "directory", DefaultValueFactory = _ => "." };
        var space = new Option<string>("--namespace") { Description = "Namespace of the classes. Default: Policies.", HelpName = "name", DefaultValueFactory = _ => "Policies" };
        var command = new Command(
            "import",
            $"""
            Writes settings of other tools as attributed C# classes, one for each sandbox. What a setting really opens there is carried over; what cannot be carried over is a comment in the class and a warning. Overwrites nothing.

            Understood: {Importing.Importers.Known}.

            Exit codes: 0 everything was carried over, 1 something was not, 2 a file cannot be read or is nothing that is understood.

            Examples:
              policykit import compose.yaml --output policies
              policykit import .claude/settings.json sandbox.create.json --output policies --namespace Acme.Sandboxes
            """) { files, output, space };
        command.SetAction(result => new ImportCommand(environment, result.GetValue(files)!, result.GetValue(output)!, result.GetValue(space)!).Run());
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
