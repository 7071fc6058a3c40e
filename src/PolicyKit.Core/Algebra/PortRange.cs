using System.Globalization;

namespace PolicyKit.Core.Algebra;

/// <summary>An inclusive range of ports.</summary>
/// <param name="First">The lowest port, 0 to 65535.</param>
/// <param name="Last">The highest port, <paramref name="First"/> to 65535.</param>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>How many ports the range holds.</summary>
    public int Count => Last - First + 1;

    /// <summary>Whether a port is in the range.</summary>
    /// <param name="port">The port.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(int port) => First <= port && port <= Last;

    /// <summary>The range as text: "443" or "8000-8100".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : FormattableString.Invariant($"{First}-{Last}");
}
