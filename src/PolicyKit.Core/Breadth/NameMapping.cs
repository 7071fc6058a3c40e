using System.Text;

namespace PolicyKit.Core.Breadth;

/// <summary>What resolvers and URL parsers make of characters before they look a name up (UTS 46), where the outcome is ASCII: the part of the mapping by which a text says another name than it shows.</summary>
internal static class NameMapping
{
    /// <summary>The text with mapped characters replaced and invisible ones left out.</summary>
    /// <param name="text">What the author wrote.</param>
    /// <param name="mapped">Whether characters were replaced; letter case does not count.</param>
    /// <param name="invisible">Whether characters were left out.</param>
    public static string Map(string text, out bool mapped, out bool invisible)
    {
        (mapped, invisible) = (false, false);
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80 && c is >= ' ' and not '\u007F')
            {
                output.Append(c);
            }
            else if (IsInvisible(c) || (c == '\uDB40' && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])))
            {
                // U+E0000 to U+E01EF: tags and variation selectors.
                i += c == '\uDB40' ? 1 : 0;
                invisible = true;
            }
            else if (Ascii(text, ref i) is { } ascii)
            {
                output.Append(ascii);
                mapped = true;
            }
            else
            {
                output.Append(text[i]);
            }
        }

        return output.ToString();
    }

    private static bool IsInvisible(char c) => c is < ' ' or '\u007F' or (>= '\u0080' and <= '\u009F') or '\u00AD' or '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or (>= '\u180B' and <= '\u180F')
        or (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or '\u3164' or (>= '\uFE00' and <= '\uFE0F') or '\uFEFF' or '\uFFA0' or (>= '\uFFF0' and <= '\uFFFB');

    private static string? Ascii(string text, ref int i)
    {
        var c = text[i];
        switch (c)
        {
            case '\u3002' or '\uFF0E' or '\uFF61':
                return ".";
            case >= '\uFF01' and <= '\uFF5E':
                return ((char)(c - 0xFEE0)).ToString().ToLowerInvariant();
            case >= '\u2460' and <= '\u2473':
                return Number(c - 0x2460 + 1);
            case >= '\u24B6' and <= '\u24CF':
                return ((char)('a' + c - 0x24B6)).ToString();
            case >= '\u24D0' and <= '\u24E9':
                return ((char)('a' + c - 0x24D0)).ToString();
            case '\u24EA' or '\u24FF':
                return "0";
            case '\u2070' or (>= '\u2074' and <= '\u2079'):
                return Number(c - 0x2070);
            case '\u00B9':
                return "1";
            case '\u00B2' or '\u00B3':
                return Number(c - 0x00B0);
            case >= '\u2080' and <= '\u2089':
                return Number(c - 0x2080);
            case >= '\u2170' and <= '\u217F':
                return new[] { "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "l", "c", "d", "m" }[c - 0x2170];
            case >= '\u2160' and <= '\u216F':
                return new[] { "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "l", "c", "d", "m" }[c - 0x2160];
            case >= '\uFB00' and <= '\uFB06':
                return new[] { "ff", "fi", "fl", "ffi", "ffl", "st", "st" }[c - 0xFB00];
            case '\u00AA' or '\u2090':
                return "a";
            case '\u00BA' or '\u2092' or '\u2134':
                return "o";
            case '\u017F':
                return "s";
            case '\u212A':
                return "k";
            case '\u2102' or '\u212D':
                return "c";
            case '\u210A':
                return "g";
            case '\u210B' or '\u210C' or '\u210D' or '\u210E':
                return "h";
            case '\u2110' or '\u2111' or '\u2139' or '\u2148':
                return "i";
            case '\u2112' or '\u2113':
                return "l";
            case '\u2115':
                return "n";
            case '\u2119':
                return "p";
            case '\u211A':
                return "q";
            case '\u211B' or '\u211C' or '\u211D':
                return "r";
            case '\u2124' or '\u2128':
                return "z";
            case '\u212C':
                return "b";
            case '\u212F' or '\u2130' or '\u2147':
                return "e";
            case '\u2131':
                return "f";
            case '\u2133':
                return "m";
            case '\u2145' or '\u2146':
                return "d";
            case '\u2149':
                return "j";
            case '\u2024':
                return ".";
            case '\uD835' when i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                var point = char.ConvertToUtf32(c, text[i + 1]);

                // Mathematical letters stand in rows of 26 capitals and 26 small letters, digits in rows of ten.
                var letter = point is >= 0x1D400 and <= 0x1D6A3 ? ((char)('a' + ((point - 0x1D400) % 52 % 26))).ToString()
                    : point is >= 0x1D7CE and <= 0x1D7FF ? Number((point - 0x1D7CE) % 10)
                    : null;
                i += letter is null ? 0 : 1;
                return letter;
            case '\uD83C' when i + 1 < text.Length && text[i + 1] is >= '\uDD30' and <= '\uDD49':
                i++;
                return ((char)('a' + text[i] - 0xDD30)).ToString();
            default:
                return null;
        }
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
