using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>Docker Engine: a Compose set whose gateway, name server and router enforce the policy. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class DockerProvider : Provider
{
    internal const string ProviderId = "docker";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "Docker";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.DockerAttribute",
        "Docker",
        "PolicyKit.DockerDeviation",
        DockerDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        DockerDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => DockerCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => DockerProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => DockerDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => DockerDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => DockerGlue.All;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> GlueOf(ProviderConfiguration configuration) => DockerGlue.Of((DockerConfiguration)configuration);

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => DockerLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => DockerSemantics.Of((DockerConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => DockerWriter.Write((DockerConfiguration)configuration, header);
}
