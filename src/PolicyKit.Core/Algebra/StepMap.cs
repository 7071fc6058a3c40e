namespace PolicyKit.Core.Algebra;

/// <summary>
/// A piecewise constant map from a line to leaves: value i holds from key i up to the next key, the last to the end of the line.
/// The first key is always the start of the line and neighbours differ, so equal maps are equal arrays.
/// </summary>
internal sealed class StepMap<TKey, TValue> : IBooleanAlgebra<StepMap<TKey, TValue>>
    where TKey : struct, IComparable<TKey>, IEquatable<TKey>
    where TValue : class, IBooleanAlgebra<TValue>
{
    private int _hash;

    private StepMap(TKey[] keys, TValue[] values)
    {
        Keys = keys;
        Values = values;
    }

    public TKey[] Keys { get; }

    public TValue[] Values { get; }

    public bool IsEmpty => Values.Length == 1 && Values[0].IsEmpty;

    public bool IsFull => Values.Length == 1 && Values[0].IsFull;

    public StepMap<TKey, TValue> Nothing => Uniform(Keys[0], Values[0].Nothing);

    public static StepMap<TKey, TValue> Uniform(TKey start, TValue value) => new([start], [value]);

    /// <summary>The value on a set given by its <see cref="Boundaries"/>, and nothing elsewhere.</summary>
    public static StepMap<TKey, TValue> On(TKey start, TKey[] points, TValue value)
    {
        var builder = new Builder(points.Length + 1);
        builder.Add(start, value.Nothing);
        for (var i = 0; i < points.Length; i++)
        {
            builder.Add(points[i], (i & 1) == 0 ? value : value.Nothing);
        }

        return builder.ToMap();
    }

    public TValue Lookup(TKey key) => Values[Boundaries.CountUpTo(Keys, key) - 1];

    /// <summary>Where the values meet a condition, as <see cref="Boundaries"/>.</summary>
    public TKey[] Where(Func<TValue, bool> condition)
    {
        var points = new List<TKey>();
        for (var i = 0; i < Keys.Length; i++)
        {
            if (condition(Values[i]) != ((points.Count & 1) != 0))
            {
                points.Add(Keys[i]);
            }
        }

        return points.ToArray();
    }

    /// <summary>Whether this map is so much smaller than another that to see that it adds nothing to it costs little, and it does add nothing.</summary>
    public bool IsLittleAndWithin(StepMap<TKey, TValue> other) => other.Keys.Length > 8 * Keys.Length && Combine(other, new Combination(SetOperation.Except)).IsEmpty;

    public StepMap<TKey, TValue> Combine(StepMap<TKey, TValue> other, Combination combination)
    {
        var builder = new Builder(combination.Operation == SetOperation.Union ? Keys.Length + other.Keys.Length : 4);
        var steps = 0;
        int i = 0, j = 0;
        while (i < Keys.Length || j < other.Keys.Length)
        {
            steps++;
            var order = i == Keys.Length ? 1 : j == other.Keys.Length ? -1 : Keys[i].CompareTo(other.Keys[j]);
            var key = order <= 0 ? Keys[i] : other.Keys[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
            builder.Add(key, combination.Apply(Values[i - 1], other.Values[j - 1]));

            // Up to the next key of a side that decides alone, keys of the other side change nothing. So one rule meets thousands at the cost of what it touches.
            if (combination.AbsorbsOnLeft(Values[i - 1]))
            {
                j = Skip(other.Keys, j, Keys, i);
            }
            else if (combination.AbsorbsOnRight(other.Values[j - 1]))
            {
                i = Skip(Keys, i, other.Keys, j);
            }
        }

        WorkBudget.Charge(steps);
        return builder.ToMap();
    }

    private static int Skip(TKey[] keys, int from, TKey[] deciding, int next) => next == deciding.Length ? keys.Length : Boundaries.SkipTo(keys, from, deciding[next]);

    public override bool Equals(object? obj)
        => ReferenceEquals(this, obj)
        || (obj is StepMap<TKey, TValue> other
            && Keys.Length == other.Keys.Length
            && GetHashCode() == other.GetHashCode()
            && Keys.AsSpan().SequenceEqual(other.Keys)
            && Values.SequenceEqual(other.Values));

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = Boundaries.Hash(Keys);
            foreach (var value in Values)
            {
                hash = unchecked((hash * 31) + value.GetHashCode());
            }

            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    private readonly struct Builder
    {
        private readonly List<TKey> _keys;
        private readonly List<TValue> _values;

        public Builder(int capacity)
        {
            _keys = new List<TKey>(capacity);
            _values = new List<TValue>(capacity);
        }

        /// <summary>Adds the next step; a key that is there already (the start of the line) gets the new value.</summary>
        public void Add(TKey key, TValue value)
        {
            if (_keys.Count > 0 && _keys[_keys.Count - 1].Equals(key))
            {
                _keys.RemoveAt(_keys.Count - 1);
                _values.RemoveAt(_values.Count - 1);
            }

            if (_values.Count == 0 || !_values[_values.Count - 1].Equals(value))
            {
                _keys.Add(key);
                _values.Add(value);
            }
        }

        public StepMap<TKey, TValue> ToMap() => new(_keys.ToArray(), _values.ToArray());
    }
}
