using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Basic.Reference.Assemblies;
using PolicyKit.Core.Findings;

namespace PolicyKit.Analyzers.Tests;

/// <summary>
/// What the compiler of the SDK writes for <c>/errorlog:x.sarif,version=2.1</c>. Its format is not ours: it puts the properties of a diagnostic below <c>properties.customProperties</c>, as the compiler's logger does for every analyzer.
/// </summary>
public sealed class SarifTests : IDisposable
{
    private const string Policy = """
        using PolicyKit;
        using System.Diagnostics.CodeAnalysis;

        [Sandbox("agent", Image = "docker.io/library/debian:latest")]
        [Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]
        [AllowHosts("*.com", "api.telegram.org", "webhook.site")]
        [AllowNetworks("10.0.0.0/8", Ports = "443")]
        [RunAs(0)]
        [SuppressMessage("PolicyKit.Network", "PK3008", Justification = "the team's channel. Owner: platform. Until: 2027-03-01")]
        [Docker]
        public sealed partial class Agent;

        [Sandbox("refused", Image = "docker.io/library/debian:bookworm-slim")]
        [AllowNetworks("169.254.169.0/24", Ports = "443")]
        [Docker]
        public sealed partial class Refused;

        public static class Storage
        {
            public const string Key = "AKIA" + "Z7Q4XW" + "2NVLB5RK6T";
        }
        """;

    // In pieces, so that no scanner takes this file for a leak.
    private const string Settings = "# settings\nREGION=eu-west-1\nAWS_ACCESS_KEY_ID=AKIA" + "Z7Q4XW" + "2NVLB5RK6T\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("policykit-sarif-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task EveryFinding_HasItsRuleKindAndPlace()
    {
        using var log = JsonDocument.Parse(await Compile());
        var results = Results(log);

        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        Assert.All(results, r => Assert.False(string.IsNullOrEmpty(r.Kind), r.Rule));
        Assert.All(results, r => Assert.Equal(r.Rule, RuleCatalog.Get(r.Rule).Id));
        Assert.All(results.Where(r => r.Rule.StartsWith("PK3", StringComparison.Ordinal)), r => Assert.False(string.IsNullOrEmpty(r.Canonical), r.Rule));
        Has(new("PK3003", "registry-wildcard", "*.com", "Policy.cs", 6, 13, null));
        Has(new("PK3007", "exfil:request-catcher", "webhook.site", "Policy.cs", 6, 42, null));
        Has(new("PK3013", "private", "10.0.0.0/8", "Policy.cs", 7, 16, null));
        Has(new("PK1016", "cloud-metadata", "169.254.169.0/24", "Policy.cs", 14, 16, null));
        Has(new("PK6002", "image-latest", null, "Policy.cs", 4, 27, null));
        Has(new("PK4010", "aws-access-key-id", null, "Policy.cs", 20, 31, null));
        Has(new("PK4010", "aws-access-key-id", null, "settings.env", 3, 19, null));

        void Has(Found expected) => Assert.True(results.Contains(expected), $"{expected} is not among\n{string.Join('\n', results)}");
    }

    [Fact]
    public async Task Waiver_IsASuppressionWithItsJustification()
    {
        using var log = JsonDocument.Parse(await Compile());
        var waived = Results(log).Single(r => r.Rule == "PK3008");

        Assert.Equal("the team's channel. Owner: platform. Until: 2027-03-01", waived.Justification);
    }

    private static IReadOnlyList<Found> Results(JsonDocument log) => [.. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
        .Where(r => r.GetProperty("ruleId").GetString()!.StartsWith("PK", StringComparison.Ordinal)).Select(Result)];

    private static Found Result(JsonElement result)
    {
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        var region = place.GetProperty("region");
        var custom = result.GetProperty("properties").TryGetProperty("customProperties", out var properties) ? properties : default;
        return new Found(
            result.GetProperty("ruleId").GetString()!,
            Property("kind"),
            Property("canonical"),
            Path.GetFileName(place.GetProperty("artifactLocation").GetProperty("uri").GetString()!),
            region.GetProperty("startLine").GetInt32(),
            region.GetProperty("startColumn").GetInt32(),
            result.TryGetProperty("suppressions", out var suppressions) && suppressions[0].TryGetProperty("justification", out var why) ? why.GetString() : null);

        string? Property(string name) => custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private async Task<string> Compile()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(In("Policy.cs"), Policy, cancellation);
        await File.WriteAllTextAsync(In("settings.env"), Settings, cancellation);
        foreach (var reference in Net100.ReferenceInfos.All)
        {
            await File.WriteAllBytesAsync(In(reference.FileName), reference.ImageBytes, cancellation);
        }

        var analyzers = new[] { "PolicyKit.Analyzers", "PolicyKit.Core", "PolicyKit.Providers", "PolicyKit.Readers", "PolicyKit.Roslyn" }.Select(n => Path.Combine(AppContext.BaseDirectory, n + ".dll")).Where(File.Exists);
        string[] arguments =
        [
            "/nologo", "/noconfig", "/nostdlib", "/target:library", "/langversion:latest", "/out:Policy.dll", "/errorlog:x.sarif,version=2.1", "/additionalfile:settings.env", "Policy.cs",
            .. Net100.ReferenceInfos.All.Select(r => "/reference:" + r.FileName), $"/reference:\"{typeof(SandboxAttribute).Assembly.Location}\"", .. analyzers.Select(a => $"/analyzer:\"{a}\""),
        ];
        await File.WriteAllLinesAsync(In("compile.rsp"), arguments, cancellation);

        // Findings that are errors fail the compilation; what counts is the log.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var compiler = Directory.GetDirectories(Path.Combine(root, "sdk")).Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "Roslyn", "bincore", "csc.dll")).Last(File.Exists);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), [compiler, "@compile.rsp", "/noconfig"]) { WorkingDirectory = _directory, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(File.Exists(In("x.sarif")), output);
        Assert.DoesNotContain("CS80", output, StringComparison.Ordinal);
        return await File.ReadAllTextAsync(In("x.sarif"), cancellation);

        string In(string name) => Path.Combine(_directory, name);
    }

    private sealed record Found(string Rule, string? Kind, string? Canonical, string File, int Line, int Column, string? Justification);
}
