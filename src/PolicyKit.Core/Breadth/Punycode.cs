using System.Text;

namespace PolicyKit.Core.Breadth;

/// <summary>A-labels to Unicode (RFC 3492), for showing and comparing only.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int LongestLabel = 63;

    /// <summary>The label that an A-label stands for; null when it is none.</summary>
    public static string? Decode(string label)
    {
        if (label.Length > LongestLabel || !label.StartsWith("xn--", StringComparison.Ordinal))
        {
            return null;
        }

        var input = label.Substring(4);
        var delimiter = input.LastIndexOf('-');
        var output = new List<int>(delimiter > 0 ? input.Substring(0, delimiter).Select(c => (int)c) : Enumerable.Empty<int>());
        int n = 0x80, i = 0, bias = 72;
        for (var at = delimiter > 0 ? delimiter + 1 : 0; at < input.Length;)
        {
            var (old, weight) = (i, 1L);
            for (var k = Base; ; k += Base)
            {
                var digit = at < input.Length ? Digit(input[at++]) : -1;
                if (digit < 0 || i + (digit * weight) > int.MaxValue)
                {
                    return null;
                }

                i += (int)(digit * weight);
                var threshold = k <= bias ? TMin : k >= bias + TMax ? TMax : k - bias;
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;
                if (weight > int.MaxValue)
                {
                    return null;
                }
            }

            bias = Adapt(i - old, output.Count + 1, old == 0);
            n += i / (output.Count + 1);
            i %= output.Count + 1;
            if (n is > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
            {
                return null;
            }

            output.Insert(i++, n);
        }

        var text = new StringBuilder();
        output.ForEach(p => text.Append(char.ConvertFromUtf32(p)));
        return text.ToString();
    }

    private static int Digit(char c) => c is >= 'a' and <= 'z' ? c - 'a' : c is >= '0' and <= '9' ? c - '0' + 26 : -1;

    private static int Adapt(int delta, int count, bool first)
    {
        delta = first ? delta / 700 : delta / 2;
        delta += delta / count;
        var k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }

        return k + ((Base - TMin + 1) * delta / (delta + 38));
    }
}
