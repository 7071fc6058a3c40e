namespace PolicyKit.Core.Algebra;

/// <summary>Why a text was refused as a network.</summary>
public enum CidrError
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>It is not an address with an optional prefix length.</summary>
    Syntax,

    /// <summary>Bits after the prefix are set, as in 10.0.0.1/8.</summary>
    HostBitsSet,

    /// <summary>It is an odd spelling: leading zeros, capitals, a long IPv6 form, an IPv4-mapped IPv6 form.</summary>
    NonCanonical,
}
