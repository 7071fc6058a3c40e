namespace PolicyKit;

/// <summary>
/// What all rules about outgoing connections share. Egress is denied unless allowed; a denial wins over every allow; the order of rules never matters.
/// Metadata and platform endpoints and private ranges stay denied, also as the resolved address of an allowed host, unless a rule of their own opens them.
/// </summary>
public abstract class EgressAttribute : PolicyAttribute
{
    private protected EgressAttribute()
    {
    }

    /// <summary>Targets for which the rule holds, joined by <c>|</c>. Default: all.</summary>
    public Targets On { get; set; } = Targets.All;

    /// <summary>Reason, for readers and reports. Default: none.</summary>
    public string? Because { get; set; }
}
