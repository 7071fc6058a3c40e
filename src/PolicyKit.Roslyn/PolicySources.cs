using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PolicyKit.Roslyn;

/// <summary>Where the parts of a policy stand in the source. Places are the texts of <see cref="Core.Findings.PolicyPlace"/>.</summary>
public sealed class PolicySources
{
    private readonly Compilation _compilation;
    private readonly IReadOnlyDictionary<string, SourcePoint> _points;
    private readonly ImmutableArray<Location> _type;

    internal PolicySources(Compilation compilation, IReadOnlyDictionary<string, SourcePoint> points, ImmutableArray<Location> type)
    {
        _compilation = compilation;
        _points = points;
        _type = type;
    }

    /// <summary>
    /// Where a place stands: the attribute argument; for what came by a fragment, the policy's own include attribute; for a part of an attribute that is not said, the attribute;
    /// for what was never said, the policy's id or the class.
    /// </summary>
    /// <param name="place">A place text.</param>
    /// <param name="cancellation">Ends the search.</param>
    public Location Find(string place, CancellationToken cancellation = default) =>
        Locate(place, cancellation)
        ?? Locate(Core.Findings.PolicyPlace.Policy, cancellation)
        ?? _type.FirstOrDefault(l => l.SourceTree is { } tree && _compilation.ContainsSyntaxTree(tree))
        ?? Location.None;

    /// <summary>The fragment's own argument, when the place came by a fragment whose tree the compilation holds; else nothing: a location in a foreign tree crashes the editor.</summary>
    /// <param name="place">A place text.</param>
    /// <param name="compilation">The compilation that is reported to.</param>
    /// <param name="cancellation">Ends the search.</param>
    public ImmutableArray<Location> FindAdditional(string place, Compilation compilation, CancellationToken cancellation = default) =>
        _points.TryGetValue(place, out var point) && point.Include is not null && point.Attribute.Locate(point.Argument, compilation, cancellation) is { } location
            ? ImmutableArray.Create(location)
            : ImmutableArray<Location>.Empty;

    private Location? Locate(string place, CancellationToken cancellation)
    {
        if (!_points.TryGetValue(place, out var point))
        {
            var dot = place.LastIndexOf('.');
            return dot > 0 && place.IndexOf(':') < 0 ? Locate(place.Substring(0, dot), cancellation) : null;
        }

        return point.Include is { } include
            ? include.Locate(ArgumentKey.Whole, _compilation, cancellation)
            : point.Attribute.Locate(point.Argument, _compilation, cancellation);
    }
}
