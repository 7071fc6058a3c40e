namespace PolicyKit;

/// <summary>
/// Makes a <c>sealed partial</c> class a sandbox policy. Everything that is not allowed by a further attribute is denied: no egress, no credential, no open port, no mount.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SandboxAttribute : PolicyAttribute
{
    /// <summary>Declares a policy.</summary>
    /// <param name="id">Id of 1 to 63 characters <c>a-z</c>, <c>0-9</c>, <c>-</c>, starting with a letter or digit. Unique per deploy root; names the directory.</param>
    public SandboxAttribute(string id) => Id = id;

    /// <summary>Id of the policy.</summary>
    public string Id { get; }

    /// <summary>Image reference as a container engine writes it, best with its registry and pinned by <c>@sha256:</c>, for example <c>docker.io/library/python:3.13-slim</c>. Required.</summary>
    public string? Image { get; set; }

    /// <summary>What the sandbox is for, one line. Default: none.</summary>
    public string? Description { get; set; }
}
