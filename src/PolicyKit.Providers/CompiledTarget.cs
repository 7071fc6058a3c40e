using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>What became of a policy on a target.</summary>
public enum CompileStatus
{
    /// <summary>Artifacts were emitted and proved.</summary>
    Emitted,

    /// <summary>The provider cannot hold to the policy and no acceptance lets it through.</summary>
    Refused,

    /// <summary>The compiler failed; nothing was emitted.</summary>
    Failed,
}

/// <summary>A deviation with the acceptance that lets it through, or null.</summary>
/// <param name="Deviation">The deviation.</param>
/// <param name="Acceptance">Its acceptance; null when there is none, and then the target is refused.</param>
public sealed record JudgedDeviation(Deviation Deviation, Acceptance? Acceptance);

/// <summary>Result of compiling one policy for one target.</summary>
public sealed record CompiledTarget
{
    /// <summary>The policy as this target sees it.</summary>
    public required TargetPolicy Policy { get; init; }

    /// <summary>The provider.</summary>
    public required Provider Provider { get; init; }

    /// <summary>What became of it.</summary>
    public required CompileStatus Status { get; init; }

    /// <summary>Findings, blocking and others, in canonical order.</summary>
    public EquatableArray<Finding> Findings { get; init; }

    /// <summary>Deviations met.</summary>
    public EquatableArray<JudgedDeviation> Deviations { get; init; }

    /// <summary>The configuration; null unless emitted.</summary>
    public ProviderConfiguration? Configuration { get; init; }

    /// <summary>What the proof answered; null when it did not come to one.</summary>
    public Containment? Proof { get; init; }

    /// <summary>Emitted data files; empty unless emitted.</summary>
    public EquatableArray<Artifact> Artifacts { get; init; }

    /// <summary>Fixed programs beside the data files; empty unless emitted.</summary>
    public EquatableArray<Glue> Glue { get; init; }

    /// <summary>What the header said.</summary>
    public ArtifactHeader? Header { get; init; }

    /// <summary>What the policy declares, joined with what the accepted deviations open: no configuration of this target may allow more.</summary>
    public Authority Allowed() => Policy.Declared.Union(Authority.UnionAll(Deviations.Items.Where(d => d.Acceptance is not null).Select(d => d.Deviation.Definition.Opens(Policy, d.Deviation.Subject))));
}
