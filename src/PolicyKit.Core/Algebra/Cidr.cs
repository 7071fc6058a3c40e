using System.Globalization;

namespace PolicyKit.Core.Algebra;

/// <summary>A network in CIDR form. The default value is ::/128, the unspecified address, never everything.</summary>
public readonly struct Cidr : IEquatable<Cidr>
{
    private readonly int _hostBits;

    private Cidr(IpAddress network, int hostBits)
    {
        Network = network;
        _hostBits = hostBits;
    }

    /// <summary>The first address of the network.</summary>
    public IpAddress Network { get; }

    /// <summary>The prefix length: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int PrefixLength => (IsIPv4 ? 32 : 128) - _hostBits;

    /// <summary>Whether this is an IPv4 network.</summary>
    public bool IsIPv4 => _hostBits <= 32 && Network.IsIPv4;

    /// <summary>The lowest address.</summary>
    public IpAddress First => Network;

    /// <summary>The highest address. An IPv6 network around ::ffff:0:0/96 holds no IPv4 address all the same: see <see cref="AddressSet.Of(Cidr[])"/>.</summary>
    public IpAddress Last => Network.WithLowBits(_hostBits, set: true);

    /// <summary>Whether two networks are the same.</summary>
    /// <param name="left">One network.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are.</returns>
    public static bool operator ==(Cidr left, Cidr right) => left.Equals(right);

    /// <summary>Whether two networks differ.</summary>
    /// <param name="left">One network.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they do.</returns>
    public static bool operator !=(Cidr left, Cidr right) => !left.Equals(right);

    /// <summary>Reads a network in its canonical spelling. A bare address is the network of that one address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cidr">The network, or the default value when the text was refused.</param>
    /// <param name="error">Why the text was refused.</param>
    /// <param name="canonical">The canonical text, also as a proposal when the text was refused for its spelling or its host bits; null for <see cref="CidrError.Syntax"/>.</param>
    /// <returns>True when the text is a canonical network.</returns>
    public static bool TryParse(string? text, out Cidr cidr, out CidrError error, out string? canonical)
    {
        cidr = default;
        canonical = null;
        error = CidrError.Syntax;
        if (text is null)
        {
            return false;
        }

        var slash = text.IndexOf('/');
        var addressText = slash < 0 ? text : text.Substring(0, slash);
        var odd = false;
        if (!IpAddress.TryParse(addressText, out var address))
        {
            // "010.0.0.1" is 10.0.0.1 to some programs and 8.0.0.1 to others: never accepted, the decimal reading is proposed.
            if (!IpAddress.TryParseQuad(addressText, leadingZeros: true, out var bits))
            {
                return false;
            }

            address = IpAddress.FromIPv4(bits);
            odd = true;
        }

        var width = addressText.IndexOf(':') >= 0 ? 128 : 32;
        var prefix = width;
        if (slash >= 0)
        {
            var prefixText = text.Substring(slash + 1);
            if (!StrictNumber.TryParse(prefixText, width, leadingZeros: true, out prefix))
            {
                return false;
            }

            odd |= prefixText.Length > 1 && prefixText[0] == '0';
        }

        var network = new Cidr(address.WithLowBits(width - prefix, set: false), width - prefix);
        var networkText = network.Network.ToString();
        canonical = network.Text(networkText);
        error = network.Network != address ? CidrError.HostBitsSet
            : odd || addressText != networkText ? CidrError.NonCanonical
            : CidrError.None;
        cidr = error == CidrError.None ? network : default;
        return error == CidrError.None;
    }

    /// <summary>Reads a network that is known to be right, such as a constant.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The network.</returns>
    /// <exception cref="FormatException">The text is not a canonical network.</exception>
    public static Cidr Parse(string text) => TryParse(text, out var cidr, out var error, out var canonical)
        ? cidr
        : throw new FormatException($"'{text}' is not a canonical network ({error}{(canonical is null ? "" : ", write " + canonical)}).");

    /// <inheritdoc/>
    public bool Equals(Cidr other) => Network == other.Network && _hostBits == other._hostBits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Cidr other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Network.GetHashCode() * 397) ^ _hostBits);

    /// <summary>The canonical text, always with the prefix length.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text(Network.ToString());

    /// <summary>The network of 2^<paramref name="hostBits"/> addresses that starts at an aligned address.</summary>
    internal static Cidr FromAligned(IpAddress network, int hostBits) => new(network, hostBits);

    private string Text(string network) => network + "/" + PrefixLength.ToString(CultureInfo.InvariantCulture);
}
