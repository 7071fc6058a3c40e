using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Replit;

/// <summary>Replit: hosted workspaces and the apps published from them. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class ReplitProvider : Provider
{
    internal const string ProviderId = "replit";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "Replit";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.ReplitAttribute",
        "Replit",
        "PolicyKit.ReplitDeviation",
        ReplitDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        ReplitDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => ReplitCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => ReplitProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => ReplitDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => ReplitDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => ImmutableArray<Glue>.Empty;

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => ReplitLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => ReplitSemantics.Of((ReplitConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => ReplitWriter.Write((ReplitConfiguration)configuration, header);
}
