namespace PolicyKit;

/// <summary>Hosts that the image build may reach (tcp 443). The sandbox itself may not.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AllowBuildHostsAttribute : PolicyAttribute
{
    /// <summary>Allows hosts while building.</summary>
    /// <param name="hosts">Host names or <c>*.</c> patterns, as in <see cref="AllowHostsAttribute"/>.</param>
    public AllowBuildHostsAttribute(params string[] hosts) => Hosts = hosts;

    /// <summary>The hosts.</summary>
    public string[] Hosts { get; }
}
