namespace PolicyKit;

/// <summary>Transport of a rule.</summary>
public enum Transport
{
    /// <summary>TCP.</summary>
    Tcp = 0,

    /// <summary>UDP; QUIC is UDP.</summary>
    Udp = 1,
}
