namespace PolicyKit.Core.Algebra;

/// <summary>The three operations from which all others are made: a complement is an exception from everything, containment an empty exception.</summary>
internal enum SetOperation
{
    Union,
    Intersect,
    Except,
}
