using System.Buffers.Binary;
using System.Text;

namespace PolicyKit.Analyzers.Tests.Secrets;

/// <summary>Draws fake values of real shapes from a seed. Written from the formats' descriptions, apart from the scanner's own table and checksums.</summary>
internal sealed class Draw(int seed)
{
    public const string Digits = "0123456789";
    public const string Lower = "abcdefghijklmnopqrstuvwxyz";
    public const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private readonly Random _random = new(seed);

    public int Int(int below) => _random.Next(below);

    public int Int(int from, int until) => _random.Next(from, until + 1);

    public T One<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public string Of(string alphabet, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[_random.Next(alphabet.Length)]));

    public string D(int n) => Of("123456789", 1) + Of(Digits, n - 1);

    public string Hex(int n) => Of("0123456789abcdef", n);

    public string UpperHex(int n) => Of("0123456789ABCDEF", n);

    public string B62(int n) => Of(Digits + Lower + Upper, n);

    public string Cap(int n) => Of(Digits + Upper, n);

    public string Low(int n) => Of(Digits + Lower, n);

    public string Url(int n) => n < 3 ? B62(n) : B62(1) + Of(Digits + Lower + Upper + "_-", n - 2) + B62(1);

    public byte[] Bytes(int n)
    {
        var bytes = new byte[n];
        _random.NextBytes(bytes);
        return bytes;
    }

    public string Base64(int bytes) => Convert.ToBase64String(Bytes(bytes));

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Base64Url(string text) => Base64(text).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public string GitHub(string prefix)
    {
        var body = B62(30);
        return prefix + body + Number(Crc(body), Digits + Upper + Lower, 6);
    }

    public string Cloudflare(string prefix)
    {
        var body = B62(40);
        return prefix + body + Crc(body).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }

    public string Grafana()
    {
        var body = "glsa_" + B62(32);
        return body + "_" + BinaryPrimitives.ReverseEndianness(Crc(body)).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }

    public string GitLabRoutable(string prefix, int length)
    {
        var head = prefix + Url(length) + "." + Number((uint)length, Digits + Lower, 2);
        return head + Number(Crc(head), Digits + Lower, 7);
    }

    /// <summary>64, 40 or 32 bytes with a signature before the last four, and Marvin32 where the seed is known.</summary>
    public string Azure(int bytes, string signature, int at, ulong seed)
    {
        var text = Convert.ToBase64String(Bytes(bytes));
        var data = Convert.FromBase64String(text[..at] + signature + text[(at + signature.Length)..]);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(bytes - 4), Marvin(data.AsSpan(0, bytes - 4), seed));
        return Convert.ToBase64String(data);
    }

    public string Age()
    {
        const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        const string Prefix = "age-secret-key-";
        var data = Enumerable.Range(0, 52).Select(_ => _random.Next(32)).ToArray();
        var check = Polymod([.. Prefix.Select(c => c >> 5), 0, .. Prefix.Select(c => c & 31), .. data, 0, 0, 0, 0, 0, 0]) ^ 1;
        var all = data.Concat(Enumerable.Range(0, 6).Select(i => (int)((check >> (5 * (5 - i))) & 31)));
        return (Prefix + "1" + string.Concat(all.Select(d => Letters[d]))).ToUpperInvariant();
    }

    public string Jwt() => $"{Base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{Base64Url($"{{\"sub\":\"{D(8)}\",\"name\":\"svc-{Low(6)}\",\"iat\":{D(10)}}}")}.{Url(43)}";

    public string Pem(string label = "PRIVATE KEY", int bytes = 300)
    {
        var data = Bytes(bytes);
        byte[] head = label.StartsWith("OPENSSH", StringComparison.Ordinal) ? "openssh-key-v1\0"u8.ToArray() : label.StartsWith("PGP", StringComparison.Ordinal) ? [0x95, 0x03] : [0x30, 0x82, (byte)((bytes - 4) >> 8), (byte)(bytes - 4), 2, 1, 0];
        head.CopyTo(data, 0);
        return $"-----BEGIN {label}-----\n{string.Join('\n', Convert.ToBase64String(data).Chunk(64).Select(l => new string(l)))}\n-----END {label}-----";
    }

    public string Password() => B62(4) + Of("!#%*+?~^", 1) + B62(5) + D(2) + Of(Lower, 1) + Of(Upper, 1);

    private static uint Crc(string text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc ^= c;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static string Number(uint value, string digits, int width) =>
        (value < digits.Length ? string.Empty : Number(value / (uint)digits.Length, digits, 0)).PadLeft(Math.Max(0, width - 1), '0') + digits[(int)(value % (uint)digits.Length)];

    private static uint Polymod(IEnumerable<int> values)
    {
        uint[] generators = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];
        return values.Aggregate(1u, (check, value) => generators.Select((g, i) => (check >> (25 + i) & 1) == 1 ? g : 0).Aggregate((check & 0x1FFFFFF) << 5 ^ (uint)value, (a, b) => a ^ b));
    }

    private static int Marvin(ReadOnlySpan<byte> data, ulong seed)
    {
        uint a = (uint)seed, b = (uint)(seed >> 32);
        var padded = new byte[((data.Length / 4) + 1) * 4];
        data.CopyTo(padded);
        padded[data.Length] = 0x80;
        for (var i = 0; i <= padded.Length; i += 4)
        {
            a += i < padded.Length ? BinaryPrimitives.ReadUInt32LittleEndian(padded.AsSpan(i)) : 0;
            b ^= a;
            a = uint.RotateLeft(a, 20) + b;
            b = uint.RotateLeft(b, 9) ^ a;
            a = uint.RotateLeft(a, 27) + b;
            b = uint.RotateLeft(b, 19);
        }

        return (int)(a ^ b);
    }
}
