using PolicyKit.Core.Algebra;
using PolicyKit.Providers;

namespace PolicyKit.Docker.Probing;

/// <summary>Tests the probe itself: plants one hole after the other into the set of a policy and looks whether the probe finds it.</summary>
public static class ProbeSelfTest
{
    // Most of a probe is waiting for what must not be answered.
    private const int SideBySide = 3;

    /// <summary>Names of all holes.</summary>
    public static IReadOnlyList<string> Holes { get; } = ProbeHole.All.Select(h => h.Name).ToList();

    /// <summary>Plants every hole for which the set has a place.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="compiled">An emitted Docker target.</param>
    /// <param name="rebuild">Build images even if they are there.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the test.</param>
    /// <exception cref="DockerRunException">A set could not be started.</exception>
    public static async Task<IReadOnlyList<SelfTestResult>> Run(Engine engine, CompiledTarget compiled, bool rebuild, Action<string> progress, CancellationToken cancellation)
    {
        // The images first and once.
        await Probe.Build(engine, compiled, rebuild, progress, cancellation).ConfigureAwait(false);
        return await Try(engine, compiled, ProbeHole.All, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Plants the given holes, each into a set of its own.</summary>
    internal static async Task<IReadOnlyList<SelfTestResult>> Try(Engine engine, CompiledTarget compiled, IReadOnlyList<ProbeHole> holes, Action<string> progress, CancellationToken cancellation)
    {
        var results = new SelfTestResult[holes.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, results.Length),
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellation },
            async (i, token) => results[i] = await Try(engine, compiled, holes[i], progress, token).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    private static async Task<SelfTestResult> Try(Engine engine, CompiledTarget compiled, ProbeHole hole, Action<string> progress, CancellationToken cancellation)
    {
        var socket = new Uri(engine.Endpoint).LocalPath;
        if (Probe.Sketch(compiled, AddressSet.Empty) is var (plan, set) && hole.Plant(plan, set, socket) is null)
        {
            return new SelfTestResult(hole.Name, hole.FoundBy, HoleOutcome.NotApplicable, []);
        }

        progress($"planting: {hole.Name}");
        var options = new ProbeOptions { Only = hole.FoundBy.ToHashSet(StringComparer.Ordinal), Change = (p, s) => hole.Plant(p, s, socket)! };
        var report = await Probe.Run(engine, compiled, options, _ => { }, cancellation).ConfigureAwait(false);
        var found = report.Attacks.Where(a => a.Outcome == AttackOutcome.Escaped && hole.FoundBy.Contains(a.Id)).ToList();
        return new SelfTestResult(hole.Name, hole.FoundBy, found.Count > 0 ? HoleOutcome.Found : HoleOutcome.Missed, found.SelectMany(a => a.Evidence).ToList());
    }
}

/// <summary>What became of a planted hole.</summary>
public enum HoleOutcome
{
    /// <summary>The probe found it.</summary>
    Found,

    /// <summary>The probe did not find it.</summary>
    Missed,

    /// <summary>The set of the policy has no place for it.</summary>
    NotApplicable,
}

/// <summary>A planted hole.</summary>
/// <param name="Hole">What was wrong.</param>
/// <param name="FoundBy">Attacks of which one must get out.</param>
/// <param name="Outcome">Whether it was found.</param>
/// <param name="Evidence">What got out.</param>
public sealed record SelfTestResult(string Hole, IReadOnlyList<string> FoundBy, HoleOutcome Outcome, IReadOnlyList<string> Evidence);
