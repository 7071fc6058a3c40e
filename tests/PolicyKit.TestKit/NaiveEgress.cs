using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.TestKit;

/// <summary>One concrete connection.</summary>
/// <param name="Transport">Transport.</param>
/// <param name="Port">Port; 0 for a transport without ports.</param>
/// <param name="Name">Name that is dialled, or null for dialling by address.</param>
/// <param name="Address">Address that is reached.</param>
/// <param name="Request">Inspected request, or null for raw bytes.</param>
public sealed record Connection(Transport Transport, int Port, string? Name, IpAddress Address, HttpRequest? Request = null);

/// <summary>The meaning of egress rules, asked rule by rule about one connection: no sets, no trees. The algebra is checked against it.</summary>
public static class NaiveEgress
{
    private static readonly string[] Familiar =
    [
        "8.8.8.8", "1.1.1.1", "93.184.216.34", "169.254.169.254", "168.63.129.16", "10.0.0.1", "198.18.0.1", "192.0.2.1", "2606:4700::1111", "64:ff9b::a00:1",
        "::ffff:1.1.1.1", "64:ff9b::808:808", "2002:101:101::1", "2001:0:1:2::3", "64:ff9b:1::1",
    ];

    /// <summary>Whether the rules allow a connection: some rule opens it and no denial covers it.</summary>
    public static bool Allows(IEnumerable<EgressRule> rules, Connection connection)
    {
        var list = rules.ToList();
        return !list.Any(r => r.IsDenial && Denies(r, connection)) && list.Any(r => !r.IsDenial && Opens(r, connection));
    }

    /// <summary>Connections at and next to every boundary of the rules.</summary>
    public static IReadOnlyList<Connection> Near(IReadOnlyCollection<EgressRule> rules)
    {
        var addresses = Familiar.Select(IpAddress.Parse)
            .Concat(rules.Where(r => r.Kind is EgressRuleKind.AllowNetwork or EgressRuleKind.DenyNetwork).SelectMany(r => Edges(Cidr.Parse(r.Entry)))).Distinct().ToList();
        var ports = new[] { 53, 79, 80, 81, 442, 443, 444, 5432 };
        var names = RandomPolicies.Names.Select(n => (string?)n).Append(null);
        var requests = rules.Any(r => r.Kind == EgressRuleKind.AllowHttp) ? new[] { null, new HttpRequest("GET", "/repos/acme/x"), new HttpRequest("POST", "/v1") } : [null];
        return (from name in names
                from address in addresses
                from end in ports.SelectMany(p => new[] { (Transport.Tcp, p), (Transport.Udp, p) }).Append((Transport.Icmp, 0)).Append((Transport.Other, 0))
                from request in requests
                select new Connection(end.Item1, end.Item2, name, address, request)).ToList();
    }

    private static bool Opens(EgressRule rule, Connection c) => rule.Transport == c.Transport && HasPort(rule, c.Port) && rule.Kind switch
    {
        EgressRuleKind.AllowHost => NameMatches(rule.Entry, c.Name) && IsPublic(c.Address),
        EgressRuleKind.AllowAnyHost => c.Name is not null && !SpecialAddresses.IsMetadataName(c.Name) && IsPublic(c.Address),
        EgressRuleKind.AllowHttp => NameMatches(rule.Entry, c.Name) && IsPublic(c.Address) && c.Request is { } request && HttpMatches(rule, request),
        EgressRuleKind.AllowNetwork => Inside(rule.Entry, c.Address) && !SpecialAddresses.Metadata.Contains(c.Address) && (IsPublic(c.Address) || LiesInOneSpecialBlock(rule.Entry)),
        EgressRuleKind.AllowMetadata => IpAddress.TryParse(rule.Entry, out var endpoint)
            ? endpoint == c.Address
            : NameMatches(rule.Entry, c.Name) && SpecialAddresses.Metadata.Contains(c.Address),
        _ => false,
    };

    private static bool Denies(EgressRule rule, Connection c) => (rule.Transport is null || rule.Transport == c.Transport) && HasPort(rule, c.Port)
        && (rule.Kind == EgressRuleKind.DenyHost ? NameMatches(rule.Entry, c.Name) : Inside(rule.Entry, c.Address) || IsFormOf(rule.Entry, c.Address));

    private static bool HasPort(EgressRule rule, int port) => rule.Ports == "*" || rule.Ports.Split(',').Any(part =>
    {
        var ends = part.Split('-');
        return port >= int.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture) && port <= int.Parse(ends[^1], System.Globalization.CultureInfo.InvariantCulture);
    });

    private static bool NameMatches(string pattern, string? name) => name is not null && !(pattern.StartsWith("*.", StringComparison.Ordinal) && SpecialAddresses.IsMetadataName(name))
        && (pattern.StartsWith("*.", StringComparison.Ordinal) ? name.EndsWith(pattern[1..], StringComparison.Ordinal) : name == pattern);

    private static bool HttpMatches(EgressRule rule, HttpRequest request) =>
        (rule.Methods.IsEmpty || rule.Methods.Contains(request.Method))
        && (rule.Paths.IsEmpty || rule.Paths.Any(p => p.EndsWith('*') ? request.Path.StartsWith(p[..^1], StringComparison.Ordinal) : request.Path == p));

    private static bool IsPublic(IpAddress address) => SpecialAddresses.PublicAddresses.Contains(address);

    private static bool Inside(string network, IpAddress address)
    {
        var cidr = Cidr.Parse(network);
        return cidr.First.CompareTo(address) <= 0 && address.CompareTo(cidr.Last) <= 0;
    }

    private static bool LiesInOneSpecialBlock(string network) =>
        SpecialAddresses.Blocks.Any(b => !b.IsGloballyReachable && Inside(b.Network.ToString(), Cidr.Parse(network).First) && Inside(b.Network.ToString(), Cidr.Parse(network).Last));

    // IPv6 forms of a denied IPv4 network: two prefixes as a whole, the others by the 32 bits that they carry.
    private static bool IsFormOf(string network, IpAddress address)
    {
        if (!Cidr.Parse(network).IsIPv4 || address.IsIPv4)
        {
            return false;
        }

        bool Carries(ulong bits) => Inside(network, IpAddress.FromIPv4((uint)bits));
        return Inside("2001::/32", address) || Inside("64:ff9b:1::/48", address)
            || (Inside("64:ff9b::/96", address) && Carries(address.Low))
            || (Inside("2002::/16", address) && Carries(address.High >> 16))
            || (Inside("::/96", address) && Carries(address.Low))
            || (Inside("::ffff:0:0:0/96", address) && Carries(address.Low));
    }

    private static IEnumerable<IpAddress> Edges(Cidr cidr)
    {
        yield return cidr.First;
        yield return cidr.Last;
        yield return Step(cidr.First, -1);
        yield return Step(cidr.Last, 1);
    }

    private static IpAddress Step(IpAddress address, int by)
    {
        var low = unchecked(address.Low + (ulong)(long)by);
        var high = by > 0 && low == 0 ? address.High + 1 : by < 0 && low == ulong.MaxValue ? address.High - 1 : address.High;
        return IpAddress.FromBits(high, low);
    }
}
