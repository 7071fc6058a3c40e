namespace PolicyKit;

/// <summary>
/// What Replit as such cannot do, as of November 2026: <see cref="ReplitDeviation.SpecialAddressesNotClosed"/>, <see cref="ReplitDeviation.NothingFiltered"/>, <see cref="ReplitDeviation.DnsOpen"/>,
/// <see cref="ReplitDeviation.SecretsSetByHand"/>, <see cref="ReplitDeviation.ResourcesNotLimited"/>, <see cref="ReplitDeviation.LifetimeNotLimited"/>, <see cref="ReplitDeviation.AccountNotSet"/>,
/// <see cref="ReplitDeviation.PortsDetected"/>, <see cref="ReplitDeviation.DiskPersists"/>, <see cref="ReplitDeviation.BuildNetworkOpen"/>, <see cref="ReplitDeviation.ImageNotUsed"/>,
/// <see cref="ReplitDeviation.LabelsDropped"/>, <see cref="ReplitDeviation.PolicyEditableInside"/>,
/// <see cref="ReplitDeviation.DollarNotEstablished"/>. That a declared port is public is not among them.
/// </summary>
public sealed class ReplitBaseline_2026_11 : DeviationBaseline
{
    private ReplitBaseline_2026_11()
    {
    }
}
