using System.Globalization;
using System.Text;

namespace PolicyKit.Cli;

/// <summary>Text from files and assemblies made fit for a terminal: no control characters, escapes, line breaks or bidirectional overrides, so that it cannot pretend to be output of the command.</summary>
internal static class PlainText
{
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(char.GetUnicodeCategory(c) switch
            {
                UnicodeCategory.Control => c == '\t' ? ' ' : '\uFFFD',
                UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '\uFFFD',
                _ => c,
            });
        }

        return plain.ToString();
    }
}
