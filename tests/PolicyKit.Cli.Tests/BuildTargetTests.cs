using System.Diagnostics;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.TestKit;

namespace PolicyKit.Cli.Tests;

/// <summary>The build targets in real builds of a small project outside the repository, with the real generator, command and a real provider.</summary>
public sealed class BuildTargetTests : IDisposable
{
    private const string Acceptance = """[Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", Because = "redirects to TLS", Owner = "platform", Until = "2027-03-01")]""";

    private static readonly string[] Quiet = ["-p:RunAnalyzers=false", "-p:NoWarn=\"PK2001;PK2007;PK5002;PK5013;CS0246;CS8785;CS9057\"", "-p:MSBuildWarningsAsMessages=\"PK2001;PK2007;CS8785\""];

    private readonly string _root = Directory.CreateTempSubdirectory("policykit-build-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void WriteMode_BringsTheDeployDirectoryUpToDate_AndCheckModeKeepsIt()
    {
        Project(Policy(Acceptance));

        Succeeds(Build("-p:PolicyKitMode=Write"));
        var file = Path.Combine(_root, "deploy", "code-agent", "e2b", "sandbox.create.json");
        Assert.True(File.Exists(file));
        Assert.Contains("policykit.dll\" check", Succeeds(Build()), StringComparison.Ordinal);
        Assert.DoesNotContain("policykit.dll\" check", Succeeds(Build()), StringComparison.Ordinal);

        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("api.example.com", "evil.example.com", StringComparison.Ordinal));
        Assert.Matches(@"sandbox\.create\.json\(\d+\): error PK5002: ", Fails(Build(Quiet)));

        File.Delete(file);
        Assert.Contains("sandbox.create.json : error PK5001: ", Fails(Build(Quiet)), StringComparison.Ordinal);
        File.WriteAllText(file, text);
        File.WriteAllText(Path.Combine(_root, "deploy", "code-agent", "e2b", ".env"), "HTTPS_PROXY=x\n");
        Assert.Contains(".env : error PK5003: ", Fails(Build(Quiet)), StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedPolicy_FailsTheBuild_WhateverIsSuppressed()
    {
        Project(Policy(string.Empty));

        var output = Fails(Build(Quiet));

        Assert.Contains("code-agent/e2b : error PK2001: ", output, StringComparison.Ordinal);
        Assert.Contains("code-agent/e2b : error PK5013: ", output, StringComparison.Ordinal);
        Succeeds(Build([.. Quiet, "-p:PolicyKitMode=Off"]));
    }

    [Fact]
    public void MalformedPolicy_FailsTheBuild_WhateverIsSuppressed()
    {
        Project(Policy(Acceptance).Replace("api.example.com\")]", "API example\")]", StringComparison.Ordinal));

        Assert.Matches("CodeAgent : error PK1", Fails(Build(Quiet)));
    }

    [Fact]
    public void EndedAcceptance_FailsTheBuild_EvenIfNothingIsCompiled()
    {
        Project(Policy(Acceptance));
        Succeeds(Build([.. Quiet, "-p:PolicyKitToday=2027-03-01"]));
        var assembly = new FileInfo(Path.Combine(_root, "bin", "Debug", "net10.0", "Policies.dll"));
        var written = assembly.LastWriteTimeUtc;

        // Skipped compilation: the compiler's options name the day, so without this it would run again.
        var output = Fails(Build([.. Quiet, "-p:PolicyKitToday=2027-03-02", "-p:SkipCompilerExecution=true"]));

        Assert.Contains("code-agent : error PK2007: ", output, StringComparison.Ordinal);
        assembly.Refresh();
        Assert.Equal(written, assembly.LastWriteTimeUtc);
    }

    [Fact]
    public void MissingGenerator_FailsTheBuild_WhateverIsSuppressed()
    {
        Project(Policy(Acceptance), analyzers: string.Empty);

        Assert.Contains("PolicyKitSentinel.cs", Fails(Build([.. Quiet, "-p:PolicyKitMode=Off"])), StringComparison.Ordinal);
    }

    [Fact]
    public void ProjectThatOnlyReferencesAPoliciesProject_NeedsNoGenerator_UnlessItHasPolicies()
    {
        Project("// an application", analyzers: string.Empty, folder: "buildTransitive");
        Succeeds(Build());

        Project(Policy(Acceptance), analyzers: string.Empty, folder: "buildTransitive");
        Assert.Contains("error PK5012: The class Policies.CodeAgent has [Sandbox] but no row", Fails(Build(Quiet)), StringComparison.Ordinal);
    }

    [Fact]
    public void GeneratorThatCannotBeLoaded_FailsTheBuild_WhateverIsSuppressed()
    {
        Directory.CreateDirectory(Path.Combine(_root, "analyzers"));
        File.Copy(Path.Combine(Built.Generators, "PolicyKit.Generators.dll"), Path.Combine(_root, "analyzers", "PolicyKit.Generators.dll"));
        Project(Policy(Acceptance), analyzers: """<Analyzer Include="analyzers/PolicyKit.Generators.dll" />""");

        Assert.Contains("PolicyKitSentinel.cs", Fails(Build([.. Quiet, "-p:PolicyKitMode=Off"])), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralTargetFrameworks_OneIsJudged()
    {
        Project(Policy(Acceptance), frameworks: "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><PolicyKitTargetFramework>net10.0</PolicyKitTargetFramework><LangVersion>latest</LangVersion>");

        var output = Succeeds(Build());

        Assert.Single(output.Split('\n'), l => l.Contains("policykit.dll\" check", StringComparison.Ordinal));
        Assert.Contains("net10.0/Policies.dll\" --deploy", output.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public void DesignTimeBuild_RunsNothing()
    {
        Project(Policy(string.Empty));

        Assert.DoesNotContain("policykit.dll\" check", Succeeds(Build([.. Quiet, "-p:DesignTimeBuild=true"])), StringComparison.Ordinal);
    }

    [Fact]
    public void CeilingThatTheBuildImposes_CannotBeLeftOut()
    {
        const string Ceiling = "\n[Ceiling(AllowBaselines = true), AllowHosts(\"*.example.org\")] public sealed class OrgCeiling;";
        Project(Policy(Acceptance) + Ceiling);

        Succeeds(Build(Quiet));
        Assert.Contains("code-agent/e2b : error PK7010: 'api.example.com' goes beyond the ceiling Policies.OrgCeiling: tcp api.example.com:443", Fails(Build([.. Quiet, "-p:PolicyKitCeiling=Policies.OrgCeiling"])), StringComparison.Ordinal);
        Assert.Contains("error CS0234", Fails(Build([.. Quiet, "-p:PolicyKitCeiling=Policies.NoSuch"])), StringComparison.Ordinal);
    }

    [Fact]
    public void PackableProject_IsAWarning()
    {
        Project(Policy(Acceptance), more: "<IsPackable>true</IsPackable>");

        Assert.Contains("warning PK5020: ", Succeeds(Build()), StringComparison.Ordinal);
    }

    [Fact]
    public void ProjectWithoutPolicies_BuildsUnlessTheModeIsUnknown()
    {
        Project("// nothing yet");

        Succeeds(Build());

        Assert.Contains("it must be Check, Write or Off", Fails(Build("-p:PolicyKitMode=Wirte")), StringComparison.Ordinal);
    }

    private static string Policy(string acceptance) => $$"""
        using PolicyKit;
        [assembly: AcceptBaseline<E2BBaseline_2026_11>(Because = "the hosted service works this way", Owner = "platform", Until = "2027-06-30")]
        namespace Policies;
        [Sandbox("code-agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]
        [AllowHosts("api.example.com")]
        [E2B(Plan = E2BPlan.Pro)]
        {{acceptance}}
        public sealed partial class CodeAgent;
        """;

    private void Project(string source, string? analyzers = null, string frameworks = "<TargetFramework>net10.0</TargetFramework>", string more = "<IsPackable>false</IsPackable>", string folder = "build")
    {
        var targets = RepositoryFiles.Path("src/PolicyKit.MSBuild/" + folder);
        File.WriteAllText(Path.Combine(_root, "Policies.cs"), source);
        File.WriteAllText(Path.Combine(_root, "Policies.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{targets}/PolicyKit.props" />
              <PropertyGroup>{frameworks}{more}<PolicyKitFromSource>true</PolicyKitFromSource><PolicyKitTool>{Built.Tool}</PolicyKitTool></PropertyGroup>
              <ItemGroup>
                <Reference Include="{Built.Library}" />
                {analyzers ?? $"""<Analyzer Include="{Built.Generators}/*.dll" />"""}
              </ItemGroup>
              <Import Project="{targets}/PolicyKit.targets" />
            </Project>
            """);
    }

    private (int Exit, string Output) Build(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-v:n", "--nologo", "-m:1", "-nodeReuse:false", "-tl:off", .. File.Exists(Path.Combine(_root, "obj", "project.assets.json")) ? ["--no-restore"] : Array.Empty<string>(), .. arguments]) { WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static string Succeeds((int Exit, string Output) build)
    {
        Assert.True(build.Exit == 0, build.Output);
        return build.Output;
    }

    private static string Fails((int Exit, string Output) build)
    {
        Assert.True(build.Exit != 0, build.Output);
        return build.Output;
    }
}
