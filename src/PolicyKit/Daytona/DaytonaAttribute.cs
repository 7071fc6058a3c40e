namespace PolicyKit;

/// <summary>Compiles the policy for Daytona (the platform of SDK 0.x): a Dockerfile and the body of the create call.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DaytonaAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>Most virtual CPUs that the organisation may use per sandbox. Default: 4, Daytona's own default.</summary>
    public int MaxCpu { get; set; } = 4;

    /// <summary>Most memory that the organisation may use per sandbox, in GiB. Default: 8, Daytona's own default.</summary>
    public int MaxMemoryGiB { get; set; } = 8;

    /// <summary>Largest disk that the organisation may use per sandbox, in GiB. Default: 10, Daytona's own default.</summary>
    public int MaxDiskGiB { get; set; } = 10;
}
