namespace PolicyKit;

/// <summary>
/// What E2B as such cannot do, as of November 2026: <see cref="E2BDeviation.ResolverReachable"/>, <see cref="E2BDeviation.NoIdleStop"/>, <see cref="E2BDeviation.LifetimeExtendable"/>,
/// <see cref="E2BDeviation.DiskNotLimited"/>, <see cref="E2BDeviation.BuildNetworkOpen"/>, <see cref="E2BDeviation.OrchestratorReachable"/>,
/// <see cref="E2BDeviation.SpecialDestinationsByName"/>, <see cref="E2BDeviation.OwnerReachesAllPorts"/>, <see cref="E2BDeviation.RootWithinReach"/>.
/// </summary>
public sealed class E2BBaseline_2026_11 : DeviationBaseline
{
    private E2BBaseline_2026_11()
    {
    }
}
