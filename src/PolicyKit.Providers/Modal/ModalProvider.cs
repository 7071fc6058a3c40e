using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Modal;

/// <summary>Modal: hosted gVisor sandboxes and virtual machines. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class ModalProvider : Provider
{
    internal const string ProviderId = "modal";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "Modal";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.ModalAttribute",
        "Modal",
        "PolicyKit.ModalDeviation",
        ModalDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        ModalDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => ModalCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => ModalProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => ModalDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => ModalDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => ModalGlue.All;

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => ModalLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => ModalSemantics.Of((ModalConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => ModalWriter.Write((ModalConfiguration)configuration, header);
}
