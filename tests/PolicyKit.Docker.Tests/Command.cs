using System.Diagnostics;
using System.Text;

namespace PolicyKit.Docker.Tests;

/// <summary>The command as users start it: a process of its own, on the sample policies.</summary>
internal sealed class Command : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private Command(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Add(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Add(_error, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has written so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it has said so far.</summary>
    public string Error => Text(_error);

    private static string Configuration { get; } = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>Starts <c>policykit</c> with arguments, against an engine.</summary>
    public static Command PolicyKit(string endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = EngineFixture.Repository };
        start.ArgumentList.Add(Path.Combine(EngineFixture.Repository, "src", "PolicyKit.Cli", "bin", Configuration, "net10.0", "policykit.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument == "@samples" ? Path.Combine(EngineFixture.Repository, "policies", "bin", Configuration, "netstandard2.0", "PolicyKit.Policies.dll") : argument);
        }

        start.Environment["DOCKER_HOST"] = endpoint;
        start.Environment["GITHUB_TOKEN"] = "github-secret";
        start.Environment["ANTHROPIC_API_KEY"] = "anthropic-secret";
        return new Command(start);
    }

    /// <summary>Starts another program; its output must be redirected.</summary>
    public static Command Start(ProcessStartInfo start) => new(start);

    /// <summary>Runs eng/engine.sh.</summary>
    public static async Task Engine(string verb, string name, string? suite = null, string? dataSize = null)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(EngineFixture.Repository, "eng", "engine.sh"), verb, name]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ENGINE_SUITE"] = suite ?? string.Empty;
        start.Environment["ENGINE_DATA_SIZE"] = dataSize ?? string.Empty;
        using var command = new Command(start);
        Assert.True(await command.End() == 0, command.Error);
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task Until(string said)
    {
        for (var i = 0; !Error.Contains(said, StringComparison.Ordinal) && !Output.Contains(said, StringComparison.Ordinal); i++)
        {
            Assert.False(_process.HasExited || i > 600, $"'{said}' was not said: {Error}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends it as a crash would: without a chance to clean up.</summary>
    public Task<int> Kill()
    {
        _process.Kill();
        return End();
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> End()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Add(StringBuilder to, string? line)
    {
        lock (to)
        {
            to.AppendLine(line);
        }
    }

    private static string Text(StringBuilder from)
    {
        lock (from)
        {
            return from.ToString();
        }
    }
}
