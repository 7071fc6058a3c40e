using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.ExeDev;

/// <summary>exe.dev: hosted virtual machines behind a command line. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class ExeDevProvider : Provider
{
    internal const string ProviderId = "exe-dev";

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "exe.dev";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.ExeDevAttribute",
        "ExeDev",
        "PolicyKit.ExeDevDeviation",
        ExeDevDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        ExeDevDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => ExeDevCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => ExeDevProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => ExeDevDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => ExeDevDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue { get; } = ImmutableArray.Create(Providers.Glue.Embedded("exe-dev/apply.mjs", "apply.mjs", "exedev/apply.mjs"));

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => ExeDevLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => ExeDevSemantics.Of((ExeDevConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => ExeDevWriter.Write((ExeDevConfiguration)configuration, header);
}
