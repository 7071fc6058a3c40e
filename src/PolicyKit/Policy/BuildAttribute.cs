namespace PolicyKit;

/// <summary>Commands that are run when the image is built, in the order given, outside the egress policy of the run. At most one attribute, so that the order is plain.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BuildAttribute : PolicyAttribute
{
    /// <summary>Adds build commands.</summary>
    /// <param name="commands">Shell commands, each one line.</param>
    public BuildAttribute(params string[] commands) => Commands = commands;

    /// <summary>The commands.</summary>
    public string[] Commands { get; }
}
