namespace PolicyKit;

/// <summary>
/// Lets the sandbox reach every name (not dial by address), at public addresses. Loud on purpose: <see cref="EgressAttribute.Because"/> is required, and it is an error together with credentials, metadata endpoints or private networks.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AllowAnyHostAttribute : EgressAttribute
{
    /// <summary>Ports from 1 to 65535, as in <see cref="AllowHostsAttribute.Ports"/>. Default: 443.</summary>
    public string Ports { get; set; } = "443";

    /// <summary>Transport. Default: <see cref="Transport.Tcp"/>.</summary>
    public Transport Transport { get; set; }
}
