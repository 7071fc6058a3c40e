using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>
/// The addresses and names that are not ordinary hosts of the internet, and the set of those that are. The blocks restate the IANA special-purpose
/// address registries from the RFCs named, with multicast and the deprecated blocks of other registries.
/// </summary>
public static class SpecialAddresses
{
    /// <summary>
    /// The special blocks. They nest: for an address the longest prefix decides. The block of IPv4-mapped addresses is not listed, because those
    /// are IPv4 addresses here.
    /// </summary>
    public static ImmutableArray<SpecialBlock> Blocks { get; } =
    [
        Special("0.0.0.0/8", "this network", "RFC 791"),
        Special("0.0.0.0/32", "this host on this network", "RFC 1122"),
        Special("10.0.0.0/8", "private use", "RFC 1918"),
        Special("100.64.0.0/10", "shared address space (carrier NAT)", "RFC 6598"),
        Special("127.0.0.0/8", "loopback", "RFC 1122"),
        Special("169.254.0.0/16", "link local", "RFC 3927"),
        Special("172.16.0.0/12", "private use", "RFC 1918"),
        Special("192.0.0.0/24", "IETF protocol assignments", "RFC 6890"),
        Special("192.0.0.0/29", "IPv4 service continuity prefix", "RFC 7335"),
        Special("192.0.0.8/32", "IPv4 dummy address", "RFC 7600"),
        Reachable("192.0.0.9/32", "port control protocol anycast", "RFC 7723"),
        Reachable("192.0.0.10/32", "TURN anycast", "RFC 8155"),
        Special("192.0.0.170/32", "NAT64/DNS64 discovery", "RFC 8880, RFC 7050"),
        Special("192.0.0.171/32", "NAT64/DNS64 discovery", "RFC 8880, RFC 7050"),
        Special("192.0.2.0/24", "documentation TEST-NET-1", "RFC 5737"),
        Reachable("192.31.196.0/24", "AS112-v4", "RFC 7535"),
        Reachable("192.52.193.0/24", "AMT", "RFC 7450"),
        Special("192.88.99.0/24", "deprecated 6to4 relay anycast", "RFC 7526"),
        Special("192.88.99.2/32", "6a44 relay anycast", "RFC 6751"),
        Special("192.168.0.0/16", "private use", "RFC 1918"),
        Reachable("192.175.48.0/24", "direct delegation AS112", "RFC 7534"),
        Special("198.18.0.0/15", "benchmarking", "RFC 2544"),
        Special("198.51.100.0/24", "documentation TEST-NET-2", "RFC 5737"),
        Special("203.0.113.0/24", "documentation TEST-NET-3", "RFC 5737"),
        Special("240.0.0.0/4", "reserved", "RFC 1112"),
        Special("255.255.255.255/32", "limited broadcast", "RFC 8190, RFC 919"),
        Special("::1/128", "loopback", "RFC 4291"),
        Special("::/128", "unspecified", "RFC 4291"),
        Reachable("64:ff9b::/96", "IPv4-IPv6 translation", "RFC 6052"),
        Special("64:ff9b:1::/48", "IPv4-IPv6 translation, local use", "RFC 8215"),
        Special("100::/64", "discard-only", "RFC 6666"),
        Special("100:0:0:1::/64", "dummy IPv6 prefix", "RFC 9780"),
        Special("2001::/23", "IETF protocol assignments", "RFC 2928"),
        Special("2001::/32", "Teredo", "RFC 4380"),
        Reachable("2001:1::1/128", "port control protocol anycast", "RFC 7723"),
        Reachable("2001:1::2/128", "TURN anycast", "RFC 8155"),
        Reachable("2001:1::3/128", "DNS-SD SRP anycast", "RFC 9665"),
        Special("2001:2::/48", "benchmarking", "RFC 5180"),
        Reachable("2001:3::/32", "AMT", "RFC 7450"),
        Reachable("2001:4:112::/48", "AS112-v6", "RFC 7535"),
        Special("2001:10::/28", "deprecated ORCHID", "RFC 4843"),
        Reachable("2001:20::/28", "ORCHIDv2", "RFC 7343"),
        Reachable("2001:30::/28", "drone remote ID entity tags", "RFC 9374"),
        Special("2001:db8::/32", "documentation", "RFC 3849"),
        Special("2002::/16", "6to4", "RFC 3056"),
        Reachable("2620:4f:8000::/48", "direct delegation AS112", "RFC 7534"),
        Special("3fff::/20", "documentation", "RFC 9637"),
        Special("5f00::/16", "segment routing (SRv6) SIDs", "RFC 9602"),
        Special("fc00::/7", "unique local", "RFC 4193, RFC 8190"),
        Special("fe80::/10", "link-local unicast", "RFC 4291"),
        Special("224.0.0.0/4", "multicast", "RFC 5771"),
        Special("ff00::/8", "multicast", "RFC 4291"),
        Special("fec0::/10", "deprecated site-local", "RFC 3879"),
        Special("::/96", "deprecated IPv4-compatible", "RFC 4291"),
    ];

    /// <summary>
    /// Metadata and credential endpoints of clouds and platforms, and what stands beside them on the same addresses (resolvers, host gateways).
    /// </summary>
    public static ImmutableArray<MetadataEndpoint> MetadataEndpoints { get; } =
    [
        new("169.254.169.254", MetadataEndpointKind.IPv4, "AWS, Azure, Google Cloud, DigitalOcean, Hetzner, OpenStack, Oracle (new), IBM, Vultr, Linode/Akamai, Exoscale, OVH, UpCloud, Civo, Tencent"),
        new("fd00:ec2::254", MetadataEndpointKind.IPv6, "AWS"),
        new("169.254.170.2", MetadataEndpointKind.IPv4, "AWS ECS / Fargate"),
        new("169.254.170.23", MetadataEndpointKind.IPv4, "AWS EKS Pod Identity"),
        new("fd00:ec2::23", MetadataEndpointKind.IPv6, "AWS EKS Pod Identity"),
        new("169.254.169.253", MetadataEndpointKind.IPv4, "AWS VPC resolver (link-local form)"),
        new("fd00:ec2::253", MetadataEndpointKind.IPv6, "AWS VPC resolver"),
        new("169.254.169.123", MetadataEndpointKind.IPv4, "AWS time sync"),
        new("168.63.129.16", MetadataEndpointKind.IPv4, "Azure WireServer"),
        new("169.254.130.1", MetadataEndpointKind.IPv4, "Azure App Service / Container Apps identity endpoint (varies)"),
        new("metadata.google.internal", MetadataEndpointKind.Host, "Google Cloud"),
        new("metadata", MetadataEndpointKind.Host, "Google Cloud short name"),
        new("metadata.goog", MetadataEndpointKind.Host, "Google Cloud alternate name"),
        new("fd20:ce::254", MetadataEndpointKind.IPv6, "Google Cloud IPv6-only VMs"),
        new("instance-data", MetadataEndpointKind.Host, "AWS EC2-classic style name"),
        new("instance-data.ec2.internal", MetadataEndpointKind.Host, "AWS"),
        new("100.100.100.200", MetadataEndpointKind.IPv4, "Alibaba Cloud"),
        new("192.0.0.192", MetadataEndpointKind.IPv4, "Oracle Cloud Classic"),
        new("fd00:c1::a9fe:a9fe", MetadataEndpointKind.IPv6, "Oracle Cloud"),
        new("169.254.42.42", MetadataEndpointKind.IPv4, "Scaleway"),
        new("fd00:42::42", MetadataEndpointKind.IPv6, "Scaleway"),
        new("metadata.tencentyun.com", MetadataEndpointKind.Host, "Tencent Cloud"),
        new("169.254.0.23", MetadataEndpointKind.IPv4, "Tencent Cloud"),
        new("metadata.packet.net", MetadataEndpointKind.Host, "Equinix Metal (closed 2026)"),
        new("metadata.platformequinix.com", MetadataEndpointKind.Host, "Equinix Metal (closed 2026)"),
        new("rancher-metadata", MetadataEndpointKind.Host, "Rancher 1.x"),
        new("api.metadata.cloud.ibm.com", MetadataEndpointKind.Host, "IBM Cloud VPC"),
        new("metadata.service.vultr.com", MetadataEndpointKind.Host, "Vultr"),
        new("169.254.169.254.nip.io", MetadataEndpointKind.Host, "any resolver alias"),
        new("_api.internal", MetadataEndpointKind.Host, "Fly.io machines"),
        new("fdaa::3", MetadataEndpointKind.IPv6, "Fly.io private DNS"),
        new("169.254.1.1", MetadataEndpointKind.IPv4, "gVisor / Docker Desktop style gateways"),
        new("169.254.20.10", MetadataEndpointKind.IPv4, "Kubernetes NodeLocal DNSCache"),
    ];

    /// <summary>Private networks: RFC 1918, the shared space of RFC 6598, and the unique local addresses of RFC 4193.</summary>
    public static AddressSet Private { get; } = AddressSet.Of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

    /// <summary>Link-local addresses: 169.254.0.0/16 and fe80::/10.</summary>
    public static AddressSet LinkLocal { get; } = AddressSet.Of("169.254.0.0/16", "fe80::/10");

    /// <summary>Loopback addresses: 127.0.0.0/8 and ::1.</summary>
    public static AddressSet Loopback { get; } = AddressSet.Of("127.0.0.0/8", "::1/128");

    /// <summary>Multicast addresses: 224.0.0.0/4 and ff00::/8.</summary>
    public static AddressSet Multicast { get; } = AddressSet.Of("224.0.0.0/4", "ff00::/8");

    /// <summary>The addresses of <see cref="MetadataEndpoints"/>.</summary>
    public static AddressSet Metadata { get; } = AddressSet.Of(
        MetadataEndpoints.Where(endpoint => endpoint.Kind != MetadataEndpointKind.Host).Select(endpoint => endpoint.Value).ToArray());

    /// <summary>
    /// The globally reachable addresses. IPv4: all but the special blocks that are not reachable. IPv6: 2000::/3, the only space that IANA has given
    /// out for unicast, and the NAT64 prefix 64:ff9b::/96, without their special blocks; 6to4 and Teredo are among those. Never a metadata
    /// endpoint, though 168.63.129.16 lies in public space, and never an IPv6 form of an IPv4 address that is not in this set.
    /// </summary>
    public static AddressSet PublicAddresses { get; } = ComputePublicAddresses();

    /// <summary>The host names of <see cref="MetadataEndpoints"/>.</summary>
    public static NameSet MetadataNames { get; } = NameSet.UnionAll(
        MetadataEndpoints.Where(endpoint => endpoint.Kind == MetadataEndpointKind.Host).Select(endpoint => NameSet.Exact(endpoint.Value)));

    private static readonly NameSet s_localNames = NameSet.UnionAll(
        new[]
        {
            "kubernetes.default.svc", // the Kubernetes API inside a cluster
            "localhost", // RFC 6761
            "local", // multicast DNS, RFC 6762
            "internal", // reserved for private use by ICANN in 2024; instance names of several clouds
            "home.arpa", // RFC 8375
            "arpa", // infrastructure
            "cluster.local", // Kubernetes
            "lan", "intranet", "corp", // habitual, never delegated
            "ts.net", // the names of a Tailscale network
            "test", "invalid", "example", // RFC 6761
            "onion", // RFC 7686
        }.SelectMany(suffix => new[] { NameSet.Exact(suffix), NameSet.Below(suffix) }));

    /// <summary>Whether a name is known as that of a metadata endpoint. A name can always be pointed there, so that the address must be denied as well.</summary>
    /// <param name="name">A host name.</param>
    /// <returns>True when it is; false for text that is no host name.</returns>
    public static bool IsMetadataName(string name) => MetadataNames.Contains(name);

    /// <summary>Whether a name is one that never, or by reservation or habit not, belongs to a public host: localhost, *.local, *.internal and their like.</summary>
    /// <param name="name">A host name.</param>
    /// <returns>True when it is; false for text that is no host name.</returns>
    public static bool IsLocalName(string name) => s_localNames.Contains(name);

    /// <summary>
    /// The IPv6 addresses by which a translator or tunnel may reach the given IPv4 addresses: NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), 6to4, Teredo,
    /// IPv4-compatible and SIIT forms. For denials: where an IPv4 address does not fix its forms (Teredo, whose middle bits are free, and
    /// 64:ff9b:1::/48, whose layout its owner chooses) the whole prefix is taken. ISATAP forms, possible under every prefix, are not included.
    /// </summary>
    /// <param name="ipv4">IPv4 addresses; others in the set have no forms.</param>
    /// <returns>The IPv6 addresses.</returns>
    public static AddressSet EmbeddedForms(AddressSet ipv4)
    {
        const ulong SiitTag = 0xFFFF_0000_0000_0000;
        var ranges = ipv4.Intersect(AddressSet.AllIPv4).Ranges;
        if (ranges.IsEmpty)
        {
            return AddressSet.Empty;
        }

        var forms = new List<AddressSet> { AddressSet.Of("64:ff9b:1::/48", "2001::/32") };
        foreach (var range in ranges)
        {
            ulong first = (uint)range.First.Low, last = (uint)range.Last.Low;
            forms.Add(AddressSet.Range(IpAddress.FromBits(0, first), IpAddress.FromBits(0, last))); // RFC 4291, IPv4-compatible
            forms.Add(AddressSet.Range(IpAddress.FromBits(0, SiitTag | first), IpAddress.FromBits(0, SiitTag | last))); // RFC 2765, ::ffff:0:a.b.c.d
            forms.Add(AddressSet.Range(IpAddress.FromBits(0x0064_FF9B_0000_0000, first), IpAddress.FromBits(0x0064_FF9B_0000_0000, last))); // RFC 6052
            forms.Add(AddressSet.Range(IpAddress.FromBits(0x2002UL << 48 | first << 16, 0), IpAddress.FromBits(0x2002UL << 48 | last << 16 | 0xFFFF, ulong.MaxValue))); // RFC 3056
        }

        return AddressSet.UnionAll(forms);
    }

    private static AddressSet ComputePublicAddresses()
    {
        var reachable = AddressSet.AllIPv4.Union(AddressSet.Of("2000::/3"));
        foreach (var block in Blocks.OrderBy(block => block.Network.PrefixLength))
        {
            var addresses = AddressSet.Of(block.Network);
            reachable = block.IsGloballyReachable ? reachable.Union(addresses) : reachable.Except(addresses);
        }

        reachable = reachable.Except(Metadata);
        return reachable.Except(EmbeddedForms(AddressSet.AllIPv4.Except(reachable)));
    }

    private static SpecialBlock Special(string network, string name, string source) => new(Cidr.Parse(network), name, source, IsGloballyReachable: false);

    private static SpecialBlock Reachable(string network, string name, string source) => new(Cidr.Parse(network), name, source, IsGloballyReachable: true);
}
