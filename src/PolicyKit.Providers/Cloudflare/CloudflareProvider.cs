using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>Cloudflare Sandboxes: a container attached to a Durable Object of a Worker, in the platform-API form or with 0.x of the vendor's SDK. The other files of this folder hold its parts; <c>notes.md</c> the facts that decided them.</summary>
public sealed class CloudflareProvider : Provider
{
    internal const string ProviderId = "cloudflare-sandboxes";

    /// <summary>The predefined sizes of instances.</summary>
    public static ImmutableArray<CloudflareInstance> PredefinedInstances => CloudflareInstances.Predefined;

    /// <summary>Whether the platform takes a size.</summary>
    /// <param name="instance">The size.</param>
    public static bool Takes(CloudflareInstance instance) => CloudflareInstances.IsPossible(instance);

    /// <inheritdoc/>
    public override string Id => ProviderId;

    /// <inheritdoc/>
    public override string DisplayName => "Cloudflare Sandboxes";

    /// <inheritdoc/>
    public override TargetWord Word { get; } = new(
        ProviderId,
        "PolicyKit.CloudflareAttribute",
        "Cloudflare",
        "PolicyKit.CloudflareDeviation",
        CloudflareDeviations.All.Select(d => new DeviationName(d.Name, d.Value, d.Intrinsic, d.Widens)).ToEquatableArray(),
        CloudflareDeviations.Baselines.Select(b => new BaselineName(b.TypeName, b.Deviations)).ToEquatableArray());

    /// <inheritdoc/>
    public override ImmutableArray<Capability> Capabilities => CloudflareCapabilities.All;

    /// <inheritdoc/>
    public override ProviderProfile Profile => CloudflareProfile.Value;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationDefinition> Deviations => CloudflareDeviations.All;

    /// <inheritdoc/>
    public override ImmutableArray<DeviationBaseline> Baselines => CloudflareDeviations.Baselines;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> Glue => CloudflareGlue.All;

    /// <inheritdoc/>
    public override ImmutableArray<Glue> GlueOf(ProviderConfiguration configuration) => ((CloudflareConfiguration)configuration).Sdk ? CloudflareGlue.Sdk : CloudflareGlue.Platform;

    /// <inheritdoc/>
    public override Lowered Lower(TargetPolicy policy) => CloudflareLowering.Lower(policy);

    /// <inheritdoc/>
    public override AuthorityBounds Semantics(ProviderConfiguration configuration) => CloudflareSemantics.Of((CloudflareConfiguration)configuration);

    /// <inheritdoc/>
    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => CloudflareWriter.Write((CloudflareConfiguration)configuration, header);
}
