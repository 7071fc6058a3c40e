namespace PolicyKit.Core.Algebra;

/// <summary>Plain ASCII digits and nothing else. The framework's parsers let trailing NUL characters pass, which another program may read differently.</summary>
internal static class StrictNumber
{
    public static bool TryParse(string text, int max, bool leadingZeros, out int value)
    {
        value = 0;
        if (text.Length is 0 or > 5 || (!leadingZeros && text.Length > 1 && text[0] == '0'))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is < '0' or > '9')
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return value <= max;
    }
}
