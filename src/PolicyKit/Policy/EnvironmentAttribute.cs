namespace PolicyKit;

/// <summary>A plain environment variable of the workload. Never a secret: that is a <see cref="CredentialAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EnvironmentAttribute : PolicyAttribute
{
    /// <summary>Sets a variable.</summary>
    /// <param name="name">Letters, digits and <c>_</c>, beginning with a letter or <c>_</c>.</param>
    /// <param name="value">Its value: one line.</param>
    public EnvironmentAttribute(string name, string value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>Name of the variable.</summary>
    public string Name { get; }

    /// <summary>Value of the variable.</summary>
    public string Value { get; }
}
