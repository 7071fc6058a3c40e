namespace PolicyKit.Core.Algebra;

/// <summary>What a <see cref="MetadataEndpoint"/> is given by.</summary>
public enum MetadataEndpointKind
{
    /// <summary>An IPv4 address.</summary>
    IPv4,

    /// <summary>An IPv6 address.</summary>
    IPv6,

    /// <summary>A host name.</summary>
    Host,
}
