namespace PolicyKit.Core.Algebra;

/// <summary>One endpoint of a cloud or platform that hands out credentials or internal names to whoever can reach it.</summary>
/// <param name="Value">The address or host name, canonical.</param>
/// <param name="Kind">What <paramref name="Value"/> is.</param>
/// <param name="Cloud">Who has it.</param>
public sealed record MetadataEndpoint(string Value, MetadataEndpointKind Kind, string Cloud);
