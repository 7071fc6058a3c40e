using PolicyKit.Cli.Tests.Support;
using PolicyKit.TestKit;

namespace PolicyKit.Cli.Tests;

/// <summary><c>policykit verify POLICY@TARGET --state</c> over what E2B tells, with the deploy tree of this repository.</summary>
public sealed class StateCommandTests : Sandboxed
{
    private const string Emitted = """{ "network": { "allowOut": ["*.githubusercontent.com", "api.anthropic.com", "api.github.com"], "denyOut": ["0.0.0.0/0"], "allowPublicTraffic": false }, "sandboxID": "x" }""";

    [Theory]
    [InlineData("\"api.github.com\"]", "\"api.github.com\"]", "it is what was emitted")]
    [InlineData(", \"api.github.com\"]", "]", "no wider")]
    [InlineData("\"api.github.com\"]", "\"api.github.com\", \"8.8.8.8\"]", "no wider")]
    public void StateThatIsNoWider_IsFine(string old, string now, string saying)
    {
        var answer = Verify(Emitted.Replace(old, now, StringComparison.Ordinal));

        Assert.Equal((ExitCode.Ok, string.Empty), (answer.Exit, answer.Error));
        Assert.Contains(saying, answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"api.github.com\"]", "\"api.github.com\", \"evil.example.com\"]", "tcp evil.example.com:")]
    [InlineData("\"api.github.com\"]", "\"api.github.com\", \"198.51.100.7\", \"9.9.9.9\"]", "9.9.9.9")]
    [InlineData("\"denyOut\": [\"0.0.0.0/0\"],", "", "beyond the policy")]
    [InlineData(", \"allowPublicTraffic\": false", "", "callable by Public")]
    [InlineData("\"network\"", "\"networks\"", "does not tell 'network'")]
    [InlineData("\"allowOut\"", "\"egressProxy\": {}, \"allowOut\"", "egress proxy")]
    [InlineData("\"api.github.com\"]", "\"2001:db8::1\"]", "is not an IPv4 network")]
    [InlineData("{", "[{", "no JSON object")]
    public void StateThatIsWider_IsAFinding(string old, string now, string saying)
    {
        var answer = Verify(Emitted.Replace(old, now, StringComparison.Ordinal));

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Contains(saying, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ProviderThatCannotBeAsked_SaysSo() => Assert.Contains("cannot be read; there is a reader for E2B", Verify(Emitted, "code-agent@docker").Error, StringComparison.Ordinal);

    [Fact]
    public void TargetThatIsNotNamed_IsAskedFor() => Assert.Contains("code-agent@e2b", Verify(Emitted, "code-agent").Error, StringComparison.Ordinal);

    private Answer Verify(string state, string subject = "code-agent@e2b")
    {
        var file = Path.Combine(Root, "state.json");
        File.WriteAllText(file, state);
        return Run("verify", subject, "--state", file, "--assembly", RepositoryFiles.Path("policies/deploy"));
    }
}
