using System.Diagnostics;
using System.Text.Json;
using PolicyKit.Cli.Tests.Support;

namespace PolicyKit.Cli.Tests;

/// <summary><c>policykit diff</c> over assemblies, deploy directories, inventories and git revisions.</summary>
public sealed class DiffCommandTests : Sandboxed
{
    [Fact]
    public void SameAssembly_TellsNothing()
    {
        var path = Genuine().Write(Root);

        Assert.Equal(new Answer(ExitCode.Ok, "No difference in what any sandbox is allowed.\n", string.Empty), Run("diff", path, path));
        Assert.Equal(new Answer(ExitCode.Ok, string.Empty, string.Empty), Run("diff", path, path, "--format", "markdown"));
    }

    [Fact]
    public void NewHost_IsTwo_WithWitnessAndCause()
    {
        var answer = Run("diff", Assembly("old", "a.example.com"), Assembly("new", "a.example.com", "b.example.com"));

        Assert.Equal(ExitCode.Widened, answer.Exit);
        Assert.Contains("tcp b.example.com:443", answer.Output, StringComparison.Ordinal);
        Assert.Contains("policy: rule AllowHost b.example.com (tcp 443) is new", answer.Output, StringComparison.Ordinal);
        Assert.Contains("1 policy widened.", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void RemovedHost_IsFine() => Assert.Equal(ExitCode.Ok, Run("diff", Assembly("old", "a.example.com", "b.example.com"), Assembly("new", "a.example.com")).Exit);

    [Fact]
    public void AllowedWidening_IsFine_AndItsReasonIsInTheMarkdown()
    {
        var answer = Run("diff", Assembly("old", "a.example.com"), Assembly("new", "b.example.com"), "--format", "markdown", "--allow-widening", "PLAT-42");

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.Contains("Widening allowed: PLAT-42", answer.Output, StringComparison.Ordinal);
        Assert.Contains("| **widened** | `tcp b.example.com:443", answer.Output, StringComparison.Ordinal);
        Assert.Contains("| narrowed | `tcp a.example.com:443", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AllowedWideningWithoutAReason_IsAnError() =>
        Assert.Contains("needs a reason", Run("diff", "a", "b", "--allow-widening", " ").Error, StringComparison.Ordinal);

    [Fact]
    public void DeployDirectoryAndInventory_AreReadToo()
    {
        Assert.Equal(ExitCode.Ok, Write(Genuine("a.example.com")).Exit);
        var newer = Assembly("new", "a.example.com", "b.example.com");

        Assert.Equal(ExitCode.Widened, Run("diff", Deploy, newer).Exit);
        Assert.Equal(ExitCode.Widened, Run("diff", Path.Combine(Deploy, "policykit.json"), newer).Exit);
        Assert.Equal(ExitCode.Ok, Run("diff", newer, Deploy).Exit);
    }

    [Fact]
    public void Json_HasTheWitness()
    {
        using var json = JsonDocument.Parse(Run("diff", Assembly("old", "a.example.com"), Assembly("new", "a.example.com", "b.example.com"), "--format", "json").Output);

        var target = json.RootElement.GetProperty("targets")[0];
        Assert.True(json.RootElement.GetProperty("widened").GetBoolean());
        Assert.Equal("Widened", target.GetProperty("changes")[0].GetProperty("direction").GetString());
        Assert.Equal("Policy", target.GetProperty("changes")[0].GetProperty("cause").GetProperty("kind").GetString());
    }

    [Fact]
    public void Sarif_HasAResultForEachWidening()
    {
        using var json = JsonDocument.Parse(Run("diff", Assembly("old", "a.example.com"), Assembly("new", "b.example.com"), "--format", "sarif").Output);

        Assert.Equal(1, json.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("none.dll")]
    [InlineData("no-such-revision:deploy")]
    public void WhatIsNotThere_IsOne_AndOneLine(string name)
    {
        var answer = Run("diff", name, name);

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.StartsWith("policykit: error: ", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\": 2", "\"format\": 3")]
    [InlineData("\"policy\": \"agent\"", "\"policy\": \"other\"")]
    [InlineData("\"image\"", "\"imagine\"")]
    public void InventoryThatCannotBeRead_IsOne_AndOneLine(string text, string other)
    {
        Write(Genuine());
        var inventory = File.ReadAllText(At("policykit.json"));
        File.WriteAllText(At("policykit.json"), inventory[..inventory.IndexOf(text, StringComparison.Ordinal)] + other + inventory[(inventory.IndexOf(text, StringComparison.Ordinal) + text.Length)..]);

        var answer = Run("diff", Deploy, Deploy);

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Contains("is no inventory of PolicyKit", Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_IsReadFromGit()
    {
        Write(Genuine("a.example.com"));
        Git("init", "-q");
        Git("add", ".");
        Git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "first");
        Write(Genuine("a.example.com", "b.example.com"));

        Assert.Equal(ExitCode.Widened, Run("diff", "HEAD:deploy", Deploy).Exit);
        Assert.Equal(ExitCode.Ok, Run("diff", "HEAD:deploy/policykit.json", "HEAD:deploy").Exit);
    }

    private string Assembly(string folder, params string[] hosts)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Root, folder)).FullName;
        return Genuine(hosts).Write(directory);
    }

    private void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Root, RedirectStandardOutput = true, UseShellExecute = false };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var git = Process.Start(start)!;
        git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
