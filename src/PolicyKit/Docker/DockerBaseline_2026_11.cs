namespace PolicyKit;

/// <summary>
/// What Docker Engine as such cannot do, as of November 2026: <see cref="DockerDeviation.NoIdleStop"/>, <see cref="DockerDeviation.BuildNetworkOpen"/>,
/// <see cref="DockerDeviation.ImageVolumes"/>.
/// </summary>
public sealed class DockerBaseline_2026_11 : DeviationBaseline
{
    private DockerBaseline_2026_11()
    {
    }
}
