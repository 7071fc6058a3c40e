using System.Text;

namespace PolicyKit.Roslyn;

/// <summary>A-labels (RFC 3492) for the text of a fix only. Nothing is compared by it: the author confirms the fix by applying it.</summary>
internal static class ALabel
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;

    /// <summary>The name with each non-ASCII label encoded, or null when it has lone surrogates or the result is no host name.</summary>
    public static string? Of(string host)
    {
        if (host.Length > 253)
        {
            return null;
        }

        var labels = host.ToLowerInvariant().Split('.').Select(l => l.All(c => c < 0x80) ? l : Encode(l)).ToList();
        var name = labels.Contains(null) ? null : string.Join(".", labels);
        return name is not null && Core.Algebra.HostName.TryParse(name, allowWildcard: true, out var canonical, out _) ? canonical : null;
    }

    private static string? Encode(string label)
    {
        var points = new List<int>();
        for (var i = 0; i < label.Length; i++)
        {
            if (char.IsSurrogate(label[i]))
            {
                if (i + 1 >= label.Length || !char.IsSurrogatePair(label[i], label[i + 1]))
                {
                    return null;
                }

                points.Add(char.ConvertToUtf32(label[i], label[++i]));
            }
            else
            {
                points.Add(label[i]);
            }
        }

        var output = new StringBuilder("xn--");
        var basic = points.Where(p => p < 0x80).ToList();
        basic.ForEach(p => output.Append((char)p));
        if (basic.Count > 0)
        {
            output.Append('-');
        }

        var (n, delta, bias, handled) = (0x80, 0, 72, basic.Count);
        while (handled < points.Count)
        {
            var next = points.Where(p => p >= n).Min();
            delta += (next - n) * (handled + 1);
            n = next;
            foreach (var p in points)
            {
                if (p < n)
                {
                    delta++;
                }
                else if (p == n)
                {
                    Append(output, delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basic.Count);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            n++;
        }

        return output.ToString();
    }

    private static void Append(StringBuilder output, int delta, int bias)
    {
        var q = delta;
        for (var k = Base; ; k += Base)
        {
            var t = k <= bias ? TMin : k >= bias + TMax ? TMax : k - bias;
            if (q < t)
            {
                break;
            }

            output.Append(Digit(t + ((q - t) % (Base - t))));
            q = (q - t) / (Base - t);
        }

        output.Append(Digit(q));
    }

    private static char Digit(int d) => (char)(d < 26 ? 'a' + d : '0' + d - 26);

    private static int Adapt(int delta, int count, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        while (delta > (Base - TMin) * TMax / 2)
        {
            delta /= Base - TMin;
            k += Base;
        }

        return k + ((Base - TMin + 1) * delta / (delta + Skew));
    }
}
