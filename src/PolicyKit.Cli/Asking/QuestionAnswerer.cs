using PolicyKit.Cli.Assemblies;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Asking;

/// <summary>An answer about one target or pair of targets.</summary>
/// <param name="About">The target: <c>policy@target</c>.</param>
/// <param name="Answer">Yes, no or undecided; undecided is never to be taken for safe.</param>
/// <param name="Shows">Witnesses, or what is undecided.</param>
/// <param name="Rules">The rules that decide, where rules do.</param>
internal sealed record AnswerRow(string About, Answer Answer, IReadOnlyList<string> Shows, IReadOnlyList<string> Rules);

/// <summary>Answers by what the emitted configurations really allow, between their two bounds: what may be possible and what surely works.</summary>
internal sealed class QuestionAnswerer(IReadOnlyList<CompiledTarget> targets)
{
    private const int Most = 3;

    private static readonly EgressSet ByAddress = EveryTransport(NameClasses.AddressOnly, AddressSet.All);

    private static readonly EgressSet Public = EveryTransport(NameClasses.Everything, SpecialAddresses.PublicAddresses);

    /// <exception cref="CliException">The question names a policy or target that is not there, or nothing that could be asked.</exception>
    public IReadOnlyList<AnswerRow> Answer(Question question) => question switch
    {
        Reach reach => Find(reach.Subject).Select(t => Answer(t, reach.Kind, reach.Destinations)).ToList(),
        Who who => targets.Select(t => Answer(t, ReachKind.Can, who.Destinations)).Where(a => a.Answer != Core.Authorities.Answer.No).ToList(),
        Where where => Answer(where),
        Relation relation => Answer(relation),
        _ => throw new InvalidOperationException("No such question."),
    };

    private static AnswerRow Answer(CompiledTarget target, ReachKind kind, EgressSet destinations)
    {
        var bounds = Bounds(target);
        var possible = bounds.May.Egress.Intersect(destinations);
        var undecided = bounds.May.Undecided.Items.Where(u => u.Dimension is Dimension.Egress or Dimension.Resolution).Select(u => u.What).Distinct().ToList();
        if (kind == ReachKind.Always)
        {
            // A name may lead anywhere; what is declared of it is its public addresses.
            var meant = ByAddress.Overlaps(destinations) ? destinations : destinations.Intersect(Public);
            var missing = meant.Except(bounds.Must.Egress);
            return missing.IsEmpty
                ? new AnswerRow(Name(target), Core.Authorities.Answer.Yes, [], Deciding(target, destinations, opens: true))
                : new AnswerRow(Name(target), missing.IsSubsetOf(bounds.May.Egress) ? Core.Authorities.Answer.Undecided : Core.Authorities.Answer.No, Texts(missing), []);
        }

        // Surely reachable, surely not, or between the bounds.
        var surely = possible.Intersect(bounds.Must.Egress);
        var reachable = !surely.IsEmpty ? Core.Authorities.Answer.Yes
            : !possible.IsEmpty || undecided.Count > 0 ? Core.Authorities.Answer.Undecided
            : Core.Authorities.Answer.No;
        var answer = kind == ReachKind.Can ? reachable : reachable switch
        {
            Core.Authorities.Answer.No => Core.Authorities.Answer.Yes,
            Core.Authorities.Answer.Yes => Core.Authorities.Answer.No,
            _ => Core.Authorities.Answer.Undecided,
        };
        return new AnswerRow(
            Name(target),
            answer,
            !surely.IsEmpty ? Texts(surely) : !possible.IsEmpty ? Texts(possible).Select(t => t + " may be reachable").ToList() : undecided,
            possible.IsEmpty ? Deciding(target, destinations, opens: false) : Deciding(target, possible, opens: true));
    }

    private List<AnswerRow> Answer(Where where)
    {
        var rows = new List<AnswerRow>();
        foreach (var target in targets)
        {
            var may = Bounds(target).May;
            foreach (var grant in may.Credentials.Where(c => c.Name == where.Credential))
            {
                // What can be read inside goes wherever anything goes.
                var audience = grant.Delivery == CredentialDelivery.Brokered ? grant.Audience : may.Egress;
                rows.Add(new AnswerRow(
                    $"{Name(target)} ({grant.Delivery.ToString().ToLowerInvariant()})",
                    audience.IsEmpty ? Core.Authorities.Answer.No : Core.Authorities.Answer.Yes,
                    Texts(audience),
                    audience.IsEmpty ? [] : Deciding(target, audience, opens: true)));
            }
        }

        return rows.Count > 0 ? rows : throw new CliException($"No policy has the credential '{where.Credential}'; there are {Names(targets.SelectMany(t => t.Policy.Credentials.Items).Select(c => c.Name))}.");
    }

    private List<AnswerRow> Answer(Relation relation)
    {
        var (one, other) = (Find(relation.One), Find(relation.Other));
        var pairs = relation.One.Target is not null || relation.Other.Target is not null
            ? from a in one from b in other select (a, b)
            : from a in one from b in other where a.Policy.Target.Id == b.Policy.Target.Id select (a, b);
        var rows = pairs.Select(p =>
        {
            var (a, b) = (Bounds(p.a).May, Bounds(p.b).May);
            var answered = relation.Kind switch
            {
                RelationKind.Within => Questions.Within(a, b),
                RelationKind.Equal => Questions.Equal(a, b),
                RelationKind.Disjoint => Questions.Disjoint(a, b),
                _ => Questions.Overlaps(a, b),
            };
            return new AnswerRow($"{Name(p.a)}, {Name(p.b)}", answered.Answer, answered.Witnesses.Select(w => w.Text).ToList(), []);
        }).ToList();
        return rows.Count > 0 ? rows : throw new CliException($"{relation.One} and {relation.Other} have no target in common; write A@TARGET and B@TARGET.");
    }

    private List<CompiledTarget> Find(Subject subject)
    {
        var policy = targets.Where(t => t.Policy.Policy.Id == subject.Policy).ToList();
        if (policy.Count == 0)
        {
            throw new CliException($"There is no policy '{subject.Policy}'; there are {Names(targets.Select(t => t.Policy.Policy.Id))}.");
        }

        var found = policy.Where(t => subject.Target is null || t.Policy.Target.Id == subject.Target).ToList();
        return found.Count > 0 ? found : throw new CliException($"The policy '{subject.Policy}' has no target '{subject.Target}'; it has {Names(policy.Select(t => t.Policy.Target.Id))}.");
    }

    // A target that is refused is not deployed and allows nothing.
    private static AuthorityBounds Bounds(CompiledTarget target) =>
        target.Configuration is { } configuration ? target.Provider.Semantics(configuration) : new AuthorityBounds(Authority.None, Authority.None);

    private static List<string> Deciding(CompiledTarget target, EgressSet destinations, bool opens)
    {
        var rules = target.Policy.Rules.Items.Where(r => r.IsDenial != opens && DeclaredAuthority.Destinations(r).Overlaps(destinations)).Take(Most)
            .Select(r => $"{r.Kind} {r.Entry} ({(r.Transport is { } transport ? transport.ToString().ToLowerInvariant() + " " : string.Empty)}{r.Ports})").ToList();
        var accepted = !opens ? [] : target.Deviations.Items.Where(d => d.Acceptance is not null && d.Deviation.Definition.Opens(target.Policy, d.Deviation.Subject).Egress.Overlaps(destinations))
            .Take(Most).Select(d => $"accepted {d.Deviation.Definition.Name}{(d.Deviation.Subject.Length == 0 ? string.Empty : $" for {d.Deviation.Subject}")}").ToList();
        return rules.Count + accepted.Count > 0 ? [.. rules, .. accepted] : opens ? ["reach of the platform"] : ["no rule allows it"];
    }

    private static EgressSet EveryTransport(NameClasses names, AddressSet addresses) =>
        EgressSet.UnionAll(Enum.GetValues<Transport>().Select(t => EgressSet.Of(t, PortSet.All, names, addresses)));

    private static List<string> Texts(EgressSet destinations) => destinations.Witnesses(Most).Select(w => w.ToString()).ToList();

    private static string Name(CompiledTarget target) => $"{target.Policy.Policy.Id}@{target.Policy.Target.Id}";

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) is { Length: > 0 } list ? list : "none";
}
