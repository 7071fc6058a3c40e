namespace PolicyKit.Core.Algebra;

/// <summary>
/// A map from host names to leaves, as a tree over reversed labels. A node has the leaf of its own name, the leaf of every name below it
/// that no child covers, and children for labels where that differs. A child that says the same as its parent's <see cref="Below"/> is pruned,
/// and no node can have children for all labels, so equal maps are equal trees. The root's own name ("") is no host name; its
/// <see cref="Exact"/> follows <see cref="Below"/> through every operation.
/// </summary>
internal sealed class NameNode<T> : IBooleanAlgebra<NameNode<T>>
    where T : class, IBooleanAlgebra<T>
{
    private static readonly string[] s_noLabels = [];
    private static readonly NameNode<T>[] s_noChildren = [];

    private int _hash;

    private NameNode(T exact, T below, string[] labels, NameNode<T>[] children)
    {
        Exact = exact;
        Below = below;
        Labels = labels;
        Children = children;
    }

    public T Exact { get; }

    public T Below { get; }

    /// <summary>The labels of the children, in ordinal order.</summary>
    public string[] Labels { get; }

    public NameNode<T>[] Children { get; }

    public bool IsEmpty => Labels.Length == 0 && Exact.IsEmpty && Below.IsEmpty;

    public bool IsFull => Labels.Length == 0 && Exact.IsFull && Below.IsFull;

    public NameNode<T> Nothing => Uniform(Below.Nothing);

    public static NameNode<T> Uniform(T leaf) => new(leaf, leaf, s_noLabels, s_noChildren);

    /// <summary>One name, or the names below it, with a leaf; every other name with nothing.</summary>
    public static NameNode<T> Single(NamePattern pattern, T leaf)
    {
        var nothing = leaf.Nothing;
        var node = pattern.IsBelow ? new NameNode<T>(nothing, leaf, s_noLabels, s_noChildren) : new NameNode<T>(leaf, nothing, s_noLabels, s_noChildren);
        foreach (var label in pattern.Name.Split('.'))
        {
            node = new NameNode<T>(nothing, nothing, [label], [node]);
        }

        return node;
    }

    /// <summary>The leaf of a canonical host name.</summary>
    public T Lookup(string name)
    {
        var node = this;
        var end = name.Length;
        while (end >= 0)
        {
            var dot = end == 0 ? -1 : name.LastIndexOf('.', end - 1);
            var child = node.Child(name.Substring(dot + 1, end - dot - 1));
            if (child is null)
            {
                return node.Below;
            }

            node = child;
            end = dot;
        }

        return node.Exact;
    }

    public NameNode<TOther> Map<TOther>(Func<T, TOther> leaf)
        where TOther : class, IBooleanAlgebra<TOther>
    {
        WorkBudget.Charge(1 + Labels.Length);
        var below = leaf(Below);
        var children = new NameNode<TOther>.ChildList(below, Labels.Length);
        for (var i = 0; i < Labels.Length; i++)
        {
            children.Add(Labels[i], Children[i].Map(leaf));
        }

        return children.ToNode(leaf(Exact));
    }

    /// <summary>The places where the leaf differs from what it would inherit: canonical, parents before children, labels in ordinal order.</summary>
    public List<(NamePattern Pattern, T Leaf, T Inherited, int Depth)> Entries()
    {
        var entries = new List<(NamePattern Pattern, T Leaf, T Inherited, int Depth)>();
        if (!Below.IsEmpty)
        {
            entries.Add((NamePattern.Any, Below, Below.Nothing, 0));
        }

        AppendChildEntries(entries, "", 1);
        return entries;
    }

    /// <summary>A host name of the pattern that has exactly this leaf, where the pattern and the leaf come from <see cref="Entries"/>.</summary>
    public string Sample(NamePattern pattern, T leaf)
    {
        if (!pattern.IsBelow)
        {
            return pattern.Name;
        }

        // Some label is not that of a child, and every name below it has the node's Below: the loop ends after as many steps as there are children.
        string[] familiar = pattern.Name.Length == 0 ? ["example.com", "example.org", "x.example"] : ["www." + pattern.Name, "x." + pattern.Name];
        var suffix = pattern.Name.Length == 0 ? "" : "." + pattern.Name;
        for (var i = 0; ; i++)
        {
            WorkBudget.Charge(1);
            var name = i < familiar.Length ? familiar[i] : FormattableString.Invariant($"x{i}{suffix}");
            if (Lookup(name).Equals(leaf))
            {
                return name;
            }
        }
    }

    public NameNode<T> Combine(NameNode<T> other, Combination combination)
    {
        var below = combination.Apply(Below, other.Below);
        var skipsRight = combination.AbsorbsOnLeft(Below);
        var skipsLeft = combination.AbsorbsOnRight(other.Below);
        var alongLeft = skipsRight && (!skipsLeft || Labels.Length <= other.Labels.Length);
        var children = new ChildList(below, alongLeft ? Labels.Length : skipsLeft ? other.Labels.Length : Math.Max(Labels.Length, other.Labels.Length));
        if (alongLeft)
        {
            // A label that only the right side has comes to what `below` says already. The cost is that of the left side alone,
            // so that thousands of small allow trees can each lose one large deny tree.
            WorkBudget.Charge(Labels.Length + 1);
            var rightUniform = Uniform(other.Below);
            for (var i = 0; i < Labels.Length; i++)
            {
                if ((other.Child(Labels[i]) ?? (skipsLeft ? null : rightUniform)) is { } right)
                {
                    children.Add(Labels[i], Join(Children[i], right, combination));
                }
            }
        }
        else if (skipsLeft)
        {
            WorkBudget.Charge(other.Labels.Length + 1);
            var leftUniform = Uniform(Below);
            for (var i = 0; i < other.Labels.Length; i++)
            {
                if ((Child(other.Labels[i]) ?? (skipsRight ? null : leftUniform)) is { } left)
                {
                    children.Add(other.Labels[i], Join(left, other.Children[i], combination));
                }
            }
        }
        else
        {
            Merge(other, combination, children);
        }

        return children.ToNode(combination.Apply(Exact, other.Exact));
    }

    public override bool Equals(object? obj)
    {
        if (ReferenceEquals(this, obj))
        {
            return true;
        }

        if (obj is not NameNode<T> other
            || Labels.Length != other.Labels.Length
            || GetHashCode() != other.GetHashCode()
            || !Exact.Equals(other.Exact)
            || !Below.Equals(other.Below)
            || !Labels.AsSpan().SequenceEqual(other.Labels))
        {
            return false;
        }

        for (var i = 0; i < Children.Length; i++)
        {
            if (!Children[i].Equals(other.Children[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = unchecked((Exact.GetHashCode() * 397) ^ Below.GetHashCode());
            for (var i = 0; i < Labels.Length; i++)
            {
                hash = unchecked((((hash * 31) + Labels[i].GetHashCode()) * 31) + Children[i].GetHashCode());
            }

            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    private static NameNode<T> Join(NameNode<T> left, NameNode<T> right, Combination combination)
        => combination.TryShortcut(left, right) ?? left.Combine(right, combination);

    private NameNode<T>? Child(string label)
    {
        var index = Array.BinarySearch(Labels, label, StringComparer.Ordinal);
        return index < 0 ? null : Children[index];
    }

    private void Merge(NameNode<T> other, Combination combination, ChildList children)
    {
        WorkBudget.Charge(Labels.Length + other.Labels.Length + 1);
        var leftUniform = Uniform(Below);
        var rightUniform = Uniform(other.Below);
        int i = 0, j = 0;
        while (i < Labels.Length || j < other.Labels.Length)
        {
            var order = i == Labels.Length ? 1 : j == other.Labels.Length ? -1 : string.CompareOrdinal(Labels[i], other.Labels[j]);
            var label = order <= 0 ? Labels[i] : other.Labels[j];
            var left = order <= 0 ? Children[i++] : leftUniform;
            var right = order >= 0 ? other.Children[j++] : rightUniform;
            children.Add(label, Join(left, right, combination));
        }
    }

    private void AppendChildEntries(List<(NamePattern Pattern, T Leaf, T Inherited, int Depth)> entries, string suffix, int depth)
    {
        WorkBudget.Charge(1 + Labels.Length);
        for (var i = 0; i < Labels.Length; i++)
        {
            var child = Children[i];
            var name = Labels[i] + suffix;
            if (!child.Exact.Equals(Below))
            {
                entries.Add((NamePattern.Exact(name), child.Exact, Below, depth));
            }

            if (!child.Below.Equals(Below))
            {
                entries.Add((NamePattern.Below(name), child.Below, Below, depth));
            }

            child.AppendChildEntries(entries, "." + name, depth + 1);
        }
    }

    /// <summary>Collects children in label order and drops those that say what the parent says.</summary>
    private sealed class ChildList
    {
        private readonly T _below;
        private readonly List<string> _labels;
        private readonly List<NameNode<T>> _children;

        public ChildList(T below, int capacity)
        {
            _below = below;
            _labels = new List<string>(capacity);
            _children = new List<NameNode<T>>(capacity);
        }

        public void Add(string label, NameNode<T> child)
        {
            if (child.Labels.Length == 0 && child.Exact.Equals(_below) && child.Below.Equals(_below))
            {
                return;
            }

            _labels.Add(label);
            _children.Add(child);
        }

        public NameNode<T> ToNode(T exact)
            => _labels.Count == 0 ? new NameNode<T>(exact, _below, s_noLabels, s_noChildren) : new NameNode<T>(exact, _below, _labels.ToArray(), _children.ToArray());
    }
}
