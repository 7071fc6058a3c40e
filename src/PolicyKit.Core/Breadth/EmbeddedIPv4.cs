using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Breadth;

/// <summary>The IPv4 networks that IPv6 networks stand for, to whoever translates or tunnels.</summary>
internal static class EmbeddedIPv4
{
    private const ulong LowHalf = 0xFFFF_FFFF;

    /// <summary>Forms that a network has; a network that is wider than a form has none.</summary>
    public static IEnumerable<(string Form, Cidr Network)> Of(Cidr network)
    {
        if (network.IsIPv4)
        {
            yield break;
        }

        var (high, low, prefix) = (network.Network.High, network.Network.Low, network.PrefixLength);
        var last = (uint)(low & LowHalf);
        var form = (high, low >> 32) switch
        {
            (0, 0) when last > 1 => "IPv4-compatible (RFC 4291)",
            (0, 0xFFFF_0000) => "SIIT (RFC 7915)",
            (0x0064_FF9B_0000_0000, 0) => "NAT64 (RFC 6052)",
            _ => null,
        };
        if (prefix >= 96 && form is not null)
        {
            yield return (form, Network(last, prefix - 96));
        }

        if (prefix >= 48 && high >> 16 == 0x0064_FF9B_0001)
        {
            // Its owner chooses the layout: with a prefix of 96 the address is last, with one of 48 it goes around the byte 64 to 71.
            yield return ("local NAT64 (RFC 8215)", prefix >= 96 && (low & LowHalf) != 0 ? Network(last, prefix - 96) : Network((uint)((high & 0xFFFF) << 16 | (low >> 40 & 0xFFFF)), Math.Max(0, Math.Min(32, prefix - 48 - (prefix > 64 ? 8 : 0)))));
        }

        if (prefix >= 16 && high >> 48 == 0x2002)
        {
            yield return ("6to4 (RFC 3056)", Network((uint)(high >> 16), Math.Min(32, prefix - 16)));
        }

        if (prefix >= 96 && high >> 32 == 0x2001_0000)
        {
            yield return ("Teredo (RFC 4380)", Network(~last, prefix - 96));
        }

        if (prefix >= 96 && low >> 32 is 0x0000_5EFE or 0x0200_5EFE)
        {
            yield return ("ISATAP (RFC 5214)", Network(last, prefix - 96));
        }
    }

    private static Cidr Network(uint address, int prefix) => Cidr.FromAligned(IpAddress.FromIPv4(address).WithLowBits(32 - prefix, set: false), 32 - prefix);
}
