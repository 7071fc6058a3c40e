namespace PolicyKit.Core.Algebra;

/// <summary>One concrete thing that an <see cref="EgressSet"/> holds.</summary>
/// <param name="Transport">The transport.</param>
/// <param name="Port">The port; 0 for a transport without ports.</param>
/// <param name="Name">The host name that is dialled, or null for dialling by address.</param>
/// <param name="Address">The address that is reached.</param>
/// <param name="Request">The inspected request, or null for raw bytes.</param>
public sealed record EgressWitness(Transport Transport, int Port, string? Name, IpAddress Address, HttpRequest? Request)
{
    /// <summary>The witness as text: "udp 8.8.8.8:53", "tcp api.github.com:443 (140.82.121.6)", "tcp x.example:443 (192.0.2.1) DELETE /y".</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var transport = Transport switch
        {
            Transport.Tcp => "tcp",
            Transport.Udp => "udp",
            Transport.Icmp => "icmp",
            _ => "other",
        };
        var host = Name ?? (Address.IsIPv4 ? Address.ToString() : $"[{Address}]");
        var port = Transport is Transport.Tcp or Transport.Udp ? FormattableString.Invariant($":{Port}") : "";
        return $"{transport} {host}{port}{(Name is null ? "" : $" ({Address})")}{(Request is null ? "" : " " + Request)}";
    }
}
