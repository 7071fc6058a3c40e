using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Authorities;

/// <summary>Answer of one of the six questions.</summary>
public enum Answer
{
    /// <summary>Proved.</summary>
    Yes,

    /// <summary>Disproved; there are witnesses.</summary>
    No,

    /// <summary>Neither; never to be taken for safe.</summary>
    Undecided,
}

/// <summary>An answer with what shows it.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Witnesses">Concrete things that disprove, or (for overlaps) prove; or what is undecided.</param>
public sealed record Answered(Answer Answer, EquatableArray<Witness> Witnesses);

/// <summary>The six questions over two authorities. "Shares" speaks of network destinations and look-ups; inclusion of every dimension.</summary>
public static class Questions
{
    private const int Most = 3;

    /// <summary>Does <paramref name="outer"/> allow all that <paramref name="inner"/> allows?</summary>
    public static Answered Within(Authority inner, Authority outer) => Of(inner.IsWithin(outer));

    /// <summary>Do both allow the same?</summary>
    public static Answered Equal(Authority a, Authority b)
    {
        var there = a.IsWithin(b);
        var back = b.IsWithin(a);
        return there.Verdict == Verdict.Exceeds || back.Verdict == Verdict.Exceeds
            ? new Answered(Answer.No, there.Verdict == Verdict.Exceeds ? there.Witnesses : back.Witnesses)
            : Of(there.Verdict == Verdict.Undecided ? there : back);
    }

    /// <summary>Is there no destination or look-up that both allow?</summary>
    public static Answered Disjoint(Authority a, Authority b)
    {
        var shared = Shared(a, b);
        return shared.IsEmpty ? Decided(Answer.Yes, a, b) : new Answered(Answer.No, shared);
    }

    /// <summary>Is there a destination or look-up that both allow?</summary>
    public static Answered Overlaps(Authority a, Authority b)
    {
        var shared = Shared(a, b);
        return shared.IsEmpty ? Decided(Answer.No, a, b) : new Answered(Answer.Yes, shared);
    }

    /// <summary>Whatever is unverified: does the configuration surely allow nothing of <paramref name="forbidden"/>?</summary>
    public static Answered NeverAllows(AuthorityBounds configuration, Authority forbidden) => Disjoint(configuration.May, forbidden);

    /// <summary>Whatever is unverified: does the configuration surely allow every destination and look-up of <paramref name="needed"/>?</summary>
    public static Answered AlwaysAllows(AuthorityBounds configuration, Authority needed)
    {
        var missing = needed.Egress.Except(configuration.Must.Egress).Witnesses(Most).Select(w => new Witness(Dimension.Egress, w.ToString()))
            .Concat(LookUp(needed.Resolution.Except(configuration.Must.Resolution)))
            .ToEquatableArray();
        return missing.IsEmpty ? new Answered(Answer.Yes, default) : new Answered(Answer.No, missing);
    }

    private static EquatableArray<Witness> Shared(Authority a, Authority b) =>
        a.Egress.Intersect(b.Egress).Witnesses(Most).Select(w => new Witness(Dimension.Egress, w.ToString()))
            .Concat(LookUp(a.Resolution.Intersect(b.Resolution)))
            .ToEquatableArray();

    private static IEnumerable<Witness> LookUp(NameSet names) =>
        names.IsEmpty ? Enumerable.Empty<Witness>() : new[] { new Witness(Dimension.Resolution, $"DNS look-up of {names.Sample()}") };

    private static Answered Of(Containment containment) => new(
        containment.Verdict switch { Verdict.Within => Answer.Yes, Verdict.Exceeds => Answer.No, _ => Answer.Undecided },
        containment.Witnesses);

    private static Answered Decided(Answer answer, Authority a, Authority b)
    {
        var undecided = a.Undecided.Concat(b.Undecided)
            .Where(u => u.Dimension is Dimension.Egress or Dimension.Resolution)
            .Select(u => new Witness(u.Dimension, u.What)).Distinct().ToEquatableArray();
        return undecided.IsEmpty ? new Answered(answer, default) : new Answered(Answer.Undecided, undecided);
    }
}
