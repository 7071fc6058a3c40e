using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>What a deviation does to the policy.</summary>
public enum DeviationKind
{
    /// <summary>Something declared will not work.</summary>
    Tighter,

    /// <summary>Something undeclared would be allowed.</summary>
    Wider,

    /// <summary>Not established; treated as wider.</summary>
    Unverified,

    /// <summary>Platform reach that nobody can close. Accepted by the provider's baseline, always printed, never counted as clean.</summary>
    Residue,
}

/// <summary>A named, documented difference between what can be declared and what a provider can do.</summary>
public sealed record DeviationDefinition
{
    /// <summary>Provider id.</summary>
    public required string Provider { get; init; }

    /// <summary>Member name of the provider's deviation enum.</summary>
    public required string Name { get; init; }

    /// <summary>Value of that member; append-only.</summary>
    public required int Value { get; init; }

    /// <summary>What it does.</summary>
    public required DeviationKind Kind { get; init; }

    /// <summary>Whether it belongs to the provider as such, so that a baseline may accept it once; else it has a subject in the policy.</summary>
    public required bool Intrinsic { get; init; }

    /// <summary>One sentence for the diagnostic, ending with a full stop: what the provider does instead.</summary>
    public required string Message { get; init; }

    /// <summary>Where the fact comes from.</summary>
    public required string Source { get; init; }

    /// <summary>When the fact was looked up, ISO date.</summary>
    public required string Date { get; init; }

    /// <summary>
    /// What it adds to the declared authority, from policy and subject alone; never computed from lowering or semantics. For a tighter deviation <see cref="Authority.None"/>.
    /// Where nothing finite can be stated, an authority with <see cref="Authority.Undecided"/> set.
    /// </summary>
    public required Func<TargetPolicy, string, Authority> Opens { get; init; }

    /// <summary>Documentation page and anchor.</summary>
    public string HelpAnchor => $"docs/providers/{Provider}.md#{Name.ToLowerInvariant()}";

    /// <summary>Whether it may let something undeclared through.</summary>
    public bool Widens => Kind != DeviationKind.Tighter;
}

/// <summary>A deviation met while lowering one policy.</summary>
/// <param name="Definition">Which.</param>
/// <param name="Subject">The rule entry, credential, port or mount it concerns; empty for an intrinsic one.</param>
/// <param name="Place">Place in the policy for the diagnostic (<see cref="PolicyPlace"/>).</param>
public sealed record Deviation(DeviationDefinition Definition, string Subject, string Place)
{
    /// <summary>Whether an acceptance is about this.</summary>
    public bool IsAcceptedBy(Acceptance acceptance) =>
        acceptance.Deviation == Definition.Name && (Definition.Intrinsic ? acceptance.For is null : acceptance.For == Subject);
}

/// <summary>A closed, versioned list of intrinsic deviations that an assembly may accept at once.</summary>
/// <param name="TypeName">Metadata name of the marker class, for example <c>PolicyKit.E2BBaseline_2026_11</c>.</param>
/// <param name="Deviations">Names in it; never changed once shipped.</param>
public sealed record DeviationBaseline(string TypeName, EquatableArray<string> Deviations);
