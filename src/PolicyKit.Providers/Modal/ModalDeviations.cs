using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Modal;

/// <summary>What Modal does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class ModalDeviations
{
    private const string Sdk = "npm modal 0.11.1, index.d.ts";
    private const string Networking = "modal.com/docs/guide/sandbox-networking";
    private const string Measured = "apache/airflow PR 72910 (measured on live sandboxes)";

    /// <summary>What nobody outside Modal can see of one sandbox.</summary>
    public static readonly UndecidedDimension NotReadBack =
        new(Dimension.Egress, "that the service applies the network policy which it was sent cannot be read back");

    public static readonly DeviationDefinition ServerNameNotBound = Define(
        1, DeviationKind.Wider,
        "the claimed server name is compared and the address is not, so with any entry for a host code inside reaches every public address on tcp 443 that answers to a false name; a wildcard may include its apex.",
        Measured + "; " + Networking,
        (_, _) => Authority.None with { Egress = On443(SpecialAddresses.PublicAddresses), NameBinding = NameBinding.Claim });

    public static readonly DeviationDefinition NetworkRuleOpensAllPorts = Define(
        2, DeviationKind.Wider, "an entry for a network has no port and no transport: it opens every port and every protocol.", Networking + "; apache/airflow PR 73534",
        (policy, network) => Authority.None with { Egress = Opening.Everywhere(Opening.Dialled(policy).Intersect(AddressSet.Of(network)).Intersect(SpecialAddresses.PublicAddresses)) });

    public static readonly DeviationDefinition DnsOpen = Intrinsic(
        3, DeviationKind.Wider, "under an allow list, even an empty one, every name is resolved, so data can leave in look-ups; only a blocked network has none.", Measured,
        _ => Authority.None with { Resolution = NameSet.All });

    public static readonly DeviationDefinition SpecialAddressesNotClosed = Intrinsic(
        4, DeviationKind.Unverified, "whether a claimed name reaches private, link-local or metadata addresses on tcp 443 is not established; the documentation speaks of public addresses.", Networking,
        _ => Authority.None with { Egress = On443(SpecialAddresses.PublicAddresses.Complement()) });

    public static readonly DeviationDefinition NetworkPolicyNotReadBack = Intrinsic(
        5, DeviationKind.Unverified,
        "the service tells tags, times and resources of a sandbox, not its network policy; the program compares what is sent, and that it is applied rests on the service.",
        "modal-labs/modal-client at 69519ae, api.proto, SandboxInfo (no such field)",
        _ => Authority.None with { Undecided = EquatableArray.Of(NotReadBack) });

    public static readonly DeviationDefinition HostPortUnreachable = Tighter(
        6, "names are compared in TLS on tcp 443 only, so the rule is dropped on other ports and on UDP.", Networking);

    public static readonly DeviationDefinition HoleInAllow = Tighter(
        7, "there are allow lists only, so an allow with a denial inside that cannot be cut out is dropped.", Sdk + ", SandboxCreateParams");

    public static readonly DeviationDefinition PrivateNetworkUnreachable = Tighter(
        8, "what an entry for a private, shared, loopback or link-local range reaches is not established, so the rule is dropped.", Networking + " (silent)");

    public static readonly DeviationDefinition IPv6NotEnforced = Tighter(
        9, "whether IPv6 entries are enforced is not established, so the rule is dropped.", Networking + " (silent)");

    public static readonly DeviationDefinition HttpRuleUninspected = Tighter(
        10, "methods and paths cannot be compared, so the rule is dropped.", Sdk + ", SandboxCreateParams (no such key)");

    public static readonly DeviationDefinition MetadataUnreachable = Tighter(
        11, "what reaches a metadata endpoint is not established, so the rule is dropped.", Networking + " (silent)");

    public static readonly DeviationDefinition HeaderReplacementByClaim = Define(
        12, DeviationKind.Unverified,
        "the header is set on HTTPS requests that claim the credential's host, at any address and possibly any port of the networks that the policy opens; which server answers is not compared.",
        Sdk + ", ExperimentalOutboundPolicy (experimental)",
        (policy, name) => Authority.None with
        {
            NameBinding = NameBinding.Claim,
            Credentials = policy.Credentials.Where(c => c.Name == name).Select(c => new CredentialGrant(
                c.Name, CredentialDelivery.Brokered, EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.NamesOnly(Opening.Hosts(c)), Opening.Dialled(policy)))).ToEquatableArray(),
        });

    public static readonly DeviationDefinition OwnerReachesAllPorts = Intrinsic(
        13, DeviationKind.Wider, "who holds the API token can make a connect token for any port.", Sdk + ", createConnectToken",
        _ => Authority.None with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Owner)) });

    public static readonly DeviationDefinition CallersNarrowed = Tighter(
        14, "callers are holders of a connect token or everybody; members of an organisation cannot be told apart, so the port answers to connect tokens only.", Sdk + ", createConnectToken");

    public static readonly DeviationDefinition UdpPortUnreachable = Tighter(
        15, "a sandbox is called over TCP only, so a UDP port cannot be exposed.", Sdk + ", encryptedPorts");

    public static readonly DeviationDefinition RunsAsRoot = Intrinsic(
        16, DeviationKind.Wider, "commands run as root; whether the user that the image names is honoured is not established.", Sdk + ", SandboxCreateParams (no such key)",
        _ => Authority.None with { Identity = IdentityGrant.None with { Root = true, Capabilities = EquatableArray.Of("ALL") } });

    public static readonly DeviationDefinition RootWritable = Define(
        17, DeviationKind.Wider, "the root file system cannot be made read-only.", Sdk + ", SandboxCreateParams (no such key)",
        (_, _) => Authority.None with { Identity = IdentityGrant.None with { WritableRoot = true } });

    public static readonly DeviationDefinition CapabilitiesNotGranted = Tighter(
        18, "there is no key for Linux capabilities.", Sdk + ", SandboxCreateParams (no such key)");

    public static readonly DeviationDefinition DiskNotLimited = Intrinsic(
        19, DeviationKind.Wider, "the disk of a sandbox has no bound that can be set.", Sdk + ", SandboxCreateParams (no such key)",
        _ => Authority.None with { Resources = ResourceGrant.None with { DiskMiB = Limit.Unbounded } });

    public static readonly DeviationDefinition BuildNetworkOpen = Intrinsic(
        20, DeviationKind.Wider, "an image is built with an open network.", Sdk + ", ImageDockerfileCommandsParams (no network options)",
        _ => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition NotPersisted = Tighter(
        21, "nothing outlives a sandbox by itself; who holds the API token can take a snapshot.", Sdk + ", snapshotFilesystem");

    public static readonly DeviationDefinition ScaleNotLimited = Define(
        22, DeviationKind.Wider, "how many sandboxes run at once is limited by the plan only, and none are kept warm.", Sdk + ", SandboxCreateParams (no such key)", (_, _) => Authority.None);

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        ServerNameNotBound, NetworkRuleOpensAllPorts, DnsOpen, SpecialAddressesNotClosed, NetworkPolicyNotReadBack, HostPortUnreachable, HoleInAllow, PrivateNetworkUnreachable, IPv6NotEnforced,
        HttpRuleUninspected, MetadataUnreachable, HeaderReplacementByClaim, OwnerReachesAllPorts, CallersNarrowed, UdpPortUnreachable, RunsAsRoot, RootWritable, CapabilitiesNotGranted, DiskNotLimited,
        BuildNetworkOpen, NotPersisted, ScaleNotLimited);

    /// <summary>Those that a provider of two lists has.</summary>
    public static ListedDeviations Listed =>
        new(HttpRuleUninspected, MetadataUnreachable, HostPortUnreachable, HoleInAllow, IPv6NotEnforced, PrivateNetworkUnreachable, NetworkRuleOpensAllPorts);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.ModalBaseline_2026_11",
        EquatableArray.Of("DnsOpen", "SpecialAddressesNotClosed", "NetworkPolicyNotReadBack", "OwnerReachesAllPorts", "RunsAsRoot", "DiskNotLimited", "BuildNetworkOpen")));

    private static DeviationDefinition Tighter(int value, string message, string source, [CallerMemberName] string name = "") =>
        Define(value, DeviationKind.Tighter, message, source, (_, _) => Authority.None, name);

    private static DeviationDefinition Intrinsic(
        int value, DeviationKind kind, string message, string source, Func<TargetPolicy, Authority> opens, [CallerMemberName] string name = "") =>
        Define(value, kind, message, source, (policy, _) => opens(policy), name) with { Intrinsic = true };

    private static DeviationDefinition Define(
        int value,
        DeviationKind kind,
        string message,
        string source,
        Func<TargetPolicy, string, Authority> opens,
        [CallerMemberName] string name = "") => new()
        {
            Provider = ModalProvider.ProviderId,
            Name = name,
            Value = value,
            Kind = kind,
            Intrinsic = false,
            Message = message,
            Source = source,
            Date = "2026-11-23",
            Opens = opens,
        };

    // A false server name leads anywhere: to servers of other names, and to addresses that have none.
    private static EgressSet On443(AddressSet addresses) => EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, addresses);
}
