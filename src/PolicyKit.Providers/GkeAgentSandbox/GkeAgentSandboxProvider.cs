using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>GKE Agent Sandbox: pods under gVisor in a cluster, by template and warm pool. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class GkeAgentSandboxProvider : Provider
{
    internal const string ProviderId = "gke-agent-sandbox";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "GKE Agent Sandbox";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.GkeAgentSandboxAttribute",
        "GkeAgentSandbox",
        "PolicyKit.GkeAgentSandboxDeviation",
        GkeDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        GkeDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => GkeCapabilities.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => GkeDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => GkeDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => ImmutableArray<Glue>.Empty;

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => GkeLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => GkeSemantics.Of((GkeConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => GkeWriter.Write((GkeConfiguration)configuration, header);
}
