namespace PolicyKit;

/// <summary>Compiles the policy for GKE Agent Sandbox: manifests of a namespace, a sandbox template and its warm pool, for a cluster with Dataplane V2 and FQDN network policies.</summary>
/// <remarks>Not in the catalog of this version: a policy that says it is refused.</remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GkeAgentSandboxAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>Where the image lies that the emitted Dockerfile builds; without meaning where there are no build commands. Default: none, so that pods start only when an overlay sets the image.</summary>
    public string? Image { get; set; }
}
