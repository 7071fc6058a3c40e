using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>Breadth of networks: together, then one by one.</summary>
internal static class NetworkBreadth
{
    // Prowler draws its line for public IPv4 at /23; /48 is what one site gets of IPv6 (RFC 6177).
    private const int NarrowIPv4 = 24;
    private const int NarrowIPv6 = 48;
    private const int NarrowPrivateIPv6 = 64;

    // With all but a /8 of IPv4, or a /12 of IPv6, a rule is for everything still: the hole does not make it a policy.
    private const long HoleIPv4 = 1L << 24;
    private const long HoleIPv6 = 1L << 20;

    // Less than this covers nothing: there are 3.7 billion public IPv4 addresses, and 2^29 blocks of /32 in 2000::/3.
    private const long LeastIPv4 = 3_500_000_000;
    private const long LeastIPv6 = 1L << 28;

    private static readonly Lazy<AddressSet> s_publicIPv4 = new(() => SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4));
    private static readonly Lazy<AddressSet> s_publicIPv6 = new(() => SpecialAddresses.PublicAddresses.Intersect(AddressSet.Of("2000::/3")));
    private static readonly Lazy<AddressSet> s_shared = new(() => AddressSet.Of("100.64.0.0/10"));
    private static readonly Lazy<AddressSet> s_unspecified = new(() => AddressSet.Of("0.0.0.0/32", "::/128"));
    private static readonly Lazy<ImmutableArray<(MetadataEndpoint Endpoint, IpAddress Address)>> s_metadata = new(() => SpecialAddresses.MetadataEndpoints
        .Where(e => e.Kind != MetadataEndpointKind.Host).Select(e => (e, IpAddress.Parse(e.Value))).ToImmutableArray());

    /// <summary>Metadata endpoint at an address of a set, or null; the whole internet is not asked.</summary>
    public static MetadataEndpoint? MetadataIn(AddressSet set) => CoversInternet(set) ? null : s_metadata.Value.FirstOrDefault(m => set.Contains(m.Address)).Endpoint;

    /// <summary>Whether a network is so wide, and yet not the whole, that it counts among the parts of a cover of the internet.</summary>
    public static bool IsPartOfInternet(EgressRule rule) => Cidr.Parse(rule.Entry) is var network && !IsNarrow(network, 9, 17) && !CoversInternet(AddressSet.Of(network));

    /// <summary>Findings about one network.</summary>
    public static IEnumerable<Finding> Judge(EgressRule rule)
    {
        var network = Cidr.Parse(rule.Entry);
        var set = AddressSet.Of(network);
        if (CoversInternet(set))
        {
            yield return BreadthFinding.At(rule, RuleCatalog.AnyDestination, "any-destination", $"'{rule.Entry}'", "s");
            yield break;
        }

        var embedded = EmbeddedIPv4.Of(network).ToList();
        foreach (var (form, inside) in embedded)
        {
            yield return BreadthFinding.Of(RuleCatalog.EmbeddedAddress, "embedded-ipv4", PolicyPlace.Rule(rule), rule, new[] { rule.Entry, inside.ToString(), form }, inside.ToString());
        }

        if (MetadataIn(set.Union(AddressSet.Of(embedded.Select(e => e.Network)))) is { } endpoint)
        {
            yield return BreadthFinding.At(rule, RuleCatalog.CloudMetadata, "cloud-metadata", rule.Entry, endpoint.Value, endpoint.Cloud);
        }

        if (set.Overlaps(SpecialAddresses.PublicAddresses))
        {
            foreach (var finding in Public(rule, network, set))
            {
                yield return finding;
            }
        }
        else if (embedded.Count == 0)
        {
            yield return Special(rule, network, set);
        }
    }

    /// <summary>Findings about networks that only together are broad, and whether they cover the internet.</summary>
    public static (IEnumerable<Finding> Findings, bool CoverInternet) JudgeUnion(List<EgressRule> rules)
    {
        var parts = rules.Select(r => (Rule: r, Network: Cidr.Parse(r.Entry))).ToList();
        var union = AddressSet.Of(parts.Select(p => p.Network));
        if (CoversInternet(union))
        {
            var alone = parts.Any(p => CoversInternet(AddressSet.Of(p.Network)));
            return (alone ? Enumerable.Empty<Finding>() : new[] { Together(parts[0].Rule, RuleCatalog.AnyDestination, "any-destination", Shown(parts), string.Empty) }, true);
        }

        return (Wide(parts, union), false);
    }

    /// <summary>Networks of operators that answer for many customers, beside rules for names on the same ports.</summary>
    public static IEnumerable<Finding> JudgeNames(List<EgressRule> networks, List<EgressRule> names)
    {
        foreach (var rule in networks)
        {
            var network = Cidr.Parse(rule.Entry);
            var set = AddressSet.Of(network);
            if (names.FirstOrDefault(n => n.Transport == rule.Transport && n.PortSet.Overlaps(rule.PortSet)) is not { } name || CoversInternet(set))
            {
                continue;
            }

            var operators = HostFile.Instance.Operators.Where(o => o.Addresses.Overlaps(set)).Select(o => o.Operator).ToList();
            var wide = !IsNarrow(network, 16, 32) && set.Overlaps(SpecialAddresses.PublicAddresses);
            if (wide || (operators.Count > 0 && !IsNarrow(network, 32, 128)))
            {
                var whom = operators.Count > 0 ? string.Join(" and ", operators) : "many operators";
                yield return Together(rule, RuleCatalog.AddressCoversName, "address-covers-name", rule.Entry, whom, name.Entry);
            }
        }
    }

    private static IEnumerable<Finding> Public(EgressRule rule, Cidr network, AddressSet set)
    {
        if (!IsNarrow(network, NarrowIPv4, NarrowIPv6))
        {
            yield return BreadthFinding.At(rule, RuleCatalog.WideNetwork, "wide-cidr", $"'{rule.Entry}' covers", Size(network), Line(network));
        }
        else if (set.Overlaps(HostFile.Instance.Resolvers))
        {
            var category = HostFile.Instance.Categories.Values.First(c => c.Name == "public-resolver-ip");
            yield return BreadthFinding.At(rule, RuleCatalog.WayOut, "exfil:public-resolver-ip", rule.Entry, category.Name, category.Why);
        }
    }

    private static Finding Special(EgressRule rule, Cidr network, AddressSet set)
    {
        var (kind, what) = set.Overlaps(SpecialAddresses.Loopback) || set.Equals(s_unspecified.Value) || set.IsSubsetOf(s_unspecified.Value) ? ("loopback", "loopback, the machine itself")
            : set.Overlaps(SpecialAddresses.LinkLocal) ? ("link-local", "link-local, the host and its neighbours")
            : set.Overlaps(s_shared.Value) ? ("shared", "shared address space of a carrier, a VPN or a cloud")
            : set.Overlaps(SpecialAddresses.Private) ? ("private", "a private network")
            : ("not-globally-reachable", string.Empty);
        if (kind == "not-globally-reachable")
        {
            var block = SpecialAddresses.Blocks.Where(b => AddressSet.Of(b.Network).Overlaps(set)).OrderByDescending(b => b.Network.PrefixLength).FirstOrDefault();
            return BreadthFinding.At(rule, RuleCatalog.Unreachable, kind, rule.Entry, block is null ? "unassigned" : $"{block.Name} ({block.Source})");
        }

        var small = kind is "private" or "shared" && IsNarrow(network, NarrowIPv4, NarrowPrivateIPv6);
        return BreadthFinding.At(rule, small ? RuleCatalog.PrivateNetwork : RuleCatalog.LocalDestination, kind, rule.Entry, what);
    }

    // Neighbours, each narrow, that make one wide block. A wide one among them has its own finding.
    private static IEnumerable<Finding> Wide(List<(EgressRule Rule, Cidr Network)> parts, AddressSet union)
    {
        foreach (var block in union.ToCidrs().Where(b => !IsNarrow(b, NarrowIPv4, NarrowIPv6)))
        {
            var inside = parts.Where(p => p.Network.IsIPv4 == block.IsIPv4 && p.Network.PrefixLength >= block.PrefixLength && p.Network.First.CompareTo(block.First) >= 0 && p.Network.Last.CompareTo(block.Last) <= 0).ToList();
            if (inside.Count > 1 && inside.All(p => IsNarrow(p.Network, NarrowIPv4, NarrowIPv6)) && AddressSet.Of(block).Overlaps(SpecialAddresses.PublicAddresses))
            {
                yield return Together(inside[0].Rule, RuleCatalog.WideNetwork, "wide-cidr", $"{Shown(inside)} together are '{block}' with", Size(block), Line(block));
            }
        }
    }

    // Counted first, which is cheap; most sets are far too small to be compared with the internet.
    private static bool CoversInternet(AddressSet set) =>
        (Count(set.Intersect(AddressSet.AllIPv4), IPv4) >= LeastIPv4 && Count(s_publicIPv4.Value.Except(set), IPv4) < HoleIPv4)
        || (Count(set, IPv6) >= LeastIPv6 && Count(s_publicIPv6.Value.Except(set), IPv6) < HoleIPv6);

    private static long IPv4(AddressRange range) => (long)(range.Last.Low - range.First.Low) + 1;

    // In blocks of /32.
    private static long IPv6(AddressRange range) => (long)((range.Last.High >> 32) - (range.First.High >> 32)) + 1;

    private static long Count(AddressSet set, Func<AddressRange, long> size)
    {
        long count = 0;
        foreach (var range in set.Ranges)
        {
            count += size(range);
        }

        return count;
    }

    private static bool IsNarrow(Cidr network, int ipv4, int ipv6) => network.PrefixLength >= (network.IsIPv4 ? ipv4 : ipv6);

    private static string Size(Cidr network) => network.IsIPv4
        ? (1L << (32 - network.PrefixLength)).ToString("N0", CultureInfo.InvariantCulture)
        : $"2^{(128 - network.PrefixLength).ToString(CultureInfo.InvariantCulture)}";

    private static string Line(Cidr network) => (network.IsIPv4 ? NarrowIPv4 : NarrowIPv6).ToString(CultureInfo.InvariantCulture);

    private static string Shown(List<(EgressRule Rule, Cidr Network)> parts) =>
        string.Join(", ", parts.Take(4).Select(p => $"'{p.Rule.Entry}'")) + (parts.Count > 4 ? $" and {(parts.Count - 4).ToString(CultureInfo.InvariantCulture)} more" : string.Empty);

    private static Finding Together(EgressRule rule, string ruleId, string kind, params string[] arguments) =>
        BreadthFinding.Of(ruleId, kind, PolicyPlace.Rule(rule), rule, arguments, union: true);
}
