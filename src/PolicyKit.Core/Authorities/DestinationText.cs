using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Authorities;

/// <summary>
/// Destinations as people write them in a question: <c>api.github.com</c>, <c>tcp *.example.com:443</c>, <c>udp 8.8.8.8:53</c>, <c>10.0.0.0/8</c>, <c>[2001:db8::1]:443</c>.
/// What is not said is any: without a transport every transport, without a port every port. An address is meant however it is dialled, by a name or directly, in its NAT64, 6to4 and Teredo forms too.
/// </summary>
public static class DestinationText
{
    /// <summary>Parses a destination.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destinations">What it means.</param>
    /// <param name="why">Why it cannot be read, one sentence; empty when it can.</param>
    public static bool TryParse(string text, out EgressSet destinations, out string why)
    {
        destinations = EgressSet.Empty;
        var words = text.Split(new[] { ' ', '\t' }, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2)
        {
            why = $"'{text}' is no destination; write a host, an address or a network, with a transport before it and a port after it where they matter: udp 8.8.8.8:53.";
            return false;
        }

        var transports = words.Length == 1 ? new[] { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other } : words[0].ToLowerInvariant() switch
        {
            "tcp" => new[] { Transport.Tcp },
            "udp" => new[] { Transport.Udp },
            "icmp" => new[] { Transport.Icmp },
            _ => Array.Empty<Transport>(),
        };
        if (transports.Length == 0)
        {
            why = $"'{words[0]}' is no transport; there are tcp, udp and icmp.";
            return false;
        }

        var (host, port) = Split(words[words.Length - 1]);
        var ports = PortSet.All;
        if (port is not null && (!PortSet.TryParse(port, out ports) || ports.IsEmpty))
        {
            why = $"'{port}' is no port; there are 1 to 65535.";
            return false;
        }

        if (port is not null)
        {
            transports = transports.Where(t => t is Transport.Tcp or Transport.Udp).ToArray();
        }

        if (Addresses(host) is { } addresses)
        {
            destinations = EgressSet.UnionAll(transports.Select(t => EgressSet.Of(t, ports, NameClasses.Everything, addresses)));
        }
        else if (HostName.TryParse(host, allowWildcard: true, out var canonical, out _) && NameSet.TryParsePattern(canonical, out var names))
        {
            destinations = EgressSet.UnionAll(transports.Select(t => EgressSet.Of(t, ports, NameClasses.NamesOnly(names), AddressSet.All)));
        }
        else
        {
            why = $"'{host}' is no host name, no wildcard, no address and no network.";
            return false;
        }

        why = string.Empty;
        return true;
    }

    private static AddressSet? Addresses(string text)
    {
        var set = IpAddress.TryParse(text, out var address) ? AddressSet.Of(address) : Cidr.TryParse(text, out var network, out _, out _) ? AddressSet.Of(network) : null;
        return set?.Union(SpecialAddresses.EmbeddedForms(set.Intersect(AddressSet.AllIPv4)));
    }

    // A colon parts a port from a host, unless the whole is an IPv6 address or network.
    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith("[", StringComparison.Ordinal) && text.IndexOf(']') is > 0 and var end)
        {
            var rest = text.Substring(end + 1);
            return (text.Substring(1, end - 1), rest.StartsWith(":", StringComparison.Ordinal) ? rest.Substring(1) : rest.Length == 0 ? null : rest);
        }

        var colon = text.IndexOf(':');
        return colon < 0 || text.IndexOf(':', colon + 1) >= 0 ? (text, null) : (text.Substring(0, colon), text.Substring(colon + 1));
    }
}
