using System.Text;

namespace PolicyKit.Core.Secrets;

/// <summary>Checksums that vendors put into their tokens.</summary>
internal static class Checksums
{
    private const string Base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Base36Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private static readonly uint[] Crc32Table = MakeCrc32Table();

    /// <summary>CRC-32 (IEEE) of ASCII text.</summary>
    public static uint Crc32(string text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc = Crc32Table[(crc ^ c) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    /// <summary>A number in base 62 as GitHub and npm write it (digits, upper case, lower case), padded with zeros.</summary>
    public static string Base62(uint value, int width) => Write(value, Base62Digits, width);

    /// <summary>A number in base 36, padded with zeros.</summary>
    public static string Base36(uint value, int width) => Write(value, Base36Digits, width);

    /// <summary>Marvin32 with a 64-bit seed, as Microsoft's identifiable keys use it.</summary>
    public static int Marvin32(byte[] data, int count, ulong seed)
    {
        var low = (uint)seed;
        var high = (uint)(seed >> 32);
        var at = 0;
        for (; count - at >= 4; at += 4)
        {
            low += (uint)(data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24));
            Mix(ref low, ref high);
        }

        var rest = 0x80u;
        for (var i = count - 1; i >= at; i--)
        {
            rest = (rest << 8) | data[i];
        }

        low += rest;
        Mix(ref low, ref high);
        Mix(ref low, ref high);
        return (int)(low ^ high);
    }

    /// <summary>Whether a bech32 text of one case ends in its own checksum.</summary>
    public static bool IsBech32(string text)
    {
        var lower = text.ToLowerInvariant();
        var separator = lower.LastIndexOf('1');
        var values = lower.Take(separator).Select(c => c >> 5).Append(0).Concat(lower.Take(separator).Select(c => c & 31)).Concat(lower.Skip(separator + 1).Select(c => Bech32Digits.IndexOf(c)));
        var check = 1u;
        foreach (var value in values)
        {
            var top = check >> 25;
            check = ((check & 0x1FFFFFF) << 5) ^ (uint)value;
            check ^= ((top & 1) != 0 ? 0x3B6A57B2u : 0) ^ ((top & 2) != 0 ? 0x26508E6Du : 0) ^ ((top & 4) != 0 ? 0x1EA119FAu : 0) ^ ((top & 8) != 0 ? 0x3D4233DDu : 0) ^ ((top & 16) != 0 ? 0x2A1462B3u : 0);
        }

        return check == 1;
    }

    /// <summary>FNV-1a, 64 bits: how published examples are known without standing here.</summary>
    public static ulong Fnv(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ b) * 1099511628211UL);
        }

        return hash;
    }

    private static string Write(uint value, string digits, int width)
    {
        var text = new char[width];
        for (var i = width - 1; i >= 0; i--, value /= (uint)digits.Length)
        {
            text[i] = digits[(int)(value % (uint)digits.Length)];
        }

        return new string(text);
    }

    private static void Mix(ref uint low, ref uint high)
    {
        high ^= low;
        low = Rotate(low, 20);
        low += high;
        high = Rotate(high, 9);
        high ^= low;
        low = Rotate(low, 27);
        low += high;
        high = Rotate(high, 19);
    }

    private static uint Rotate(uint value, int bits) => (value << bits) | (value >> (32 - bits));

    private static uint[] MakeCrc32Table()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320u : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
