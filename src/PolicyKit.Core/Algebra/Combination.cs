namespace PolicyKit.Core.Algebra;

/// <summary>One run of one operation over nested structures. Equal pairs are worked out once, so that thousands of hosts that share a leaf cost one leaf.</summary>
internal sealed class Combination
{
    private Dictionary<(object Left, object Right), object>? _known;

    public Combination(SetOperation operation) => Operation = operation;

    public SetOperation Operation { get; }

    public static T Run<T>(SetOperation operation, T left, T right)
        where T : class, IBooleanAlgebra<T>
        => new Combination(operation).Apply(left, right);

    public bool OnFlags(bool left, bool right) => Boundaries.Evaluate(Operation, left, right);

    /// <summary>True when the result is the same whatever stands on the right.</summary>
    public bool AbsorbsOnLeft<T>(T left)
        where T : class, IBooleanAlgebra<T>
        => Operation == SetOperation.Union ? left.IsFull : left.IsEmpty;

    /// <summary>True when the result is the same whatever stands on the left.</summary>
    public bool AbsorbsOnRight<T>(T right)
        where T : class, IBooleanAlgebra<T>
        => Operation == SetOperation.Intersect ? right.IsEmpty : right.IsFull;

    public T Apply<T>(T left, T right)
        where T : class, IBooleanAlgebra<T>
    {
        if (TryShortcut(left, right) is { } quick)
        {
            return quick;
        }

        _known ??= new();
        if (_known.TryGetValue((left, right), out var known))
        {
            return (T)known;
        }

        var result = left.Combine(right, this);
        _known.Add((left, right), result);
        return result;
    }

    /// <summary>The result where it follows from identity, emptiness or fullness alone; otherwise null.</summary>
    public T? TryShortcut<T>(T left, T right)
        where T : class, IBooleanAlgebra<T>
    {
        WorkBudget.Charge(1);
        if (ReferenceEquals(left, right))
        {
            return Operation == SetOperation.Except ? left.Nothing : left;
        }

        if (AbsorbsOnLeft(left))
        {
            return left;
        }

        if (AbsorbsOnRight(right))
        {
            return Operation == SetOperation.Except ? left.Nothing : right;
        }

        if (Operation == SetOperation.Intersect ? right.IsFull : right.IsEmpty)
        {
            return left;
        }

        return Operation switch
        {
            SetOperation.Union when left.IsEmpty => right,
            SetOperation.Intersect when left.IsFull => right,
            _ => null,
        };
    }
}
