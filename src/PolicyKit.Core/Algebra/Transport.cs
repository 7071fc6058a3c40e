namespace PolicyKit.Core.Algebra;

/// <summary>The transports that an <see cref="EgressSet"/> tells apart.</summary>
public enum Transport
{
    /// <summary>TCP, with ports.</summary>
    Tcp,

    /// <summary>UDP, with ports. QUIC is UDP.</summary>
    Udp,

    /// <summary>ICMP and ICMPv6. Carries no ports: by convention everything is at port 0.</summary>
    Icmp,

    /// <summary>Every other protocol above IP. Carries no ports: by convention everything is at port 0.</summary>
    Other,
}
