namespace PolicyKit;

/// <summary>
/// Compiles the policy for Replit: the project files <c>.replit</c> and <c>replit.nix</c>. Replit limits no connection, so only a policy that says <see cref="AllowAnyHostAttribute"/> for every port can be held to.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReplitAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>Module of the workspace, in place of the policy's image, as Replit names it: <c>python-3.12</c>; letters, digits, <c>-</c>, <c>.</c>, at most 64. Default: none.</summary>
    public string? Module { get; set; }

    /// <summary>How the app is published. Default: a reserved machine.</summary>
    public ReplitDeployment Deployment { get; set; }
}
