using System.Diagnostics;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli;

/// <summary>What the command takes from outside, so that tests can run it in their own process.</summary>
internal sealed record CliEnvironment
{
    // Shared by the copies that commands make of their environment.
    private readonly System.Runtime.CompilerServices.StrongBox<int> _told = new();

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Output"/> is a terminal that takes colours.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Width of the terminal in columns.</summary>
    public int Width { get; init; } = 160;

    /// <summary>Today, used when the user gives no date.</summary>
    public required Func<DateTime> Today { get; init; }

    public Func<string, Provider?> FindProvider { get; init; } = ProviderCatalog.Find;

    public Func<string, ProviderReader?> FindReader { get; init; } = ReaderCatalog.Find;

    /// <summary>A variable of the environment, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Directory in which git is asked.</summary>
    public string WorkingDirectory { get; init; } = ".";

    /// <summary>Time since the command began; long work says what it is doing after a second.</summary>
    public Func<TimeSpan> Elapsed { get; init; } = () => TimeSpan.Zero;

    public static CliEnvironment System()
    {
        var watch = Stopwatch.StartNew();
        var terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        return new CliEnvironment
        {
            Output = Console.Out,
            Error = Console.Error,
            IsTerminal = terminal && Environment.GetEnvironmentVariable("TERM") != "dumb",
            Width = terminal ? Math.Max(Console.WindowWidth, 60) : 160,
            Today = () => TimeProvider.System.GetUtcNow().UtcDateTime.Date,
            Elapsed = () => watch.Elapsed,
        };
    }

    /// <summary>Says on the error stream what is being done, once the command has taken more than a second, and then once a second.</summary>
    public void Progress(string what)
    {
        var second = (int)Elapsed().TotalSeconds;
        if (second > _told.Value)
        {
            _told.Value = second;
            Error.WriteLine($"policykit: {PlainText.Of(what)} ...");
        }
    }
}
