using System.Globalization;
using System.Text;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Breadth;

/// <summary>What a text that was refused as host or network says to whoever reads it less strictly: the name of what is wrong with it, its canonical form, and whether it hides a metadata endpoint.</summary>
/// <param name="Kind">Name of what is wrong, such as <c>ip-obfuscation</c>; "" where the spelling as such is plain (a name in Unicode).</param>
/// <param name="Canonical">The canonical form, or null when there is none.</param>
/// <param name="Endpoint">The metadata endpoint that it reaches, or null.</param>
public sealed record EntrySpelling(string Kind, string? Canonical, MetadataEndpoint? Endpoint)
{
    private const int LongestText = 1000;

    /// <summary>For an address with bits set after its prefix: the one address as a network, or null.</summary>
    public string? Address { get; init; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">What stands in the attribute.</param>
    /// <param name="isNetwork">Whether a network is expected there.</param>
    public static EntrySpelling Of(string text, bool isNetwork)
    {
        if (text.Length > LongestText)
        {
            return new EntrySpelling("invalid-host", null, null);
        }

        var plain = NameMapping.Map(text, out var mapped, out var invisible);
        var kind = invisible ? "invisible-character" : mapped ? "idna-mapped" : null;
        var bare = Bare(plain, isNetwork, out var dressed).ToLowerInvariant();
        if (bare is "*" or "*." or "0/0")
        {
            return new EntrySpelling(kind ?? (bare == "*." ? "wildcard-position" : "any-destination"), "*", null);
        }

        var undotted = bare.EndsWith(".", StringComparison.Ordinal) ? bare.Substring(0, bare.Length - 1) : bare;
        if (Read(undotted, out var network) is { } spelling)
        {
            // Leading zeros are octal to some programs and nothing to others: either may reach the endpoint.
            var reached = TryLoose(undotted, out var bits) ? Reached(network).Union(AddressSet.Of(IpAddress.FromIPv4(bits))) : Reached(network);

            // An address where a host is expected is no host, however it is written; where a network is expected, capitals were the reason.
            return new EntrySpelling(kind ?? (spelling.Length > 0 ? spelling : network.PrefixLength == 0 ? "any-destination" : isNetwork && !dressed ? "ip-obfuscation" : "invalid-host"), network.ToString(), NetworkBreadth.MetadataIn(reached))
            {
                Address = spelling == "host-bits-set" && Cidr.TryParse(undotted.Substring(0, undotted.IndexOf('/')), out var address, out _, out _) ? address.ToString() : null,
            };
        }

        if (bare.IndexOf('*', bare.StartsWith("*.", StringComparison.Ordinal) ? 1 : 0) >= 0)
        {
            return new EntrySpelling(kind ?? "wildcard-position", null, null);
        }

        if (HostName.TryParse(bare, allowWildcard: true, out var name, out _))
        {
            var endpoint = SpecialAddresses.MetadataEndpoints.FirstOrDefault(e => e.Kind == MetadataEndpointKind.Host && e.Value == name);
            return new EntrySpelling(kind ?? (isNetwork || dressed ? "invalid-host" : string.Empty), name, endpoint);
        }

        var unicode = bare.Any(c => c > 0x7F);
        if (unicode && LookAlikes.Find(bare.StartsWith("*.", StringComparison.Ordinal) ? bare.Substring(2) : bare) is not null)
        {
            return new EntrySpelling(kind is null or "idna-mapped" ? "homograph" : kind, null, null);
        }

        return new EntrySpelling(kind ?? (unicode && !dressed ? string.Empty : "invalid-host"), null, null);
    }

    /// <summary>Addresses of a network and of the IPv4 networks inside it.</summary>
    private static AddressSet Reached(Cidr network) => AddressSet.Of(EmbeddedIPv4.Of(network).Select(e => e.Network).Concat(new[] { network }));

    /// <summary>The host without what a URL has around it.</summary>
    private static string Bare(string text, bool isNetwork, out bool dressed)
    {
        var rest = Unescape(text).Trim();
        var scheme = rest.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            rest = rest.Substring(scheme + 3);
        }

        var end = rest.IndexOfAny(new[] { '?', '#', '\\' });
        rest = end >= 0 ? rest.Substring(0, end) : rest;
        var slash = rest.IndexOf('/');
        if (slash >= 0 && !IsPrefix(rest, slash))
        {
            rest = rest.Substring(0, slash);
        }

        rest = rest.Substring(rest.LastIndexOf('@') + 1);
        var close = rest.IndexOf(']');
        if (rest.StartsWith("[", StringComparison.Ordinal) && close > 0)
        {
            rest = rest.Substring(1, close - 1);
        }
        else if (rest.IndexOf(':') is var colon and > 0 && colon == rest.LastIndexOf(':') && rest.Skip(colon + 1).All(c => c is >= '0' and <= '9'))
        {
            rest = rest.Substring(0, colon);
        }

        var zone = rest.IndexOf('%');
        rest = zone > 0 ? rest.Substring(0, zone) : rest;
        dressed = rest != text;
        return rest;
    }

    private static bool IsPrefix(string text, int slash) =>
        slash > 0 && text.Length - slash is > 1 and <= 5 && text.Skip(slash + 1).All(c => c is >= '0' and <= '9') && text.Take(slash).All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or 'x' or 'X' or '.' or ':' or '[' or ']');

    private static string Unescape(string text)
    {
        if (text.IndexOf('%') < 0)
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value is > 0x20 and < 0x7F)
            {
                output.Append((char)value);
                i += 2;
            }
            else
            {
                output.Append(text[i]);
            }
        }

        return output.ToString();
    }

    /// <summary>An address or network in any spelling; the answer is the name of what is odd about it, "" when nothing is, null when it is none.</summary>
    private static string? Read(string text, out Cidr network)
    {
        network = default;
        if (Cidr.TryParse(text, out network, out var error, out var canonical))
        {
            return EmbeddedIPv4.Of(network).Any() ? "embedded-ipv4" : string.Empty;
        }

        if (canonical is not null)
        {
            network = Cidr.Parse(canonical);
            return error == CidrError.HostBitsSet ? "host-bits-set"
                : (network.IsIPv4 && text.IndexOf(':') >= 0) || EmbeddedIPv4.Of(network).Any() ? "embedded-ipv4"
                : "ip-obfuscation";
        }

        var slash = text.IndexOf('/');
        var prefix = 32;
        if (slash >= 0 && !StrictNumber.TryParse(text.Substring(slash + 1), 32, leadingZeros: true, out prefix))
        {
            return null;
        }

        if (!TryLoose(slash < 0 ? text : text.Substring(0, slash), out var bits))
        {
            return null;
        }

        network = Cidr.FromAligned(IpAddress.FromIPv4(bits).WithLowBits(32 - prefix, set: false), 32 - prefix);
        return "ip-obfuscation";
    }

    /// <summary>One to four numbers, decimal, hexadecimal or octal, of which the last fills what is left: as inet_aton and the WHATWG URL standard read an IPv4 address.</summary>
    private static bool TryLoose(string text, out uint bits)
    {
        bits = 0;
        var parts = text.Split('.');
        if (parts.Length > 4)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            if (!TryNumber(parts[i], out var value) || value > (last ? uint.MaxValue >> (8 * i) : byte.MaxValue))
            {
                return false;
            }

            bits |= last ? (uint)value : (uint)value << (24 - (8 * i));
        }

        return true;
    }

    private static bool TryNumber(string text, out long value)
    {
        value = 0;
        var hex = text.StartsWith("0x", StringComparison.Ordinal);
        var digits = hex ? text.Substring(2) : text;
        var radix = hex ? 16 : text.Length > 1 && text[0] == '0' ? 8 : 10;
        foreach (var c in digits)
        {
            var digit = c is >= '0' and <= '9' ? c - '0' : c is >= 'a' and <= 'f' ? c - 'a' + 10 : 99;
            if (digit >= radix || value > uint.MaxValue)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        return text.Length > 0 && value <= uint.MaxValue;
    }
}
