namespace PolicyKit.Generators;

/// <summary>Names of the incremental steps; the tests read the constants by reflection and assert that each step is cached.</summary>
public static class TrackingNames
{
    /// <summary>Attributes to model; runs again on every edit and therefore only reads.</summary>
    public const string ReadPolicy = nameof(ReadPolicy);

    /// <summary>Model to proved artifacts; runs again when the model changed.</summary>
    public const string CompilePolicy = nameof(CompilePolicy);

    /// <summary>All policies of the compilation.</summary>
    public const string CollectPolicies = nameof(CollectPolicies);

    /// <summary>What the sentinel waits for.</summary>
    public const string Sentinel = nameof(Sentinel);
}
