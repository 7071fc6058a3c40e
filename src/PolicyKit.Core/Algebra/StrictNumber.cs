namespace PolicyKit.Core.Algebra;

/// <summary>Plain ASCII digits and nothing else. The framework's parsers let trailing NUL characters pass, which another program may read differently.</summary>
internal static class StrictNumber
{
    public static bool TryParse(string text, int max, bool leadingZeros, out int value) => TryParse(text, 0, text.Length, max, leadingZeros, out value);

    /// <summary>Reads the characters from start to before end.</summary>
    public static bool TryParse(string text, int start, int end, int max, bool leadingZeros, out int value)
    {
        value = 0;
        if (end - start is < 1 or > 5 || (!leadingZeros && end - start > 1 && text[start] == '0'))
        {
            return false;
        }

        for (var i = start; i < end; i++)
        {
            var c = text[i];
            if (c is < '0' or > '9')
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return value <= max;
    }
}
