using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Replit;

/// <summary>What Replit does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class ReplitDeviations
{
    private const string Keys = "npm @replit/protocol 0.4.27, DotReplit (no such key)";
    private const string Deployment = "npm @replit/protocol 0.4.27, DeploymentConfig (no such key)";
    private const string Configuration = "docs.replit.com references/project-setup/configuration";
    private const string Ports = "docs.replit.com references/ports";

    private static readonly DeviationFacts Facts = new(ReplitProvider.ProviderId, "2026-11-23");

    /// <summary>What nobody can see in the files.</summary>
    public static readonly UndecidedDimension OtherSecrets = new(Dimension.Credentials, "which secrets of the app and of the account a program sees stands in no file");

    public static readonly DeviationDefinition SpecialAddressesNotClosed = Facts.SpecialAddressesNotClosed(1, Configuration + " (silent)");

    public static readonly DeviationDefinition NothingFiltered = Facts.NothingFiltered(2, Keys);

    public static readonly DeviationDefinition DnsOpen = Facts.DnsOpen(3, Keys);

    public static readonly DeviationDefinition SpecialAddressUnreachable = Facts.SpecialAddressUnreachable(4, "docs.replit.com features/security/tunnels");

    public static readonly DeviationDefinition SecretsSetByHand = Facts.Intrinsic(
        5, DeviationKind.Unverified, "secrets are set in the Secrets tool, for the app or for the account; secrets.json names those that the policy declares, and which others a program sees stands in no file.",
        "docs.replit.com/replit-workspace/workspace-features/secrets",
        _ => Authority.None with { Undecided = EquatableArray.Of(OtherSecrets) });

    public static readonly DeviationDefinition ResourcesNotLimited = Facts.Intrinsic(
        6, DeviationKind.Wider, "CPU, memory and disk are chosen in the web interface.", Deployment,
        _ => Authority.None with { Resources = new ResourceGrant(Limit.Unbounded, Limit.Unbounded, Limit.Unbounded, Gpu: false) });

    public static readonly DeviationDefinition LifetimeNotLimited = Facts.LifetimeNotLimited(7, Deployment);

    public static readonly DeviationDefinition AccountNotSet = Facts.Intrinsic(
        8, DeviationKind.Unverified, "the account and its working directory are the platform's; that it is not root, and cannot become root, is not established.", Keys,
        _ => Authority.None with { Identity = IdentityGrant.None with { Root = true, Sudo = true, Capabilities = EquatableArray.Of("ALL") } });

    public static readonly DeviationDefinition RootWritable = Facts.RootWritable(9, Keys);

    public static readonly DeviationDefinition CapabilitiesNotGranted = Facts.Tighter(10, "there is no key for Linux capabilities.", Keys);

    public static readonly DeviationDefinition PortsDetected = Facts.Intrinsic(
        11, DeviationKind.Unverified, "in the workspace a port on which a program listens is detected and may get an address of its own, declared or not.", Ports,
        policy => Authority.None with { Ingress = Public(PortSet.Range(1, 65535).Except(Declared(policy))) });

    public static readonly DeviationDefinition PortIsPublic = Facts.Define(
        12, DeviationKind.Wider, "who may call a port is a setting of the organisation and stands in no file; without it anybody may.", "docs.replit.com/teams/enterprise-privacy-settings",
        (_, port) => Authority.None with { Ingress = Public(PortSet.Of(int.Parse(port, CultureInfo.InvariantCulture))) });

    public static readonly DeviationDefinition UdpPortUnreachable = Facts.UdpPortUnreachable(13, Ports);

    public static readonly DeviationDefinition MountUnavailable = Facts.MountUnavailable(14, Keys);

    public static readonly DeviationDefinition DiskPersists = Facts.Intrinsic(
        15, DeviationKind.Wider, "the workspace's disk outlives every run.", "docs.replit.com references/publishing",
        _ => Authority.None with { Persistence = PersistenceKind.Disk });

    public static readonly DeviationDefinition MemoryNotKept = Facts.Tighter(16, "memory does not outlive a run.", "docs.replit.com references/publishing");

    public static readonly DeviationDefinition ScaleNotLimited = Facts.Define(
        17, DeviationKind.Wider, "how many instances run is chosen in the web interface.", Deployment, (_, _) => Authority.None);

    public static readonly DeviationDefinition BuildNetworkOpen = Facts.Intrinsic(
        18, DeviationKind.Wider, "the build reaches the whole Internet.", Deployment,
        _ => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition ImageNotUsed = Facts.TighterIntrinsic(
        19, "a container image is not taken: programs come from a module, or from what the workspace holds.", Keys);

    public static readonly DeviationDefinition LabelsDropped = Facts.TighterIntrinsic(20, "there are no labels.", Keys);

    public static readonly DeviationDefinition PolicyEditableInside = Facts.Intrinsic(
        21, DeviationKind.Wider, "the files lie in the workspace, where code inside can change them.", Configuration,
        _ => Authority.None with { Mutability = Mutability.Inside });

    public static readonly DeviationDefinition DollarNotEstablished = Facts.TighterIntrinsic(
        22, "whether a dollar sign in the value of a variable is expanded is not established, so that it may hold another value.", Configuration + " (silent)");

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        SpecialAddressesNotClosed, NothingFiltered, DnsOpen, SpecialAddressUnreachable, SecretsSetByHand, ResourcesNotLimited, LifetimeNotLimited, AccountNotSet, RootWritable, CapabilitiesNotGranted,
        PortsDetected, PortIsPublic, UdpPortUnreachable, MountUnavailable, DiskPersists, MemoryNotKept, ScaleNotLimited, BuildNetworkOpen, ImageNotUsed, LabelsDropped, PolicyEditableInside, DollarNotEstablished);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.ReplitBaseline_2026_11",
        EquatableArray.Of(
            "SpecialAddressesNotClosed", "NothingFiltered", "DnsOpen", "SecretsSetByHand", "ResourcesNotLimited", "LifetimeNotLimited", "AccountNotSet", "PortsDetected", "DiskPersists", "BuildNetworkOpen",
            "ImageNotUsed", "LabelsDropped", "PolicyEditableInside", "DollarNotEstablished")));

    private static PortSet Declared(TargetPolicy policy) => policy.Policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp).Aggregate(PortSet.Empty, (ports, p) => ports.Union(PortSet.Of(p.Port)));

    private static EquatableArray<IngressGrant> Public(PortSet ports) => EquatableArray.Of(new IngressGrant(ports, Transport.Tcp, Callers.Public));
}
