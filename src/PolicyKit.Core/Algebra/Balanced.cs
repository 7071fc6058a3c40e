namespace PolicyKit.Core.Algebra;

/// <summary>Unions of many sets, pairwise in a balanced tree: each element is copied log n times, not n times.</summary>
internal static class Balanced
{
    public static T Union<T>(IEnumerable<T> sets, T empty)
        where T : class, IBooleanAlgebra<T>
    {
        var combination = new Combination(SetOperation.Union);
        var current = sets.ToArray();
        for (var count = current.Length; count > 1; count = (count + 1) / 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                current[i] = combination.Apply(current[2 * i], current[(2 * i) + 1]);
            }

            if ((count & 1) != 0)
            {
                current[count / 2] = current[count - 1];
            }
        }

        return current.Length == 0 ? empty : current[0];
    }
}
