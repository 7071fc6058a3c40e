namespace PolicyKit;

/// <summary>Compiles the policy for E2B: a template and the body of the create call.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class E2BAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>Plan of the team; bounds the lifetime. Default: <see cref="E2BPlan.Hobby"/>.</summary>
    public E2BPlan Plan { get; set; }

    /// <summary>Most virtual CPUs that the team may use per sandbox, 1 to 64. Default: 8, E2B's own default.</summary>
    public int TeamMaxCpu { get; set; } = 8;

    /// <summary>Most memory that the team may use per sandbox, in MiB, 128 to 131072. Default: 8192, E2B's own default.</summary>
    public int TeamMaxMemoryMiB { get; set; } = 8192;
}
