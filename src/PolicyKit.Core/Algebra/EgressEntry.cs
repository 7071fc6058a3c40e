using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>
/// One entry of an <see cref="EgressSlice"/>. For a host name the entry with that exact name decides, or else the one for the longest name
/// that it is below, or else nothing may be reached.
/// </summary>
/// <param name="Pattern">The names: one exact name, or all names below one.</param>
/// <param name="Leaf">What they may reach. Empty for a hole: names that are denied inside a wider entry.</param>
/// <param name="Inherited">What they would reach without this entry, by the next wider one. Never equal to <paramref name="Leaf"/>.</param>
/// <param name="Holes">More specific entries within <paramref name="Pattern"/> whose leaf lacks something of <paramref name="Leaf"/>, at any depth.
/// Where there are any, <paramref name="Pattern"/> with <paramref name="Leaf"/> is more than the set allows. Always empty for an exact name and for an empty leaf.</param>
public sealed record EgressEntry(NamePattern Pattern, EgressLeaf Leaf, EgressLeaf Inherited, ImmutableArray<NamePattern> Holes);
