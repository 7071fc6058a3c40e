using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;

namespace PolicyKit.Providers.Differences;

/// <summary>Which way an authority went.</summary>
public enum ChangeDirection
{
    /// <summary>Something is allowed that was not.</summary>
    Widened,

    /// <summary>Something is not allowed any more.</summary>
    Narrowed,
}

/// <summary>Where a change came from.</summary>
public enum CauseKind
{
    /// <summary>An edit of the policy itself.</summary>
    Policy,

    /// <summary>A fragment that the policy includes says something else, mostly because its package has another version.</summary>
    Fragment,

    /// <summary>An acceptance was added or taken away.</summary>
    Acceptance,

    /// <summary>The policy is the same; what is known of the provider is not.</summary>
    ProviderFact,
}

/// <summary>Why something changed.</summary>
/// <param name="Kind">Where it came from.</param>
/// <param name="Text">What in particular: <c>rule AllowHost api.example.com (tcp 443)</c>.</param>
public sealed record ChangeCause(CauseKind Kind, string Text);

/// <summary>One difference between what a target allowed and what it allows.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Dimension">Where.</param>
/// <param name="Witness">A concrete thing that only one side allows: <c>tcp api.example.com:443 (192.0.2.1)</c>.</param>
/// <param name="Cause">Why.</param>
/// <param name="Destination">The witness as a connection, where it is one.</param>
public sealed record AuthorityChange(ChangeDirection Direction, Dimension Dimension, string Witness, ChangeCause Cause, EgressWitness? Destination = null);
