namespace PolicyKit;

/// <summary>
/// Asserts that no policy of this assembly reaches some destinations on any target: <c>[assembly: Never("169.254.169.254", "10.0.0.0/8", "*.prod.example.com")]</c>. Checked on what the emitted configuration really allows,
/// accepted deviations included, whenever the policies are compiled.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class NeverAttribute : PolicyAttribute
{
    /// <summary>Names destinations.</summary>
    /// <param name="destinations">Hosts, wildcards, addresses or networks, each with a transport before it and a port after it where they matter: <c>udp 8.8.8.8:53</c>. What is not said is any.</param>
    public NeverAttribute(params string[] destinations) => Destinations = destinations;

    /// <summary>The destinations.</summary>
    public string[] Destinations { get; }
}
