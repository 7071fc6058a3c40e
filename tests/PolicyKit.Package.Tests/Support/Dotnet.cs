using System.Diagnostics;

namespace PolicyKit.Package.Tests.Support;

/// <summary>What a process answered; both streams, without carriage returns.</summary>
internal sealed record Answer(int Exit, string Output)
{
    public string Succeeds()
    {
        Assert.True(Exit == 0, Output);
        return Output;
    }

    /// <summary>Asserts that a project was built without an error.</summary>
    public void AssertBuilt(string project)
    {
        Assert.Empty(Errors(project));
        Assert.True(Output.Contains($"  {project} -> ", StringComparison.Ordinal), Output);
    }

    /// <summary>Errors that MSBuild printed about a project, each once.</summary>
    public IReadOnlyList<string> Errors(string project) => [.. Output.Split('\n').Where(l => l.Contains($"{Path.DirectorySeparatorChar}{project}.csproj", StringComparison.Ordinal) && l.Contains("error", StringComparison.Ordinal)).Select(l => l.Trim()).Distinct()];
}

/// <summary>Processes of these tests: English, and nothing of the build that runs the tests in their environment.</summary>
internal static class Dotnet
{
    public static Answer Run(string folder, params string[] arguments) => Start("dotnet", folder, arguments);

    public static Answer Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k is "CI" or "NUGET_PACKAGES").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return new Answer(process.ExitCode, output.Replace("\r", string.Empty, StringComparison.Ordinal));
    }
}
