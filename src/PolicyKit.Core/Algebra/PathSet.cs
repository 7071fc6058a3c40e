using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>
/// A set of HTTP paths, made from exact paths ("/a/b") and prefixes ("/a/*": any rest, slashes and nothing included). Immutable; equality is
/// equality as sets. The universe is every word that starts with '/' over the characters that RFC 3986 allows in a path. In ordinal order
/// a prefix is one interval of words, so intervals are closed under all Boolean operations.
/// </summary>
public sealed class PathSet : IEquatable<PathSet>
{
    // RFC 3986 section 3.3: pchar, '/' and the '%' of an escape; in ordinal order.
    private const string Alphabet = "!$%&'()*+,-./0123456789:;=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

    private readonly PathKey[] _points;

    private PathSet(PathKey[] points) => _points = points;

    /// <summary>Every path.</summary>
    public static PathSet All { get; } = Prefix("/");

    /// <summary>No path.</summary>
    public static PathSet Empty { get; } = new([]);

    /// <summary>Whether no path is in the set.</summary>
    public bool IsEmpty => _points.Length == 0;

    internal bool IsFull => Equals(All);

    /// <summary>
    /// Reads an exact path or a prefix with a trailing '*'. What servers and proxies read differently is refused: dot segments, encoded
    /// separators and other needless or double escapes, empty segments, and every character that RFC 3986 does not allow in a path.
    /// </summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="set">The set, or <see cref="Empty"/> when the pattern was refused.</param>
    /// <param name="error">What is wrong, as a clause without a full stop; null when nothing is.</param>
    /// <returns>True when the pattern was read.</returns>
    public static bool TryParse(string? pattern, out PathSet set, out string? error)
    {
        var isPrefix = pattern is not null && pattern.EndsWith("*", StringComparison.Ordinal);
        var path = isPrefix ? pattern!.Substring(0, pattern.Length - 1) : pattern ?? "";
        error = Check(path);
        set = error is not null ? Empty : isPrefix ? Prefix(path) : Exact(path);
        return error is null;
    }

    /// <summary>The paths of any of some patterns, in time n log n.</summary>
    /// <param name="patterns">Patterns as <see cref="TryParse"/> reads them.</param>
    /// <returns>The set.</returns>
    /// <exception cref="FormatException">A text is not a pattern.</exception>
    public static PathSet Of(IEnumerable<string> patterns)
    {
        var current = patterns.Select(p => TryParse(p, out var one, out var error) ? one : throw new FormatException(error)).ToList();
        while (current.Count > 1)
        {
            current = [.. Enumerable.Range(0, (current.Count + 1) / 2).Select(i => (2 * i) + 1 < current.Count ? current[2 * i].Union(current[(2 * i) + 1]) : current[2 * i])];
        }

        return current.Count == 0 ? Empty : current[0];
    }

    /// <summary>The paths in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public PathSet Union(PathSet other) => Combine(SetOperation.Union, other);

    /// <summary>The paths in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public PathSet Intersect(PathSet other) => Combine(SetOperation.Intersect, other);

    /// <summary>The paths in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The difference.</returns>
    public PathSet Except(PathSet other) => Combine(SetOperation.Except, other);

    /// <summary>The paths that are not in this set.</summary>
    /// <returns>The complement.</returns>
    public PathSet Complement() => All.Except(this);

    /// <summary>Whether a path is in the set.</summary>
    /// <param name="path">The path without a query. It is compared as it stands; a text that is no path is in no set.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(string path) => path.All(c => Alphabet.IndexOf(c) >= 0) && Boundaries.Contains(_points, new PathKey(path));

    /// <summary>Whether every path of this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is.</returns>
    public bool IsSubsetOf(PathSet other) => Except(other).IsEmpty;

    /// <summary>Whether some path is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when one is.</returns>
    public bool Overlaps(PathSet other) => !Intersect(other).IsEmpty;

    /// <summary>A path in the set, always the same one for equal sets; one that every server reads alike if a short search finds one.</summary>
    /// <returns>The path, or null for the empty set.</returns>
    public string? Sample()
    {
        foreach (var candidate in Candidates())
        {
            if (Check(candidate) is null && Contains(candidate))
            {
                return candidate;
            }
        }

        return IsEmpty ? null : _points[0].Text;
    }

    /// <summary>The patterns whose union is the set, in order.</summary>
    /// <returns>Patterns that <see cref="TryParse"/> reads, or null when the set is no union of such patterns (a prefix with a hole in it, say).</returns>
    public ImmutableArray<string>? ToPatterns()
    {
        var patterns = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < _points.Length; i += 2)
        {
            var end = _points[i + 1];
            for (var at = _points[i]; !at.Equals(end);)
            {
                // Every interval is a union of prefixes character by character; most of those nobody could write.
                if (Check(at.Text) is not null)
                {
                    return null;
                }

                WorkBudget.Charge(1);
                var afterPrefix = new PathKey(AfterPrefix(at.Text));
                var isPrefix = afterPrefix.CompareTo(end) <= 0;
                patterns.Add(isPrefix ? at.Text + "*" : at.Text);
                at = isPrefix ? afterPrefix : new PathKey(AfterExact(at.Text));
            }
        }

        return patterns.ToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(PathSet? other) => other is not null && Boundaries.AreEqual(_points, other._points);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PathSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Boundaries.Hash(_points);

    /// <summary>The patterns separated by commas, or else the intervals of words.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToPatterns() is { } patterns
        ? string.Join(",", patterns)
        : string.Join(",", _points.Select((point, i) => i % 2 == 0 ? "[" + point.Text : point.Text + ")"));

    internal PathSet Combine(SetOperation operation, PathSet other) => new(Boundaries.Combine(operation, _points, other._points));

    private static PathSet Exact(string path) => new([new PathKey(path), new PathKey(AfterExact(path))]);

    private static PathSet Prefix(string path) => new([new PathKey(path), new PathKey(AfterPrefix(path))]);

    /// <summary>The lowest word above a word.</summary>
    private static string AfterExact(string word) => word + Alphabet[0];

    /// <summary>The lowest word above every word with a prefix. That of "/" is "0", the end of the universe.</summary>
    private static string AfterPrefix(string prefix)
    {
        var kept = prefix.TrimEnd(Alphabet[Alphabet.Length - 1]);
        return kept.Substring(0, kept.Length - 1) + Alphabet[Alphabet.IndexOf(kept[kept.Length - 1]) + 1];
    }

    private static string? Check(string path)
    {
        if (path.Length == 0 || path[0] != '/')
        {
            return "a path starts with '/'";
        }

        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (c == '*')
            {
                return "'*' may stand only at the end";
            }

            if (Alphabet.IndexOf(c) < 0)
            {
                return c switch
                {
                    '?' or '#' => "a path has no query and no fragment",
                    '\\' => "some servers read '\\' as '/'",
                    <= ' ' or '\x7F' => "spaces and control characters are not allowed in a path",
                    > '\x7F' => "a path is ASCII; others are percent-encoded",
                    _ => $"'{c}' is not allowed in a path; it is percent-encoded",
                };
            }

            if (c == '%' && CheckEscape(path, i) is { } escapeError)
            {
                return escapeError;
            }
        }

        var segments = path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            if (segments[i].Length == 0 && i < segments.Length - 1)
            {
                return "servers disagree about '//'";
            }

            if (segments[i] is "." or "..")
            {
                return "dot segments are resolved before a server looks at the path";
            }
        }

        return null;
    }

    private static string? CheckEscape(string path, int index)
    {
        var value = 0;
        for (var i = index + 1; i <= index + 2; i++)
        {
            var digit = i < path.Length ? "0123456789ABCDEF".IndexOf(path[i]) : -1;
            if (digit < 0)
            {
                return "'%' is followed by two digits of 0-9 and A-F";
            }

            value = (value * 16) + digit;
        }

        return value switch
        {
            '/' or '\\' => "servers disagree about encoded separators",
            '%' => "servers disagree about double encoding",
            < ' ' or 0x7F => "control characters are not allowed in a path",
            '-' or '.' or '_' or '~' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')
                => $"'{(char)value}' is written as itself, not percent-encoded",
            _ => null,
        };
    }

    private IEnumerable<string> Candidates()
    {
        for (var i = 0; i < _points.Length; i += 2)
        {
            var first = _points[i].Text;
            var last = first[first.Length - 1];
            if (last is '/' or '_' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'))
            {
                yield return first;
            }

            yield return first.Substring(0, first.Length - 1) + "x";
            yield return first.Substring(0, first.Length - 1) + "0";
            yield return first + "x";
            yield return first;
        }
    }
}
