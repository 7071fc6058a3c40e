namespace PolicyKit;

/// <summary>What may outlive a run. Default without this attribute: nothing.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PersistAttribute : PolicyAttribute
{
    /// <summary>Lets something outlive a run.</summary>
    /// <param name="kind">The most that may.</param>
    public PersistAttribute(Persistence kind) => Kind = kind;

    /// <summary>The most that may outlive a run.</summary>
    public Persistence Kind { get; }
}
