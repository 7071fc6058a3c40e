namespace PolicyKit;

/// <summary>Cuts networks out of what other rules allow, also as the resolved address of an allowed host. Always wins.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DenyNetworksAttribute : EgressAttribute
{
    /// <summary>Denies networks.</summary>
    /// <param name="cidrs">Canonical networks as in <see cref="AllowNetworksAttribute"/>.</param>
    public DenyNetworksAttribute(params string[] cidrs) => Cidrs = cidrs;

    /// <summary>The networks.</summary>
    public string[] Cidrs { get; }

    /// <summary>Ports, as in <see cref="AllowHostsAttribute.Ports"/>. Default: all.</summary>
    public string Ports { get; set; } = "*";

    /// <summary>Transport. Default when it is not said: every transport.</summary>
    public Transport Transport { get; set; }
}
