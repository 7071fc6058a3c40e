using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers;

/// <summary>Ordered rules about names of which the last that matches decides. For semantics only.</summary>
internal static class LastMatch
{
    /// <summary>For each rule that allows, the names that it decides.</summary>
    public static IEnumerable<(T Rule, NameSet Names)> Decide<T>(IReadOnlyList<T> rules, Func<T, string> pattern, Func<T, bool> allows)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Count; i++)
        {
            last[pattern(rules[i])] = i;
        }

        // What each pattern's names lie in, so that no pair of unrelated rules is looked at.
        var below = Enumerable.Range(0, rules.Count).SelectMany(i => NamePattern.Wider(pattern(rules[i])), (Rule, Wider) => (Rule, Wider)).ToLookup(r => r.Wider, r => r.Rule, StringComparer.Ordinal);
        for (var i = 0; i < rules.Count; i++)
        {
            var own = pattern(rules[i]);
            if (!allows(rules[i]) || last[own] != i)
            {
                continue;
            }

            // Only a later wildcard can take an exact name away; from a wildcard any later name that it covers can.
            var later = NamePattern.Wider(own).Where(last.ContainsKey).Select(w => last[w]).Concat(below[own]).Where(l => l > i);
            var overridden = NameSet.UnionAll(later.Select(l => Match(pattern(rules[l]))));
            yield return (rules[i], Match(own).Except(overridden));
        }
    }

    /// <summary>The names of <c>api.x.com</c>, <c>*.x.com</c> (at least one label before the dot) or <c>*</c>.</summary>
    public static NameSet Match(string pattern) =>
        pattern == "*" ? NameSet.All : pattern.StartsWith("*.", StringComparison.Ordinal) ? NameSet.Below(pattern.Substring(2)) : NameSet.Exact(pattern);
}
