namespace PolicyKit;

/// <summary>
/// Compiles the policy for exe.dev: commands that make a virtual machine. How a machine is cut off from the Internet is not established, so only a policy that says <see cref="AllowAnyHostAttribute"/> for every port can be held to.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ExeDevAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }
}
