namespace PolicyKit;

/// <summary>Cuts hosts out of what other rules allow. Always wins.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DenyHostsAttribute : EgressAttribute
{
    /// <summary>Denies hosts.</summary>
    /// <param name="hosts">Names or patterns as in <see cref="AllowHostsAttribute"/>; <c>*.example.com</c> does not deny <c>example.com</c>.</param>
    public DenyHostsAttribute(params string[] hosts) => Hosts = hosts;

    /// <summary>The hosts.</summary>
    public string[] Hosts { get; }

    /// <summary>Ports, as in <see cref="AllowHostsAttribute.Ports"/>. Default: all.</summary>
    public string Ports { get; set; } = "*";

    /// <summary>Transport. Default when it is not said: every transport.</summary>
    public Transport Transport { get; set; }
}
