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
        WorkBudget.Charge(left.Length + right.Length + 1);
        var result = new List<T>(left.Length + right.Length);
        var inside = false;
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
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
