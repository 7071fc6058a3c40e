using System.Text;

namespace PolicyKit.Core.Secrets;

/// <summary>Decoding to text, tolerant of alphabet and padding.</summary>
public static class Encodings
{
    private const double PrintableShare = 0.95;

    /// <summary>The bytes, or null. Accepts both alphabets, with and without padding.</summary>
    public static byte[]? Base64Bytes(string value)
    {
        var body = value.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        if (body.Length % 4 == 1 || !CharClass.Base64.ContainsAll(body))
        {
            return null;
        }

        return Convert.FromBase64String(body.PadRight((body.Length + 3) / 4 * 4, '='));
    }

    /// <summary>Text where the decoded bytes are text, else null.</summary>
    public static string? Base64(string value) => Base64Bytes(value) is { } data ? Printable(data) : null;

    /// <summary>Text where the bytes that hex digits stand for are text, else null.</summary>
    public static string? Hex(string value)
    {
        if (value.Length % 2 != 0)
        {
            return null;
        }

        var data = new byte[value.Length / 2];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)((Digit(value[2 * i]) << 4) | Digit(value[(2 * i) + 1]));
        }

        return Printable(data);
    }

    /// <summary>Text of bytes, or null where they are no text. UTF-16 is recognised by its zero bytes.</summary>
    public static string? Printable(byte[] data)
    {
        if (data.Length >= 16 && data.Length % 2 == 0 && Enumerable.Range(0, 8).All(i => data[(2 * i) + 1] == 0))
        {
            data = Encoding.Convert(Encoding.Unicode, Encoding.UTF8, data);
        }

        var printable = data.Count(b => b is (>= 32 and < 127) or 9 or 10 or 13);
        return data.Length > 0 && printable >= data.Length * PrintableShare ? Encoding.UTF8.GetString(data) : null;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}
