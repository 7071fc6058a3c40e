using Microsoft.CodeAnalysis;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Tests;

/// <summary>The metadata reader believes nothing: what the compiler itself would not emit for the model is refused, and nothing is written.</summary>
public sealed class ForgedAssemblyTests : Sandboxed
{
    private const string Policy = "agent";
    private const string Target = "fake";

    [Fact]
    public void GenuineAssembly_IsWritten()
    {
        var answer = Write(Genuine());

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.Equal(FakeProvider.GlueText, File.ReadAllText(At("agent/fake/run.mjs")));
        Assert.Contains("a.example.com", File.ReadAllText(At("agent/fake/sandbox.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void AlteredArtifact_IsRefused()
    {
        var assembly = Genuine();
        var artifact = assembly.Artifacts[0];
        assembly.Artifacts[0] = artifact with { Text = artifact.Text.Replace("a.example.com", "evil.example.com", StringComparison.Ordinal) };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "sandbox.json', from line 3");
    }

    [Fact]
    public void AddedArtifact_IsRefused()
    {
        var assembly = Genuine();
        assembly.Artifacts.Add((Policy, Target, "compose.override.yaml", "services: {}\n"));

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "compose.override.yaml");
    }

    [Fact]
    public void MissingArtifact_IsRefused()
    {
        var assembly = Genuine();
        assembly.Artifacts.RemoveAt(1);

        Refused(assembly, RuleCatalog.IndexIncomplete, "policy/about.txt");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../escaped")]
    [InlineData("a/../../../escaped")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData("a\\b")]
    [InlineData("..\\escaped")]
    [InlineData("C:/Windows/a")]
    [InlineData("c:a")]
    [InlineData("a:stream")]
    [InlineData("nul")]
    [InlineData("NUL.txt")]
    [InlineData("b/com1.yaml")]
    [InlineData("trailing.")]
    [InlineData("trailing ")]
    [InlineData("dir./a")]
    [InlineData("a*b")]
    [InlineData("new\nline")]
    [InlineData("caf\u00e9.txt")]
    [InlineData(".policykit-tmp-x")]
    public void UnsafePath_IsRefused(string path)
    {
        var assembly = Genuine();
        assembly.Artifacts.Add((Policy, Target, path, "x\n"));

        Refused(assembly, RuleCatalog.UnsafePath, "agent/fake");
    }

    [Fact]
    public void UnsafePathOfGlue_IsRefused()
    {
        var assembly = Genuine();
        assembly.GlueUses.Add((Policy, Target, "../../run.mjs", "fake/run.mjs"));

        Refused(assembly, RuleCatalog.UnsafePath, "../../run.mjs");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Agent")]
    [InlineData("nul")]
    [InlineData("policykit.json")]
    [InlineData("agent\n")]
    [InlineData("")]
    public void UnsafePolicyId_IsRefused(string id)
    {
        var assembly = new ForgedAssembly();
        assembly.Add(Fakes.Policy("agent", "a.example.com").Policy with { Id = id });

        Refused(assembly, RuleCatalog.UnsafePath, "policy id");
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a/b")]
    [InlineData("Dev")]
    public void UnsafeTargetName_IsRefused(string name)
    {
        var assembly = new ForgedAssembly();
        assembly.Add(Fakes.Policy("agent", "a.example.com").Policy with { Targets = EquatableArray.Of(new TargetDeclaration("fake", name, default)) });

        Refused(assembly, RuleCatalog.UnsafePath, name);
    }

    [Theory]
    [InlineData("Sandbox.JSON")]
    [InlineData("sandbox.json")]
    [InlineData("sandbox.json/below")]
    [InlineData("RUN.mjs")]
    public void PathTwice_IsRefused(string path)
    {
        var assembly = Genuine();
        assembly.Artifacts.Add((Policy, Target, path, "x\n"));

        Refused(assembly, RuleCatalog.DuplicatePath, path);
    }

    [Fact]
    public void TargetTwice_IsRefused() =>
        Refused(ForgedAssembly.Genuine(Fakes.Policy("agent", ["fake", "fake"], ["a.example.com"])), RuleCatalog.DuplicatePath, "fake");

    [Theory]
    [InlineData("agent", "other")]
    [InlineData("other", "fake")]
    [InlineData("..", "..")]
    public void ArtifactWithoutIndexRow_IsRefused(string policy, string target)
    {
        var assembly = Genuine();
        assembly.Artifacts.Add((policy, target, "a", "x\n"));

        Refused(assembly, RuleCatalog.IndexIncomplete, $"'{policy}' on '{target}'");
    }

    [Fact]
    public void IndexRowWithoutPolicy_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index.Add(("ghost", "fake", PolicyIndexDocument.Emitted, "{}\n"));

        Refused(assembly, RuleCatalog.IndexIncomplete, "'ghost' on 'fake'");
    }

    [Fact]
    public void PolicyWithoutTargetRow_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index.RemoveAll(r => r.Target == Target);

        Refused(assembly, RuleCatalog.IndexIncomplete, "has no row for it");
    }

    [Fact]
    public void IndexRowTwice_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index.Add(assembly.Index[1] with { Json = "{}\n" });

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "stands twice");
    }

    [Theory]
    [InlineData(PolicyIndexDocument.Refused)]
    [InlineData(PolicyIndexDocument.Failed)]
    [InlineData("whatever")]
    public void TargetThatTheIndexDoesNotCallEmitted_IsRefused(string status)
    {
        var assembly = Genuine();
        assembly.Index[1] = assembly.Index[1] with { Status = status };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "index row");
    }

    [Fact]
    public void AlteredIndexRow_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index[1] = assembly.Index[1] with { Json = assembly.Index[1].Json.Replace("Within", "Undecided", StringComparison.Ordinal) };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "index row");
    }

    [Fact]
    public void WiderModelWithTheOldArtifacts_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index[0] = assembly.Index[0] with { Json = PolicyDocument.Json(Fakes.Policy("agent", "a.example.com", "b.example.com").Policy) };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "sandbox.json");
    }

    [Fact]
    public void WiderArtifactsThanTheModel_AreRefused()
    {
        var wider = Genuine("a.example.com", "evil.example.com");
        wider.Index[0] = Genuine().Index[0];

        Refused(wider, RuleCatalog.ForgedOrOtherVersion, "sandbox.json");
    }

    [Theory]
    [InlineData("\"uid\": 1000", "\"uid\": 0, \"uid\": 1000")]
    [InlineData("\"uid\": 1000", "\"uid\": 1000.5")]
    [InlineData("\"uid\"", "\"euid\"")]
    [InlineData("AllowHost", "5")]
    [InlineData("\"443\"", "\"443-\"")]
    [InlineData("{\n", "{\n  \"privileged\": true,\n")]
    [InlineData("\n", "\r\n")]
    [InlineData("}\n", "")]
    public void ModelThatIsNotCanonical_IsRefused(string old, string replacement)
    {
        var assembly = Genuine();
        assembly.Index[0] = assembly.Index[0] with { Json = assembly.Index[0].Json.Replace(old, replacement, StringComparison.Ordinal) };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "index row of 'agent'");
    }

    /// <summary>Canonical, and nothing that the reader of attributes lets through.</summary>
    [Theory]
    [InlineData("\"image\": \"", "\"image\": \"x\\nRUN id\\n")]
    [InlineData("\"entry\": \"", "\"entry\": \"x y.")]
    [InlineData("\"workDirectory\": \"/", "\"workDirectory\": \"/../")]
    public void ModelWithOtherTexts_IsRefused(string old, string replacement)
    {
        var assembly = Genuine();
        Assert.Contains(old, assembly.Index[0].Json, StringComparison.Ordinal);
        assembly.Index[0] = assembly.Index[0] with { Json = assembly.Index[0].Json.Replace(old, replacement, StringComparison.Ordinal) };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "agent");
    }

    [Fact]
    public void ModelUnderAnotherId_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index[0] = assembly.Index[0] with { Policy = "other" };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "'agent' in the index row of 'other'");
    }

    [Fact]
    public void UnknownProvider_IsRefused()
    {
        var assembly = Genuine();
        assembly.Index[0] = assembly.Index[0] with { Json = assembly.Index[0].Json.Replace("\"provider\": \"fake\"", "\"provider\": \"other\"", StringComparison.Ordinal) };

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "provider 'other'");
    }

    [Fact]
    public void AlteredGlue_IsRefused()
    {
        var assembly = Genuine();
        assembly.Glue[0] = assembly.Glue[0] with { Text = FakeProvider.GlueText + "exfiltrate();\n" };

        Refused(assembly, RuleCatalog.UnknownGlue, "altered from line 2");
    }

    [Fact]
    public void UnknownGlue_IsRefused()
    {
        var assembly = Genuine();
        assembly.Glue.Add(("fake/evil.mjs", "x\n"));
        assembly.GlueUses.Add((Policy, Target, "evil.mjs", "fake/evil.mjs"));

        Refused(assembly, RuleCatalog.UnknownGlue, "'fake/evil.mjs' is not known");
    }

    [Fact]
    public void GlueAtAnotherPath_IsRefused()
    {
        var assembly = Genuine();
        assembly.GlueUses[0] = assembly.GlueUses[0] with { Path = "other.mjs" };

        Refused(assembly, RuleCatalog.UnknownGlue, "other.mjs");
    }

    [Fact]
    public void MissingGlueUse_IsRefused()
    {
        var assembly = Genuine();
        assembly.GlueUses.Clear();

        Refused(assembly, RuleCatalog.UnknownGlue, "is missing");
    }

    [Fact]
    public void MissingGlueText_IsRefused()
    {
        var assembly = Genuine();
        assembly.Glue.Clear();

        Refused(assembly, RuleCatalog.UnknownGlue, "its text is missing");
    }

    [Fact]
    public void ClassWithoutRow_IsRefused()
    {
        var assembly = Genuine();
        assembly.Types.Add("Policies.Forgotten");

        Refused(assembly, RuleCatalog.IndexIncomplete, "Policies.Forgotten has [Sandbox] but no row");
    }

    [Fact]
    public void RowWithoutClass_IsRefused()
    {
        var assembly = Genuine();
        assembly.Types.Clear();

        Refused(assembly, RuleCatalog.IndexIncomplete, "no such class");
    }

    [Fact]
    public void AttributeOfANewerVersion_IsRefused()
    {
        var assembly = Genuine();
        assembly.MoreAttributes = "[assembly: PolicyKit.PolicyOverride(\"x\")]";
        assembly.More = "namespace PolicyKit { class PolicyOverrideAttribute : System.Attribute { public PolicyOverrideAttribute(string s) { } } }";

        Refused(assembly, RuleCatalog.ForgedOrOtherVersion, "PolicyOverrideAttribute");
    }

    [Fact]
    public void AttributeOfAnotherShape_IsUnreadable()
    {
        var assembly = new ForgedAssembly
        {
            More = "[assembly: PolicyKit.PolicyIndex(1)] namespace PolicyKit { class PolicyIndexAttribute : System.Attribute { public PolicyIndexAttribute(int i) { } } }",
        };

        Assert.Equal(ExitCode.Usage, Write(assembly).Exit);
    }

    [Fact]
    public void DeviationThatNobodyAccepted_IsRepeatedAndRefused()
    {
        var answer = Refused(Genuine("*.example.com"), RuleCatalog.TighterNotAccepted, "'*.example.com'");

        AssertFinding(answer, RuleCatalog.NotEmitted, "agent/fake");
    }

    [Fact]
    public void DeviationThatWasAccepted_IsWritten()
    {
        var assembly = new ForgedAssembly();
        assembly.Add(Fakes.Policy("agent", "*.example.com").Policy with { Acceptances = EquatableArray.Of(Acceptance(until: null)) });

        Assert.Equal(ExitCode.Ok, Write(assembly).Exit);
    }

    [Fact]
    public void MalformedPolicy_IsRepeatedWithTheSeverityOfTheCatalog()
    {
        var assembly = Genuine();
        assembly.AddMalformed("Policies.Broken", "broken", new Finding { RuleId = RuleCatalog.CannotHold, Arguments = EquatableArray.Of("Fake", "x", "no.") });
        assembly.Index[^1] = assembly.Index[^1] with { Json = assembly.Index[^1].Json.Replace("Error", "Info", StringComparison.Ordinal) };

        var answer = Refused(assembly, RuleCatalog.CannotHold, "Policies.Broken: error");

        AssertFinding(answer, RuleCatalog.NotEmitted, "Policies.Broken");
    }

    [Fact]
    public void MalformedPolicyWithoutFindings_IsRefused()
    {
        var assembly = Genuine();
        assembly.AddMalformed("Policies.Broken", "broken");

        Refused(assembly, RuleCatalog.NotEmitted, "Policies.Broken");
    }

    [Fact]
    public void TextThatReadsBackWider_IsRefused()
    {
        Reader = new FakeReader { Extra = "evil.example.com" };

        Refused(Genuine(), RuleCatalog.ReadBackFailed, "evil.example.com");
    }

    [Fact]
    public void TextThatReadsBackOtherwiseWithinThePolicy_IsRefused()
    {
        Reader = new FakeReader { Extra = "a.example.com" };

        Refused(Genuine(), RuleCatalog.ReadBackFailed, "another configuration");
    }

    [Fact]
    public void ProviderWithoutReader_IsRefused()
    {
        Reader = null;

        Refused(Genuine(), RuleCatalog.ReadBackFailed, "has no reader");
    }

    [Theory]
    [InlineData("2027-03-01", ExitCode.Ok)]
    [InlineData("2027-03-02", ExitCode.Finding)]
    public void AcceptanceThatEnded_IsRefusedFromTheNextDayOn(string today, int exit)
    {
        var assembly = new ForgedAssembly();
        assembly.Add(Fakes.Policy("agent", "*.example.com").Policy with { Acceptances = EquatableArray.Of(Acceptance(until: "2027-03-01")) });

        var answer = Write(assembly, "--today", today);

        Assert.Equal(exit, answer.Exit);
        Assert.Contains(exit == ExitCode.Ok ? "warning PK2008" : "error PK2007", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ExecutableWithPolicies_IsAWarning()
    {
        var assembly = Genuine();
        assembly.Kind = OutputKind.ConsoleApplication;
        assembly.More = "class Program { static void Main() { } }";

        var answer = Write(assembly);

        Assert.Equal(ExitCode.Ok, answer.Exit);
        Assert.Contains("warning PK5020", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ControlCharactersOfAnAssembly_DoNotReachTheTerminal()
    {
        var assembly = Genuine();
        assembly.Artifacts.Add((Policy, Target, "x\u001b[2J\n::add-mask::y", "x"));

        var answer = Write(assembly);

        Assert.DoesNotContain('\u001b', answer.All);
        Assert.DoesNotContain(answer.Output.Split('\n'), l => l.StartsWith("::", StringComparison.Ordinal));
    }

    private static Acceptance Acceptance(string? until) =>
        new() { Provider = "fake", Deviation = "WildcardDropped", For = "*.example.com", Because = "not needed there", Owner = "platform", Until = until };

    private Answer Refused(ForgedAssembly assembly, string ruleId, string naming)
    {
        var answer = Write(assembly);

        AssertFinding(answer, ruleId, naming);
        Assert.False(Directory.Exists(Deploy));
        Assert.Equal(ExitCode.Finding, Check(assembly).Exit);
        return answer;
    }
}
