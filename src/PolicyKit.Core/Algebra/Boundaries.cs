namespace PolicyKit.Core.Algebra;

/// <summary>
/// Sets over a line as sorted points at which membership flips: [b0, b1) ∪ [b2, b3) ... An odd count runs to the end of the line.
/// The form is canonical: equal sets have equal points.
/// </summary>
internal static class Boundaries
{
    public static bool Evaluate(SetOperation operation, bool left, bool right) => operation switch
    {
        SetOperation.Union => left | right,
        SetOperation.Intersect => left & right,
        _ => left & !right,
    };

    public static T[] Combine<T>(SetOperation operation, T[] left, T[] right)
        where T : IComparable<T>
    {
        var result = new List<T>(operation == SetOperation.Union ? left.Length + right.Length : 4);
        var inside = false;
        var steps = 1;
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            // Up to the next point of a side that decides alone, points of the other side change nothing.
            if (Decides(operation, (i & 1) != 0))
            {
                j = i == left.Length ? right.Length : SkipTo(right, j, left[i]);
            }
            else if (DecidesOnRight(operation, (j & 1) != 0))
            {
                i = j == right.Length ? left.Length : SkipTo(left, i, right[j]);
            }

            if (i == left.Length && j == right.Length)
            {
                break;
            }

            steps++;
            var order = i == left.Length ? 1 : j == right.Length ? -1 : left[i].CompareTo(right[j]);
            var point = order <= 0 ? left[i] : right[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
            if (Evaluate(operation, (i & 1) != 0, (j & 1) != 0) != inside)
            {
                result.Add(point);
                inside = !inside;
            }
        }

        WorkBudget.Charge(steps);
        return result.ToArray();
    }

    public static bool Contains<T>(T[] points, T value)
        where T : IComparable<T>
        => (CountUpTo(points, value) & 1) != 0;

    /// <summary>How many of the sorted points are at or before the value.</summary>
    public static int CountUpTo<T>(T[] points, T value)
        where T : IComparable<T>
    {
        var index = Array.BinarySearch(points, value);
        return index < 0 ? ~index : index + 1;
    }

    /// <summary>The index of the first point at or after a value, looked for from an index on in steps that double: the cost is the logarithm of how far it is.</summary>
    public static int SkipTo<T>(T[] points, int from, T value)
        where T : IComparable<T>
    {
        var step = 1;
        var low = from;
        while (from < points.Length && points[from].CompareTo(value) < 0)
        {
            low = from + 1;
            from += step;
            step *= 2;
        }

        var high = Math.Min(from, points.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (points[middle].CompareTo(value) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static bool Decides(SetOperation operation, bool left) => left == (operation == SetOperation.Union);

    private static bool DecidesOnRight(SetOperation operation, bool right) => right == (operation != SetOperation.Intersect);

    public static bool AreEqual<T>(T[] left, T[] right)
        where T : IEquatable<T>
        => ReferenceEquals(left, right) || left.AsSpan().SequenceEqual(right);

    public static int Hash<T>(T[] points)
        where T : struct
    {
        var hash = points.Length;
        foreach (var point in points)
        {
            hash = unchecked((hash * 31) + point.GetHashCode());
        }

        return hash;
    }
}
