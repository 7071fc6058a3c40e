using System.Text.Json;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Cli.Tests;

/// <summary>Usage, exit codes and what the commands print.</summary>
public sealed class CommandTests : Sandboxed
{
    [Theory]
    [InlineData("Give a command")]
    [InlineData("--assembly is missing", "check")]
    [InlineData("--assembly is missing", "list")]
    [InlineData("bogus", "bogus")]
    [InlineData("--bogus", "list", "--bogus")]
    [InlineData("does not exist", "list", "--assembly", "none.dll")]
    [InlineData("policy", "explain")]
    public void WrongUsage_IsOneLineAndTwo(string saying, params string[] arguments)
    {
        var answer = Run(arguments);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains(saying, Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoAssembly_IsOneLineAndTwo()
    {
        var file = Path.Combine(Root, "a.dll");
        File.WriteAllText(file, "MZ, but not really");

        var answer = Run("check", "--assembly", file);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2027-02-30")]
    [InlineData("01/02/2027")]
    public void WrongDate_IsTwo(string today) => Assert.Equal(ExitCode.Usage, Check(Genuine(), "--today", today).Exit);

    [Theory]
    [InlineData("write")]
    [InlineData("check")]
    public void AssemblyWithoutPolicies_IsTwo_SinceItIsTheWrongOne(string command)
    {
        var answer = Run(command, "--assembly", new ForgedAssembly().Write(Root), "--deploy", Deploy);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains("holds no policies", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AssemblyWithoutPolicies_IsFineInABuild() =>
        Assert.Equal(new Answer(ExitCode.Ok, string.Empty, string.Empty), Check(new ForgedAssembly(), "--build", "p.csproj"));

    [Fact]
    public void Help_HasExamples()
    {
        foreach (var command in new[] { "init", "write", "check", "explain", "list", "run" })
        {
            var answer = Run(command, "--help");

            Assert.Equal(ExitCode.Ok, answer.Exit);
            Assert.Contains($"policykit {command}", answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("--build", answer.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Build_PrintsFindingsOnly()
    {
        Write(Genuine());
        File.AppendAllText(At("agent/fake/run.mjs"), "x: error CS0001: not ours\n");

        var answer = Check(Genuine(), "--build", "p.csproj");

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Matches(@"run\.mjs\(2\): error PK5002: ", Assert.Single(answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void NoDeploy_JudgesTheAssemblyOnly()
    {
        Assert.Equal(ExitCode.Ok, Check(Genuine(), "--no-deploy").Exit);
        Assert.Equal(ExitCode.Finding, Check(Genuine("*.example.com"), "--no-deploy").Exit);
    }

    [Fact]
    public void PackableProject_IsAWarning()
    {
        var answer = Check(Genuine(), "--no-deploy", "--build", "p.csproj", "--build-kind", "packable");

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.StartsWith("p.csproj: warning PK5020: ", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_SaysWhatBecameOfEachTarget()
    {
        var assembly = new ForgedAssembly();
        assembly.Add(Fakes.Policy("plain", "a.example.com").Policy);
        assembly.Add(Fakes.Policy("refused", "*.example.com").Policy);
        assembly.Add(Accepted());

        var answer = Run("list", "--assembly", assembly.Write(Root));

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Matches(@"plain +fake +enforced +within", answer.Output);
        Assert.Matches(@"refused +fake +refused +none", answer.Output);
        Assert.Matches(@"tuned +fake +accepted +1 own \+ 0 baseline +within", answer.Output);
    }

    [Fact]
    public void List_AsJson()
    {
        var answer = Run("list", "--json", "--assembly", Genuine().Write(Root));

        using var json = JsonDocument.Parse(answer.Output);
        var target = json.RootElement.GetProperty("policies")[0].GetProperty("targets")[0];
        Assert.Equal("enforced", target.GetProperty("status").GetString());
        Assert.Equal("Within", target.GetProperty("readBack").GetString());
    }

    [Fact]
    public void Explain_SaysWhoAcceptedWhatUntilWhen()
    {
        var assembly = new ForgedAssembly();
        assembly.Add(Accepted());

        var answer = Run("explain", "tuned", "--assembly", assembly.Write(Root));

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.Contains("WildcardDropped (tighter) for *.example.com: wildcards are dropped.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("accepted by platform until 2027-03-01: not needed there", answer.Output, StringComparison.Ordinal);
        Assert.Matches("host rules +a.example.com tcp 443 +enforced +By name.", answer.Output);
    }

    [Fact]
    public void Explain_NamesWhatIsBroad()
    {
        var assembly = Genuine("webhook.site").Write(Root);

        Assert.Contains("PK3007 (exfil:request-catcher): 'webhook.site' is a way out", Run("explain", "agent", "--assembly", assembly).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Run("explain", "agent", "--json", "--assembly", assembly).Output);
        Assert.Equal("exfil:request-catcher", json.RootElement.GetProperty("targets")[0].GetProperty("remarks").EnumerateArray().First().GetProperty("kind").GetString());
    }

    [Fact]
    public void Explain_OfARefusedTarget_ShowsTheFindings()
    {
        var answer = Run("explain", "agent", "--assembly", Genuine("*.example.com").Write(Root));

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Contains("agent/fake: error PK2002", answer.Output, StringComparison.Ordinal);
        Assert.Contains("not accepted", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OfOneTarget_LeavesOthersOut()
    {
        var assembly = ForgedAssembly.Genuine(Fakes.Policy("agent", ["fake", "fake-dev"], ["a.example.com"]), Fakes.Policy("other", "*.example.com"));

        var answer = Run("explain", "agent", "--target", "fake-dev", "--json", "--assembly", assembly.Write(Root));

        Assert.Equal(ExitCode.Ok, answer.Exit);
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Equal("fake-dev", Assert.Single(json.RootElement.GetProperty("targets").EnumerateArray()).GetProperty("target").GetString());
        Assert.Empty(json.RootElement.GetProperty("findings").EnumerateArray());
    }

    [Theory]
    [InlineData("nobody", null, "There is no policy 'nobody'; the assembly has agent.")]
    [InlineData("agent", "e2b", "has no target 'e2b'; it has fake.")]
    public void Explain_OfWhatIsNotThere_NamesWhatIs(string policy, string? target, string saying)
    {
        var answer = Run([.. new[] { "explain", policy, "--assembly", Genuine().Write(Root) }, .. target is null ? [] : new[] { "--target", target }]);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains(saying, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DeployDirectoryThatIsAFile_IsTwo()
    {
        File.WriteAllText(Deploy, "x");

        Assert.Equal(ExitCode.Usage, Write(Genuine()).Exit);
        Assert.Equal(ExitCode.Usage, Check(Genuine()).Exit);
    }

    [Fact]
    public void LongWork_SaysWhatItDoesOnTheErrorStream()
    {
        Assert.Empty(Check(Genuine(), "--no-deploy").Error);
        Elapsed = TimeSpan.FromSeconds(2);

        Assert.Equal("policykit: proving agent/fake ...\n", Check(Genuine(), "--no-deploy").Error);
    }

    [Fact]
    public void OutputWithoutTerminal_HasNoEscapes() => Assert.DoesNotContain('\u001b', Write(Genuine()).All);

    private static SandboxPolicy Accepted() => Fakes.Policy("tuned", "a.example.com", "*.example.com").Policy with
    {
        Acceptances = EquatableArray.Of(new Acceptance
        {
            Provider = "fake", Deviation = "WildcardDropped", For = "*.example.com", Because = "not needed there", Owner = "platform", Until = "2027-03-01",
        }),
    };
}
