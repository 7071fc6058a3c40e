using System.CommandLine;
using PolicyKit.Cli.Asking;

namespace PolicyKit.Cli.Commands;

// Commands for reviewers: what changed, what is allowed, what is deployed, what others offer.
internal static partial class CommandLine
{
    private static readonly Argument<string> DeployDirectory = new("directory") { Description = "Deploy directory." };

    private static readonly Option<string?> Digest = new("--digest") { Description = "Digest that the inventory must have.", HelpName = "sha256:..." };

    private static Command Verify(CliEnvironment environment)
    {
        var state = new Option<string?>("--state") { Description = "The provider's answer about a running sandbox (JSON).", HelpName = "file" };
        var command = new Command(
            "verify",
            """
            Proves a deploy directory by itself, without the C# source: every file is the one of the inventory, every configuration is read back from its text and proved against the model in the inventory, every fixed program is PolicyKit's own, nothing stands beside, and no acceptance has ended. Writes nothing.

            Who can edit the directory can edit its inventory too: --assembly or --digest, which you hold elsewhere, tells whether it is the right one.

            Examples:
              policykit verify deploy
              policykit verify deploy --digest sha256:0f3a...
              policykit verify deploy --assembly bin/Debug/netstandard2.0/Policies.dll
              policykit verify code-agent@e2b --state sandbox-info.json --assembly deploy

            With --state the argument is POLICY@TARGET: what the provider tells of a running sandbox, or the body of its create call written by hand, is proved in the same way against what the policy allows there (E2B; what is left out means what it means to the provider).
            """) { DeployDirectory, state, Digest, Assembly, Today };
        command.SetAction(result => result.GetValue(state) is { } file
            ? new StateCommand(environment with { IsTerminal = environment.IsTerminal && !result.GetValue(NoColor) }, result.GetValue(DeployDirectory)!, AssemblyOf(result), file).Run()
            : Verification(result, environment, attest: false).Run());
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
}
