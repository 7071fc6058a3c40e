using System.Text.Json;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core.Findings;

namespace PolicyKit.Cli.Tests;

/// <summary><c>policykit verify</c> and <c>attest</c>: a deploy directory without its source.</summary>
public sealed class VerifyCommandTests : Sandboxed
{
    public VerifyCommandTests() => Assert.Equal(ExitCode.Ok, Write(Genuine()).Exit);

    [Fact]
    public void WrittenDirectory_IsProved()
    {
        var answer = Run("verify", Deploy);

        Assert.Equal((ExitCode.Ok, string.Empty), (answer.Exit, answer.Error));
        Assert.Contains("1 targets are proved against the models in the inventory", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent/fake/sandbox.json", RuleCatalog.ArtifactDiffers)]
    [InlineData("agent/fake/sandbox.json", RuleCatalog.ReadBackFailed)]
    [InlineData("agent/fake/run.mjs", RuleCatalog.UnknownGlue)]
    [InlineData("agent/fake/policy/about.txt", RuleCatalog.ArtifactDiffers)]
    public void EditedFile_IsFound(string path, string ruleId)
    {
        File.WriteAllText(At(path), File.ReadAllText(At(path)).Replace('a', 'b'));

        AssertFinding(Run("verify", Deploy), ruleId, path.EndsWith(".json", StringComparison.Ordinal) && ruleId == RuleCatalog.ReadBackFailed ? "agent/fake" : path);
    }

    /// <summary>Who edits a file can edit its hash: the text is proved all the same.</summary>
    [Fact]
    public void EditedFileWithItsHash_IsFound()
    {
        var old = Sha256(At("agent/fake/sandbox.json"));
        File.WriteAllText(At("agent/fake/sandbox.json"), File.ReadAllText(At("agent/fake/sandbox.json")).Replace("a.example.com", "b.example.com", StringComparison.Ordinal));
        File.WriteAllText(At("policykit.json"), File.ReadAllText(At("policykit.json")).Replace(old, Sha256(At("agent/fake/sandbox.json")), StringComparison.Ordinal));

        var answer = Run("verify", Deploy);

        AssertFinding(answer, RuleCatalog.ReadBackFailed, "agent/fake");
        Assert.Contains("b.example.com", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFile_IsFound()
    {
        File.Delete(At("agent/fake/sandbox.json"));

        AssertFinding(Run("verify", Deploy), RuleCatalog.ArtifactMissing, "agent/fake/sandbox.json");
    }

    [Theory]
    [InlineData("agent/fake/.env")]
    [InlineData("agent/more/sandbox.json")]
    [InlineData("agent/compose.override.yaml")]
    public void ForeignFile_IsFound(string path)
    {
        Put(path, "x");

        AssertFinding(Run("verify", Deploy), RuleCatalog.ForeignEntry, "agent/");
    }

    [Fact]
    public void Link_IsFound()
    {
        File.Delete(At("agent/fake/sandbox.json"));
        File.CreateSymbolicLink(At("agent/fake/sandbox.json"), Path.Combine(Root, "elsewhere"));

        AssertFinding(Run("verify", Deploy), RuleCatalog.SymbolicLink, "agent/fake/sandbox.json");
    }

    [Fact]
    public void Digest_HoldsTheInventory()
    {
        var digest = "sha256:" + Sha256(At("policykit.json"));

        Assert.Contains("the inventory is the expected one", Run("verify", Deploy, "--digest", digest).Output, StringComparison.Ordinal);
        AssertFinding(Run("verify", Deploy, "--digest", "sha256:" + new string('0', 64)), RuleCatalog.InventoryDiffers, "policykit.json");
        Assert.Equal(ExitCode.Usage, Run("verify", Deploy, "--digest", "md5:1").Exit);
    }

    [Fact]
    public void Assembly_HoldsTheInventory()
    {
        Assert.Equal(ExitCode.Ok, Run("verify", Deploy, "--assembly", Genuine().Write(Root)).Exit);
        AssertFinding(Run("verify", Deploy, "--assembly", Genuine("b.example.com").Write(Root)), RuleCatalog.InventoryDiffers, "policykit.json");
    }

    [Fact]
    public void DirectoryWithoutInventory_IsTwo()
    {
        File.Delete(At("policykit.json"));

        Assert.Equal(ExitCode.Usage, Run("verify", Deploy).Exit);
    }

    [Fact]
    public void Attestation_NamesEveryFileWithItsDigest()
    {
        var answer = Run("attest", Deploy);

        using var statement = JsonDocument.Parse(answer.Output);
        var subjects = statement.RootElement.GetProperty("subject").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("digest").GetProperty("sha256").GetString());
        Assert.Equal("https://in-toto.io/Statement/v1", statement.RootElement.GetProperty("_type").GetString());
        Assert.Equal(Directory.EnumerateFiles(Deploy, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Deploy, f).Replace('\\', '/')).Order(StringComparer.Ordinal), subjects.Keys.Order(StringComparer.Ordinal));
        Assert.All(subjects, s => Assert.Equal(Sha256(At(s.Key)), s.Value));
    }

    [Fact]
    public void DirectoryThatIsNotInOrder_IsNotAttested()
    {
        File.AppendAllText(At("agent/fake/sandbox.json"), " ");

        var answer = Run("attest", Deploy);

        Assert.Equal((ExitCode.Finding, string.Empty), (answer.Exit, answer.Output));
        Assert.Contains(RuleCatalog.ArtifactDiffers, answer.Error, StringComparison.Ordinal);
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
