namespace PolicyKit;

/// <summary>
/// Lets one named deviation through: one place where a provider cannot hold to the policy. It covers the subject that it names and nothing that is added later.
/// <see cref="Because"/> and <see cref="Owner"/> are required; <see cref="Until"/> is required where the deviation widens or is unverified.
/// Has an effect on a policy of the same assembly only, never on a fragment.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AcceptAttribute : PolicyAttribute
{
    /// <summary>Accepts a deviation.</summary>
    /// <param name="deviation">A member of a provider's deviation enum, for example <see cref="E2BDeviation.HostRuleOpensPort80"/>.</param>
    public AcceptAttribute(object deviation) => Deviation = deviation;

    /// <summary>The deviation.</summary>
    public object Deviation { get; }

    /// <summary>The rule entry, credential, port or mount path that it is about. Required, except for a deviation that belongs to the provider as such.</summary>
    public string? For { get; set; }

    /// <summary>Reason. Required.</summary>
    public string? Because { get; set; }

    /// <summary>Who answers for it: a team, not a person's address. Required.</summary>
    public string? Owner { get; set; }

    /// <summary>Last day on which it holds, ISO: <c>"2027-03-01"</c>. Default: none, where the deviation only tightens.</summary>
    public string? Until { get; set; }

    /// <summary>Name of the one target that is meant, where a policy has several of the kind. Default: every target of the deviation's provider.</summary>
    public string? Target { get; set; }
}
