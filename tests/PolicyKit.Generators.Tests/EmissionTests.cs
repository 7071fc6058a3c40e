using System.Globalization;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PolicyKit.Generators.Tests;

public sealed class EmissionTests
{
    [Fact]
    public void Policy_IsEmittedAndCompiles()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent, Samples.Baselines));

        Assert.Empty(run.Errors);
        Assert.Equal([("agent", "", "read"), ("agent", "e2b", "emitted")], run.Index.Select(r => (r.Policy, r.Target, r.Status)));
        Assert.NotEmpty(run.Artifacts);
        Assert.All(run.Artifacts, a => Assert.Equal(("agent", "e2b"), (a.Policy, a.Target)));
        var row = JsonDocument.Parse(run.Index[1].Json).RootElement;
        Assert.Equal("House.Agent", row.GetProperty("type").GetString());
        Assert.Equal(64, row.GetProperty("hash").GetString()!.Length);
    }

    [Fact]
    public void NoPolicy_StillEmitsTheSentinel()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation("class C;"));

        Assert.NotNull(run.Output.Assembly.GetTypeByMetadataName("PolicyKit.Generated.PolicyKitGeneratorRan"));
        Assert.Empty(run.Index);
    }

    [Fact]
    public void Sentinel_IsTheLastOutput() => Assert.Equal("PolicyKit.GeneratorRan.g.cs",
        GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent, Samples.Baselines)).Result.GeneratedSources[^1].HintName);

    [Theory]
    [InlineData("[DenyHosts(\"a.example.com\",)]")]
    [InlineData("[AllowHosts(missing)]")]
    [InlineData("[AllowHosts(\"bad host\")]")]
    public void MalformedPolicy_IsRefusedWithItsRuleAndNoArtifact(string attribute)
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent.Replace("[E2B]", attribute + "\n[E2B]"), Samples.Baselines));

        var row = Assert.Single(run.Index);
        Assert.Equal(("agent", "", "refused"), (row.Policy, row.Target, row.Status));
        Assert.StartsWith("PK1", JsonDocument.Parse(row.Json).RootElement.GetProperty("findings")[0].GetProperty("rule").GetString(), StringComparison.Ordinal);
        Assert.Empty(run.Artifacts);
        Assert.NotNull(run.Output.Assembly.GetTypeByMetadataName("PolicyKit.Generated.PolicyKitGeneratorRan"));
    }

    [Fact]
    public void MalformedPolicy_DoesNotTakeOthersWithIt()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent.Replace("api.example.com", "bad host"), Samples.Worker, Samples.Baselines));

        Assert.Contains(run.Artifacts, a => a.Policy == "worker");
        Assert.DoesNotContain(run.Artifacts, a => a.Policy == "agent");
    }

    [Fact]
    public void DeviationWithoutAcceptance_IsRefusedWithItsRuleAndNoArtifact()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent));

        var row = run.Index.Single(r => r.Target == "e2b");
        Assert.Equal("refused", row.Status);
        Assert.Contains("\"PK2001\"", row.Json, StringComparison.Ordinal);
        Assert.Empty(run.Artifacts);
    }

    [Fact]
    public void TwoPoliciesWithOneId_AreBothRefused()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent, Samples.Agent.Replace("class Agent", "class Twin").Replace("api.example.com", "b.example.com"), Samples.Baselines));

        Assert.Equal([("agent", "refused"), ("agent", "refused")], run.Index.Select(r => (r.Policy, r.Status)));
        Assert.Empty(run.Artifacts);
    }

    [Fact]
    public void SecretInPolicy_IsNotCopiedIntoTheAssembly()
    {
        var secret = "ghp_" + new string('a', 36);
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent.Replace("[E2B]", $"[Environment(\"TOKEN\", \"{secret}\")]\n[E2B]"), Samples.Baselines));

        Assert.Contains(run.Index, r => r.Status == "refused" && r.Json.Contains("PK4001", StringComparison.Ordinal));
        Assert.All(run.Texts.Values, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public void FileOrder_DoesNotShow()
    {
        string[] files = [Samples.Agent, Samples.Worker, Samples.Baselines, Samples.Includer, Samples.Fragment];

        Assert.Equal(
            GeneratorHarness.Run(GeneratorHarness.Compilation(files)).Texts,
            GeneratorHarness.Run(GeneratorHarness.Compilation(files.Reverse())).Texts);
    }

    [Theory]
    [InlineData("[DenyHosts(\"a.example.com\")]")]
    [InlineData("[DenyHosts(\"a b\")]")]
    public void PartsInSeveralFiles_ReadTheSameInAnyOrder(string attribute)
    {
        string[] files = [Samples.Agent, $"using PolicyKit;\nnamespace House;\n{attribute}\npartial class Agent;", Samples.Baselines];

        Assert.Equal(
            GeneratorHarness.Run(GeneratorHarness.Compilation(files)).Texts,
            GeneratorHarness.Run(GeneratorHarness.Compilation(files.Reverse())).Texts);
    }

    [Fact]
    public void LineEndingsOfSources_DoNotShow()
    {
        string[] files = [Samples.Agent, Samples.Baselines];
        var texts = GeneratorHarness.Run(GeneratorHarness.Compilation(files.Select(f => f.Replace("\r\n", "\n")))).Texts;

        Assert.Equal(texts, GeneratorHarness.Run(GeneratorHarness.Compilation(files.Select(f => f.Replace("\r\n", "\n").Replace("\n", "\r\n")))).Texts);
        Assert.All(texts.Where(t => t.Key.StartsWith("PolicyKit", StringComparison.Ordinal)), t => Assert.DoesNotContain("\r", t.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Culture_DoesNotShow()
    {
        string[] files = [Samples.Agent.Replace("api.example.com", "INFO.EXAMPLE.COM"), Samples.Baselines];
        var expected = GeneratorHarness.Run(GeneratorHarness.Compilation(files)).Texts;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");

            Assert.Equal(expected, GeneratorHarness.Run(GeneratorHarness.Compilation(files)).Texts);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Contains("info.example.com", expected["PolicyKit.Artifacts.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FragmentOfAReference_IsIncluded(bool metadata)
    {
        var library = GeneratorHarness.Compilation("Fragments", [Samples.Fragment]);
        MetadataReference reference = metadata ? MetadataReference.CreateFromImage(Image(library)) : library.ToMetadataReference();

        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Includer, Samples.Baselines).AddReferences(reference));

        Assert.Contains("files.example.com", run.Index.Single(r => r.Target.Length == 0).Json, StringComparison.Ordinal);
        Assert.Equal("emitted", run.Index.Single(r => r.Target == "e2b").Status);
    }

    [Fact]
    public void AcceptancesOfAReference_HaveNoEffect()
    {
        var library = GeneratorHarness.Compilation("Library", [Samples.Baselines]);

        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent).AddReferences(MetadataReference.CreateFromImage(Image(library))));

        Assert.Equal("refused", run.Index.Single(r => r.Target == "e2b").Status);
    }

    [Fact]
    public void GlueOfSeveralPolicies_TravelsOnce()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent, Samples.Worker, Samples.Baselines));
        var glue = run.Attributes("PolicyGlueAttribute").Select(a => a[0]).ToList();

        Assert.Equal(glue.Distinct(), glue);
        Assert.All(run.Attributes("PolicyGlueUseAttribute"), use => Assert.Contains(use[3], glue));
    }

    [Fact]
    public void MembersOfThePolicy_ReadTheAssembly()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent, Samples.Worker, Samples.Baselines));
        var assembly = System.Reflection.Assembly.Load(Image(run.Output).ToArray());
        var policy = assembly.GetType("House.Agent")!;

        var artifacts = (IReadOnlyList<PolicyArtifactAttribute>)policy.GetProperty("Artifacts")!.GetValue(null)!;
        var uses = run.Attributes("PolicyGlueUseAttribute").Where(u => u[0] == "agent").Select(u => u[2]);

        Assert.Equal(run.Artifacts.Where(a => a.Policy == "agent").Select(a => a.Path).Concat(uses), artifacts.Select(a => a.Path));
        Assert.Equal(run.Artifacts.First(a => a.Policy == "agent").Text, artifacts[0].Text);
        Assert.Equal(run.Index[0].Json, policy.GetProperty("PolicyJson")!.GetValue(null));
    }

    [Fact]
    public void TypesThatDifferInCaseOnly_AreBothExtended()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(
            Samples.Agent, Samples.Agent.Replace("class Agent", "class AGENT").Replace("\"agent\"", "\"agent-two\""), Samples.Baselines));

        Assert.Empty(run.Errors);
        Assert.Equal(2, run.Texts.Keys.Count(k => k.StartsWith("House.agent", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void GeneratedCode_NeedsNoNewLanguage()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Samples.Agent, Samples.Baselines));
        var old = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp7_3);

        Assert.All(run.Texts, t => Assert.Empty(CSharpSyntaxTree.ParseText(t.Value, old).GetDiagnostics()));
    }

    private static System.Collections.Immutable.ImmutableArray<byte> Image(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return [.. stream.ToArray()];
    }
}
