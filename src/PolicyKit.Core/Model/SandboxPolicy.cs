namespace PolicyKit.Core.Model;

/// <summary>
/// What a class declares, read into one value: canonical (hosts lower case, networks without host bits, rules in canonical order), without source positions.
/// Two classes that declare the same are equal. Made by the reader (attributes) or by the JSON reader (the assembly's metadata).
/// </summary>
public sealed record SandboxPolicy
{
    /// <summary>Id, unique per deploy root without regard to case: <c>[a-z0-9][a-z0-9-]{0,62}</c>. Names the directory.</summary>
    public required string Id { get; init; }

    /// <summary>Full name of the declaring class, for headers and messages.</summary>
    public required string TypeName { get; init; }

    /// <summary>What the sandbox is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Image reference as a container engine writes it, for example <c>docker.io/library/python:3.13-slim</c>.</summary>
    public required string Image { get; init; }

    /// <summary>Declared resources; what is not said is not bounded.</summary>
    public ResourceRanges Resources { get; init; } = ResourceRanges.Unbounded;

    /// <summary>Declared lifetime; <see cref="Limit.Unbounded"/> where nothing is said.</summary>
    public LifetimeLimits Lifetime { get; init; } = LifetimeLimits.Unbounded;

    /// <summary>Who the workload runs as. Default: uid and gid 1000, working directory <c>/workspace</c>, no sudo, no capabilities, writable root.</summary>
    public RunIdentity Identity { get; init; } = RunIdentity.Default;

    /// <summary>Weakest isolation that is good enough. Default: container.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.Container;

    /// <summary>Egress rules, allows and denials, one per entry, in canonical order.</summary>
    public EquatableArray<EgressRule> Rules { get; init; }

    /// <summary>Credential references, by name.</summary>
    public EquatableArray<CredentialReference> Credentials { get; init; }

    /// <summary>Ports on which the sandbox may be called.</summary>
    public EquatableArray<IngressPort> Ingress { get; init; }

    /// <summary>Volumes.</summary>
    public EquatableArray<MountPoint> Mounts { get; init; }

    /// <summary>Commands run when the image is built, outside the egress policy of the run.</summary>
    public EquatableArray<string> BuildCommands { get; init; }

    /// <summary>Hosts that the image build may reach (tcp 443).</summary>
    public EquatableArray<string> BuildHosts { get; init; }

    /// <summary>Command with its arguments, run under the policy; empty: the image's own.</summary>
    public EquatableArray<string> Start { get; init; }

    /// <summary>Plain environment variables. Never secrets.</summary>
    public EquatableArray<NamedValue> Environment { get; init; }

    /// <summary>Labels put on the sandbox where the provider has them.</summary>
    public EquatableArray<NamedValue> Labels { get; init; }

    /// <summary>Values given per run.</summary>
    public EquatableArray<RunParameter> Parameters { get; init; }

    /// <summary>Whether a sandbox serves one task and is then destroyed.</summary>
    public bool SingleUse { get; init; }

    /// <summary>What may outlive a run.</summary>
    public PersistenceKind Persistence { get; init; }

    /// <summary>Fleet size, or null.</summary>
    public ScaleLimits? Scale { get; init; }

    /// <summary>Fragments that the policy includes, by name. They add no authority of their own (their rules are among <see cref="Rules"/>); a difference between two policies names them as its cause.</summary>
    public EquatableArray<IncludedFragment> Fragments { get; init; }

    /// <summary>Ceilings that the policy took on or that were imposed on it, by name.</summary>
    public EquatableArray<PolicyCeiling> Ceilings { get; init; }

    /// <summary>Destinations that the assembly says no policy ever reaches, as <see cref="Authorities.DestinationText"/> reads them; sorted.</summary>
    public EquatableArray<string> Never { get; init; }

    /// <summary>Targets, in canonical order.</summary>
    public EquatableArray<TargetDeclaration> Targets { get; init; }

    /// <summary>Acceptances: the policy's own, and those which a baseline of the assembly brings (<see cref="Acceptance.Baseline"/> says which).</summary>
    public EquatableArray<Acceptance> Acceptances { get; init; }
}
