namespace PolicyKit;

/// <summary>Plans of E2B.</summary>
public enum E2BPlan
{
    /// <summary>Hobby: a sandbox lives at most 1 hour.</summary>
    Hobby = 0,

    /// <summary>Pro: a sandbox lives at most 24 hours.</summary>
    Pro = 1,

    /// <summary>Enterprise: limits by contract; at most 24 hours are assumed.</summary>
    Enterprise = 2,
}
