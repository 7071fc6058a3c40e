namespace PolicyKit;

/// <summary>
/// What GKE Agent Sandbox as such cannot do, as of November 2026: <see cref="GkeAgentSandboxDeviation.RebindingNotClosed"/>, <see cref="GkeAgentSandboxDeviation.DnsOpen"/>,
/// <see cref="GkeAgentSandboxDeviation.ClusterNotReadBack"/>, <see cref="GkeAgentSandboxDeviation.NodeReachable"/>, <see cref="GkeAgentSandboxDeviation.BuildNetworkOpen"/>.
/// That nothing stops an idle sandbox is not among them.
/// </summary>
public sealed class GkeAgentSandboxBaseline_2026_11 : DeviationBaseline
{
    private GkeAgentSandboxBaseline_2026_11()
    {
    }
}
