using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;

namespace PolicyKit.Cli.Tests;

/// <summary>What <c>run</c>, <c>ps</c> and <c>down</c> do without an engine.</summary>
public sealed class RunCommandTests : Sandboxed
{
    [Fact]
    public void DryRun_NamesPartsAndCredentialsAndAsksNoEngine()
    {
        var answer = RunAgent("--dry-run", "--secret", "GITHUB_TOKEN=command:pass show github");

        Assert.Equal(ExitCode.Ok, answer.Exit);
        foreach (var part in new[] { "sandbox", "gateway", "dns", "router", "pki", "lifetime", "10.253.247.0/24", "ANTHROPIC_API_KEY env:ANTHROPIC_API_KEY", "command:pass show github" })
        {
            Assert.Contains(part, answer.Output, StringComparison.Ordinal);
        }

        Assert.Empty(answer.Error);
    }

    [Fact]
    public void UnknownPolicy_IsTwoAndNamesThoseThereAre()
    {
        var answer = Run("run", "other", "--assembly", Agent(), "--dry-run");

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains("it has code-agent", answer.Error.Replace("the assembly has", "it has", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void PolicyWithoutDocker_IsTwoAndNamesItsTargets()
    {
        var answer = Run("run", "agent", "--assembly", Genuine().Write(Root), "--dry-run");

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains("it has fake", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GITHUB_TOKEN=ghs_value_given_by_mistake")]
    [InlineData("ghs_value_given_by_mistake")]
    public void ValueOnTheCommandLine_IsRefusedAndNotRepeated(string secret)
    {
        var answer = RunAgent("--dry-run", "--secret", secret);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.DoesNotContain("ghs_value", answer.All, StringComparison.Ordinal);
    }

    [Fact]
    public void CredentialThatThePolicyDoesNotHave_IsRefused()
    {
        var answer = RunAgent("--dry-run", "--secret", "OTHER=env:OTHER");

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains("ANTHROPIC_API_KEY, GITHUB_TOKEN", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("ps")]
    public void NoEngine_IsOneLineAnd125(string command)
    {
        Variables["DOCKER_HOST"] = "unix://" + Path.Combine(Root, "none.sock");

        var answer = command == "run" ? RunAgent() : Run(command);

        Assert.Equal(ExitCode.Engine, answer.Exit);
        Assert.Contains("No Docker engine answers", Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void EngineOfAnotherMachine_IsRefused()
    {
        Variables["DOCKER_HOST"] = "tcp://127.0.0.1:2375";

        Assert.Contains("must be on this machine", RunAgent().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("1234", "--all")]
    public void Down_NeedsIdsOrAll(params string[] arguments) => Assert.Equal(ExitCode.Usage, Run(["down", .. arguments]).Exit);

    [Fact]
    public void RefusedPolicy_IsNotRun()
    {
        var assembly = ForgedAssembly.Genuine();
        assembly.Add(DockerPolicies.CodeAgent);

        var answer = Run("run", "code-agent", "--assembly", assembly.Write(Root));

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Contains("nothing was started", answer.Error, StringComparison.Ordinal);
    }

    private Answer RunAgent(params string[] more) => Run(["run", "code-agent", "--assembly", Agent(), .. more]);

    private string Agent()
    {
        var assembly = new ForgedAssembly();
        assembly.Add(RandomPolicies.AcceptAll(new DockerProvider(), DockerPolicies.CodeAgent));
        return assembly.Write(Root);
    }
}
