using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.E2B;

/// <summary>E2B: hosted Firecracker microVMs. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class E2BProvider : Provider
{
    internal const string ProviderId = "e2b";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "E2B";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.E2BAttribute",
        "E2B",
        "PolicyKit.E2BDeviation",
        E2BDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        E2BDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => E2BCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => E2BProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => E2BDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => E2BDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => E2BGlue.All;

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => E2BLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => E2BSemantics.Of((E2BConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => E2BWriter.Write((E2BConfiguration)configuration, header);
}
