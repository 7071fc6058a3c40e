using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>What GKE Agent Sandbox does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class GkeDeviations
{
    private const string Fqdn = "cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies";
    private const string Policies = "kubernetes.io/docs/concepts/services-networking/network-policies";
    private const string Controller = "kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, extensions/controllers/sandboxtemplate_controller.go";
    private const string Crd = "kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, api/v1beta1";
    private const string Builds = "docs.docker.com/build (no network policy)";

    private static readonly DeviationFacts Facts = new(GkeAgentSandboxProvider.ProviderId, "2026-11-23");

    /// <summary>What depends on the rest of the cluster.</summary>
    public static readonly UndecidedDimension NotReadBack = new(Dimension.Egress, "whether the cluster enforces network policies, and whether another one selects the pods, stands in no file");

    /// <summary>The one address that no network policy closes.</summary>
    public static readonly UndecidedDimension OwnNode = new(Dimension.Egress, "the node on which the pod runs is reachable, and its address stands in no file");

    public static readonly DeviationDefinition BoundByLookup = Facts.Define(
        1, DeviationKind.Wider, "a host rule opens the addresses that the sandbox's own look-ups return, for every name that is served there.", Fqdn,
        (_, _) => Authority.None with { NameBinding = NameBinding.Dns });

    public static readonly DeviationDefinition RebindingNotClosed = Facts.Intrinsic(
        2, DeviationKind.Unverified, "whether a host whose look-up returns a private, link-local or metadata address opens that address on the rule's ports is not established.", Fqdn + " (silent)",
        policy => Authority.None with { Egress = Rebound(policy) });

    public static readonly DeviationDefinition DnsOpen = Facts.Intrinsic(
        3, DeviationKind.Wider, "as soon as one host is allowed, the cluster's resolver answers every name, so data can leave in look-ups.", Fqdn,
        _ => Authority.None with { Resolution = NameSet.All });

    public static readonly DeviationDefinition ClusterNotReadBack = Facts.Intrinsic(
        4, DeviationKind.Unverified, "policies add up: another one in the cluster that selects the pods opens more, and a cluster without enforcement opens everything; no emitted file can tell.", Policies,
        _ => Authority.None with { Undecided = EquatableArray.Of(NotReadBack) });

    public static readonly DeviationDefinition NodeReachable = Facts.Intrinsic(
        5, DeviationKind.Wider, "the node on which the pod runs is reachable on every port, whatever the policy says; its address stands in no file.", Policies,
        _ => Authority.None with { Undecided = EquatableArray.Of(OwnNode) });

    public static readonly DeviationDefinition WildcardOneLabel = Facts.Tighter(
        6, "a wildcard matches one label only, so deeper names are not reachable.", Fqdn);

    public static readonly DeviationDefinition AnyHostUnreachable = Facts.Tighter(
        7, "that a bare wildcard is taken is not established, so the rule is dropped.", Fqdn + " (silent)");

    public static readonly DeviationDefinition UdpHostUnreachable = Facts.Tighter(
        8, "hosts are allowed over TCP only here, so the rule is dropped.", Fqdn);

    public static readonly DeviationDefinition HostPortsTooMany = Facts.Tighter(
        9, "a rule for a host lists its ports one by one, so ranges of more than 16 are dropped.", Fqdn);

    public static readonly DeviationDefinition HoleInAllow = Facts.Tighter(
        10, "there are allow lists only, so an allow with a denial inside that cannot be cut out is dropped.", Policies);

    public static readonly DeviationDefinition HttpRuleUninspected = Facts.Tighter(
        11, "methods and paths cannot be compared, so the rule is dropped.", Fqdn);

    public static readonly DeviationDefinition MetadataUnreachable = Facts.Tighter(
        12, "what answers at a metadata endpoint depends on the node pool and is not established, so the rule is dropped.", Policies + " (silent)");

    public static readonly DeviationDefinition RouterCallersNotEstablished = Facts.Define(
        13, DeviationKind.Unverified, "the port answers to the cluster's sandbox router; who may call that router stands in no file.", Controller,
        (_, port) => Authority.None with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Of(int.Parse(port, CultureInfo.InvariantCulture)), Transport.Tcp, Callers.Organization)) });

    public static readonly DeviationDefinition CallersNarrowed = Facts.Tighter(
        14, "a port answers to the cluster's sandbox router only, not to everybody.", Controller);

    public static readonly DeviationDefinition UdpPortUnreachable = Facts.Tighter(
        15, "the router calls over TCP only, so a UDP port cannot be exposed.", Controller);

    public static readonly DeviationDefinition IdleNotStopped = Facts.Define(
        16, DeviationKind.Wider, "there is no idle timer, so an idle sandbox lives until its lifetime ends.", Crd,
        (policy, _) => Authority.None with { IdleSeconds = policy.Policy.Lifetime.Seconds });

    public static readonly DeviationDefinition LifetimeCountsPoolTime = Facts.Tighter(
        17, "the lifetime counts from the start of the pod, so a sandbox that waited in the warm pool lives shorter.", Crd);

    public static readonly DeviationDefinition SudoUnavailable = Facts.Tighter(
        18, "no process gains privileges, so sudo does not work.", Policies);

    public static readonly DeviationDefinition NotPersisted = Facts.Tighter(
        19, "nothing outlives a pod but its declared volumes.", Crd);

    public static readonly DeviationDefinition BuildNetworkOpen = Facts.Intrinsic(
        20, DeviationKind.Wider, "whatever builds the Dockerfile does so with an open network.", Builds,
        _ => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition ImageNotPlaced = Facts.Tighter(
        21, "no place is said for the image that the Dockerfile builds (Image = ...), so pods do not start until an overlay sets it.", Crd);

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        BoundByLookup, RebindingNotClosed, DnsOpen, ClusterNotReadBack, NodeReachable, WildcardOneLabel, AnyHostUnreachable, UdpHostUnreachable, HostPortsTooMany, HoleInAllow,
        HttpRuleUninspected, MetadataUnreachable, RouterCallersNotEstablished, CallersNarrowed, UdpPortUnreachable, IdleNotStopped, LifetimeCountsPoolTime, SudoUnavailable, NotPersisted, BuildNetworkOpen, ImageNotPlaced);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.GkeAgentSandboxBaseline_2026_11",
        EquatableArray.Of("RebindingNotClosed", "DnsOpen", "ClusterNotReadBack", "NodeReachable", "BuildNetworkOpen")));

    // A declared host at any address that is not public.
    private static EgressSet Rebound(TargetPolicy policy) => EgressSet.UnionAll(policy.Rules.Items
        .Where(r => r is { Kind: EgressRuleKind.AllowHost, Transport: Transport.Tcp })
        .Select(r => EgressSet.Of(Transport.Tcp, r.PortSet, NameClasses.NamesOnly(DeclaredAuthority.Pattern(r.Entry)), SpecialAddresses.PublicAddresses.Complement())));
}
