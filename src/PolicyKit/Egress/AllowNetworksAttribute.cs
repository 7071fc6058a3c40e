namespace PolicyKit;

/// <summary>
/// Lets the sandbox reach networks, by address and by any name that resolves into them. A private range opens only by a rule that lies wholly inside a private range.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AllowNetworksAttribute : EgressAttribute
{
    /// <summary>Allows networks.</summary>
    /// <param name="cidrs">Canonical networks without host bits: <c>203.0.113.0/24</c>, <c>2001:db8::/32</c>; a bare address is the network of that one address.</param>
    public AllowNetworksAttribute(params string[] cidrs) => Cidrs = cidrs;

    /// <summary>The networks.</summary>
    public string[] Cidrs { get; }

    /// <summary>Ports from 1 to 65535: <c>"5432"</c>, <c>"80,443"</c>, <c>"8000-8100"</c>; <c>"*"</c> is all. Required.</summary>
    public string? Ports { get; set; }

    /// <summary>Transport. Default: <see cref="Transport.Tcp"/>.</summary>
    public Transport Transport { get; set; }
}
