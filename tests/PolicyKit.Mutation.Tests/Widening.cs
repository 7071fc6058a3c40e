using System.Globalization;
using System.Text.RegularExpressions;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Mutation.Tests;

/// <summary>Texts and numbers that allow a little more, or something else, than a given one.</summary>
internal static partial class Widening
{
    /// <summary>Changes of one text: an operation's name with the changed text.</summary>
    public static IEnumerable<(string Operation, string Text)> Of(string text)
    {
        if (Cidr.TryParse(text, out var cidr, out _, out _))
        {
            if (cidr.PrefixLength > 0)
            {
                yield return ("one bit wider", Wider(cidr));
            }

            yield return ("every address", cidr.IsIPv4 ? "0.0.0.0/0" : "::/0");
        }
        else if (IpAddress.TryParse(text, out var address))
        {
            yield return ("every address", address.IsIPv4 ? "0.0.0.0" : "::");
            yield return ("another address", address.IsIPv4 ? "9.9.9.9" : "2620:fe::fe");
        }
        else if (HostName.TryParse(text, allowWildcard: true, out _, out _) && text.Contains('.', StringComparison.Ordinal))
        {
            var bare = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
            yield return ("names below", "*." + bare);
            yield return ("names beside", "*." + bare[(bare.IndexOf('.', StringComparison.Ordinal) + 1)..]);
            yield return ("another name", "example.org");
            yield return ("every name", "*");
        }
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            foreach (var (operation, changed) in Of(number))
            {
                yield return (operation, changed.ToString(CultureInfo.InvariantCulture));
            }
        }
        else
        {
            yield return ("longer text", text + "x");
            if (text.Length > 0)
            {
                yield return ("no text", string.Empty);
            }

            if (text.StartsWith('/') && text.Length > 1)
            {
                yield return ("path prefix", text[..text.LastIndexOf('/')] + "/*");
            }

            // Something dangerous may stand inside a longer text: an address to listen on, an upper bound, a secret's name.
            foreach (Match match in Number().Matches(text))
            {
                yield return ("number + 1 inside", text[..match.Index] + (long.Parse(match.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture) + text[(match.Index + match.Length)..]);
            }
        }
    }

    public static IEnumerable<(string Operation, long Number)> Of(long number)
    {
        yield return ("number + 1", unchecked(number + 1));
        yield return ("number doubled", unchecked(number * 2));
        if (number != 0)
        {
            yield return ("zero", 0);
        }
    }

    private static string Wider(Cidr cidr)
    {
        var length = cidr.PrefixLength - 1;
        var text = cidr.First.ToString();
        var bytes = System.Net.IPAddress.Parse(text).GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{new System.Net.IPAddress(bytes)}/{length}");
    }

    [GeneratedRegex("[0-9]{1,9}", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
