using System.Globalization;

namespace PolicyKit.Roslyn;

/// <summary>One argument of an attribute, or one element of an argument that is an array.</summary>
/// <param name="Position">Position of a constructor argument; -1 for none.</param>
/// <param name="Name">Name of a property; null for a constructor argument.</param>
/// <param name="Element">Index in an array; -1 for the whole argument.</param>
internal readonly record struct ArgumentKey(int Position, string? Name, int Element)
{
    /// <summary>The attribute itself.</summary>
    public static ArgumentKey Whole => new(-1, null, -1);

    public static ArgumentKey At(int position, int element = -1) => new(position, null, element);

    public static ArgumentKey Of(string name, int element = -1) => new(-1, name, element);

    public override string ToString()
    {
        var argument = Name ?? (Position < 0 ? string.Empty : Position.ToString(CultureInfo.InvariantCulture));
        return Element < 0 ? argument : argument + "." + Element.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>Where something was said.</summary>
/// <param name="Attribute">The attribute that says it.</param>
/// <param name="Argument">Its argument.</param>
/// <param name="Include">The policy's own include attribute by which it came, or null.</param>
internal sealed record SourcePoint(AttributeView Attribute, ArgumentKey Argument, AttributeView? Include);

/// <summary>A text with where it stands.</summary>
internal readonly record struct Said(string Text, ArgumentKey Key);
