namespace PolicyKit;

/// <summary>Size of a fleet, where a provider runs one.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ScaleAttribute : PolicyAttribute
{
    /// <summary>Most sandboxes at once, 1 to 1000000. Required.</summary>
    public int Max { get; set; }

    /// <summary>Sandboxes kept ready, 0 to <see cref="Max"/>. Default: 0.</summary>
    public int Warm { get; set; }
}
