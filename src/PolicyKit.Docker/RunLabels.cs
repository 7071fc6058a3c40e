namespace PolicyKit.Docker;

/// <summary>Labels by which the command finds what it made, also after a crash.</summary>
public static class RunLabels
{
    /// <summary>Id of the run.</summary>
    public const string Run = "policykit.run";

    /// <summary>Id of the policy.</summary>
    public const string Policy = "policykit.policy";

    /// <summary>Id of the target.</summary>
    public const string Target = "policykit.target";

    /// <summary>Part of the set.</summary>
    public const string Part = "policykit.part";
}
