namespace PolicyKit;

/// <summary>The weakest isolation that is good enough. A target that is stronger is fine; one that is weaker is refused. Default without this attribute: <see cref="Isolation.Container"/>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class IsolateAttribute : PolicyAttribute
{
    /// <summary>Asks for isolation.</summary>
    /// <param name="minimum">Weakest isolation that is good enough.</param>
    public IsolateAttribute(Isolation minimum) => Minimum = minimum;

    /// <summary>Weakest isolation that is good enough.</summary>
    public Isolation Minimum { get; }
}
