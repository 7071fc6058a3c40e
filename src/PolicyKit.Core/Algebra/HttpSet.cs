using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>
/// What may be sent on one connection: raw bytes that nobody inspects, and inspected HTTP requests by method and path. Immutable; equality is
/// equality as sets. Raw bytes are an element of their own: a set without them holds only where requests are inspected.
/// </summary>
public sealed class HttpSet : IEquatable<HttpSet>, IBooleanAlgebra<HttpSet>
{
    private readonly PathSet _otherMethods;
    private readonly string[] _methods;
    private readonly PathSet[] _paths;
    private int _hash;

    private HttpSet(bool includesRaw, PathSet otherMethods, string[] methods, PathSet[] paths)
    {
        IncludesRaw = includesRaw;
        _otherMethods = otherMethods;
        _methods = methods;
        _paths = paths;
    }

    /// <summary>Raw bytes and every request.</summary>
    public static HttpSet All { get; } = new(true, PathSet.All, [], []);

    /// <summary>Nothing.</summary>
    public static HttpSet Empty { get; } = new(false, PathSet.Empty, [], []);

    /// <summary>Every inspected request, and no raw bytes.</summary>
    public static HttpSet AllRequests { get; } = new(false, PathSet.All, [], []);

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => !IncludesRaw && _methods.Length == 0 && _otherMethods.IsEmpty;

    /// <summary>Whether uninspected bytes are in the set.</summary>
    public bool IncludesRaw { get; }

    /// <summary>
    /// The requests in the set: methods with equal paths together, then, with no methods, the paths of every method not named. A method with
    /// empty paths is named only where it is an exception from that last entry.
    /// </summary>
    public ImmutableArray<(ImmutableArray<string> Methods, PathSet Paths)> Rules
    {
        get
        {
            var rules = ImmutableArray.CreateBuilder<(ImmutableArray<string> Methods, PathSet Paths)>();
            foreach (var group in Enumerable.Range(0, _methods.Length).GroupBy(i => _paths[i]))
            {
                rules.Add(([.. group.Select(i => _methods[i])], group.Key));
            }

            if (!_otherMethods.IsEmpty)
            {
                rules.Add(([], _otherMethods));
            }

            return rules.ToImmutable();
        }
    }

    bool IBooleanAlgebra<HttpSet>.IsFull => IncludesRaw && _methods.Length == 0 && _otherMethods.IsFull;

    HttpSet IBooleanAlgebra<HttpSet>.Nothing => Empty;

    /// <summary>Inspected requests with one of the methods and one of the paths.</summary>
    /// <param name="methods">Methods in capitals, such as "GET"; null or none for any method.</param>
    /// <param name="paths">The paths.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">A method is not a token in capitals.</exception>
    public static HttpSet Of(IEnumerable<string>? methods, PathSet paths)
    {
        var sorted = new SortedSet<string>(methods ?? [], StringComparer.Ordinal).ToArray();
        foreach (var method in sorted)
        {
            if (!IsMethod(method))
            {
                throw new ArgumentException($"'{method}' is not an HTTP method in capitals.", nameof(methods));
            }
        }

        if (sorted.Length == 0)
        {
            return new HttpSet(false, paths, [], []);
        }

        return paths.IsEmpty ? Empty : new HttpSet(false, PathSet.Empty, sorted, sorted.Select(_ => paths).ToArray());
    }

    /// <summary>Whether a text is an HTTP method as <see cref="Of"/> takes it: capitals, digits, '-' and '_', at least one character.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True when it is.</returns>
    public static bool IsMethod(string? text) => !string.IsNullOrEmpty(text) && text.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_');

    /// <summary>What is in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public HttpSet Union(HttpSet other) => Combination.Run(SetOperation.Union, this, other);

    /// <summary>What is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public HttpSet Intersect(HttpSet other) => Combination.Run(SetOperation.Intersect, this, other);

    /// <summary>What is in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The difference.</returns>
    public HttpSet Except(HttpSet other) => Combination.Run(SetOperation.Except, this, other);

    /// <summary>What is not in this set.</summary>
    /// <returns>The complement.</returns>
    public HttpSet Complement() => All.Except(this);

    /// <summary>Whether an inspected request is in the set.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path without a query.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(string method, string path) => PathsOf(method).Contains(path);

    /// <summary>Whether everything in this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is.</returns>
    public bool IsSubsetOf(HttpSet other) => Except(other).IsEmpty;

    /// <summary>Whether something is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when something is.</returns>
    public bool Overlaps(HttpSet other) => !Intersect(other).IsEmpty;

    /// <summary>Something in the set: "raw bytes" where it has them, or a request such as "GET /a".</summary>
    /// <returns>The text, or null for the empty set.</returns>
    public string? Sample() => IncludesRaw ? "raw bytes" : SampleRequest()?.ToString();

    /// <summary>A request in the set, always the same one for equal sets.</summary>
    /// <returns>The request, or null when the set has none.</returns>
    public HttpRequest? SampleRequest()
    {
        string[] familiar = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
        foreach (var method in familiar.Concat(_methods))
        {
            if (PathsOf(method).Sample() is { } path)
            {
                return new HttpRequest(method, path);
            }
        }

        // Only methods that have no name here are left. One step per named method finds one.
        for (var i = 0; !_otherMethods.IsEmpty; i++)
        {
            var method = FormattableString.Invariant($"X{i}");
            if (Array.BinarySearch(_methods, method, StringComparer.Ordinal) < 0)
            {
                return new HttpRequest(method, _otherMethods.Sample()!);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(HttpSet? other)
        => ReferenceEquals(this, other)
        || (other is not null
            && IncludesRaw == other.IncludesRaw
            && _otherMethods.Equals(other._otherMethods)
            && _methods.AsSpan().SequenceEqual(other._methods)
            && _paths.AsSpan().SequenceEqual(other._paths));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HttpSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = unchecked((_otherMethods.GetHashCode() * 2) + (IncludesRaw ? 1 : 0));
            for (var i = 0; i < _methods.Length; i++)
            {
                hash = unchecked((((hash * 31) + _methods[i].GetHashCode()) * 31) + _paths[i].GetHashCode());
            }

            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    /// <summary>The set as text, such as "GET,HEAD /a/*; * /b".</summary>
    /// <returns>The text; "everything" and "nothing" for the two ends.</returns>
    public override string ToString()
    {
        if (Equals(All))
        {
            return "everything";
        }

        var parts = Rules.Select(rule => (rule.Methods.Length == 0 ? "*" : string.Join(",", rule.Methods)) + " " + rule.Paths).ToList();
        if (IncludesRaw)
        {
            parts.Insert(0, "raw bytes");
        }

        return parts.Count == 0 ? "nothing" : string.Join("; ", parts);
    }

    HttpSet IBooleanAlgebra<HttpSet>.Combine(HttpSet other, Combination combination)
    {
        var otherMethods = _otherMethods.Combine(combination.Operation, other._otherMethods);
        var methods = new List<string>();
        var paths = new List<PathSet>();
        foreach (var method in new SortedSet<string>(_methods.Concat(other._methods), StringComparer.Ordinal))
        {
            WorkBudget.Charge(1);
            var combined = PathsOf(method).Combine(combination.Operation, other.PathsOf(method));
            if (!combined.Equals(otherMethods))
            {
                methods.Add(method);
                paths.Add(combined);
            }
        }

        return new HttpSet(combination.OnFlags(IncludesRaw, other.IncludesRaw), otherMethods, methods.ToArray(), paths.ToArray());
    }

    private PathSet PathsOf(string method)
    {
        var index = Array.BinarySearch(_methods, method, StringComparer.Ordinal);
        return index < 0 ? _otherMethods : _paths[index];
    }
}
