using PolicyKit.Core;

namespace PolicyKit.Providers.Differences;

/// <summary>A deviation as an inventory names it.</summary>
/// <param name="Name">Member of the provider's deviation enum.</param>
/// <param name="Subject">What it concerns; empty for an intrinsic one.</param>
public sealed record RecordedDeviation(string Name, string Subject);

/// <summary>One target of a policy at one point in time.</summary>
/// <param name="Compiled">What today's compiler makes of the policy as it was then.</param>
/// <param name="Recorded">Deviations that the compiler of that time met, where an inventory tells; null where nothing does.</param>
public sealed record TargetSnapshot(CompiledTarget Compiled, EquatableArray<RecordedDeviation>? Recorded = null);

/// <summary>What changed for one target of one policy.</summary>
public sealed record TargetDifference
{
    /// <summary>Policy id.</summary>
    public required string Policy { get; init; }

    /// <summary>Target id.</summary>
    public required string Target { get; init; }

    /// <summary>What the compiler made of it then; null where there was no such target.</summary>
    public CompileStatus? Before { get; init; }

    /// <summary>What the compiler makes of it now; null where there is no such target any more.</summary>
    public CompileStatus? After { get; init; }

    /// <summary>What is allowed now and was not, or the other way round. Empty exactly when both authorities are equal and the known facts of the provider are the same.</summary>
    public EquatableArray<AuthorityChange> Changes { get; init; }

    /// <summary>Acceptances that are new, extended, shortened, gone or reworded.</summary>
    public EquatableArray<AcceptanceChange> Acceptances { get; init; }

    /// <summary>Whether what is emitted is another configuration, so that a running sandbox keeps the old one until it is created again.</summary>
    public bool Recreate { get; init; }

    /// <summary>Whether anything is allowed, or accepted, that was not.</summary>
    public bool Widens => Changes.Any(c => c.Direction == ChangeDirection.Widened) || Acceptances.Any(a => a.Widens);

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Before == After && Changes.IsEmpty && Acceptances.IsEmpty && !Recreate;
}
