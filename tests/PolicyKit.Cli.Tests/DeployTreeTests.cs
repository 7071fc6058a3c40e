using PolicyKit.Cli.Deploy;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core.Findings;

namespace PolicyKit.Cli.Tests;

/// <summary>The deploy tree: closed directories, drift, orphans, and what write may touch.</summary>
public sealed class DeployTreeTests : Sandboxed
{
    private static readonly ForgedAssembly Two = ForgedAssembly.Genuine(Fakes.Policy("agent", ["fake", "fake-dev"], ["a.example.com"]), Fakes.Policy("other", "b.example.com"));

    [Fact]
    public void WriteTwice_ChangesNothing()
    {
        Write(Two);
        var before = Snapshot();

        var answer = Write(Two);

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.Contains("nothing changed", answer.Output, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void CheckAfterWrite_IsInStep()
    {
        Write(Two);

        var answer = Check(Two);

        Assert.Equal((ExitCode.Ok, string.Empty), (answer.Exit, answer.Error));
    }

    [Fact]
    public void Check_NeverWrites()
    {
        Check(Two);
        Assert.False(Directory.Exists(Deploy));

        Write(Two);
        File.Delete(At("agent/fake/run.mjs"));
        Put("agent/fake/.policykit-tmp-run.mjs", "half");
        Put("agent/fake/sandbox.json", "{}");
        var before = Snapshot();
        Check(Genuine());
        Check(Two);

        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void NothingDeployed_FailsCheck()
    {
        var answer = Check(Genuine());

        AssertFinding(answer, RuleCatalog.ArtifactMissing, "agent/fake/sandbox.json");
        AssertFinding(answer, RuleCatalog.InventoryDiffers, "policykit.json");
    }

    [Fact]
    public void EditedFile_FailsCheckWithItsLines_AndStopsWrite()
    {
        Write(Genuine());
        Put("agent/fake/sandbox.json", File.ReadAllText(At("agent/fake/sandbox.json")).Replace("a.example.com", "evil.example.com", StringComparison.Ordinal));

        var answer = Check(Genuine());

        AssertFinding(answer, RuleCatalog.ArtifactDiffers, "deploy/agent/fake/sandbox.json(3): error");
        Assert.Contains("  -     3 |     \"evil.example.com\"", answer.Output, StringComparison.Ordinal);
        Assert.Contains("  +     3 |     \"a.example.com\"", answer.Output, StringComparison.Ordinal);
        Stopped(Genuine(), RuleCatalog.ArtifactDiffers, "sandbox.json");
    }

    [Fact]
    public void StrippedHeader_IsDrift()
    {
        Write(Genuine());
        Put("agent/fake/policy/about.txt", string.Empty);

        AssertFinding(Check(Genuine()), RuleCatalog.ArtifactDiffers, "policy/about.txt");
        Stopped(Genuine(), RuleCatalog.ArtifactDiffers, "policy/about.txt");
    }

    [Fact]
    public void ByteOrderMark_IsDrift()
    {
        Write(Genuine());
        Put("agent/fake/run.mjs", "\uFEFF" + FakeProvider.GlueText);

        AssertFinding(Check(Genuine()), RuleCatalog.ArtifactDiffers, "run.mjs(1)");
    }

    [Fact]
    public void CheckoutWithCarriageReturns_IsNamedAsSuch()
    {
        Write(Genuine());
        foreach (var file in new[] { "agent/fake/run.mjs", "policykit.json" })
        {
            Put(file, File.ReadAllText(At(file)).ReplaceLineEndings("\r\n"));
        }

        var answer = Check(Genuine());

        AssertFinding(answer, RuleCatalog.LineEndsDiffer, "run.mjs");
        AssertFinding(answer, RuleCatalog.LineEndsDiffer, "policykit.json");
        Assert.DoesNotContain(RuleCatalog.ArtifactDiffers, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretInADriftedFile_IsNotEchoed()
    {
        var secret = "ghp_" + new string('a', 36);
        Write(Genuine());
        File.AppendAllText(At("agent/fake/run.mjs"), $"token = '{secret}';\n");

        var answer = Check(Genuine());

        Assert.DoesNotContain(secret, answer.All, StringComparison.Ordinal);
        Assert.Contains("withheld", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFile_FailsCheck_AndStopsWriteUntilRestored()
    {
        Write(Genuine());
        File.Delete(At("agent/fake/run.mjs"));

        AssertFinding(Check(Genuine()), RuleCatalog.ArtifactMissing, "agent/fake/run.mjs");
        Stopped(Genuine(), RuleCatalog.ArtifactMissing, "run.mjs");
        Assert.Equal(ExitCode.Ok, Write(Genuine(), "--restore").Exit);
        Assert.Equal(ExitCode.Ok, Check(Genuine()).Exit);
    }

    [Fact]
    public void Restore_DiscardsEditsButNotForeignFiles()
    {
        Write(Genuine());
        Put("agent/fake/run.mjs", "edited\n");
        Put("agent/fake/.env", "HTTPS_PROXY=x\n");

        AssertFinding(Write(Genuine(), "--restore"), RuleCatalog.ForeignEntry, ".env");
        File.Delete(At("agent/fake/.env"));

        Assert.Equal(ExitCode.Ok, Write(Genuine(), "--restore").Exit);
        Assert.Equal(FakeProvider.GlueText, File.ReadAllText(At("agent/fake/run.mjs")));
    }

    [Theory]
    [InlineData("agent/fake/compose.override.yaml")]
    [InlineData("agent/fake/.env")]
    [InlineData("agent/fake/policy/more/deep.txt")]
    [InlineData("agent/fake/Sandbox.json")]
    [InlineData("agent/.env")]
    [InlineData("agent/copied/sandbox.json")]
    public void ForeignFile_FailsCheck_AndStopsWrite(string path)
    {
        Write(Genuine());
        Put(path, "x\n");
        var named = path == "agent/copied/sandbox.json" ? "agent/copied" : path;

        AssertFinding(Check(Genuine()), RuleCatalog.ForeignEntry, "deploy/" + named);
        Stopped(Genuine("b.example.com"), RuleCatalog.ForeignEntry, "deploy/" + named);
    }

    [Fact]
    public void ForeignEmptyDirectory_FailsCheck_AndStopsWrite()
    {
        Write(Genuine());
        Directory.CreateDirectory(At("agent/fake/secrets"));

        AssertFinding(Check(Genuine()), RuleCatalog.ForeignEntry, "agent/fake/secrets");
        Stopped(Genuine("b.example.com"), RuleCatalog.ForeignEntry, "agent/fake/secrets");
    }

    [Fact]
    public void OtherFilesBesideThePolicies_AreNobodysBusiness()
    {
        Write(Genuine());
        Put("README.md", "x\n");
        Put("terraform/main.tf", "x\n");

        Assert.Equal(ExitCode.Ok, Check(Genuine()).Exit);
    }

    [Theory]
    [InlineData("agent/fake/run.mjs")]
    [InlineData("agent/fake/policy")]
    [InlineData("agent/fake")]
    [InlineData("agent")]
    [InlineData("policykit.json")]
    [InlineData("")]
    public void SymbolicLink_FailsCheck_AndStopsWrite(string path)
    {
        Write(Genuine());
        var moved = Path.Combine(Root, "moved");
        var at = path.Length == 0 ? Deploy : At(path);
        if (Directory.Exists(at))
        {
            Directory.Move(at, moved);
            Directory.CreateSymbolicLink(at, moved);
        }
        else
        {
            File.Move(at, moved);
            File.CreateSymbolicLink(at, moved);
        }

        var named = path.Length == 0 ? "deploy" : path;
        AssertFinding(Check(Genuine()), RuleCatalog.SymbolicLink, named);
        Stopped(Genuine("b.example.com"), RuleCatalog.SymbolicLink, named);
    }

    [Fact]
    public void LinkInPlaceOfATargetDirectory_IsNotWrittenThrough()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Root, "outside")).FullName;
        Directory.CreateDirectory(At("agent"));
        Directory.CreateSymbolicLink(At("agent/fake"), outside);

        AssertFinding(Write(Genuine()), RuleCatalog.SymbolicLink, "agent/fake");
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public void FirstWriteIntoADirectoryWithOtherFiles_IsRefused()
    {
        Put("agent/fake/sandbox.json", "{ \"by\": \"hand\" }\n");

        Stopped(Genuine(), RuleCatalog.ForeignEntry, "agent/fake/sandbox.json");
    }

    [Fact]
    public void FirstWriteWhereAFileStandsInPlaceOfADirectory_IsRefused()
    {
        Put("agent", "x\n");

        Stopped(Genuine(), RuleCatalog.ForeignEntry, "agent");
    }

    [Fact]
    public void ChangedPolicy_IsWritten()
    {
        Write(Genuine("a.example.com"));
        AssertFinding(Check(Genuine("b.example.com")), RuleCatalog.ArtifactDiffers, "sandbox.json");

        var answer = Write(Genuine("b.example.com"));

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.Contains("2 written, 0 removed, 2 unchanged", answer.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Check(Genuine("b.example.com")).Exit);
    }

    [Fact]
    public void TargetThatLeftTheSource_IsDriftAndThenRemoved()
    {
        Write(Two);
        var one = ForgedAssembly.Genuine(Fakes.Policy("agent", "a.example.com"));

        var check = Check(one);
        AssertFinding(check, RuleCatalog.Orphan, "agent/fake-dev");
        AssertFinding(check, RuleCatalog.Orphan, "deploy/other/fake");
        Assert.Equal(ExitCode.Ok, Write(one).Exit);

        Assert.False(Directory.Exists(At("other")));
        Assert.False(Directory.Exists(At("agent/fake-dev")));
        Assert.Equal(ExitCode.Ok, Check(one).Exit);
    }

    [Fact]
    public void OrphanThatWasEdited_IsKeptAndStopsWrite()
    {
        Write(Two);
        Put("other/fake/run.mjs", "edited\n");

        Stopped(Genuine(), RuleCatalog.ArtifactDiffers, "other/fake/run.mjs");
    }

    [Fact]
    public void OrphanWithForeignFile_IsKeptAndStopsWrite()
    {
        Write(Two);
        Put("other/fake/notes.txt", "x\n");

        Stopped(Genuine(), RuleCatalog.ForeignEntry, "other/fake/notes.txt");
    }

    [Fact]
    public void DirectoryThatTheInventoryDoesNotName_IsNeverRemoved()
    {
        Write(Genuine());
        Put("other/fake/run.mjs", FakeProvider.GlueText);

        Assert.Equal(ExitCode.Ok, Write(Genuine("b.example.com")).Exit);
        Assert.True(File.Exists(At("other/fake/run.mjs")));
    }

    [Fact]
    public void RefusedTarget_KeepsWhatIsDeployed()
    {
        Write(Two);
        var refused = ForgedAssembly.Genuine(Fakes.Policy("agent", ["fake", "fake-dev"], ["a.example.com"]), Fakes.Policy("other", "*.example.com"));

        Stopped(refused, RuleCatalog.NotEmitted, "other/fake");

        var check = Check(refused);
        Assert.Equal(ExitCode.Finding, check.Exit);
        Assert.DoesNotContain(RuleCatalog.Orphan, check.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(RuleCatalog.ForeignEntry, check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedTarget_StaysClosed()
    {
        Write(Two);
        var refused = ForgedAssembly.Genuine(Fakes.Policy("agent", ["fake", "fake-dev"], ["a.example.com"]), Fakes.Policy("other", "*.example.com"));
        Put("other/fake/.env", "x\n");
        Put("other/fake/sandbox.json", "{}\n");
        File.Delete(At("other/fake/run.mjs"));

        var check = Check(refused);

        AssertFinding(check, RuleCatalog.ForeignEntry, "other/fake/.env");
        AssertFinding(check, RuleCatalog.ArtifactDiffers, "other/fake/sandbox.json");
        AssertFinding(check, RuleCatalog.ArtifactMissing, "other/fake/run.mjs");
    }

    [Fact]
    public void MalformedPolicy_KeepsWhatIsDeployed()
    {
        Write(Two);
        var malformed = Genuine();
        malformed.AddMalformed("Policies.Other", "other", new Finding { RuleId = RuleCatalog.CannotHold, Arguments = Core.EquatableArray.Of("Fake", "x", "no.") });

        Stopped(malformed, RuleCatalog.NotEmitted, "Policies.Other");
        Assert.DoesNotContain(RuleCatalog.Orphan, Check(malformed).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void LastPolicyThatLeftTheSource_IsRemoved()
    {
        Write(Genuine());

        Assert.Equal(ExitCode.Ok, Write(new ForgedAssembly()).Exit);
        Assert.False(Directory.Exists(At("agent")));
        Assert.Equal(ExitCode.Ok, Write(new ForgedAssembly { Name = "Policies" }, "--build", "x").Exit);
    }

    [Fact]
    public void HalfWrittenFile_FailsCheckAndIsCleanedByWrite()
    {
        Write(Genuine());
        Put("agent/fake/.policykit-tmp-run.mjs", "half");
        Put(".policykit-tmp-policykit.json", "half");

        AssertFinding(Check(Genuine()), RuleCatalog.ForeignEntry, ".policykit-tmp-run.mjs");
        Assert.Equal(ExitCode.Ok, Write(Genuine()).Exit);

        Assert.Equal(ExitCode.Ok, Check(Genuine()).Exit);
        Assert.False(File.Exists(At(".policykit-tmp-policykit.json")));
    }

    [Fact]
    public void InterruptedFirstWrite_IsRepeated()
    {
        Write(Genuine());
        File.Delete(At("policykit.json"));
        File.Delete(At("agent/fake/run.mjs"));

        Assert.Equal(ExitCode.Ok, Write(Genuine()).Exit);
        Assert.Equal(ExitCode.Ok, Check(Genuine()).Exit);
    }

    [Fact]
    public void InterruptedChange_IsRepeated()
    {
        Write(Genuine("b.example.com"));
        var manifest = File.ReadAllText(At("policykit.json"));
        Write(Genuine("a.example.com"));
        Put("policykit.json", manifest);

        Assert.Equal(ExitCode.Ok, Write(Genuine("a.example.com")).Exit);
        Assert.Equal(ExitCode.Ok, Check(Genuine("a.example.com")).Exit);
    }

    [Fact]
    public void EditedInventory_FailsCheck()
    {
        Write(Genuine());
        Put("policykit.json", File.ReadAllText(At("policykit.json")).Replace("Within", "Undecided", StringComparison.Ordinal));

        AssertFinding(Check(Genuine()), RuleCatalog.InventoryDiffers, "policykit.json(");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"format\": 2}")]
    public void UnreadableInventory_FailsCheck_AndStopsWrite(string text)
    {
        Write(Genuine());
        Put("policykit.json", text);

        AssertFinding(Check(Genuine()), RuleCatalog.InventoryDiffers, "cannot be read");
        Stopped(Genuine("b.example.com"), RuleCatalog.InventoryDiffers, "cannot be read");
    }

    [Theory]
    [InlineData("\"run.mjs\"", "\"../../../outside.txt\"")]
    [InlineData("\"policy\": \"agent\"", "\"policy\": \"..\"")]
    [InlineData("\"target\": \"fake\"", "\"target\": \"../..\"")]
    public void InventoryThatNamesAPathOutside_RemovesNothing(string old, string replacement)
    {
        Write(Genuine());
        var outside = Path.Combine(Root, "outside.txt");
        File.WriteAllText(outside, FakeProvider.GlueText);
        Put("policykit.json", File.ReadAllText(At("policykit.json")).Replace(old, replacement, StringComparison.Ordinal));

        Stopped(Genuine("b.example.com"), RuleCatalog.InventoryDiffers, "a path or hash is refused");
        Assert.True(File.Exists(outside));
    }

    [Fact]
    public void DirectoryOfAnotherProject_IsRefused()
    {
        Write(Genuine());
        var other = Genuine();
        other.Name = "OtherPolicies";

        AssertFinding(Check(other), RuleCatalog.OtherOwner, "'Policies', not to 'OtherPolicies'");
        Stopped(other, RuleCatalog.OtherOwner, "policykit.json");
    }

    [Fact]
    public void FileOfANamedPipe_DoesNotHangCheck()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes are not files on Windows.");
        Write(Genuine());
        File.Delete(At("agent/fake/run.mjs"));
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", At("agent/fake/run.mjs")))
        {
            mkfifo.WaitForExit();
            Assert.Equal(0, mkfifo.ExitCode);
        }

        AssertFinding(Check(Genuine()), RuleCatalog.ArtifactDiffers, "run.mjs");
    }

    [Fact]
    public void Inventory_IsTheSameOnEveryMachine()
    {
        Write(Two);

        TestKit.Baseline.Verify("tests/PolicyKit.Cli.Tests/Baselines/policykit.json", File.ReadAllText(At(DeployFiles.Manifest)));
    }

    /// <summary>Write is refused, names the place and leaves the tree as it is.</summary>
    private void Stopped(ForgedAssembly assembly, string ruleId, string naming)
    {
        var before = Snapshot();

        AssertFinding(Write(assembly), ruleId, naming);

        Assert.Equal(before, Snapshot());
    }
}
