using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Cli.Tests;

/// <summary><c>policykit acceptances</c>.</summary>
public sealed class AcceptancesCommandTests : Sandboxed
{
    [Theory]
    [InlineData("2026-01-01", ExitCode.Ok, "platform")]
    [InlineData("2026-11-30", ExitCode.Ok, "ends in 2 days")]
    [InlineData("2026-12-02", ExitCode.Ok, "ends today")]
    [InlineData("2026-12-03", ExitCode.Finding, "ended")]
    public void EndedAcceptance_IsMarked(string today, int exit, string saying)
    {
        var answer = Run("acceptances", "--assembly", Accepted().Write(Root), "--today", today);

        Assert.Equal((exit, string.Empty), (answer.Exit, answer.Error));
        Assert.Contains(saying, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnerNarrowsTheList()
    {
        var path = Accepted().Write(Root);

        Assert.Contains("WildcardDropped for *.example.com", Run("acceptances", "--assembly", path, "--owner", "platform").Output, StringComparison.Ordinal);
        Assert.Equal("Nothing is accepted.\n", Run("acceptances", "--assembly", path, "--owner", "nobody").Output);
    }

    [Fact]
    public void Json_HasTheDays() => Assert.Contains("\"days\": 10", Run("acceptances", "--assembly", Accepted().Write(Root), "--json").Output, StringComparison.Ordinal);

    private static ForgedAssembly Accepted()
    {
        var policy = Fakes.Policy("agent", "*.example.com").Policy;
        var forged = new ForgedAssembly();
        forged.Add(policy with
        {
            Acceptances = EquatableArray.Of(new Acceptance { Provider = "fake", Deviation = "WildcardDropped", For = "*.example.com", Because = "not needed there", Owner = "platform", Until = "2026-12-02" }),
        });
        return forged;
    }
}
