namespace PolicyKit;

/// <summary>Compiles the policy for Cloudflare Sandboxes: a Worker whose Durable Object drives a container.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class CloudflareAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>What the emitted Worker is written with. Default: the platform API.</summary>
    public CloudflareSdk Sdk { get; set; }

    /// <summary>Id of the account's Secrets Store: 32 hexadecimal digits. Default: zeros, an id that no account has, so that a policy with credentials cannot be deployed before it is set.</summary>
    public string SecretsStore { get; set; } = "00000000000000000000000000000000";
}
