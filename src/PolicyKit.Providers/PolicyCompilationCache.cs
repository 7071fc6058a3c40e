using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>
/// Remembers what <see cref="PolicyCompiler"/> answered, so that generator and analyzers prove each policy once per change and not once each. Compilation is a function of its arguments, so an entry never goes stale;
/// what is kept is bounded, and what was not asked for longest goes first. Safe for concurrent use.
/// </summary>
public sealed class PolicyCompilationCache
{
    private readonly Dictionary<(SandboxPolicy Policy, TargetDeclaration Target), LinkedListNode<Entry>> _byKey = new();
    private readonly LinkedList<Entry> _byUse = new();
    private readonly int _capacity;
    private int _cost;

    /// <summary>A cache of one's own.</summary>
    /// <param name="capacity">Most cost to keep; an entry costs 1 and another 1 for every 64 rules of its policy, because large policies hold much memory. The entry asked for last is always kept.</param>
    public PolicyCompilationCache(int capacity) => _capacity = capacity;

    /// <summary>
    /// The cache that generator and analyzers of one compiler process share: 4,096 policies of ordinary size, each on one target. They ask in the same order, so a project that does not fit is compiled twice;
    /// measured, an entry keeps 15 to 55 KB.
    /// </summary>
    public static PolicyCompilationCache Shared { get; } = new(4096);

    /// <summary>Number of entries.</summary>
    public int Count
    {
        get
        {
            lock (_byUse)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>The compiled target, from memory where it is there. A failure is not remembered.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CompiledTarget Compile(SandboxPolicy policy, TargetDeclaration target, CancellationToken cancellation)
    {
        var key = (policy, target);
        lock (_byUse)
        {
            if (_byKey.TryGetValue(key, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Compiled;
            }
        }

        var compiled = PolicyCompiler.Compile(policy, target, cancellation);
        if (compiled.Status != CompileStatus.Failed)
        {
            Remember(key, compiled);
        }

        return compiled;
    }

    private void Remember((SandboxPolicy Policy, TargetDeclaration Target) key, CompiledTarget compiled)
    {
        lock (_byUse)
        {
            if (_byKey.ContainsKey(key))
            {
                return;
            }

            _byKey.Add(key, _byUse.AddFirst(new Entry(key, compiled)));
            _cost += Cost(key.Policy);
            while (_cost > _capacity && _byKey.Count > 1)
            {
                _cost -= Cost(_byUse.Last!.Value.Key.Policy);
                _byKey.Remove(_byUse.Last.Value.Key);
                _byUse.RemoveLast();
            }
        }
    }

    private static int Cost(SandboxPolicy policy) => 1 + (policy.Rules.Count / 64);

    private sealed record Entry((SandboxPolicy Policy, TargetDeclaration Target) Key, CompiledTarget Compiled);
}
