namespace PolicyKit.Cli.Deploy;

/// <summary>Paths that mean the same file on every system and cannot leave the directory they are joined to.</summary>
internal static class SafePath
{
    private const int MaxLength = 180;

    private static readonly HashSet<string> Reserved = new(
        new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" }
            .Concat(Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a relative path with <c>/</c> is refused, or null.</summary>
    public static string? Refusal(string path)
    {
        if (path.Length is 0 or > MaxLength)
        {
            return $"it must have 1 to {MaxLength} characters.";
        }

        if (path[0] == '/')
        {
            return "it is absolute.";
        }

        return path.Split('/').Select(SegmentRefusal).FirstOrDefault(r => r is not null);
    }

    /// <summary>Why one file or directory name is refused, or null.</summary>
    public static string? SegmentRefusal(string segment)
    {
        if (segment.Length == 0)
        {
            return "it has an empty part.";
        }

        if (segment is "." or "..")
        {
            return "it has a dot segment.";
        }

        // Backslash, colon (drives, alternate streams) and the like mean something on Windows; beyond ASCII, file systems disagree on which names are equal.
        if (segment.Any(c => c is <= ' ' or >= '\u007f' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|') )
        {
            return "only printable ASCII without spaces and without \\ : * ? \" < > | may be used.";
        }

        if (segment[^1] == '.')
        {
            return "a part ends with a dot.";
        }

        // Windows takes the name up to the first dot: NUL.txt is the device too.
        if (Reserved.Contains(segment.Split('.')[0]))
        {
            return "a part is a device name on Windows.";
        }

        return segment.StartsWith(DeployFiles.TemporaryPrefix, StringComparison.OrdinalIgnoreCase) ? "a part has the name of a temporary file." : null;
    }
}
