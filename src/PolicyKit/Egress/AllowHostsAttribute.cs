namespace PolicyKit;

/// <summary>
/// Lets the sandbox reach hosts by name, at public addresses and at those that an <see cref="AllowNetworksAttribute"/> on the same transport and port opens.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AllowHostsAttribute : EgressAttribute
{
    /// <summary>Allows hosts.</summary>
    /// <param name="hosts">ASCII names (<c>api.example.com</c>) or patterns: <c>*.example.com</c> is one or more labels under <c>example.com</c>, at any depth, never <c>example.com</c> itself.</param>
    public AllowHostsAttribute(params string[] hosts) => Hosts = hosts;

    /// <summary>The hosts.</summary>
    public string[] Hosts { get; }

    /// <summary>Ports from 1 to 65535: <c>"443"</c>, <c>"443,8443"</c>, <c>"8000-8100"</c>; <c>"*"</c> is all. Default: 443.</summary>
    public string Ports { get; set; } = "443";

    /// <summary>Transport. Default: <see cref="Transport.Tcp"/>.</summary>
    public Transport Transport { get; set; }
}
