using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>What the emitted Docker set does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class DockerDeviations
{
    private const string Looked = "2026-11-22";

    /// <summary>What the files cannot say: which volumes the image declares.</summary>
    public static readonly UndecidedDimension VolumesOfTheImage =
        new(Dimension.Resources, "volumes that the image declares are writable and not bounded");

    public static readonly DeviationDefinition NoIdleStop = Intrinsic(
        1, "Docker has no idle stop: an idle sandbox lives until its lifetime ends.", "Docker Engine API, container create: no such field",
        _ => Authority.None with { IdleSeconds = Limit.Unbounded });

    public static readonly DeviationDefinition DiskUnbounded = Wider(
        2, "neither the writable layer of a container nor a writable volume is bounded; make the root read-only, or set DiskQuota where the engine's storage is xfs with project quotas, and keep no writable volume.",
        "Docker documentation, --storage-opt; overlay2 on ext4 refuses a size on Engine 20.10.24 and 28.5.2",
        (_, _) => Authority.None with { Resources = ResourceGrant.None with { DiskMiB = Limit.Unbounded } });

    public static readonly DeviationDefinition DiskIsMemoryBacked = Tighter(
        3, "the bounded disk is a volume in memory, so what is written counts against the memory limit.", "run on Engine 20.10.24 and 28.5.2");

    public static readonly DeviationDefinition BuildNetworkOpen = Intrinsic(
        4, "an image build has the engine's network or none; it cannot be held to hosts.", "Docker documentation, docker build --network",
        _ => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition SharedNamePort = Tighter(
        5, "several names share a port whose protocol carries no name; only clients that speak TLS with a server name get through.", "HAProxy documentation: a listener tells names apart by SNI or Host only");

    public static readonly DeviationDefinition IPv6NotRouted = Tighter(
        6, "IPv6 is off in every part of the set, so the rule is dropped.", "emitted topology, run on Engine 20.10.24 and 28.5.2");

    public static readonly DeviationDefinition UdpByName = Tighter(
        7, "the gateway relays TCP only, so a UDP rule for a name is dropped.", "HAProxy documentation: no UDP proxying in the community version");

    public static readonly DeviationDefinition LifetimeNeedsExternalTimer = Intrinsic(
        8, "two gVisor kernels cannot share a PID namespace, so nothing in the set ends the sandbox; a timer of the host must.", "gVisor documentation; emitted topology with runtime runsc",
        _ => Authority.None with { LifetimeSeconds = Limit.Unbounded, IdleSeconds = Limit.Unbounded });

    public static readonly DeviationDefinition WildcardNotDecrypted = Tighter(
        9, "the gateway decrypts hosts for which it has a certificate, one by one; for a wildcard nothing is decrypted, so the credential is not sent, or the HTTP rule dropped.", "RFC 9525, section 6.3: a wildcard certificate covers one label");

    public static readonly DeviationDefinition DeniedNameByAddress = Wider(
        10, "a network rule on the same port is enforced by address; a denied name that resolves into that network stays reachable there.", "nftables documentation: packets carry no name",
        (policy, entry) => Authority.None with
        {
            Egress = EgressSet.UnionAll(policy.Rules.Items.Where(r => r.Kind is EgressRuleKind.AllowNetwork or EgressRuleKind.AllowMetadata).Select(DeclaredAuthority.Destinations))
                .Intersect(EgressSet.UnionAll(policy.Rules.Items.Where(r => r.Kind == EgressRuleKind.DenyHost && r.Entry == entry).Select(DeclaredAuthority.Destinations)))
                .Except(EgressSet.UnionAll(policy.Rules.Items.Where(r => r.Kind == EgressRuleKind.DenyNetwork).Select(DeclaredAuthority.Destinations))),
        });

    public static readonly DeviationDefinition ImageVolumes = Define(
        11, DeviationKind.Unverified, true, "volumes that the image itself declares are made by the engine, writable and without a bound; whether the image has any is not looked at.",
        "Dockerfile reference, VOLUME", (_, _) => Authority.None with { Undecided = EquatableArray.Of(VolumesOfTheImage) }, nameof(ImageVolumes));

    public static readonly DeviationDefinition CredentialNotSent = Tighter(
        12, "the gateway puts credentials on requests that it decrypts; this one has a host that only a network rule reaches, or only on ports without TLS, and is not sent there. Allow the host by name on a TLS port.", "emitted topology, run on Engine 20.10.24 and 28.5.2");

    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        NoIdleStop, DiskUnbounded, DiskIsMemoryBacked, BuildNetworkOpen, SharedNamePort, IPv6NotRouted, UdpByName, LifetimeNeedsExternalTimer, WildcardNotDecrypted, DeniedNameByAddress, ImageVolumes, CredentialNotSent);

    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(
        new DeviationBaseline("PolicyKit.DockerBaseline_2026_11", EquatableArray.Of(nameof(NoIdleStop), nameof(BuildNetworkOpen), nameof(ImageVolumes))));

    private static DeviationDefinition Intrinsic(int value, string message, string source, Func<TargetPolicy, Authority> opens, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        Define(value, DeviationKind.Wider, true, message, source, (policy, _) => opens(policy), name);

    private static DeviationDefinition Wider(int value, string message, string source, Func<TargetPolicy, string, Authority> opens, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        Define(value, DeviationKind.Wider, false, message, source, opens, name);

    private static DeviationDefinition Tighter(int value, string message, string source, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        Define(value, DeviationKind.Tighter, false, message, source, (_, _) => Authority.None, name);

    private static DeviationDefinition Define(int value, DeviationKind kind, bool intrinsic, string message, string source, Func<TargetPolicy, string, Authority> opens, string name) => new()
    {
        Provider = DockerProvider.ProviderId,
        Name = name,
        Value = value,
        Kind = kind,
        Intrinsic = intrinsic,
        Message = message,
        Source = source,
        Date = Looked,
        Opens = opens,
    };
}
