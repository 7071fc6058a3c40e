using PolicyKit.Readers;
using PolicyKit.Readers.Daytona;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Daytona.DaytonaPolicies;

namespace PolicyKit.Providers.Tests.Daytona;

/// <summary>The reviewed files, read back, and foreign text in them.</summary>
public sealed class DaytonaBaselineTests
{
    public static TheoryData<string> Cases => DaytonaPolicies.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Compiled(Case(name));

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/Daytona/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void UntouchedFiles_AreTheSameConfiguration(string name) => Assert.Equal(Compiled(Case(name)).Configuration, new DaytonaReader().Read(Files(name)));

    [Theory]
    [InlineData("closed", "sandbox.create.json", "\"networkBlockAll\": true", "\"networkBlockAll\": false")]
    [InlineData("closed", "sandbox.create.json", "\"networkBlockAll\": true", "\"networkBlockAll\": \"true\"")]
    [InlineData("closed", "sandbox.create.json", "\"networkBlockAll\"", "\"networkBlockall\"")]
    [InlineData("closed", "sandbox.create.json", "\"networkBlockAll\": true", "\"networkBlockAll\": true, \"domainAllowList\": \"example.com\"")]
    [InlineData("closed", "sandbox.create.json", "\"networkBlockAll\": true", "\"networkBlockAll\": false, \"networkAllowList\": \"\"")]
    [InlineData("code-agent", "sandbox.create.json", "api.anthropic.com,", "*,")]
    [InlineData("code-agent", "sandbox.create.json", "api.anthropic.com,", "API.anthropic.com,")]
    [InlineData("code-agent", "sandbox.create.json", "api.anthropic.com,", "api.anthropic.com, ")]
    [InlineData("code-agent", "sandbox.create.json", "api.anthropic.com,", "api.anthropic.com,,")]
    [InlineData("code-agent", "sandbox.create.json", "\"public\": false", "\"public\": false, \"outboundProxyUrl\": \"http://p.example.com\"")]
    [InlineData("code-agent", "sandbox.create.json", "\"public\": false", "\"public\": false, \"linkedSandbox\": \"x\"")]
    [InlineData("code-agent", "sandbox.create.json", "\"public\": false", "\"public\": false, \"otelEndpointOverride\": \"http://p.example.com\"")]
    [InlineData("code-agent", "sandbox.create.json", "\"public\": false,\n  ", "")]
    [InlineData("code-agent", "sandbox.create.json", "\"user\": \"agent\"", "\"user\": \"root\"")]
    [InlineData("code-agent", "sandbox.create.json", "\"autoPauseInterval\": 0", "\"autoPauseInterval\": 60")]
    [InlineData("code-agent", "sandbox.create.json", "\"autoDeleteInterval\": 0", "\"autoDeleteInterval\": 5")]
    [InlineData("code-agent", "sandbox.create.json", "\"ttlMinutes\": 60", "\"ttlMinutes\": -1")]
    [InlineData("code-agent", "sandbox.create.json", "\"ttlMinutes\": 60", "\"ttlMinutes\": 60, \"ttlMinutes\": 0")]
    [InlineData("code-agent", "sandbox.create.json", "\"code-agent_GITHUB_TOKEN\"", "\"other\"")]
    [InlineData("code-agent", "sandbox.create.json", "\"policykit.hash\"", "\"policykit.hach\"")]
    [InlineData("networks", "sandbox.create.json", "9.0.0.0/32", "9.0.0.0")]
    [InlineData("networks", "sandbox.create.json", "9.0.0.0/32", "2001:db8::/32")]
    [InlineData("everything", "sandbox.create.json", "\"gpu\": 1", "\"gpu\": 8")]
    [InlineData("code-agent", "run.json", "\"api.github.com\"", "\"*\"")]
    [InlineData("code-agent", "run.json", "\"hosts\"", "\"host\"")]
    [InlineData("code-agent", "run.json", "\"/workspace\"", "\"/\"")]
    [InlineData("code-agent", "Dockerfile", "USER 1000:1000", "USER 0:0")]
    [InlineData("code-agent", "Dockerfile", "WORKDIR", "EXPOSE 22\nWORKDIR")]
    [InlineData("code-agent", "Dockerfile", "FROM docker.io", "# syntax=docker.io/evil\nFROM docker.io")]
    public void ForeignText_IsAnError(string name, string file, string old, string now)
    {
        var files = Files(name);
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(old, now, StringComparison.Ordinal);

        Assert.Throws<ArtifactFormatException>(() => new DaytonaReader().Read(files));
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var more = Files("closed");
        more["secrets.json"] = "{}";
        var less = Files("closed");
        less.Remove("run.json");

        Assert.Throws<ArtifactFormatException>(() => new DaytonaReader().Read(more));
        Assert.Throws<ArtifactFormatException>(() => new DaytonaReader().Read(less));
    }

    private static Dictionary<string, string> Files(string name) => Compiled(Case(name)).Artifacts.ToDictionary(a => a.Path, a => a.Text);
}
