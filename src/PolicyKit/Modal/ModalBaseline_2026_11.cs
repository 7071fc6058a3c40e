namespace PolicyKit;

/// <summary>
/// What Modal as such cannot do, as of November 2026: <see cref="ModalDeviation.DnsOpen"/>, <see cref="ModalDeviation.SpecialAddressesNotClosed"/>,
/// <see cref="ModalDeviation.NetworkPolicyNotReadBack"/>, <see cref="ModalDeviation.OwnerReachesAllPorts"/>, <see cref="ModalDeviation.RunsAsRoot"/>,
/// <see cref="ModalDeviation.DiskNotLimited"/>, <see cref="ModalDeviation.BuildNetworkOpen"/>. That host rules bind no address is not among them.
/// </summary>
public sealed class ModalBaseline_2026_11 : DeviationBaseline
{
    private ModalBaseline_2026_11()
    {
    }
}
