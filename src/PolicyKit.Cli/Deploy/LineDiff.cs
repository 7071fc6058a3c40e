using DiffPlex;
using DiffPlex.Chunkers;

namespace PolicyKit.Cli.Deploy;

/// <summary>Differences between two texts by line.</summary>
internal static class LineDiff
{
    // Beyond this the comparison is not readable, and its cost grows with the number of differences.
    private const int MaxCharacters = 2_000_000;

    /// <summary>First line, from 1, at which two texts differ.</summary>
    public static int FirstDifference(string expected, string actual)
    {
        var line = 1;
        for (var i = 0; i < Math.Min(expected.Length, actual.Length) && expected[i] == actual[i]; i++)
        {
            if (expected[i] == '\n')
            {
                line++;
            }
        }

        return line;
    }

    /// <summary>Lines only on disk (<c>-</c>) and lines only emitted (<c>+</c>), in the order of the text.</summary>
    public static IReadOnlyList<DiffLine> Of(string onDisk, string emitted)
    {
        if (onDisk.Length + emitted.Length > MaxCharacters)
        {
            return [];
        }

        var diff = Differ.Instance.CreateDiffs(onDisk, emitted, ignoreWhiteSpace: false, ignoreCase: false, LineChunker.Instance);
        return diff.DiffBlocks.SelectMany(block =>
                Enumerable.Range(block.DeleteStartA, block.DeleteCountA).Select(i => new DiffLine('-', i + 1, diff.PiecesOld[i]))
                    .Concat(Enumerable.Range(block.InsertStartB, block.InsertCountB).Select(i => new DiffLine('+', i + 1, diff.PiecesNew[i]))))
            .ToList();
    }
}
