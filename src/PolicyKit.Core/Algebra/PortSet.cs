using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>A set of ports from 0 to 65535. Immutable; equality is equality as sets.</summary>
public sealed class PortSet : IEquatable<PortSet>
{
    /// <summary>One past the highest port.</summary>
    internal const int End = 65536;

    private readonly int[] _points;
    private ImmutableArray<PortRange> _ranges;

    private PortSet(int[] points) => _points = points;

    /// <summary>No port.</summary>
    public static PortSet Empty { get; } = new([]);

    /// <summary>Every port, 0 to 65535.</summary>
    public static PortSet All { get; } = new([0, End]);

    /// <summary>Whether no port is in the set.</summary>
    public bool IsEmpty => _points.Length == 0;

    /// <summary>The set as sorted disjoint ranges that do not touch.</summary>
    public ImmutableArray<PortRange> Ranges
    {
        get
        {
            if (_ranges.IsDefault)
            {
                var ranges = ImmutableArray.CreateBuilder<PortRange>(_points.Length / 2);
                for (var i = 0; i < _points.Length; i += 2)
                {
                    ranges.Add(new PortRange(_points[i], _points[i + 1] - 1));
                }

                _ranges = ranges.MoveToImmutable();
            }

            return _ranges;
        }
    }

    /// <summary>How many ports are in the set.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (var i = 0; i < _points.Length; i += 2)
            {
                count += _points[i + 1] - _points[i];
            }

            return count;
        }
    }

    internal int[] Points => _points;

    /// <summary>The set of the ports given.</summary>
    /// <param name="ports">Ports, each 0 to 65535, in any order.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A port is outside 0 to 65535.</exception>
    public static PortSet Of(params int[] ports)
        => Of(ports.Select(port => new PortRange(port, port)));

    /// <summary>The set of the ports in any of the ranges.</summary>
    /// <param name="ranges">The ranges, in any order; they may overlap.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A port is outside 0 to 65535, or a range runs backwards.</exception>
    public static PortSet Of(IEnumerable<PortRange> ranges)
    {
        var sorted = ranges.ToArray();
        Array.Sort(sorted, (a, b) => a.First.CompareTo(b.First));
        var points = new List<int>(sorted.Length * 2);
        foreach (var range in sorted)
        {
            Append(points, range);
        }

        return points.Count == 0 ? Empty : new PortSet(points.ToArray());
    }

    /// <summary>The set of an inclusive range of ports.</summary>
    /// <param name="first">The lowest port, 0 to 65535.</param>
    /// <param name="last">The highest port, <paramref name="first"/> to 65535.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A port is outside 0 to 65535, or the range runs backwards.</exception>
    public static PortSet Range(int first, int last) => Of([new PortRange(first, last)]);

    /// <summary>Reads "443", "8000-8100,443" or "*". Decimal without leading zeros; spaces are allowed around a part.</summary>
    /// <param name="text">The text.</param>
    /// <param name="set">The set, or <see cref="Empty"/> when the text is not one.</param>
    /// <returns>True when the text is a non-empty set of ports.</returns>
    public static bool TryParse(string? text, out PortSet set)
    {
        set = Empty;
        if (text is null)
        {
            return false;
        }

        if (text == "*")
        {
            set = All;
            return true;
        }

        var ranges = new List<PortRange>();
        foreach (var part in text.Split(','))
        {
            var bounds = part.Trim(' ').Split('-');
            if (bounds.Length > 2
                || !StrictNumber.TryParse(bounds[0], End - 1, leadingZeros: false, out var first)
                || !StrictNumber.TryParse(bounds[bounds.Length - 1], End - 1, leadingZeros: false, out var last)
                || last < first)
            {
                return false;
            }

            ranges.Add(new PortRange(first, last));
        }

        set = Of(ranges);
        return true;
    }

    /// <summary>The ports in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public PortSet Union(PortSet other) => Combine(SetOperation.Union, other);

    /// <summary>The ports in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public PortSet Intersect(PortSet other) => Combine(SetOperation.Intersect, other);

    /// <summary>The ports in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The difference.</returns>
    public PortSet Except(PortSet other) => Combine(SetOperation.Except, other);

    /// <summary>The ports that are not in this set.</summary>
    /// <returns>The complement within 0 to 65535.</returns>
    public PortSet Complement() => All.Except(this);

    /// <summary>Whether a port is in the set.</summary>
    /// <param name="port">The port; outside 0 to 65535 the answer is false.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(int port) => Boundaries.Contains(_points, port);

    /// <summary>Whether every port of this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is.</returns>
    public bool IsSubsetOf(PortSet other) => Except(other).IsEmpty;

    /// <summary>Whether some port is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when one is.</returns>
    public bool Overlaps(PortSet other) => !Intersect(other).IsEmpty;

    /// <inheritdoc/>
    public bool Equals(PortSet? other) => other is not null && Boundaries.AreEqual(_points, other._points);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Boundaries.Hash(_points);

    /// <summary>The set as text that <see cref="TryParse"/> reads: "443,8000-8100", "*" for every port, "" for none.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Equals(All) ? "*" : string.Join(",", Ranges);

    /// <summary>Adds a range to sorted points; ranges come in order of their first port.</summary>
    private static void Append(List<int> points, PortRange range)
    {
        var (first, last) = range;
        if (first < 0 || last >= End || last < first)
        {
            throw new ArgumentOutOfRangeException(nameof(range), FormattableString.Invariant($"{range} is not a range of ports within 0 to 65535."));
        }

        if (points.Count > 0 && first <= points[points.Count - 1])
        {
            points[points.Count - 1] = Math.Max(points[points.Count - 1], last + 1);
            return;
        }

        points.Add(first);
        points.Add(last + 1);
    }

    private PortSet Combine(SetOperation operation, PortSet other) => new(Boundaries.Combine(operation, _points, other._points));
}
