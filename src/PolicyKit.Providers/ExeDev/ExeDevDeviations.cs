using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.ExeDev;

/// <summary>What exe.dev does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class ExeDevDeviations
{
    private const string New = "exe.dev/docs/cli-new.md";
    private const string Proxy = "exe.dev/docs/proxy";
    private const string Sandbox = "exe.dev/deploy/sandbox";
    private const string Standalone = "exe.dev/docs/standalone-vms.md";

    private static readonly DeviationFacts Facts = new(ExeDevProvider.ProviderId, "2026-11-22");

    /// <summary>What nobody can see in the commands.</summary>
    public static readonly UndecidedDimension OtherIntegrations = new(Dimension.Credentials, "which integrations the account attaches to every machine stands in no file");

    public static readonly DeviationDefinition SpecialAddressesNotClosed = Facts.SpecialAddressesNotClosed(1, Sandbox + " (silent)");

    public static readonly DeviationDefinition NothingFiltered = Facts.NothingFiltered(2, Sandbox + " (egress policy: all unless changed; the command that changes it is not documented)");

    public static readonly DeviationDefinition DnsOpen = Facts.DnsOpen(3, Sandbox);

    public static readonly DeviationDefinition SpecialAddressUnreachable = Facts.SpecialAddressUnreachable(4, "exe.dev/docs/integrations-external-connections.md");

    public static readonly DeviationDefinition AccountIntegrations = Facts.Intrinsic(
        5, DeviationKind.Unverified, "integrations that the account attaches to every machine, and the Reflection integration that is on by default, stand in no file.", "exe.dev/docs/integrations-attach.md",
        _ => Authority.None with { Undecided = EquatableArray.Of(OtherIntegrations) });

    public static readonly DeviationDefinition LifetimeNotLimited = Facts.LifetimeNotLimited(6, Standalone);

    public static readonly DeviationDefinition RunsAsRoot = Facts.Intrinsic(
        7, DeviationKind.Wider, "a machine of a plain image is entered as root; a label of the image may name another account.", "exe.dev/docs/customization",
        _ => Authority.None with { Identity = IdentityGrant.None with { Root = true, Sudo = true, Capabilities = EquatableArray.Of("ALL") } });

    public static readonly DeviationDefinition RootWritable = Facts.RootWritable(8, New);

    public static readonly DeviationDefinition OwnerReachesAllPorts = Facts.Intrinsic(
        9, DeviationKind.Wider, "who holds the key enters the machine by SSH and reaches any port; without a declared port one is picked for the private web address.", Proxy,
        _ => Authority.None with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Owner)) });

    public static readonly DeviationDefinition CallersNarrowed = Facts.Tighter(10, "a web address is private or public; members of an organisation are not told apart, so the port answers to the owner only.", Proxy);

    public static readonly DeviationDefinition UdpPortUnreachable = Facts.UdpPortUnreachable(11, Proxy);

    public static readonly DeviationDefinition MountUnavailable = Facts.MountUnavailable(12, New);

    public static readonly DeviationDefinition StateOutlivesRun = Facts.Intrinsic(
        13, DeviationKind.Wider, "machines keep their disk, and their memory when they are paused.", Standalone,
        _ => Authority.None with { Persistence = PersistenceKind.Memory });

    public static readonly DeviationDefinition ScaleNotLimited = Facts.Define(14, DeviationKind.Wider, "how many machines run is limited by the plan only.", Standalone, (_, _) => Authority.None);

    public static readonly DeviationDefinition BuildNotDone = Facts.Tighter(15, "no image is built, and a setup script runs on the vendor's own image only; bring an image that holds what is needed.", New);

    public static readonly DeviationDefinition StartNotSet = Facts.Tighter(16, "how a command with arguments is quoted is not documented, so the image's own program is started.", New + " (silent)");

    public static readonly DeviationDefinition LabelsDropped = Facts.TighterIntrinsic(17, "a machine has tags without values; none is made of a label.", New);

    public static readonly DeviationDefinition CredentialByIntegration = Facts.Define(
        18, DeviationKind.Unverified,
        "the credential is put on requests to a name of the integration's own below int.exe.xyz, which exe.dev forwards to the host at whatever address it finds; programs must use that name.",
        "exe.dev/docs/integrations-http-proxy.md",
        (policy, name) => Authority.None with
        {
            Credentials = policy.Credentials.Where(c => c.Name == name).Select(c => new CredentialGrant(
                c.Name,
                CredentialDelivery.Brokered,
                EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(NameSet.UnionAll(c.Hosts.Select(DeclaredAuthority.Pattern))), AddressSet.All))).ToEquatableArray(),
        });

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        SpecialAddressesNotClosed, NothingFiltered, DnsOpen, SpecialAddressUnreachable, AccountIntegrations, LifetimeNotLimited, RunsAsRoot, RootWritable, OwnerReachesAllPorts, CallersNarrowed,
        UdpPortUnreachable, MountUnavailable, StateOutlivesRun, ScaleNotLimited, BuildNotDone, StartNotSet, LabelsDropped, CredentialByIntegration);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.ExeDevBaseline_2026_11",
        EquatableArray.Of("SpecialAddressesNotClosed", "NothingFiltered", "DnsOpen", "AccountIntegrations", "LifetimeNotLimited", "RunsAsRoot", "OwnerReachesAllPorts", "StateOutlivesRun", "LabelsDropped")));
}
