namespace PolicyKit.Core.Secrets;

/// <summary>A text under scan. Remembers the last run of each character class, so that overlapping candidates do not read it again, and counts the characters read.</summary>
internal sealed class ScanText(string text)
{
    private readonly (int From, int End)[] _runs = new (int, int)[CharClass.Count];

    public string Text { get; } = text;

    /// <summary>Characters read so far: the measure of work that the tests hold to be linear.</summary>
    public long Steps { get; private set; }

    /// <summary>End of the run of a class that starts at an index; the index itself where there is none.</summary>
    public int RunEnd(CharClass characters, int at)
    {
        var known = _runs[characters.Index];
        if (at >= known.From && at < known.End)
        {
            return known.End;
        }

        var end = at;
        while (end < Text.Length && characters.Contains(Text[end]))
        {
            end++;
            if (end == known.From && known.End > known.From)
            {
                Steps += end - at;
                _runs[characters.Index] = (at, known.End);
                return known.End;
            }
        }

        Steps += end - at + 1;
        _runs[characters.Index] = (at, end);
        return end;
    }

    public void Count(long steps) => Steps += steps;

    public bool Has(string part, int at) => at >= 0 && at + part.Length <= Text.Length && string.CompareOrdinal(Text, at, part, 0, part.Length) == 0;

    /// <summary>Up to <paramref name="reach"/> characters on both sides of an index.</summary>
    public string Around(int at, int reach)
    {
        var from = Math.Max(0, at - reach);
        var until = Math.Min(Text.Length, at + reach);
        Count(until - from);
        return Text.Substring(from, until - from);
    }
}
