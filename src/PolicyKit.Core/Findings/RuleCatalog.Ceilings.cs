namespace PolicyKit.Core.Findings;

// PK701x: ceilings and assertions. Errors that no author can switch off: a limit that can be left out is none. Ids are never reused.
public static partial class RuleCatalog
{
    /// <summary>PK7010: a policy declares more than a ceiling allows.</summary>
    public const string CeilingExceeded = "PK7010";

    /// <summary>PK7011: a target that a ceiling does not allow.</summary>
    public const string CeilingTarget = "PK7011";

    /// <summary>PK7012: an accepted deviation opens something beyond a ceiling.</summary>
    public const string CeilingAcceptance = "PK7012";

    /// <summary>PK7013: an acceptance has an owner that a ceiling does not name.</summary>
    public const string CeilingOwner = "PK7013";

    /// <summary>PK7014: an acceptance ends later than a ceiling allows.</summary>
    public const string CeilingTerm = "PK7014";

    /// <summary>PK7015: something is reachable that the assembly says is never reached.</summary>
    public const string NeverReached = "PK7015";

    /// <summary>PK7016: whether something is reachable that the assembly says is never reached is not established.</summary>
    public const string NeverUndecided = "PK7016";

    private static Rule[] CeilingRules => new[]
    {
        Blocking(CeilingExceeded, "A policy exceeds a ceiling", "'{0}' goes beyond the ceiling {1}: {2}. Narrow it, or ask the ceiling's owners", fixable: true),
        Blocking(CeilingTarget, "A ceiling does not allow the target", "The ceiling {1} does not allow the target '{0}'; it allows {2}", fixable: true),
        Blocking(CeilingAcceptance, "A ceiling does not let a deviation be accepted", "What accepting {0} opens goes beyond the ceiling {1}, which does not name it in [MayAccept]: {2}", fixable: true),
        Blocking(CeilingOwner, "A ceiling does not name the owner of an acceptance", "The ceiling {1} does not let '{0}' answer for an acceptance; it names {2}", fixable: true),
        Blocking(CeilingTerm, "An acceptance ends later than a ceiling allows", "{0} is accepted until {1}; the ceiling {2} allows {3} days from today, until {4}", fixable: true),
        Blocking(NeverReached, "Something is reachable that is said never to be", "The assembly says [Never(\"{0}\")], but on {1} this is reachable: {2}"),
        Warning(NeverUndecided, "It is not established that something is never reached", "The assembly says [Never(\"{0}\")]; on {1} that is not established: {2}", configurable: false),
    };
}
