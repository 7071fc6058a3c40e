using System.Globalization;

namespace PolicyKit.Readers;

/// <summary>What readers of Dockerfiles ask of their lines.</summary>
internal static class DockerfileLines
{
    /// <summary>What follows the last instruction of a kind.</summary>
    public static string Last(string file, string[] lines, string instruction) =>
        lines.LastOrDefault(l => l.StartsWith(instruction, StringComparison.Ordinal))?[instruction.Length..] ?? throw new ArtifactFormatException(file, 0, $"'{instruction.Trim()}' is missing.");

    /// <summary>The numbers of the last <c>USER</c>.</summary>
    public static (int Uid, int Gid) Owner(string file, string[] lines)
    {
        var user = Last(file, lines, "USER ").Split(':');
        return user.Length == 2 && Number(user[0]) is { } uid && Number(user[1]) is { } gid ? (uid, gid) : throw new ArtifactFormatException(file, 0, "The last USER is not two numbers.");
    }

    /// <summary>Below the comments at its head the text must be what belongs to the configuration: no line more, no line less.</summary>
    public static void RequireWritten(string file, string text, string written)
    {
        var (wanted, actual) = (Body(written), Body(text));
        if (!wanted.Lines.SequenceEqual(actual.Lines, StringComparer.Ordinal))
        {
            var line = Enumerable.Range(0, Math.Max(wanted.Lines.Length, actual.Lines.Length)).First(i => i >= wanted.Lines.Length || i >= actual.Lines.Length || wanted.Lines[i] != actual.Lines[i]);
            throw new ArtifactFormatException(file, actual.Offset + line + 1, "This line is not what PolicyKit writes.");
        }
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static (int Offset, string[] Lines) Body(string text)
    {
        var lines = text.Split('\n');
        var offset = lines.TakeWhile(l => l.StartsWith('#')).Count();
        return (offset, lines[offset..]);
    }
}
