namespace PolicyKit.Core.Findings;

public static partial class RuleCatalog
{
    /// <summary>PK2001: a wider deviation is not accepted.</summary>
    public const string WiderNotAccepted = "PK2001";

    /// <summary>PK2002: a tighter deviation is not accepted.</summary>
    public const string TighterNotAccepted = "PK2002";

    /// <summary>PK2003: an unverified deviation is not accepted.</summary>
    public const string UnverifiedNotAccepted = "PK2003";

    /// <summary>PK2004: the target cannot hold to the policy and nothing can be accepted.</summary>
    public const string CannotHold = "PK2004";

    /// <summary>PK2005: an acceptance that widens has no end date.</summary>
    public const string AcceptanceWithoutEnd = "PK2005";

    /// <summary>PK2006: an acceptance matches no deviation.</summary>
    public const string UnusedAcceptance = "PK2006";

    /// <summary>PK2007: an acceptance has ended.</summary>
    public const string AcceptanceEnded = "PK2007";

    /// <summary>PK2008: an acceptance ends within 30 days.</summary>
    public const string AcceptanceEndsSoon = "PK2008";

    private static Rule[] ProviderRules => new[]
    {
        Blocking(WiderNotAccepted, "The provider would allow more than the policy declares", "{0} cannot hold to '{1}': {2} It would also allow {3}. Narrow the rule, limit it to other targets, or accept {4}.", fixable: true),
        Blocking(TighterNotAccepted, "Something declared will not work on the provider", "{0} cannot give '{1}': {2} Limit it to other targets, or accept {4}.", fixable: true),
        Blocking(UnverifiedNotAccepted, "It is not established whether the provider holds to the policy", "{0} and '{1}': {2} This is unverified and treated as wider ({3}). Limit it to other targets, or accept {4}.", fixable: true),
        Blocking(CannotHold, "The provider cannot hold to the policy", "{0} cannot hold to '{1}': {2} Change the policy or remove the target.", fixable: true),
        Blocking(AcceptanceWithoutEnd, "An acceptance that widens needs an end date", "Accepting {0} for '{1}' lets {2} allow more than is declared, so it needs Until = \"yyyy-MM-dd\"", fixable: true),
        Warning(UnusedAcceptance, "The acceptance lets nothing through", "Nothing in this policy needs {0} for '{1}'; remove the acceptance", fixable: true),
        Blocking(AcceptanceEnded, "The acceptance has ended", "The acceptance of {0} for '{1}' by {2} ended on {3}; renew it with a reason or narrow the policy", fixable: true),
        Warning(AcceptanceEndsSoon, "The acceptance ends soon", "The acceptance of {0} for '{1}' by {2} ends on {3}", fixable: true, configurable: false),
    };
}
