namespace PolicyKit;

/// <summary>
/// What exe.dev as such cannot do, as of November 2026: <see cref="ExeDevDeviation.SpecialAddressesNotClosed"/>, <see cref="ExeDevDeviation.NothingFiltered"/>, <see cref="ExeDevDeviation.DnsOpen"/>, <see cref="ExeDevDeviation.AccountIntegrations"/>,
/// <see cref="ExeDevDeviation.LifetimeNotLimited"/>, <see cref="ExeDevDeviation.RunsAsRoot"/>, <see cref="ExeDevDeviation.OwnerReachesAllPorts"/>, <see cref="ExeDevDeviation.StateOutlivesRun"/>, <see cref="ExeDevDeviation.LabelsDropped"/>.
/// </summary>
public sealed class ExeDevBaseline_2026_11 : DeviationBaseline
{
    private ExeDevBaseline_2026_11()
    {
    }
}
