namespace PolicyKit;

/// <summary>A label on the sandbox, where the provider has them. Names that begin with <c>policykit</c> are ours.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LabelAttribute : PolicyAttribute
{
    /// <summary>Sets a label.</summary>
    /// <param name="name">1 to 63 characters: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, <c>/</c>; begins with a letter.</param>
    /// <param name="value">At most 255 printable characters; may hold a <c>{parameter}</c>. Never a secret.</param>
    public LabelAttribute(string name, string value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>Name of the label.</summary>
    public string Name { get; }

    /// <summary>Value of the label.</summary>
    public string Value { get; }
}
