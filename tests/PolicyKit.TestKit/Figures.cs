using System.Globalization;

namespace PolicyKit.TestKit;

/// <summary>
/// Figures that the suites count while they run; <c>eng/prove.sh</c> adds them up per provider. They go to the directory named by POLICYKIT_FIGURES, one JSON line each, and nowhere without it.
/// Add a figure only after the assertions it stands for have passed.
/// </summary>
public static class Figures
{
    /// <summary>Artifacts and cases that the vendor's own software accepted.</summary>
    public const string OracleAccepted = "oracle-accepted";

    /// <summary>Widened or broken copies that the vendor's own software, or the wire, rejected.</summary>
    public const string OracleRejected = "oracle-rejected";

    /// <summary>Changes of emitted text that the reader or the proof caught.</summary>
    public const string EmittedMutationsCaught = "emitted-mutations-caught";

    /// <summary>Changes of our own semantics and deviations that a test caught.</summary>
    public const string SourceMutationsCaught = "source-mutations-caught";

    /// <summary>Random policies that ended in a proved configuration.</summary>
    public const string RandomProved = "random-proved";

    /// <summary>Those among <see cref="RandomProved"/> whose configuration opens something that is declared.</summary>
    public const string RandomNonEmpty = "random-non-empty";

    /// <summary>Hostile strings that ended in a diagnostic or in exactly the intended value.</summary>
    public const string HostileSurvived = "hostile-survived";

    private static readonly Lock Gate = new();

    private static readonly string[] Kinds = [OracleAccepted, OracleRejected, EmittedMutationsCaught, SourceMutationsCaught, RandomProved, RandomNonEmpty, HostileSurvived];

    /// <summary>Adds to a provider's figure; several calls are summed.</summary>
    public static void Add(string provider, string kind, int count)
    {
        if (!Kinds.Contains(kind))
        {
            throw new ArgumentException($"No figure '{kind}'.", nameof(kind));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (Environment.GetEnvironmentVariable("POLICYKIT_FIGURES") is not { Length: > 0 } directory)
        {
            return;
        }

        Directory.CreateDirectory(directory);
        var line = string.Create(CultureInfo.InvariantCulture, $"{{\"provider\":\"{provider}\",\"kind\":\"{kind}\",\"count\":{count}}}\n");
        lock (Gate)
        {
            File.AppendAllText(Path.Combine(directory, $"{AppDomain.CurrentDomain.FriendlyName}-{Environment.ProcessId}.jsonl"), line);
        }
    }
}
