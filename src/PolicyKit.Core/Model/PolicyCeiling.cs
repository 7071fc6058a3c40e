namespace PolicyKit.Core.Model;

/// <summary>A ceiling as a policy carries it: what neither its declarations nor what it accepts may exceed.</summary>
public sealed record PolicyCeiling
{
    /// <summary>Full name of its class.</summary>
    public required string TypeName { get; init; }

    /// <summary>Most that may be reached; empty: nothing.</summary>
    public EquatableArray<EgressRule> Rules { get; init; }

    /// <summary>Most that the image build may reach; empty: not limited.</summary>
    public EquatableArray<string> BuildHosts { get; init; }

    /// <summary>Most resources; what is not said is not limited.</summary>
    public ResourceRanges Resources { get; init; } = ResourceRanges.Unbounded;

    /// <summary>Longest life; what is not said is not limited.</summary>
    public LifetimeLimits Lifetime { get; init; } = LifetimeLimits.Unbounded;

    /// <summary>Least isolation.</summary>
    public IsolationLevel Isolation { get; init; }

    /// <summary>Provider ids of the targets that a policy may have; empty: all.</summary>
    public EquatableArray<string> Providers { get; init; }

    /// <summary>Widest group that may call a port.</summary>
    public Callers Callers { get; init; } = Callers.Public;

    /// <summary>Most days from today to the end of an acceptance that widens; 0: not limited.</summary>
    public int LongestAcceptanceDays { get; init; }

    /// <summary>Owners that an acceptance may have; empty: any.</summary>
    public EquatableArray<string> Owners { get; init; }

    /// <summary>Whether intrinsic deviations may be accepted wherever they lead.</summary>
    public bool AllowBaselines { get; init; }

    /// <summary>Deviations that may be accepted although they open something beyond the ceiling: provider id and name.</summary>
    public EquatableArray<NamedValue> MayAccept { get; init; }
}
