namespace PolicyKit;

/// <summary>
/// What Daytona as such cannot do, as of November 2026: <see cref="DaytonaDeviation.LookUpsOpen"/>, <see cref="DaytonaDeviation.SpecialAddressesNotClosed"/>,
/// <see cref="DaytonaDeviation.RulesNotConfirmed"/>, <see cref="DaytonaDeviation.EssentialServicesOpen"/>, <see cref="DaytonaDeviation.OrganizationReachesAllPorts"/>,
/// <see cref="DaytonaDeviation.RootWithinReach"/>, <see cref="DaytonaDeviation.BuildNetworkOpen"/>, <see cref="DaytonaDeviation.BusySandboxStops"/>.
/// That host rules are enforced by code which nobody can read is not among them.
/// </summary>
public sealed class DaytonaBaseline_2026_11 : DeviationBaseline
{
    private DaytonaBaseline_2026_11()
    {
    }
}
