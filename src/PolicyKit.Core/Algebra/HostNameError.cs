namespace PolicyKit.Core.Algebra;

/// <summary>Why a text was refused as a host name.</summary>
public enum HostNameError
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>It is empty, or only a dot.</summary>
    Empty,

    /// <summary>It has characters outside ASCII; its A-label (xn--...) is to be written instead.</summary>
    NonAscii,

    /// <summary>It has a '*' that is not the leading "*." before at least one label, or one where none is allowed.</summary>
    WildcardPosition,

    /// <summary>A label is empty or longer than 63 characters.</summary>
    LabelLength,

    /// <summary>The name is longer than 253 characters; for a wildcard, no name below it would fit.</summary>
    TotalLength,

    /// <summary>A character is not a letter, a digit, '-' or '_', or a label begins or ends with '-'.</summary>
    InvalidCharacter,

    /// <summary>It is an address or a network, or ends in a numeric label, which programs read as an IPv4 address.</summary>
    LooksLikeAddress,
}
