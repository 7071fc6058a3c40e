namespace PolicyKit;

/// <summary>How long a sandbox may live. Default without this attribute: not bounded, which is what <see cref="Duration.Unbounded"/> says out loud.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LifetimeAttribute : PolicyAttribute
{
    /// <summary>Bounds the life of a sandbox.</summary>
    /// <param name="duration">Longest life, for example <c>"60m"</c>, or <see cref="Duration.Unbounded"/>.</param>
    public LifetimeAttribute(string duration) => Duration = duration;

    /// <summary>Longest life.</summary>
    public string Duration { get; }

    /// <summary>Longest time without activity, for example <c>"10m"</c>; not longer than the life. Default: not bounded.</summary>
    public string? Idle { get; set; }
}
