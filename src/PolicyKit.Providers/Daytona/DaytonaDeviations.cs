using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Daytona;

/// <summary>What Daytona does otherwise than declared. Each states what it opens from policy and subject alone.</summary>
internal static class DaytonaDeviations
{
    private const string Sdk = "npm @daytona/sdk 0.216.0, Daytona.d.ts";
    private const string Body = "npm @daytona/api-client 0.216.0, create-sandbox.d.ts";
    private const string Server = "daytonaio/daytona at b5a5d9e78";
    private const string Limits = "daytona.io/docs/en/network-limits";
    private const string Sandboxes = "daytona.io/docs/en/sandboxes";

    /// <summary>What nobody outside Daytona can see of one sandbox.</summary>
    public static readonly UndecidedDimension InForce =
        new(Dimension.Egress, "that the network rules are in force from the first moment, and close IPv6, is not established");

    /// <summary>Names that a list does not close, as far as anybody knows.</summary>
    public static readonly UndecidedDimension Essential =
        new(Dimension.Egress, "services that Daytona calls essential may stay reachable under a list; which they are changes");

    /// <summary>What a list of domains leaves of other ports.</summary>
    public static readonly UndecidedDimension OtherPorts =
        new(Dimension.Egress, "that anything but tcp 80 and 443 is closed under a list of domains is not established");

    public static readonly DeviationDefinition HostListNotBound = Define(
        1, DeviationKind.Unverified,
        "names are compared on tcp 80 and 443, both, in code that nobody outside can read: whether the address is bound to the name is not established, so every public address counts as reachable there; nor is it that every other port is closed.",
        Limits + "; " + Body,
        (_, _) => Authority.None with { Egress = OnWeb(SpecialAddresses.PublicAddresses), NameBinding = NameBinding.Claim, Undecided = EquatableArray.Of(OtherPorts) });

    public static readonly DeviationDefinition NetworkRuleOpensAllPorts = Define(
        2, DeviationKind.Wider, "an entry for a network has no port and no transport: it opens every port and every protocol.", Server + ", netrules/set.go",
        (policy, network) => Authority.None with { Egress = Opening.Everywhere(Opening.Dialled(policy).Intersect(AddressSet.Of(network))) });

    public static readonly DeviationDefinition LookUpsOpen = Intrinsic(
        3, DeviationKind.Unverified, "which names are resolved is not documented, under a blocked network neither, so data may leave in look-ups.", Limits + " (silent)",
        _ => Authority.None with { Resolution = NameSet.All });

    public static readonly DeviationDefinition SpecialAddressesNotClosed = Intrinsic(
        4, DeviationKind.Unverified, "whether a name reaches private, link-local or metadata addresses on tcp 80 and 443 is not established.", Limits + " (silent)",
        _ => Authority.None with { Egress = OnWeb(SpecialAddresses.PublicAddresses.Complement()) });

    public static readonly DeviationDefinition RulesNotConfirmed = Intrinsic(
        5, DeviationKind.Unverified,
        "the rules are installed after the start, an error is only logged, and IPv6 is not spoken of; the service tells back the list, not that it is in force.",
        Server + ", docker/create.go (the hosted code is closed)",
        _ => Authority.None with { Undecided = EquatableArray.Of(InForce) });

    public static readonly DeviationDefinition EssentialServicesOpen = Intrinsic(
        6, DeviationKind.Unverified,
        "under a list, services that Daytona calls essential may stay reachable, denied ones too: registries, Git hosts, model vendors, object stores, hosting platforms, api.telegram.org; many can carry data out, and the list grows.",
        Limits + "; " + Server,
        _ => Authority.None with { Undecided = EquatableArray.Of(Essential) });

    public static readonly DeviationDefinition ListsExcludeEachOther = Tighter(
        7, "a sandbox has a list of domains or a list of networks; the hosts are kept, so the network is dropped. Limit one of the two to other targets to choose otherwise.", "daytona/clients PR 265");

    public static readonly DeviationDefinition HostPortUnreachable = Tighter(
        8, "names are compared on tcp 80 and 443 only, so the rule is dropped on other ports and on UDP.", Body);

    public static readonly DeviationDefinition AnyHostUnreachable = Tighter(
        9, "the list takes names and wildcards below a name, so an allow of any host is dropped, and hosts beside it with it.", Server + ", validator of the domain list");

    public static readonly DeviationDefinition HoleInAllow = Tighter(
        10, "there are allow lists only, so an allow with a denial inside that cannot be cut out is dropped.", "daytonaio/daytona issue 4134");

    public static readonly DeviationDefinition PrivateNetworkUnreachable = Tighter(
        11, "what an entry for a private, shared, loopback or link-local range reaches on Daytona's hosts is not established, so the rule is dropped.", Limits + " (silent)");

    public static readonly DeviationDefinition IPv6NotEnforced = Tighter(
        12, "the list takes IPv4 networks only, so the rule is dropped.", Server + ", validator of the allow list");

    public static readonly DeviationDefinition HttpRuleUninspected = Tighter(
        13, "methods and paths cannot be compared, so the rule is dropped.", Body + " (no such key)");

    public static readonly DeviationDefinition MetadataUnreachable = Tighter(
        14, "what reaches a metadata endpoint is not established, so the rule is dropped.", Limits + " (silent)");

    public static readonly DeviationDefinition SecretNotBound = Define(
        15, DeviationKind.Unverified,
        "code inside puts a placeholder where it likes, in any header; whether it is exchanged on plain HTTP, on other ports and by the claimed name alone is not established. The hosts stand in the organisation's store, where others may widen them.",
        "daytona.io/docs/en/secrets; npm @daytona/sdk 0.216.0, Secret.d.ts",
        (policy, name) => Authority.None with
        {
            NameBinding = NameBinding.Claim,
            Credentials = policy.Credentials.Where(c => c.Name == name).Select(c => new CredentialGrant(c.Name, CredentialDelivery.Brokered, Sent(policy, c))).ToEquatableArray(),
        });

    public static readonly DeviationDefinition OrganizationReachesAllPorts = Intrinsic(
        16, DeviationKind.Wider, "every port has a preview address that answers to a token and to members of the organisation.", Sdk + ", public",
        _ => Authority.None with { Ingress = AllPorts(Callers.Organization) });

    public static readonly DeviationDefinition InboundAllPorts = Define(
        17, DeviationKind.Wider, "public is a switch for the whole sandbox: every port, not only the exposed one, answers to everybody.", Sdk + ", public",
        (_, _) => Authority.None with { Ingress = AllPorts(Callers.Public) });

    public static readonly DeviationDefinition UdpPortUnreachable = Tighter(
        18, "a sandbox is called over HTTP only, so a UDP port cannot be exposed.", Sdk + ", getPreviewLink");

    public static readonly DeviationDefinition RootWithinReach = Intrinsic(
        19, DeviationKind.Unverified, "the documentation says that code runs as root in the container; whether the named account is honoured, and what it may do, is not established.", Sandboxes,
        _ => Authority.None with { Identity = IdentityGrant.None with { Root = true, Sudo = true, Capabilities = EquatableArray.Of("ALL") } });

    public static readonly DeviationDefinition RootWritable = Define(
        20, DeviationKind.Wider, "the root file system cannot be made read-only.", Sdk + " (no such key)",
        (_, _) => Authority.None with { Identity = IdentityGrant.None with { WritableRoot = true } });

    public static readonly DeviationDefinition CapabilitiesNotGranted = Tighter(
        21, "there is no key for Linux capabilities.", Sdk + " (no such key)");

    public static readonly DeviationDefinition VolumeWritable = Define(
        22, DeviationKind.Wider, "volumes are mounted writable.", "npm @daytona/api-client 0.216.0, sandbox-volume.d.ts (no such key)",
        (policy, path) => Authority.None with
        {
            Mounts = policy.Policy.Mounts.Where(m => m.Path == path).Select(m => new MountGrant(m.Path, DeclaredAuthority.MountSource(m), ReadOnly: false)).ToEquatableArray(),
        });

    public static readonly DeviationDefinition BuildNetworkOpen = Intrinsic(
        23, DeviationKind.Wider, "an image is built with an open network.", "npm @daytona/sdk 0.216.0, Image.d.ts (no network options)",
        _ => Authority.None with { BuildEgress = EgressSet.All });

    public static readonly DeviationDefinition SmallerThanDeclared = Tighter(
        24, "the organisation's limit, or the whole GiB in which Daytona counts, lies below the least amount that is declared; the sandbox gets less.", Sandboxes);

    public static readonly DeviationDefinition BusySandboxStops = Intrinsic(
        25, DeviationKind.Tighter, "only calls from outside count as activity, so a sandbox that works is stopped too.", Sandboxes, _ => Authority.None);

    public static readonly DeviationDefinition MemoryNotPersisted = Tighter(
        26, "a container keeps its disk only.", Sandboxes);

    public static readonly DeviationDefinition ScaleNotLimited = Define(
        27, DeviationKind.Wider, "how many sandboxes run at once is limited by the organisation's pool only, and none are kept warm.", "daytona.io/docs/en/limits", (_, _) => Authority.None);

    /// <summary>All, by value.</summary>
    public static ImmutableArray<DeviationDefinition> All { get; } = ImmutableArray.Create(
        HostListNotBound, NetworkRuleOpensAllPorts, LookUpsOpen, SpecialAddressesNotClosed, RulesNotConfirmed, EssentialServicesOpen, ListsExcludeEachOther, HostPortUnreachable, AnyHostUnreachable,
        HoleInAllow, PrivateNetworkUnreachable, IPv6NotEnforced, HttpRuleUninspected, MetadataUnreachable, SecretNotBound, OrganizationReachesAllPorts, InboundAllPorts, UdpPortUnreachable,
        RootWithinReach, RootWritable, CapabilitiesNotGranted, VolumeWritable, BuildNetworkOpen, SmallerThanDeclared, BusySandboxStops, MemoryNotPersisted, ScaleNotLimited);

    /// <summary>Those that a provider of two lists has.</summary>
    public static ListedDeviations Listed =>
        new(HttpRuleUninspected, MetadataUnreachable, HostPortUnreachable, HoleInAllow, IPv6NotEnforced, PrivateNetworkUnreachable, NetworkRuleOpensAllPorts);

    /// <summary>Baselines that were ever shipped. Never changed; a deviation learned later goes into a new one.</summary>
    public static ImmutableArray<DeviationBaseline> Baselines { get; } = ImmutableArray.Create(new DeviationBaseline(
        "PolicyKit.DaytonaBaseline_2026_11",
        EquatableArray.Of(
            "LookUpsOpen", "SpecialAddressesNotClosed", "RulesNotConfirmed", "EssentialServicesOpen", "OrganizationReachesAllPorts", "RootWithinReach", "BuildNetworkOpen", "BusySandboxStops")));

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
            Provider = DaytonaProvider.ProviderId,
            Name = name,
            Value = value,
            Kind = kind,
            Intrinsic = false,
            Message = message,
            Source = source,
            Date = "2026-11-23",
            Opens = opens,
        };

    private static EgressSet OnWeb(AddressSet addresses) => EgressSet.Of(Transport.Tcp, PortSet.Of(80, 443), NameClasses.Everything, addresses);

    private static EquatableArray<IngressGrant> AllPorts(Callers callers) => EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, callers));

    // By a claimed name, wherever the sandbox gets to: any address on the web ports, any port of a network.
    private static EgressSet Sent(TargetPolicy policy, CredentialReference credential)
    {
        var names = NameClasses.NamesOnly(Opening.Hosts(credential));
        return EgressSet.Of(Transport.Tcp, PortSet.Of(80, 443), names, AddressSet.All).Union(EgressSet.Of(Transport.Tcp, PortSet.All, names, Opening.Dialled(policy)));
    }
}
