using System.Globalization;
using System.Text;

namespace PolicyKit.Core.Algebra;

/// <summary>
/// An IP address as 128 bits. IPv4 is kept as ::ffff:a.b.c.d, so that an IPv4 address and its mapped IPv6 form are one value: the
/// kernel sends both as the same IPv4 packet. The default value is "::".
/// </summary>
public readonly struct IpAddress : IComparable<IpAddress>, IEquatable<IpAddress>
{
    private const ulong MappedTag = 0xFFFF_0000_0000;

    private IpAddress(ulong high, ulong low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The first 64 bits.</summary>
    public ulong High { get; }

    /// <summary>The last 64 bits.</summary>
    public ulong Low { get; }

    /// <summary>Whether this is an IPv4 address (also when it was written in its mapped form).</summary>
    public bool IsIPv4 => High == 0 && (Low & ~0xFFFF_FFFFUL) == MappedTag;

    internal static IpAddress Min => default;

    internal static IpAddress Max => new(ulong.MaxValue, ulong.MaxValue);

    internal static IpAddress FirstIPv4 => FromIPv4(0);

    internal static IpAddress LastIPv4 => FromIPv4(uint.MaxValue);

    /// <summary>The address one higher; past the highest it starts again at "::".</summary>
    internal IpAddress Next => new(Low == ulong.MaxValue ? High + 1 : High, unchecked(Low + 1));

    /// <summary>The address one lower; below "::" it starts again at the highest.</summary>
    internal IpAddress Previous => new(Low == 0 ? unchecked(High - 1) : High, unchecked(Low - 1));

    /// <summary>Whether two addresses are the same.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are.</returns>
    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    /// <param name="left">One address.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they do.</returns>
    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);

    /// <summary>The IPv4 address with the given 32 bits.</summary>
    /// <param name="bits">The bits; 0x08080404 is 8.8.4.4.</param>
    /// <returns>The address.</returns>
    public static IpAddress FromIPv4(uint bits) => new(0, MappedTag | bits);

    /// <summary>The address with the given 128 bits.</summary>
    /// <param name="high">The first 64 bits.</param>
    /// <param name="low">The last 64 bits.</param>
    /// <returns>The address.</returns>
    public static IpAddress FromBits(ulong high, ulong low) => new(high, low);

    /// <summary>
    /// Reads an address strictly: a dotted quad of decimal numbers without leading zeros, or RFC 4291 text for IPv6 in any of its spellings.
    /// Zone ids, brackets, hexadecimal, octal, single-number and short IPv4 forms are refused, because programs disagree about them.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address, or the default value when the text is not one.</param>
    /// <returns>True when the text is an address.</returns>
    public static bool TryParse(string? text, out IpAddress address)
    {
        address = default;
        if (text is null)
        {
            return false;
        }

        if (text.IndexOf(':') >= 0)
        {
            return TryParseIPv6(text, out address);
        }

        if (!TryParseQuad(text, leadingZeros: false, out var bits))
        {
            return false;
        }

        address = FromIPv4(bits);
        return true;
    }

    /// <summary>Reads an address that is known to be right, such as a constant.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is not an address.</exception>
    public static IpAddress Parse(string text)
        => TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <inheritdoc/>
    public int CompareTo(IpAddress other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <inheritdoc/>
    public bool Equals(IpAddress other) => High == other.High && Low == other.Low;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((High.GetHashCode() * 397) ^ Low.GetHashCode());

    /// <summary>The canonical text: a dotted quad for IPv4, RFC 5952 for IPv6.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (IsIPv4)
        {
            return string.Concat(Octet(24), ".", Octet(16), ".") + string.Concat(Octet(8), ".", Octet(0));
        }

        int bestStart = -1, bestLength = 1;
        for (var i = 0; i < 8; i++)
        {
            var length = 0;
            while (i + length < 8 && Group(i + length) == 0)
            {
                length++;
            }

            if (length > bestLength)
            {
                bestStart = i;
                bestLength = length;
            }

            i += length;
        }

        var text = new StringBuilder(39);
        for (var i = 0; i < 8; i++)
        {
            if (i == bestStart)
            {
                text.Append("::");
                i += bestLength - 1;
                continue;
            }

            if (text.Length > 0 && text[text.Length - 1] != ':')
            {
                text.Append(':');
            }

            text.Append(Group(i).ToString("x", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    internal static bool TryParseQuad(string text, bool leadingZeros, out uint bits)
    {
        bits = 0;
        var start = 0;
        for (var i = 0; i < 4; i++)
        {
            var end = i == 3 ? text.Length : text.IndexOf('.', start);
            if (end < 0 || !StrictNumber.TryParse(text, start, end, byte.MaxValue, leadingZeros, out var value))
            {
                return false;
            }

            bits = (bits << 8) | (uint)value;
            start = end + 1;
        }

        return true;
    }

    /// <summary>This address with its last <paramref name="count"/> bits (0 to 128) cleared, or set.</summary>
    internal IpAddress WithLowBits(int count, bool set)
    {
        var lowMask = count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
        var highMask = count >= 128 ? ulong.MaxValue : count > 64 ? (1UL << (count - 64)) - 1 : 0;
        return set ? new IpAddress(High | highMask, Low | lowMask) : new IpAddress(High & ~highMask, Low & ~lowMask);
    }

    private static bool TryParseIPv6(string text, out IpAddress address)
    {
        address = default;
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        var before = new List<uint>(8);
        var after = new List<uint>(8);
        if (gap < 0)
        {
            if (!TryParseGroups(text, before, mayEndInQuad: true) || before.Count != 8)
            {
                return false;
            }
        }
        else
        {
            var right = text.Substring(gap + 2);
            if ((gap > 0 && !TryParseGroups(text.Substring(0, gap), before, mayEndInQuad: false))
                || (right.Length > 0 && !TryParseGroups(right, after, mayEndInQuad: true))
                || before.Count + after.Count > 7)
            {
                return false;
            }
        }

        ulong high = 0, low = 0;
        for (var i = 0; i < 8; i++)
        {
            var fromEnd = 8 - i;
            var group = i < before.Count ? before[i] : fromEnd <= after.Count ? after[after.Count - fromEnd] : 0;
            high = (high << 16) | (low >> 48);
            low = (low << 16) | group;
        }

        address = new IpAddress(high, low);
        return true;
    }

    private static bool TryParseGroups(string text, List<uint> groups, bool mayEndInQuad)
    {
        var parts = text.Split(':');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (mayEndInQuad && i == parts.Length - 1 && part.IndexOf('.') >= 0)
            {
                if (!TryParseQuad(part, leadingZeros: false, out var quad))
                {
                    return false;
                }

                groups.Add(quad >> 16);
                groups.Add(quad & 0xFFFF);
            }
            else if (TryParseGroup(part, out var group))
            {
                groups.Add(group);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParseGroup(string text, out uint group)
    {
        group = 0;
        foreach (var c in text)
        {
            var digit = c is >= '0' and <= '9' ? c - '0' : c is >= 'a' and <= 'f' ? c - 'a' + 10 : c is >= 'A' and <= 'F' ? c - 'A' + 10 : -1;
            if (digit < 0)
            {
                return false;
            }

            group = (group << 4) | (uint)digit;
        }

        return text.Length is >= 1 and <= 4;
    }

    private string Octet(int shift) => ((byte)(Low >> shift)).ToString(CultureInfo.InvariantCulture);

    private uint Group(int index) => (uint)((index < 4 ? High >> (48 - (16 * index)) : Low >> (48 - (16 * (index - 4)))) & 0xFFFF);
}
