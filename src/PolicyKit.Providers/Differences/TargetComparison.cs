using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Differences;

/// <summary>
/// What a target can do now and could not do before: the difference of what its two configurations really allow (<see cref="Provider.Semantics"/>), never of their texts.
/// A target that is refused is not deployed, and allows nothing.
/// </summary>
public sealed class TargetComparison
{
    private const int MostWitnesses = 3;

    private readonly CompiledTarget? _before;
    private readonly CompiledTarget? _after;
    private readonly List<AuthorityChange> _changes = new();

    private TargetComparison(CompiledTarget? before, CompiledTarget? after)
    {
        _before = before;
        _after = after;
    }

    /// <summary>Compares one target at two points in time.</summary>
    /// <param name="before">As it was; null where it is new.</param>
    /// <param name="after">As it is; null where it is gone.</param>
    /// <exception cref="ArgumentException">Both are null, or they are not about the same policy and target.</exception>
    public static TargetDifference Compare(TargetSnapshot? before, TargetSnapshot? after)
    {
        var one = (after ?? before)?.Compiled ?? throw new ArgumentException("There is nothing to compare.", nameof(after));
        if (before is not null && after is not null && Key(before.Compiled) != Key(after.Compiled))
        {
            throw new ArgumentException("These are two different targets.", nameof(after));
        }

        var comparison = new TargetComparison(before?.Compiled, after?.Compiled);
        comparison.Authorities();
        if (before?.Recorded is { } recorded && after is not null)
        {
            comparison.ProviderFacts(before.Compiled, recorded);
        }

        return new TargetDifference
        {
            Policy = one.Policy.Policy.Id,
            Target = one.Policy.Target.Id,
            Before = before?.Compiled.Status,
            After = after?.Compiled.Status,
            Changes = comparison._changes.Distinct().OrderBy(c => c.Direction).ThenBy(c => c.Dimension).ThenBy(c => c.Cause.Kind).ThenBy(c => c.Cause.Text, StringComparer.Ordinal).ThenBy(c => c.Witness, StringComparer.Ordinal).ToEquatableArray(),
            Acceptances = AcceptanceComparison.Compare(before?.Compiled, after?.Compiled),
            Recreate = before is { Compiled.Configuration: { } old } && after is { Compiled.Configuration: { } current } && !old.Equals(current),
        };
    }

    private static (string Policy, string Target) Key(CompiledTarget compiled) => (compiled.Policy.Policy.Id, compiled.Policy.Target.Id);

    private static Authority Allowed(CompiledTarget? compiled) => compiled?.Configuration is { } configuration ? compiled.Provider.Semantics(configuration).May : Authority.None;

    private void Authorities()
    {
        // One configuration means one authority, whatever led to it.
        if (_before?.Configuration is { } old && old.Equals(_after?.Configuration))
        {
            return;
        }

        var before = Allowed(_before);
        var after = Allowed(_after);
        Direction(ChangeDirection.Widened, after, before, _after, _before);
        Direction(ChangeDirection.Narrowed, before, after, _before, _after);
    }

    // What "more" allows beyond "less".
    private void Direction(ChangeDirection direction, Authority more, Authority less, CompiledTarget? moreOf, CompiledTarget? lessOf)
    {
        void Add(Dimension dimension, string witness, ChangeCause cause, EgressWitness? destination = null) => _changes.Add(new AuthorityChange(direction, dimension, witness, cause, destination));

        var origins = Origins(direction, moreOf, lessOf).ToList();
        var destinations = more.Egress.Except(less.Egress);
        var names = more.Resolution.Except(less.Resolution);
        foreach (var origin in origins)
        {
            var part = destinations.Intersect(origin.Destinations);
            foreach (var witness in part.Witnesses(1))
            {
                Add(Dimension.Egress, witness.ToString(), origin.Cause, witness);
            }

            destinations = destinations.Except(part);

            // That a name may be looked up goes without saying where it may be reached.
            if (part.IsEmpty && names.Intersect(origin.Names) is { IsEmpty: false } lookedUp)
            {
                Add(Dimension.Resolution, $"DNS look-up of {lookedUp.Sample()}", origin.Cause);
            }

            names = names.Except(origin.Names);
        }

        // What a provider opens besides for a name that one edit brought or took (other ports, other addresses) has that edit as its cause, and needs no line of its own.
        foreach (var origin in origins.Where(o => !destinations.IsEmpty && !o.Names.IsEmpty))
        {
            var besides = destinations.Intersect(Everywhere(origin.Names));
            foreach (var witness in _changes.Any(c => c.Cause == origin.Cause) ? ImmutableArray<EgressWitness>.Empty : besides.Witnesses(1))
            {
                Add(Dimension.Egress, witness.ToString(), origin.Cause, witness);
            }

            destinations = destinations.Except(besides);
        }

        var build = more.BuildEgress.Except(less.BuildEgress);
        foreach (var (dimension, rest, prefix) in new[] { (Dimension.Egress, destinations, string.Empty), (Dimension.BuildEgress, build, "build: ") })
        {
            foreach (var witness in rest.Witnesses(MostWitnesses))
            {
                Add(dimension, prefix + witness, Cause(dimension, moreOf, lessOf), witness);
            }
        }

        if (!names.IsEmpty)
        {
            Add(Dimension.Resolution, $"DNS look-up of {names.Sample()}", Cause(Dimension.Resolution, moreOf, lessOf));
        }

        var others = Containment.Of(more with { Egress = EgressSet.Empty, BuildEgress = EgressSet.Empty, Resolution = NameSet.Empty }, less, direction == ChangeDirection.Widened ? "was" : "now");
        if (others.Verdict == Verdict.Exceeds)
        {
            foreach (var witness in others.Witnesses)
            {
                Add(witness.Dimension, witness.Text, Cause(witness.Dimension, moreOf, lessOf));
            }
        }

        foreach (var undecided in more.Undecided.Except(less.Undecided))
        {
            Add(undecided.Dimension, "undecided: " + undecided.What, Cause(undecided.Dimension, moreOf, lessOf));
        }
    }

    private static EgressSet Everywhere(NameSet names) =>
        EgressSet.UnionAll(new[] { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other }.Select(t => EgressSet.Of(t, PortSet.All, NameClasses.NamesOnly(names), AddressSet.All)));

    // What a single edit opens, seen from the side that allows more: an allow that only this side has, a denial that only the other has, an acceptance that only this side has.
    private IEnumerable<(ChangeCause Cause, EgressSet Destinations, NameSet Names)> Origins(ChangeDirection direction, CompiledTarget? more, CompiledTarget? less)
    {
        foreach (var rule in Only(more, less, denials: false))
        {
            yield return Of(RuleCause(more!, less, rule), DeclaredAuthority.Destinations(rule));
        }

        foreach (var rule in Only(less, more, denials: true))
        {
            yield return Of(RuleCause(less!, more, rule), DeclaredAuthority.Destinations(rule));
        }

        var known = new HashSet<(string, string)>(Accepted(less).Select(d => (d.Definition.Name, d.Subject)));
        foreach (var deviation in Accepted(more).Where(d => !known.Contains((d.Definition.Name, d.Subject))))
        {
            var opens = deviation.Definition.Opens(more!.Policy, deviation.Subject);
            yield return (AcceptanceCause(direction, deviation), opens.Egress, opens.Resolution);
        }

        static (ChangeCause, EgressSet, NameSet) Of(ChangeCause cause, EgressSet destinations) => (cause, destinations, destinations.Names());
    }

    private static IEnumerable<EgressRule> Only(CompiledTarget? side, CompiledTarget? other, bool denials)
    {
        var known = new HashSet<EgressRule>(Rules(other).Select(Bare));
        return Rules(side).Where(r => r.IsDenial == denials && !known.Contains(Bare(r)));
    }

    private static IEnumerable<EgressRule> Rules(CompiledTarget? compiled) => compiled is null ? Enumerable.Empty<EgressRule>() : compiled.Policy.Rules.Items;

    // For which targets a rule was written, and why, changes nothing on the target that is looked at.
    private static EgressRule Bare(EgressRule rule) => rule with { On = default, Because = null };

    private static IEnumerable<Deviation> Accepted(CompiledTarget? compiled) =>
        compiled is null ? Enumerable.Empty<Deviation>() : compiled.Deviations.Items.Where(d => d.Acceptance is not null).Select(d => d.Deviation);

    private static ChangeCause AcceptanceCause(ChangeDirection direction, Deviation deviation) => new(
        CauseKind.Acceptance,
        $"{deviation.Definition.Name}{(deviation.Subject.Length == 0 ? string.Empty : $" for {deviation.Subject}")} is {(direction == ChangeDirection.Widened ? "accepted" : "not accepted any more")}");

    // A rule that one side has and the other has not: the side that has it tells by which fragment it came. Where the other side includes that fragment too, the fragment changed; else the policy's list of fragments did.
    private ChangeCause RuleCause(CompiledTarget with, CompiledTarget? without, EgressRule rule)
    {
        var isNew = ReferenceEquals(with, _after);
        var ports = rule.Transport is { } transport ? $"{transport.ToString().ToLowerInvariant()} {rule.Ports}" : rule.Ports;
        var text = $"rule {rule.Kind} {rule.Entry} ({ports}) is {(isNew ? "new" : "gone")}";
        var place = PolicyPlace.Rule(rule);
        if (with.Policy.Policy.Fragments.Items.FirstOrDefault(f => f.Rules.Items.Contains(place)) is not { } fragment)
        {
            return new ChangeCause(CauseKind.Policy, text);
        }

        var same = without?.Policy.Policy.Fragments.Items.FirstOrDefault(f => f.TypeName == fragment.TypeName && f.Assembly == fragment.Assembly);
        if (same is null)
        {
            return new ChangeCause(CauseKind.Policy, $"{text}, by the fragment {fragment.TypeName}{(fragment.Assembly is null ? string.Empty : $" of {fragment.Assembly} {fragment.Version}")}, which is {(isNew ? "newly included" : "not included any more")}");
        }

        var (from, to) = isNew ? (same.Version, fragment.Version) : (fragment.Version, same.Version);
        var versions = fragment.Assembly is null ? string.Empty : from == to ? $" of {fragment.Assembly} {to}" : $" of {fragment.Assembly}, {from} to {to}";
        return new ChangeCause(CauseKind.Fragment, $"{text} in the fragment {fragment.TypeName}{versions}");
    }

    // For what no single edit explains.
    private ChangeCause Cause(Dimension dimension, CompiledTarget? more, CompiledTarget? less)
    {
        if (_before is null || _after is null)
        {
            return new ChangeCause(CauseKind.Policy, _after is null ? "the target is gone" : "the target is new");
        }

        if (_before.Configuration is null || _after.Configuration is null)
        {
            return new ChangeCause(CauseKind.Policy, _after.Configuration is null ? "the target is refused now" : "the target was refused before");
        }

        var declared = Containment.Of(more!.Policy.Declared, less!.Policy.Declared);
        if (declared.Verdict == Verdict.Exceeds && declared.Witnesses.Any(w => w.Dimension == dimension))
        {
            return new ChangeCause(CauseKind.Policy, Part(dimension));
        }

        var known = new HashSet<(string, string)>(Accepted(less).Select(d => (d.Definition.Name, d.Subject)));
        var gained = Accepted(more).FirstOrDefault(d => !known.Contains((d.Definition.Name, d.Subject)) && Speaks(d.Definition.Opens(more.Policy, d.Subject), dimension));
        return gained is null
            ? new ChangeCause(CauseKind.Policy, Part(dimension))
            : AcceptanceCause(ReferenceEquals(more, _after) ? ChangeDirection.Widened : ChangeDirection.Narrowed, gained);
    }

    private static bool Speaks(Authority opens, Dimension dimension) =>
        opens.Undecided.Any(u => u.Dimension == dimension) || Containment.Of(opens, Authority.None).Witnesses.Any(w => w.Dimension == dimension);

    private static string Part(Dimension dimension) => dimension switch
    {
        Dimension.Egress or Dimension.Resolution or Dimension.NameBinding => "its egress rules",
        Dimension.Ingress => "its ports",
        Dimension.Credentials => "its credentials",
        Dimension.Mounts => "its volumes",
        Dimension.Identity => "who it runs as",
        Dimension.Isolation => "its isolation",
        Dimension.Resources => "its resources",
        Dimension.Lifetime => "its lifetime",
        Dimension.Persistence => "what it keeps",
        Dimension.BuildEgress => "its build",
        _ => "its declarations",
    };

    // The old policy compiled today meets other deviations than when it was written down: what is known of the provider has changed.
    private void ProviderFacts(CompiledTarget before, EquatableArray<RecordedDeviation> recorded)
    {
        var then = new HashSet<RecordedDeviation>(recorded.Items);
        var today = before.Deviations.Items.Select(d => d.Deviation).ToList();
        foreach (var deviation in today.Where(d => !then.Contains(Recorded(d))))
        {
            var definition = deviation.Definition;
            var opens = definition.Opens(before.Policy, deviation.Subject);
            var known = before.Policy.Declared.Union(Authority.UnionAll(today.Where(d => then.Contains(Recorded(d))).Select(d => d.Definition.Opens(before.Policy, d.Subject))));
            var cause = new ChangeCause(CauseKind.ProviderFact, $"{before.Provider.DisplayName}: {Named(Recorded(deviation))}: {definition.Message} ({definition.Source}, {definition.Date})");
            var witnesses = Containment.Of(opens, known).Witnesses;
            if (!definition.Widens)
            {
                _changes.Add(new AuthorityChange(ChangeDirection.Narrowed, Dimension.Egress, definition.Message, cause));
            }
            else if (witnesses.IsEmpty)
            {
                _changes.Add(new AuthorityChange(ChangeDirection.Widened, Dimension.Egress, definition.Message, cause));
            }

            foreach (var witness in definition.Widens ? witnesses : default)
            {
                _changes.Add(new AuthorityChange(ChangeDirection.Widened, witness.Dimension, witness.Text, cause));
            }
        }

        foreach (var gone in recorded.Items.Where(r => !today.Any(d => Recorded(d) == r)))
        {
            _changes.Add(new AuthorityChange(ChangeDirection.Narrowed, Dimension.Egress, Named(gone), new ChangeCause(CauseKind.ProviderFact, $"{before.Provider.DisplayName}: {Named(gone)} is not met any more")));
        }
    }

    private static RecordedDeviation Recorded(Deviation deviation) => new(deviation.Definition.Name, deviation.Subject);

    private static string Named(RecordedDeviation deviation) => deviation.Subject.Length == 0 ? deviation.Name : $"{deviation.Name} for {deviation.Subject}";
}
