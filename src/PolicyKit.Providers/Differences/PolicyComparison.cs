using PolicyKit.Core;

namespace PolicyKit.Providers.Differences;

/// <summary>The blast radius of a change over many policies.</summary>
public static class PolicyComparison
{
    /// <summary>What changed, target by target, by policy and target; targets for which there is nothing to tell are left out.</summary>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is.</param>
    /// <exception cref="ArgumentException">A policy has one target twice.</exception>
    public static EquatableArray<TargetDifference> Compare(IEnumerable<TargetSnapshot> before, IEnumerable<TargetSnapshot> after)
    {
        var old = before.ToDictionary(Key);
        var current = after.ToDictionary(Key);
        return old.Keys.Union(current.Keys)
            .OrderBy(k => k.Policy, StringComparer.Ordinal).ThenBy(k => k.Target, StringComparer.Ordinal)
            .Select(k => TargetComparison.Compare(old.TryGetValue(k, out var was) ? was : null, current.TryGetValue(k, out var now) ? now : null))
            .Where(d => !d.IsEmpty)
            .ToEquatableArray();
    }

    private static (string Policy, string Target) Key(TargetSnapshot snapshot) => (snapshot.Compiled.Policy.Policy.Id, snapshot.Compiled.Policy.Target.Id);
}
