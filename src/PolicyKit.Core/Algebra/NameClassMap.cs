namespace PolicyKit.Core.Algebra;

/// <summary>What stands at one transport and port: a leaf for every host name and one for no name.</summary>
internal sealed class NameClassMap : IBooleanAlgebra<NameClassMap>
{
    public NameClassMap(EgressLeaf noName, NameNode<EgressLeaf> names)
    {
        NoName = noName;
        Names = names;
    }

    public static NameClassMap Empty { get; } = new(EgressLeaf.Empty, NameNode<EgressLeaf>.Uniform(EgressLeaf.Empty));

    public static NameClassMap All { get; } = new(EgressLeaf.All, NameNode<EgressLeaf>.Uniform(EgressLeaf.All));

    public EgressLeaf NoName { get; }

    public NameNode<EgressLeaf> Names { get; }

    public bool IsEmpty => NoName.IsEmpty && Names.IsEmpty;

    public bool IsFull => ((IBooleanAlgebra<EgressLeaf>)NoName).IsFull && Names.IsFull;

    public NameClassMap Nothing => Empty;

    public NameClassMap Combine(NameClassMap other, Combination combination)
        => new(combination.Apply(NoName, other.NoName), combination.TryShortcut(Names, other.Names) ?? Names.Combine(other.Names, combination));

    public override bool Equals(object? obj)
        => ReferenceEquals(this, obj) || (obj is NameClassMap other && NoName.Equals(other.NoName) && Names.Equals(other.Names));

    public override int GetHashCode() => unchecked((NoName.GetHashCode() * 397) ^ Names.GetHashCode());
}
