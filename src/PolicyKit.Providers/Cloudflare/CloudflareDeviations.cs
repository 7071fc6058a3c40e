using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>What Cloudflare Sandboxes do otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class CloudflareDeviations
{
    public static readonly DeviationDefinition OnlyHttpLeaves = Define(
        1, DeviationKind.Tighter, true, "only HTTP on tcp 80 and HTTPS on tcp 443 leave the container, and the Worker sends them anew: another protocol on these ports does not work.",
        "cloudflare/workerd, container-client.c++",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition HostPortUnreachable = Define(
        2, DeviationKind.Tighter, false, "requests are intercepted on tcp 80 and 443 only, so the rule is dropped on other ports and on UDP.",
        "cloudflare/workerd, container.capnp",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition NetworkUnreachable = Define(
        3, DeviationKind.Tighter, false, "a Worker sends requests to names; addresses and other protocols cannot be opened, so the rule is dropped.",
        "npm @cloudflare/workers-types 5.20261117.1, Container (interceptors for HTTP and HTTPS only)",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition MetadataUnreachable = Define(
        4, DeviationKind.Tighter, false, "metadata endpoints are never reachable, so the rule is dropped.",
        "cloudflare/containers, docs/egress.md",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition SpecialDestinationsByName = Define(
        5, DeviationKind.Unverified, true, "that a Worker never reaches private or other special addresses through a name that resolves there is not established.",
        "developers.cloudflare.com, workers/runtime-apis/fetch (silent)",
        (policy, _) => Reached(policy, SpecialAddresses.PublicAddresses.Complement()));

    public static readonly DeviationDefinition DeniedNetworkByName = Define(
        6, DeviationKind.Wider, false, "the Worker's fetch resolves names itself: an allowed name that resolves into the denied network is reached.",
        "developers.cloudflare.com, workers/runtime-apis/fetch",
        (policy, network) => Reached(policy, WithEmbeddedForms(AddressSet.Of(network)).Intersect(SpecialAddresses.PublicAddresses)));

    public static readonly DeviationDefinition LookupsNotEstablished = Define(
        7, DeviationKind.Unverified, true, "which names the container may look up is decided by the outbound configuration in a way that is not established.",
        "developers.cloudflare.com, containers/configuration/outbound-traffic",
        (_, _) => Authority.None with { Resolution = NameSet.All });

    public static readonly DeviationDefinition BuildNetworkOpen = Define(
        8, DeviationKind.Wider, true, "the image is built on the deployer's machine with an open network.",
        "npm wrangler 4.164.0, containers",
        (_, _) => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition RootWritable = Define(
        9, DeviationKind.Wider, false, "the root file system cannot be made read-only.",
        "npm @cloudflare/workers-types 5.20261117.1, ContainerStartupOptions (no such key)",
        (_, _) => Authority.None with { Identity = IdentityGrant.None with { WritableRoot = true } });

    public static readonly DeviationDefinition ResourcesReduced = Define(
        10, DeviationKind.Tighter, false, "custom instances take 1 to 4 vCPU, at least 3 GiB for each, at most 12 GiB, and at most 2 GB of disk for each GiB; within the declared bounds less than the declared minimum is given.",
        "developers.cloudflare.com, containers/platform/limits",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition CapabilitiesNotGranted = Define(
        11, DeviationKind.Tighter, false, "Linux capabilities cannot be given to an account that is not root.",
        "npm @cloudflare/workers-types 5.20261117.1, ContainerStartupOptions (no such key)",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition RootCapabilities = Define(
        12, DeviationKind.Unverified, false, "which capabilities a container has as uid 0 is not established.",
        "developers.cloudflare.com, containers (silent)",
        (_, _) => Authority.None with { Identity = IdentityGrant.None with { Capabilities = EquatableArray.Of("ALL") } });

    public static readonly DeviationDefinition SudoNotGranted = Define(
        13, DeviationKind.Tighter, false, "the image's set-uid programs are taken away, sudo among them.",
        "Dockerfile of this project",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition CallersNarrowed = Define(
        14, DeviationKind.Tighter, false, "callers are Workers with a binding to the sandbox, or everybody; members of an organisation cannot be told apart, so the port answers to bindings only.",
        "npm wrangler 4.164.0, config-schema.json (workers_dev)",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition UdpPortUnreachable = Define(
        15, DeviationKind.Tighter, false, "a container is called over TCP only, so a UDP port cannot be exposed.",
        "npm @cloudflare/workers-types 5.20261117.1, getTcpPort",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition PersistenceLost = Define(
        16, DeviationKind.Tighter, false, "the disk is lost when the container stops.",
        "developers.cloudflare.com, containers",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition IsolationNotEstablished = Define(
        17, DeviationKind.Unverified, false, "that each instance runs in a virtual machine of its own is said in passing only.",
        "npm @cloudflare/containers 0.3.7, comments",
        (_, _) => Authority.None with { Isolation = IsolationLevel.Container });

    public static readonly DeviationDefinition ScaleNotLimited = Define(
        18, DeviationKind.Wider, false, "how many sandboxes run at once is limited by the account only, and none are kept warm.",
        "npm wrangler 4.164.0, scheduling_policy durable_object",
        (_, _) => Authority.None);

    public static readonly DeviationDefinition SdkSupportEnds = Define(
        19, DeviationKind.Unverified, false, "0.x of the SDK gets fixes until 2026-12-31 only: what is found in it later stays as it is.",
        "developers.cloudflare.com, sandbox/sdk/migrate",
        (_, _) => Authority.None);

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        OnlyHttpLeaves, HostPortUnreachable, NetworkUnreachable, MetadataUnreachable, SpecialDestinationsByName, DeniedNetworkByName, LookupsNotEstablished, BuildNetworkOpen, RootWritable, ResourcesReduced, CapabilitiesNotGranted, RootCapabilities, SudoNotGranted, CallersNarrowed, UdpPortUnreachable, PersistenceLost, IsolationNotEstablished, ScaleNotLimited, SdkSupportEnds);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.CloudflareBaseline_2026_11",
        EquatableArray.Of("OnlyHttpLeaves", "SpecialDestinationsByName", "LookupsNotEstablished", "BuildNetworkOpen")));

    private static DeviationDefinition Define(
        int value, DeviationKind kind, bool intrinsic, string message, string source, Func<TargetPolicy, string, Authority> opens, [CallerMemberName] string name = "") => new()
        {
            Provider = CloudflareProvider.ProviderId,
            Name = name,
            Value = value,
            Kind = kind,
            Intrinsic = intrinsic,
            Message = message,
            Source = source,
            Date = "2026-11-23",
            Opens = opens,
        };

    // What the policy's names reach at addresses where the policy does not let them: the same ports, the same requests, the same credentials.
    private static Authority Reached(TargetPolicy policy, AddressSet addresses)
    {
        var egress = EgressSet.UnionAll(
            from port in new[] { 80, 443 }
            let denied = Denied(policy, port).Union(SpecialAddresses.MetadataNames)
            from rule in policy.Rules.Items
            where rule.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowAnyHost or EgressRuleKind.AllowHttp && rule.Transport == Transport.Tcp
            where rule.PortSet.Contains(port)
            select EgressSet.Of(Transport.Tcp, PortSet.Of(port), NameClasses.NamesOnly(Names(rule).Except(denied)), addresses, Http(rule)));
        return Authority.None with
        {
            Egress = egress,
            Credentials = policy.Credentials.Where(c => c.Delivery == CredentialDelivery.Brokered)
                .Select(c => new CredentialGrant(c.Name, c.Delivery, DeclaredAuthority.Audience(c, egress)))
                .Where(c => !c.Audience.IsEmpty).ToEquatableArray(),
        };
    }

    private static NameSet Names(EgressRule rule) => rule.Kind == EgressRuleKind.AllowAnyHost ? NameSet.All : DeclaredAuthority.Pattern(rule.Entry);

    private static NameSet Denied(TargetPolicy policy, int port) => NameSet.UnionAll(policy.Rules.Items
        .Where(r => r.Kind == EgressRuleKind.DenyHost && r.Transport is null or Transport.Tcp && r.PortSet.Contains(port)).Select(r => DeclaredAuthority.Pattern(r.Entry)));

    private static HttpSet Http(EgressRule rule) => rule.Kind != EgressRuleKind.AllowHttp ? HttpSet.All : HttpSet.Of(
        rule.Methods.Items,
        rule.Paths.IsEmpty ? PathSet.All : PathSet.Of(rule.Paths.Items));

    private static AddressSet WithEmbeddedForms(AddressSet network) => network.Union(SpecialAddresses.EmbeddedForms(network));
}
