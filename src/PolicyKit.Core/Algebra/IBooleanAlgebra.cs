namespace PolicyKit.Core.Algebra;

/// <summary>A set in canonical form: <c>Equals</c> is equality as sets, and the hash code is cached.</summary>
internal interface IBooleanAlgebra<T>
    where T : class
{
    bool IsEmpty { get; }

    bool IsFull { get; }

    T Nothing { get; }

    /// <summary>The operation itself; <see cref="Combination.Apply"/> has already taken the easy cases.</summary>
    T Combine(T other, Combination combination);
}
