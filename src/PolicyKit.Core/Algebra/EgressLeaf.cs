using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>What one class of names may reach on one transport and port: for each address, what may be sent there. Immutable; equality is equality as sets.</summary>
public sealed class EgressLeaf : IEquatable<EgressLeaf>, IBooleanAlgebra<EgressLeaf>
{
    private readonly StepMap<IpAddress, HttpSet> _map;
    private AddressSet? _addresses;

    private EgressLeaf(StepMap<IpAddress, HttpSet> map) => _map = map;

    /// <summary>No address.</summary>
    public static EgressLeaf Empty { get; } = new(StepMap<IpAddress, HttpSet>.Uniform(IpAddress.Min, HttpSet.Empty));

    /// <summary>Everything to every address.</summary>
    public static EgressLeaf All { get; } = new(StepMap<IpAddress, HttpSet>.Uniform(IpAddress.Min, HttpSet.All));

    /// <summary>Whether nothing can be reached.</summary>
    public bool IsEmpty => _map.IsEmpty;

    /// <summary>The addresses to which anything may be sent.</summary>
    public AddressSet Addresses => _addresses ??= AddressSet.FromPoints(_map.Where(http => !http.IsEmpty));

    /// <summary>What may be sent, each with all addresses to which exactly that may be sent, in order of the lowest address. No piece is empty.</summary>
    public ImmutableArray<(AddressSet Addresses, HttpSet Http)> Pieces
        => [.. _map.Values.Where(http => !http.IsEmpty).Distinct().Select(http => (AddressSet.FromPoints(_map.Where(http.Equals)), http))];

    bool IBooleanAlgebra<EgressLeaf>.IsFull => _map.IsFull;

    EgressLeaf IBooleanAlgebra<EgressLeaf>.Nothing => Empty;

    /// <summary>The leaf that lets the same be sent to each of some addresses.</summary>
    /// <param name="addresses">The addresses.</param>
    /// <param name="http">What may be sent; null for everything.</param>
    /// <returns>The leaf.</returns>
    public static EgressLeaf Of(AddressSet addresses, HttpSet? http = null)
    {
        if (addresses.IsEmpty || http is { IsEmpty: true })
        {
            return Empty;
        }

        return http is null || ReferenceEquals(http, HttpSet.All) ? addresses.Leaf ??= On(addresses, HttpSet.All) : On(addresses, http);
    }

    /// <summary>What may be sent to an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The set, which may be empty.</returns>
    public HttpSet Http(IpAddress address) => _map.Lookup(address);

    /// <summary>What is in either leaf.</summary>
    /// <param name="other">The other leaf.</param>
    /// <returns>The union.</returns>
    public EgressLeaf Union(EgressLeaf other) => Combination.Run(SetOperation.Union, this, other);

    /// <summary>What is in both leaves.</summary>
    /// <param name="other">The other leaf.</param>
    /// <returns>The intersection.</returns>
    public EgressLeaf Intersect(EgressLeaf other) => Combination.Run(SetOperation.Intersect, this, other);

    /// <summary>What is in this leaf and not in the other.</summary>
    /// <param name="other">The other leaf.</param>
    /// <returns>The difference.</returns>
    public EgressLeaf Except(EgressLeaf other) => Combination.Run(SetOperation.Except, this, other);

    /// <summary>Whether everything in this leaf is in the other.</summary>
    /// <param name="other">The other leaf.</param>
    /// <returns>True when it is.</returns>
    public bool IsSubsetOf(EgressLeaf other) => Except(other).IsEmpty;

    /// <inheritdoc/>
    public bool Equals(EgressLeaf? other) => other is not null && _map.Equals(other._map);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EgressLeaf);

    /// <inheritdoc/>
    public override int GetHashCode() => _map.GetHashCode();

    /// <summary>The pieces as text, for messages in tests and logs.</summary>
    /// <returns>The text; "nothing" for the empty leaf.</returns>
    public override string ToString() => IsEmpty
        ? "nothing"
        : string.Join("; ", Pieces.Select(piece => piece.Http.Equals(HttpSet.All) ? piece.Addresses.ToString() : $"{piece.Addresses} ({piece.Http})"));

    private static EgressLeaf On(AddressSet addresses, HttpSet http) => new(StepMap<IpAddress, HttpSet>.On(IpAddress.Min, addresses.Points, http));

    EgressLeaf IBooleanAlgebra<EgressLeaf>.Combine(EgressLeaf other, Combination combination)
    {
        // Thousands of networks, each on its own port, meet one leaf with all of them.
        if (combination.Operation == SetOperation.Union)
        {
            if (_map.IsLittleAndWithin(other._map))
            {
                return other;
            }

            if (other._map.IsLittleAndWithin(_map))
            {
                return this;
            }
        }

        return new EgressLeaf(_map.Combine(other._map, combination));
    }
}
