namespace PolicyKit.Core.Algebra;

/// <summary>An inclusive range of addresses on the 128-bit line.</summary>
/// <param name="First">The lowest address.</param>
/// <param name="Last">The highest address, not below <paramref name="First"/>.</param>
public readonly record struct AddressRange(IpAddress First, IpAddress Last)
{
    /// <summary>The range as text: "192.0.2.1" or "192.0.2.1-192.0.2.9".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => First == Last ? First.ToString() : $"{First}-{Last}";
}
