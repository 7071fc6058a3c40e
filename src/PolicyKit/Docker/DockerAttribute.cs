namespace PolicyKit;

/// <summary>Compiles the policy for Docker Engine: a Compose project with a gateway that enforces egress, or plain <c>docker run</c> arguments for a policy without any.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DockerAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>Container runtime. Default: <see cref="DockerRuntime.Runc"/>.</summary>
    public DockerRuntime Runtime { get; set; }

    /// <summary>Oldest engine that will run this, for example <c>"28.0"</c>. What needs a newer one is refused. Default: 20.10.</summary>
    public string Engine { get; set; } = "20.10";

    /// <summary>Whether the engine can bound the disk by <c>storage_opt</c>: overlay2 on xfs mounted with pquota. Elsewhere the start fails. Default: false.</summary>
    public bool DiskQuota { get; set; }

    /// <summary>IPv4 network of the sandbox, a private /24 that no other project uses. Default: derived from the policy id.</summary>
    public string? SubnetPrefix { get; set; }

    /// <summary>Address of the host at which exposed ports are published. Default: <c>127.0.0.1</c>.</summary>
    public string PublishAddress { get; set; } = "127.0.0.1";
}
