using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Authorities;

/// <summary>What a policy allows: allows minus denials, with the rules of section 3 of the design.</summary>
public static class DeclaredAuthority
{
    /// <summary>The declared authority of a policy on one target.</summary>
    public static Authority Of(TargetPolicy target)
    {
        var policy = target.Policy;
        var denied = EgressSet.UnionAll(target.Rules.Items.Where(r => r.IsDenial).Select(Destinations));
        var named = EgressSet.UnionAll(target.Rules.Items.Where(IsNameRule).Select(Destinations)).Except(denied);
        var networks = EgressSet.UnionAll(target.Rules.Items.Where(r => r.Kind == EgressRuleKind.AllowNetwork).Select(Destinations)).Except(denied);
        var metadata = EgressSet.UnionAll(target.Rules.Items.Where(r => r.Kind == EgressRuleKind.AllowMetadata).Select(Destinations)).Except(denied);
        var egress = named.Union(networks).Union(metadata);
        var resolution = named.Names();
        foreach (var rule in target.Rules.Items.Where(r => r.Kind == EgressRuleKind.AllowMetadata && !IpAddress.TryParse(r.Entry, out _)))
        {
            resolution = resolution.Union(NameSet.Exact(rule.Entry).Intersect(metadata.Names()));
        }

        return new Authority
        {
            Egress = egress,
            Resolution = resolution,
            NameBinding = NameBinding.Address,
            Ingress = policy.Ingress.Items.Select(i => new IngressGrant(PortSet.Of(i.Port), i.Transport, i.Callers)).ToEquatableArray(),
            Credentials = target.Credentials.Items
                .Select(c => new CredentialGrant(c.Name, c.Delivery, c.IsReadableInside ? EgressSet.Empty : Audience(c, egress)))
                .ToEquatableArray(),
            Mounts = policy.Mounts.Items.Select(m => new MountGrant(m.Path, MountSource(m), m.ReadOnly)).ToEquatableArray(),
            Identity = new IdentityGrant(policy.Identity.Uid == 0, policy.Identity.Sudo, !policy.Identity.ReadOnlyRoot, policy.Identity.Capabilities),
            Isolation = policy.Isolation,
            Resources = new ResourceGrant(
                policy.Resources.MilliCpu.Maximum, policy.Resources.MemoryMiB.Maximum, policy.Resources.DiskMiB.Maximum, policy.Resources.Gpu is not null),
            LifetimeSeconds = policy.Lifetime.Seconds,
            IdleSeconds = policy.Lifetime.IdleSeconds,
            Persistence = policy.Persistence,
            Mutability = Mutability.Operator,
            Peers = PeerReach.None,
            BuildEgress = EgressSet.UnionAll(policy.BuildHosts.Items.Select(h => HostDestinations(h, Transport.Tcp, PortSet.Of(443), HttpSet.All))),
        };
    }

    /// <summary>Destinations to which a brokered credential may be sent: its hosts, where the egress reaches them over TCP; never on port 80, where it would go in the clear.</summary>
    public static EgressSet Audience(CredentialReference credential, EgressSet egress)
    {
        var hosts = NameSet.UnionAll(credential.Hosts.Select(Pattern));
        return EgressSet.Of(Transport.Tcp, PortSet.Of(80).Complement(), NameClasses.NamesOnly(hosts), AddressSet.All).Intersect(egress);
    }

    /// <summary>Volume and sub-path in one text, as containment compares them.</summary>
    public static string MountSource(MountPoint mount) => mount.SubPath is null ? mount.Source : mount.Source + "/" + mount.SubPath;

    /// <summary>The names of a canonical host pattern.</summary>
    /// <exception cref="FormatException">Not a pattern; the reader lets none through.</exception>
    public static NameSet Pattern(string pattern) =>
        NameSet.TryParsePattern(pattern, out var set) ? set : throw new FormatException($"'{pattern}' is not a host pattern.");

    /// <summary>What one rule says on its own: destinations opened, or cut by a denial.</summary>
    public static EgressSet Destinations(EgressRule rule) => rule.Kind switch
    {
        EgressRuleKind.AllowHost => HostDestinations(rule.Entry, rule.Transport!.Value, rule.PortSet, HttpSet.All),
        EgressRuleKind.AllowHttp => HostDestinations(rule.Entry, rule.Transport!.Value, rule.PortSet, Http(rule)),
        EgressRuleKind.AllowAnyHost => NameDestinations(NameSet.All, rule.Transport!.Value, rule.PortSet, HttpSet.All),
        EgressRuleKind.AllowNetwork => EgressSet.Of(rule.Transport!.Value, rule.PortSet, NameClasses.Everything, OpenedBy(Network(rule))),
        EgressRuleKind.AllowMetadata => MetadataDestinations(rule),
        EgressRuleKind.DenyHost => AnyTransport(rule, t => EgressSet.Of(t, rule.PortSet, NameClasses.NamesOnly(Pattern(rule.Entry)), AddressSet.All)),
        EgressRuleKind.DenyNetwork => AnyTransport(rule, t => EgressSet.Of(t, rule.PortSet, NameClasses.Everything, WithEmbeddedForms(Network(rule)))),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private static bool IsNameRule(EgressRule rule) => rule.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp or EgressRuleKind.AllowAnyHost;

    private static EgressSet HostDestinations(string host, Transport transport, PortSet ports, HttpSet http) =>
        NameDestinations(Pattern(host), transport, ports, http);

    // Names resolve to public addresses only (DNS rebinding). A network rule on the same transport and port opens its addresses for every name, which the union brings.
    private static EgressSet NameDestinations(NameSet names, Transport transport, PortSet ports, HttpSet http) =>
        EgressSet.Of(transport, ports, NameClasses.NamesOnly(names.Except(SpecialAddresses.MetadataNames)), SpecialAddresses.PublicAddresses, http);

    private static HttpSet Http(EgressRule rule) => HttpSet.Of(rule.Methods.Items, rule.Paths.IsEmpty ? PathSet.All : PathSet.Of(rule.Paths.Items));

    private static AddressSet Network(EgressRule rule) =>
        Cidr.TryParse(rule.Entry, out var cidr, out _, out _) ? AddressSet.Of(cidr) : throw new FormatException($"'{rule.Entry}' is not a network.");

    // A rule opens a block that is not public only when it lies wholly inside one such block; metadata endpoints never.
    private static AddressSet OpenedBy(AddressSet network)
    {
        var inside = SpecialAddresses.Blocks.Any(b => !b.IsGloballyReachable && network.IsSubsetOf(AddressSet.Of(b.Network)));
        return (inside ? network : network.Intersect(SpecialAddresses.PublicAddresses)).Except(WithEmbeddedForms(SpecialAddresses.Metadata));
    }

    private static AddressSet WithEmbeddedForms(AddressSet network) =>
        network.Union(SpecialAddresses.EmbeddedForms(network.Intersect(AddressSet.AllIPv4)));

    private static EgressSet MetadataDestinations(EgressRule rule) => IpAddress.TryParse(rule.Entry, out var address)
        ? EgressSet.Of(rule.Transport!.Value, rule.PortSet, NameClasses.Everything, AddressSet.Of(address))
        : EgressSet.Of(rule.Transport!.Value, rule.PortSet, NameClasses.NamesOnly(Pattern(rule.Entry)), SpecialAddresses.Metadata);

    // A denial of some ports that names no transport is about the transports that have ports.
    private static EgressSet AnyTransport(EgressRule rule, Func<Transport, EgressSet> destinations) => rule.Transport is { } one
        ? destinations(one)
        : EgressSet.UnionAll((rule.PortSet.Contains(0)
            ? new[] { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other }
            : new[] { Transport.Tcp, Transport.Udp }).Select(destinations));
}
