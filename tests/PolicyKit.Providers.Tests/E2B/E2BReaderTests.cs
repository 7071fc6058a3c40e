using PolicyKit.Providers.E2B;
using PolicyKit.Readers;
using PolicyKit.Readers.E2B;
using static PolicyKit.Providers.Tests.E2B.E2BPolicies;

namespace PolicyKit.Providers.Tests.E2B;

public sealed class E2BReaderTests
{
    private static Dictionary<string, string> Files => Compile(E2BBaselineTests.Case("everything")).Artifacts.ToDictionary(a => a.Path, a => a.Text);

    [Fact]
    public void UntouchedFiles_AreRead() => Assert.IsType<E2BConfiguration>(new E2BReader().Read(Files));

    [Theory]
    [InlineData("sandbox.create.json", "\"denyOut\": [\n      \"0.0.0.0/0\"\n    ],", "\"denyOut\": [\n      \"example.com\"\n    ],")]
    [InlineData("sandbox.create.json", "\"denyOut\": [\n      \"0.0.0.0/0\"\n    ],\n    ", "")]
    [InlineData("sandbox.create.json", "\"*.example.com\",", "\"*.example.com\", \"2001:db8::/32\",")]
    [InlineData("sandbox.create.json", "\"*.example.com\",", "\"*.Example.com\",")]
    [InlineData("sandbox.create.json", ",\n    \"allowPublicTraffic\": true", "")]
    [InlineData("sandbox.create.json", "\"allowPublicTraffic\": true", "\"allowPublicTraffic\": true, \"egressProxy\": {\"address\": \"p.example.com:1080\"}")]
    [InlineData("sandbox.create.json", "\"allowPublicTraffic\": true", "\"allowPublicTraffic\": true, \"allowPublicTraffic\": false")]
    [InlineData("sandbox.create.json", "\"enabled\": false", "\"enabled\": true")]
    [InlineData("sandbox.create.json", "\"timeout\": 1800", "\"timeout\": \"1800\"")]
    [InlineData("sandbox.create.json", "\"timeout\": 1800", "\"timeout\": 1800 /* longer */")]
    [InlineData("sandbox.create.json", "\"autoPause\": true", "\"autoPause\": true, \"mcp\": {}")]
    [InlineData("template.json", "\"uid\": 1234", "\"uid\": -1")]
    [InlineData("template.json", "\"buildCommands\"", "\"buildCommand\"")]
    [InlineData("run.json", "\"start\"", "\"stop\"")]
    public void ForeignText_IsAnError(string file, string old, string now)
    {
        var files = Files;
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(old, now, StringComparison.Ordinal);

        Assert.Equal(file, Assert.Throws<ArtifactFormatException>(() => new E2BReader().Read(files)).Path);
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var more = Files;
        more["sandbox.override.json"] = "{}";
        var less = Files;
        less.Remove("run.json");

        Assert.Throws<ArtifactFormatException>(() => new E2BReader().Read(more));
        Assert.Throws<ArtifactFormatException>(() => new E2BReader().Read(less));
    }
}
