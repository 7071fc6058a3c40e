using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>A set of IPv4 and IPv6 addresses. Immutable; equality is equality as sets.</summary>
public sealed class AddressSet : IEquatable<AddressSet>
{
    private readonly IpAddress[] _points;
    private ImmutableArray<AddressRange> _ranges;

    private AddressSet(IpAddress[] points) => _points = points;

    /// <summary>No address.</summary>
    public static AddressSet Empty { get; } = new([]);

    /// <summary>Every address of both families.</summary>
    public static AddressSet All { get; } = new([IpAddress.Min]);

    /// <summary>Every IPv4 address.</summary>
    public static AddressSet AllIPv4 { get; } = new([IpAddress.FirstIPv4, IpAddress.LastIPv4.Next]);

    /// <summary>Every IPv6 address; the mapped forms are IPv4 addresses and not in it.</summary>
    public static AddressSet AllIPv6 { get; } = All.Except(AllIPv4);

    /// <summary>Whether no address is in the set.</summary>
    public bool IsEmpty => _points.Length == 0;

    /// <summary>The set as sorted disjoint ranges that do not touch.</summary>
    public ImmutableArray<AddressRange> Ranges
    {
        get
        {
            if (_ranges.IsDefault)
            {
                var ranges = ImmutableArray.CreateBuilder<AddressRange>((_points.Length + 1) / 2);
                for (var i = 0; i < _points.Length; i += 2)
                {
                    ranges.Add(new AddressRange(_points[i], i + 1 < _points.Length ? _points[i + 1].Previous : IpAddress.Max));
                }

                _ranges = ranges.MoveToImmutable();
            }

            return _ranges;
        }
    }

    /// <summary>The lowest address.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public IpAddress First => IsEmpty ? throw new InvalidOperationException("The set is empty.") : _points[0];

    internal IpAddress[] Points => _points;

    /// <summary>The leaf that lets everything be sent to these addresses, once it was asked for: rules share few address sets, and one leaf is found equal at a glance.</summary>
    internal EgressLeaf? Leaf { get; set; }

    /// <summary>
    /// The addresses of networks. An IPv6 network never holds IPv4 addresses, though ::ffff:0:0/96 may lie within its bounds:
    /// a rule for ::/0 does not match IPv4 packets.
    /// </summary>
    /// <param name="cidrs">The networks.</param>
    /// <returns>The set.</returns>
    public static AddressSet Of(params Cidr[] cidrs) => Of((IEnumerable<Cidr>)cidrs);

    /// <inheritdoc cref="Of(Cidr[])"/>
    public static AddressSet Of(IEnumerable<Cidr> cidrs)
    {
        var ranges = new List<AddressRange>();
        foreach (var cidr in cidrs)
        {
            if (!cidr.IsIPv4 && cidr.First.CompareTo(IpAddress.FirstIPv4) <= 0 && cidr.Last.CompareTo(IpAddress.LastIPv4) >= 0)
            {
                ranges.Add(new AddressRange(cidr.First, IpAddress.FirstIPv4.Previous));
                if (cidr.Last != IpAddress.LastIPv4)
                {
                    ranges.Add(new AddressRange(IpAddress.LastIPv4.Next, cidr.Last));
                }
            }
            else
            {
                ranges.Add(new AddressRange(cidr.First, cidr.Last));
            }
        }

        return FromRanges(ranges);
    }

    /// <summary>The addresses of networks that are known to be right, such as constants.</summary>
    /// <param name="cidrs">Networks in canonical spelling, or addresses.</param>
    /// <returns>The set.</returns>
    /// <exception cref="FormatException">A text is not a canonical network.</exception>
    public static AddressSet Of(params string[] cidrs) => Of(cidrs.Select(Cidr.Parse));

    /// <summary>The set of one address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The set.</returns>
    public static AddressSet Of(IpAddress address) => Range(address, address);

    /// <summary>The addresses from one to another.</summary>
    /// <param name="first">The lowest address.</param>
    /// <param name="last">The highest address.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">The range runs backwards.</exception>
    public static AddressSet Range(IpAddress first, IpAddress last)
    {
        if (last.CompareTo(first) < 0)
        {
            throw new ArgumentException("The range runs backwards.", nameof(last));
        }

        return FromRanges([new AddressRange(first, last)]);
    }

    /// <summary>The addresses in any of the sets, in time n log n.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>The union.</returns>
    public static AddressSet UnionAll(IEnumerable<AddressSet> sets)
    {
        var ranges = new List<AddressRange>();
        foreach (var set in sets)
        {
            ranges.AddRange(set.Ranges);
        }

        return FromRanges(ranges);
    }

    /// <summary>The addresses in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public AddressSet Union(AddressSet other) => Combine(SetOperation.Union, other);

    /// <summary>The addresses in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public AddressSet Intersect(AddressSet other) => Combine(SetOperation.Intersect, other);

    /// <summary>The addresses in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The difference.</returns>
    public AddressSet Except(AddressSet other) => Combine(SetOperation.Except, other);

    /// <summary>The addresses of both families that are not in this set.</summary>
    /// <returns>The complement.</returns>
    public AddressSet Complement() => All.Except(this);

    /// <summary>Whether an address is in the set.</summary>
    /// <param name="address">The address.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(IpAddress address) => Boundaries.Contains(_points, address);

    /// <summary>Whether every address of this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is.</returns>
    public bool IsSubsetOf(AddressSet other) => Except(other).IsEmpty;

    /// <summary>Whether some address is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when one is.</returns>
    public bool Overlaps(AddressSet other) => !Intersect(other).IsEmpty;

    /// <summary>The fewest networks that make up exactly this set: IPv4 first, then IPv6, each in order.</summary>
    /// <returns>The networks; <see cref="Of(Cidr[])"/> of them is this set.</returns>
    public ImmutableArray<Cidr> ToCidrs()
    {
        var cidrs = ImmutableArray.CreateBuilder<Cidr>();
        AppendCidrs(cidrs, Intersect(AllIPv4));

        // An IPv6 network around the mapped block stands for itself without it (see Of), so the block may be filled in. That saves
        // networks only where its sibling, without which no larger network holds it, is in the set.
        var ipv6 = Intersect(AllIPv6);
        var sibling = Range(IpAddress.FirstIPv4.Previous.WithLowBits(32, set: false), IpAddress.FirstIPv4.Previous);
        AppendCidrs(cidrs, sibling.IsSubsetOf(ipv6) ? ipv6.Union(AllIPv4) : ipv6);
        return cidrs.ToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(AddressSet? other) => other is not null && Boundaries.AreEqual(_points, other._points);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Boundaries.Hash(_points);

    /// <summary>The minimal networks, separated by commas; "" for the empty set.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(",", ToCidrs());

    internal static AddressSet FromPoints(IpAddress[] points) => points.Length == 0 ? Empty : new AddressSet(points);

    private static AddressSet FromRanges(List<AddressRange> ranges)
    {
        WorkBudget.Charge(ranges.Count + 1);
        ranges.Sort((a, b) => a.First.CompareTo(b.First));
        var points = new List<IpAddress>(ranges.Count * 2);
        foreach (var range in ranges)
        {
            if ((points.Count & 1) != 0)
            {
                break; // A range that runs to the end of the line is already open: nothing can be added after it.
            }

            var atEnd = range.Last == IpAddress.Max;
            if (points.Count > 0 && range.First.CompareTo(points[points.Count - 1]) <= 0)
            {
                if (atEnd)
                {
                    points.RemoveAt(points.Count - 1);
                }
                else if (range.Last.Next.CompareTo(points[points.Count - 1]) > 0)
                {
                    points[points.Count - 1] = range.Last.Next;
                }

                continue;
            }

            points.Add(range.First);
            if (!atEnd)
            {
                points.Add(range.Last.Next);
            }
        }

        return FromPoints(points.ToArray());
    }

    private static void AppendCidrs(ImmutableArray<Cidr>.Builder cidrs, AddressSet set)
    {
        foreach (var range in set.Ranges)
        {
            var first = range.First;
            while (true)
            {
                WorkBudget.Charge(1);
                var bits = 0;
                while (bits < 128
                    && first.WithLowBits(bits + 1, set: false) == first
                    && first.WithLowBits(bits + 1, set: true).CompareTo(range.Last) <= 0)
                {
                    bits++;
                }

                cidrs.Add(Cidr.FromAligned(first, bits));
                var last = first.WithLowBits(bits, set: true);
                if (last == range.Last)
                {
                    break;
                }

                first = last.Next;
            }
        }
    }

    private AddressSet Combine(SetOperation operation, AddressSet other)
        => FromPoints(Boundaries.Combine(operation, _points, other._points));
}
