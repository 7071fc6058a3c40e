using System.Diagnostics;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.TestKit;

namespace PolicyKit.Cli.Tests;

/// <summary>A pull request on the reference policy, built and compared as <c>docs/ci/policykit.sh</c> does it: one host, one acceptance and one fragment's version change. What it prints is recorded.</summary>
public sealed class PullRequestTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("policykit-pr-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void OneHostOneAcceptanceAndOneFragment_AreToldWithTheirCauses_AndNothingElse()
    {
        Fragment("1.0.0", "\"registry.acme.example\"");
        Policy();
        Run(0, "dotnet", "build", "policies", "-c", "Release", "-p:PolicyKitMode=Write", "-v:q", "--nologo", "-nodeReuse:false");
        Run(0, "git", "init", "-q", "-b", "main");
        Run(0, "git", "add", "policies");
        Run(0, "git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "before");

        Assert.Empty(Run(0, "bash", Script, "pull-request", "main"));

        Fragment("1.1.0", "\"registry.acme.example\", \"mirror.acme.example\"");
        Policy(
            ("""AllowHosts("api.anthropic.com", "api.github.com")""", """AllowHosts("api.anthropic.com", "api.github.com", "uploads.github.com")"""),
            ("""Because = "redirects to TLS", Owner = "platform", Until = "2027-03-01")]""", """
                Because = "redirects to TLS", Owner = "platform", Until = "2027-09-01")]
                [Accept(E2BDeviation.HostRuleOpensPort80, For = "uploads.github.com", Because = "redirects to TLS", Owner = "platform", Until = "2027-03-01")]
                [Accept(E2BDeviation.HostRuleOpensPort80, For = "mirror.acme.example", Because = "ours", Owner = "platform", Until = "2027-03-01")]
                """));
        Run(0, "dotnet", "build", "policies", "-c", "Release", "-p:PolicyKitMode=Write", "-v:q", "--nologo", "-nodeReuse:false");

        var markdown = Run(2, "bash", Script, "pull-request", "main");

        Baseline.Verify("docs/ci/pull-request.md", markdown);
        Run(0, "env", "ALLOW_WIDENING=PLAT-42", "bash", Script, "pull-request", "main");
    }

    [Fact]
    public void ReleaseAndNightly_AreInOrder()
    {
        Fragment("1.0.0", "\"registry.acme.example\"");
        Policy();
        Run(0, "dotnet", "build", "policies", "-c", "Release", "-p:PolicyKitMode=Write", "-v:q", "--nologo", "-nodeReuse:false");

        Assert.Contains("https://in-toto.io/Statement/v1", Run(0, "bash", Script, "release"), StringComparison.Ordinal);
        Assert.Contains("targets are proved", Run(0, "bash", Script, "nightly"), StringComparison.Ordinal);
        Run(2, "bash", Script);
    }

    private static string Script => RepositoryFiles.Path("docs/ci/policykit.sh");

    // The reference policy of this repository, without the targets that would only repeat the same, and with a fragment.
    private void Policy(params (string Old, string New)[] edits)
    {
        var source = File.ReadAllText(RepositoryFiles.Path("policies/CodeAgent.cs"))
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("[Build(", "[Include<Acme.Hosts>]\n[Accept(E2BDeviation.HostRuleOpensPort80, For = \"registry.acme.example\", Because = \"ours\", Owner = \"platform\", Until = \"2027-03-01\")]\n[Build(", StringComparison.Ordinal);
        source = string.Join('\n', source.Split('\n').Where(l => !l.Contains("CloudflareDeviation", StringComparison.Ordinal) && !l.Contains("DaytonaDeviation", StringComparison.Ordinal)).Select(l => l.StartsWith("[Docker", StringComparison.Ordinal) ? "[Docker, E2B(Plan = E2BPlan.Pro)]" : l));
        foreach (var (old, now) in edits)
        {
            Assert.Contains(old, source, StringComparison.Ordinal);
            source = source.Replace(old, now, StringComparison.Ordinal);
        }

        var targets = RepositoryFiles.Path("src/PolicyKit.MSBuild/build");
        Write("policies/CodeAgent.cs", source);
        Write("policies/Baselines.cs", """
            using PolicyKit;
            [assembly: AcceptBaseline<DockerBaseline_2026_11>(Because = "local and CI hosts are ours", Owner = "platform", Until = "2027-06-30")]
            [assembly: AcceptBaseline<E2BBaseline_2026_11>(Because = "the hosted service works this way for every sandbox", Owner = "platform", Until = "2027-06-30")]
            """);
        Write("policies/Policies.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{targets}/PolicyKit.props" />
              <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><LangVersion>latest</LangVersion><IsPackable>false</IsPackable><PolicyKitFromSource>true</PolicyKitFromSource><PolicyKitTool>{Built.Tool}</PolicyKitTool><PolicyKitToday>2026-11-23</PolicyKitToday></PropertyGroup>
              <ItemGroup><Reference Include="{Built.Library}" /><Reference Include="{_root}/hosts/bin/Release/netstandard2.0/Acme.Policies.dll" /><Analyzer Include="{Built.Generators}/*.dll" /></ItemGroup>
              <Import Project="{targets}/PolicyKit.targets" />
            </Project>
            """);
    }

    private void Fragment(string version, string hosts)
    {
        Write("hosts/Hosts.cs", $"using PolicyKit;\nnamespace Acme;\n[PolicyFragment, AllowHosts({hosts})]\npublic sealed class Hosts;\n");
        Write("hosts/Acme.Policies.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><LangVersion>latest</LangVersion><Version>{version}</Version></PropertyGroup>
              <ItemGroup><Reference Include="{Built.Library}" /></ItemGroup>
            </Project>
            """);
        Run(0, "dotnet", "build", "hosts", "-c", "Release", "-v:q", "--nologo", "-nodeReuse:false");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }

    private string Run(int exit, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["POLICYKIT"] = $"dotnet {Built.Tool}";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == exit, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}\n{error.Result}");
        return output;
    }
}
