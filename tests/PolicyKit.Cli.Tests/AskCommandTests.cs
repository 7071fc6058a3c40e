using PolicyKit.Cli.Tests.Support;

namespace PolicyKit.Cli.Tests;

/// <summary>The six questions.</summary>
public sealed class AskCommandTests : Sandboxed
{
    [Theory]
    [InlineData("agent can reach a.example.com", ExitCode.Ok, "yes")]
    [InlineData("agent@fake can reach tcp a.example.com:443", ExitCode.Ok, "yes")]
    [InlineData("agent can reach udp 8.8.8.8:53", ExitCode.Finding, "no rule allows it")]
    [InlineData("agent can reach tcp *.example.com:443", ExitCode.Ok, "AllowHost a.example.com (tcp 443)")]
    [InlineData("agent can reach b.example.com", ExitCode.Finding, "no")]
    [InlineData("agent never reaches 169.254.169.254", ExitCode.Ok, "yes")]
    [InlineData("agent never reaches 10.0.0.0/8", ExitCode.Ok, "yes")]
    [InlineData("agent never reaches tcp a.example.com", ExitCode.Finding, "tcp a.example.com:443")]
    [InlineData("agent always reaches tcp a.example.com:443", ExitCode.Ok, "yes")]
    [InlineData("agent always reaches tcp a.example.com:80", ExitCode.Finding, "tcp a.example.com:80")]
    [InlineData("agent within agent", ExitCode.Ok, "yes")]
    [InlineData("agent equals agent", ExitCode.Ok, "yes")]
    [InlineData("agent disjoint agent", ExitCode.Finding, "no")]
    [InlineData("agent overlaps agent", ExitCode.Ok, "yes")]
    [InlineData("who can reach a.example.com", ExitCode.Ok, "agent@fake")]
    [InlineData("who can reach b.example.com", ExitCode.Ok, "No policy.")]
    public void Question_IsAnswered(string question, int exit, string saying)
    {
        var answer = Run("ask", question, "--assembly", Genuine().Write(Root));

        Assert.Equal((exit, string.Empty), (answer.Exit, answer.Error));
        Assert.Contains(saying, answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is it safe?", "no question")]
    [InlineData("agent can reach", "no destination")]
    [InlineData("agent can reach sctp a.example.com", "no transport")]
    [InlineData("agent can reach a.example.com:99999", "no port")]
    [InlineData("agent can reach a_b!", "no host name")]
    [InlineData("other can reach a.example.com", "There is no policy 'other'; there are agent.")]
    [InlineData("agent@e2b can reach a.example.com", "has no target 'e2b'; it has fake.")]
    [InlineData("where can NOBODY go", "No policy has the credential 'NOBODY'")]
    public void WhatIsNoQuestion_IsTwo_AndSaysWhy(string question, string saying)
    {
        var answer = Run("ask", question, "--assembly", Genuine().Write(Root));

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains(saying, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DeployDirectory_CanBeAsked()
    {
        Write(Genuine());

        Assert.Equal(ExitCode.Ok, Run("ask", "agent", "can", "reach", "a.example.com", "--assembly", Deploy, "--json").Exit);
    }
}
