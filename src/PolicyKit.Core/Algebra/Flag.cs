namespace PolicyKit.Core.Algebra;

/// <summary>The smallest Boolean algebra: the leaf of a <see cref="NameSet"/>.</summary>
internal sealed class Flag : IBooleanAlgebra<Flag>
{
    private Flag()
    {
    }

    public static Flag In { get; } = new();

    public static Flag Out { get; } = new();

    public bool IsEmpty => ReferenceEquals(this, Out);

    public bool IsFull => ReferenceEquals(this, In);

    public Flag Nothing => Out;

    public Flag Combine(Flag other, Combination combination) => combination.OnFlags(IsFull, other.IsFull) ? In : Out;
}
