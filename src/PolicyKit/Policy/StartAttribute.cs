namespace PolicyKit;

/// <summary>What the sandbox starts, under the policy. Default without this attribute: what the image says.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StartAttribute : PolicyAttribute
{
    /// <summary>Sets the program.</summary>
    /// <param name="arguments">Program and arguments, one string each: <c>[Start("python", "agent.py")]</c>. No shell reads them.</param>
    public StartAttribute(params string[] arguments) => Arguments = arguments;

    /// <summary>Program and arguments.</summary>
    public string[] Arguments { get; }
}
