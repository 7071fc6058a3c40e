using System.Diagnostics;
using System.Text;

namespace PolicyKit.Oracle.Tests;

/// <summary>The vendors' programs on this machine.</summary>
internal static class Tools
{
    /// <summary>Where eng/install-node-tools.sh puts npm packages.</summary>
    public static string Node { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("POLICYKIT_TOOLS") ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "policykit", "tools"),
        "node");

    /// <summary>Skips the test without a tool; in CI the test fails.</summary>
    public static void Require(bool there, string otherwise)
    {
        if (!there && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(otherwise);
        }

        Assert.True(there, otherwise);
    }

    /// <summary>Requires an npm package.</summary>
    public static void RequireNode(string package) =>
        Require(File.Exists(Path.Combine(Node, "node_modules", package, "package.json")), $"The npm package {package} is missing; eng/install-node-tools.sh installs it.");

    /// <summary>Requires Python.</summary>
    public static void RequirePython() => Require(Start("python3", ["--version"], Path.GetTempPath(), string.Empty) is { Code: 0 }, "python3 is missing.");

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end within two minutes.</exception>
    public static Finished Start(string program, string[] arguments, string directory, string input, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(false) };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} does not end.");
        }

        return new Finished(process.ExitCode, output.Result + errors.Result);
    }
}

/// <summary>A program that has ended.</summary>
internal sealed record Finished(int Code, string Output);
