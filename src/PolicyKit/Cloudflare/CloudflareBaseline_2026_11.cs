namespace PolicyKit;

/// <summary>
/// What Cloudflare Sandboxes as such cannot do, as of November 2026: <see cref="CloudflareDeviation.OnlyHttpLeaves"/>, <see cref="CloudflareDeviation.SpecialDestinationsByName"/>,
/// <see cref="CloudflareDeviation.LookupsNotEstablished"/>, <see cref="CloudflareDeviation.BuildNetworkOpen"/>.
/// </summary>
public sealed class CloudflareBaseline_2026_11 : DeviationBaseline
{
    private CloudflareBaseline_2026_11()
    {
    }
}
