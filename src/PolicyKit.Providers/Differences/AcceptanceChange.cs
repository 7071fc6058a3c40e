using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Differences;

/// <summary>What became of an acceptance.</summary>
public enum AcceptanceChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It ends later, or not at all any more.</summary>
    Extended,

    /// <summary>It ends earlier.</summary>
    Shortened,

    /// <summary>It is gone.</summary>
    Ended,

    /// <summary>Another owner or reason.</summary>
    Reworded,
}

/// <summary>A difference in what was accepted. What a baseline brings counts as one acceptance.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Acceptance">The acceptance as it is, or as it was where it is gone.</param>
/// <param name="Before">The acceptance as it was; null where it is new.</param>
/// <param name="Widens">Whether more is accepted, or for longer, of something that widens.</param>
public sealed record AcceptanceChange(AcceptanceChangeKind Kind, Acceptance Acceptance, Acceptance? Before, bool Widens);
