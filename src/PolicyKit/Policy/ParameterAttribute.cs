namespace PolicyKit;

/// <summary>
/// A value that is given per run. It may stand as <c>{name}</c> in label values, mount sources and mount sub-paths; never in anything that bears on egress.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ParameterAttribute : PolicyAttribute
{
    /// <summary>Declares a parameter.</summary>
    /// <param name="name">A lower-case letter, then up to 31 lower-case letters, digits or <c>-</c>.</param>
    public ParameterAttribute(string name) => Name = name;

    /// <summary>Name of the parameter.</summary>
    public string Name { get; }

    /// <summary>
    /// What the whole value must match: character classes, literals and counts only, for example <c>[a-z0-9]{8,32}</c>; the classes hold letters, digits, <c>-</c> and <c>_</c>. Required.
    /// </summary>
    public string? Pattern { get; set; }
}
