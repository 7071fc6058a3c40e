namespace PolicyKit.Core.Algebra;

/// <summary>One row of the IANA registries of special addresses.</summary>
/// <param name="Network">The block.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Source">The RFC.</param>
/// <param name="IsGloballyReachable">Whether the registry calls it globally reachable; false also where the registry says "not applicable".</param>
public sealed record SpecialBlock(Cidr Network, string Name, string Source, bool IsGloballyReachable);
