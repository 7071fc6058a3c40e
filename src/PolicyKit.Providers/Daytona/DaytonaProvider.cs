using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Daytona;

/// <summary>Daytona (the platform of SDK 0.x): hosted containers. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class DaytonaProvider : Provider
{
    internal const string ProviderId = "daytona";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "Daytona";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.DaytonaAttribute",
        "Daytona",
        "PolicyKit.DaytonaDeviation",
        DaytonaDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        DaytonaDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => DaytonaCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => DaytonaProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => DaytonaDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => DaytonaDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => DaytonaGlue.All;

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => DaytonaLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => DaytonaSemantics.Of((DaytonaConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => DaytonaWriter.Write((DaytonaConfiguration)configuration, header);
}
