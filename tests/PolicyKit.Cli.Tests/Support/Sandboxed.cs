using PolicyKit.Cli.Commands;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Tests.Support;

/// <summary>What a command answered.</summary>
internal sealed record Answer(int Exit, string Output, string Error)
{
    public string All => Output + Error;
}

/// <summary>A temporary directory with a deploy directory and the command run in this process. xunit makes one per test.</summary>
public abstract class Sandboxed : IDisposable
{
    protected Sandboxed() => Root = Directory.CreateTempSubdirectory("policykit-").FullName;

    protected string Root { get; }

    protected string Deploy => Path.Combine(Root, "deploy");

    internal ProviderReader? Reader { get; set; } = new FakeReader();

    protected TimeSpan Elapsed { get; set; }

    /// <summary>The environment of the command.</summary>
    protected Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    internal DateTime Today { get; set; } = new(2026, 11, 22);

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal Answer Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = CommandLine.Run(arguments, new CliEnvironment
        {
            Output = output,
            Error = error,
            Today = () => Today,
            Elapsed = () => Elapsed,
            WorkingDirectory = Root,
            FindProvider = Fakes.Find,
            FindReader = id => id == "fake" ? Reader : ReaderCatalog.Find(id),
            Variable = name => Variables.GetValueOrDefault(name),
        });
        return new Answer(exit, output.ToString(), error.ToString());
    }

    internal Answer Write(ForgedAssembly assembly, params string[] more) => Run(["write", "--assembly", assembly.Write(Root), "--deploy", Deploy, .. more]);

    internal Answer Check(ForgedAssembly assembly, params string[] more) => Run(["check", "--assembly", assembly.Write(Root), "--deploy", Deploy, .. more]);

    internal static ForgedAssembly Genuine(params string[] hosts) => ForgedAssembly.Genuine(Fakes.Policy("agent", hosts.Length == 0 ? ["a.example.com"] : hosts));

    protected string At(string path) => Path.Combine(Deploy, path);

    protected void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>Every entry below the deploy directory with its content and time of writing.</summary>
    protected IReadOnlyList<string> Snapshot() => !Directory.Exists(Deploy) ? [] : Directory.EnumerateFileSystemEntries(Deploy, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(p => $"{p} {File.GetLastWriteTimeUtc(p).Ticks} {(Directory.Exists(p) || new FileInfo(p).LinkTarget is not null ? string.Empty : File.ReadAllText(p))}")
        .ToList();

    /// <summary>Asserts that a finding with an id names a place.</summary>
    internal static void AssertFinding(Answer answer, string ruleId, string origin)
    {
        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Contains(answer.Output.Split('\n'), l => l.Contains($" {ruleId}: ", StringComparison.Ordinal) && l.Contains(origin, StringComparison.Ordinal));
    }
}
