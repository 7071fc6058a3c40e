namespace PolicyKit.Core.Algebra;

/// <summary>A string in ordinal order, whatever the culture.</summary>
internal readonly struct PathKey : IComparable<PathKey>, IEquatable<PathKey>
{
    public PathKey(string text) => Text = text;

    public string Text { get; }

    public int CompareTo(PathKey other) => string.CompareOrdinal(Text, other.Text);

    public bool Equals(PathKey other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is PathKey other && Equals(other);

    public override int GetHashCode() => Text.GetHashCode();
}
