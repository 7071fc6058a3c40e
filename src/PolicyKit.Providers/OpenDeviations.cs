using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;

namespace PolicyKit.Providers;

/// <summary>Deviations of every provider that limits no connection.</summary>
internal static class OpenDeviations
{
    public static DeviationDefinition SpecialAddressesNotClosed(this DeviationFacts facts, int value, string source) => facts.Intrinsic(
        value, DeviationKind.Unverified, "whether private, link-local and metadata addresses are reachable, and other sandboxes at them, is not established.", source,
        _ => Authority.None with { Egress = OpenEgress.Special, Peers = PeerReach.Others },
        nameof(SpecialAddressesNotClosed));

    public static DeviationDefinition NothingFiltered(this DeviationFacts facts, int value, string source) => facts.Intrinsic(
        value, DeviationKind.Wider, "nothing is filtered: addresses may be dialled without a name, and UDP and other protocols leave as well.", source,
        _ => Authority.None with { Egress = OpenEgress.Unfiltered },
        nameof(NothingFiltered));

    public static DeviationDefinition DnsOpen(this DeviationFacts facts, int value, string source) => facts.Intrinsic(
        value, DeviationKind.Wider, "every name is resolved.", source,
        _ => Authority.None with { Resolution = NameSet.All },
        nameof(DnsOpen));

    public static DeviationDefinition SpecialAddressUnreachable(this DeviationFacts facts, int value, string source) => facts.Tighter(
        value, "what reaches a private network or a metadata endpoint is not established, so the rule may open nothing.", source, nameof(SpecialAddressUnreachable));

    public static DeviationDefinition LifetimeNotLimited(this DeviationFacts facts, int value, string source) => facts.Intrinsic(
        value, DeviationKind.Wider, "life and idle time have no bound.", source,
        _ => Authority.None with { LifetimeSeconds = Core.Model.Limit.Unbounded, IdleSeconds = Core.Model.Limit.Unbounded },
        nameof(LifetimeNotLimited));

    public static DeviationDefinition RootWritable(this DeviationFacts facts, int value, string source) => facts.Define(
        value, DeviationKind.Wider, "the root file system is writable; there is no setting for it.", source,
        (_, _) => Authority.None with { Identity = IdentityGrant.None with { WritableRoot = true } },
        nameof(RootWritable));

    public static DeviationDefinition UdpPortUnreachable(this DeviationFacts facts, int value, string source) =>
        facts.Tighter(value, "ports are called over HTTP only.", source, nameof(UdpPortUnreachable));

    public static DeviationDefinition MountUnavailable(this DeviationFacts facts, int value, string source) =>
        facts.Tighter(value, "there are no volumes, so nothing is mounted.", source, nameof(MountUnavailable));
}
