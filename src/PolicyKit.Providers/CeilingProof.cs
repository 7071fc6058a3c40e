using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>Holds a policy on one target against its ceilings: what it declares, and what each accepted deviation opens. Terms are <see cref="AcceptanceExpiry"/>'s, which knows the day.</summary>
internal static class CeilingProof
{
    public static IEnumerable<Finding> Judge(TargetPolicy view, Provider provider, ImmutableArray<JudgedDeviation> judged) => view.Policy.Ceilings.Items.SelectMany(c => Judge(view, provider, judged, c));

    /// <summary>What the assembly says is never reached, held against what a configuration may do.</summary>
    public static IEnumerable<Finding> Never(TargetPolicy view, Authority may)
    {
        foreach (var text in view.Policy.Never)
        {
            if (!DestinationText.TryParse(text, out var destinations, out _))
            {
                continue;
            }

            var reached = may.Egress.Intersect(destinations).Witnesses(2);
            var unknown = may.Undecided.Items.Where(u => u.Dimension is Dimension.Egress or Dimension.Resolution).Select(u => u.What).Distinct().Take(2).ToList();
            if (!reached.IsEmpty)
            {
                yield return Finding(RuleCatalog.NeverReached, PolicyPlace.Target(view.Target.Id), text, view.Target.Id, string.Join("; ", reached));
            }
            else if (unknown.Count > 0)
            {
                yield return Finding(RuleCatalog.NeverUndecided, PolicyPlace.Target(view.Target.Id), text, view.Target.Id, string.Join("; ", unknown));
            }
        }
    }

    private static IEnumerable<Finding> Judge(TargetPolicy view, Provider provider, ImmutableArray<JudgedDeviation> judged, PolicyCeiling ceiling)
    {
        if (!ceiling.Providers.IsEmpty && !ceiling.Providers.Items.Contains(provider.Id))
        {
            yield return Finding(RuleCatalog.CeilingTarget, PolicyPlace.Target(view.Target.Id), view.Target.Id, ceiling.TypeName, string.Join(", ", ceiling.Providers));
        }

        var most = Most(view, ceiling);
        foreach (var finding in Declared(view, ceiling, most))
        {
            yield return finding;
        }

        foreach (var (deviation, acceptance) in judged.Where(j => j.Acceptance is not null).Select(j => (j.Deviation, j.Acceptance!)))
        {
            var definition = deviation.Definition;
            var place = PolicyPlace.Acceptance(acceptance);
            if (!ceiling.Owners.IsEmpty && !ceiling.Owners.Items.Contains(acceptance.Owner))
            {
                yield return Finding(RuleCatalog.CeilingOwner, place, acceptance.Owner, ceiling.TypeName, string.Join(", ", ceiling.Owners));
            }

            var permitted = (ceiling.AllowBaselines && definition.Intrinsic) || ceiling.MayAccept.Items.Contains(new NamedValue(provider.Id, definition.Name));
            if (!permitted && Beyond(definition.Opens(view, deviation.Subject), view.Declared, most) is { } excess)
            {
                yield return Finding(RuleCatalog.CeilingAcceptance, place, definition.Name + (deviation.Subject.Length == 0 ? string.Empty : $" for '{deviation.Subject}'"), ceiling.TypeName, excess);
            }
        }
    }

    // What is declared has its own findings; here only what the acceptance adds to it. Undecided is never within.
    private static string? Beyond(Authority opens, Authority declared, Authority most)
    {
        var allowed = most.Union(declared);
        var contained = opens.IsWithin(allowed);
        return contained.Verdict == Verdict.Within ? null : string.Join("; ", contained.Witnesses.Items.Take(2));
    }

    private static IEnumerable<Finding> Declared(TargetPolicy view, PolicyCeiling ceiling, Authority most)
    {
        var beyond = view.Declared.Egress.Except(most.Egress);
        foreach (var rule in beyond.IsEmpty ? Enumerable.Empty<EgressRule>() : view.Rules.Items.Where(r => !r.IsDenial))
        {
            if (beyond.Intersect(DeclaredAuthority.Destinations(rule)).Witnesses(1) is { IsEmpty: false } witnesses)
            {
                yield return Finding(RuleCatalog.CeilingExceeded, PolicyPlace.Rule(rule), rule.Entry, ceiling.TypeName, witnesses[0].ToString());
            }
        }

        // Look-ups follow the egress rules, which were just judged.
        var rest = (view.Declared with { Egress = EgressSet.Empty, Resolution = NameSet.Empty }).IsWithin(most);
        foreach (var witness in rest.Verdict == Verdict.Exceeds ? rest.Witnesses : default)
        {
            yield return Finding(RuleCatalog.CeilingExceeded, Place(witness.Dimension), witness.Dimension.ToString().ToLowerInvariant(), ceiling.TypeName, witness.Text);
        }
    }

    private static string Place(Dimension dimension) => dimension switch
    {
        Dimension.Resources => PolicyPlace.Part("resources"),
        Dimension.Lifetime => PolicyPlace.Part("lifetime"),
        Dimension.Isolation => PolicyPlace.Part("isolate"),
        Dimension.BuildEgress => PolicyPlace.Part("buildhosts"),
        _ => PolicyPlace.Policy,
    };

    // The ceiling as an authority: what it says nothing of is what the policy has, or everything.
    private static Authority Most(TargetPolicy view, PolicyCeiling ceiling)
    {
        var said = new TargetPolicy(
            new SandboxPolicy
            {
                Id = view.Policy.Id,
                TypeName = ceiling.TypeName,
                Image = view.Policy.Image,
                Rules = ceiling.Rules,
                BuildHosts = ceiling.BuildHosts,
                Resources = ceiling.Resources,
                Lifetime = ceiling.Lifetime,
                Isolation = ceiling.Isolation,
            },
            view.Target).Declared;
        return view.Declared with
        {
            Egress = said.Egress,
            Resolution = said.Resolution,
            NameBinding = NameBinding.Claim,
            Ingress = EquatableArray.Of(
                new IngressGrant(PortSet.All, Transport.Tcp, ceiling.Callers),
                new IngressGrant(PortSet.All, Transport.Udp, ceiling.Callers)),
            Identity = new IdentityGrant(true, true, true, view.Declared.Identity.Capabilities),
            Isolation = said.Isolation,
            Resources = said.Resources with { Gpu = true },
            LifetimeSeconds = said.LifetimeSeconds,
            IdleSeconds = said.IdleSeconds,
            Persistence = PersistenceKind.Memory,
            Mutability = Mutability.Inside,
            Peers = PeerReach.Others,
            BuildEgress = ceiling.BuildHosts.IsEmpty ? EgressSet.All : said.BuildEgress,
        };
    }

    private static Finding Finding(string rule, string place, params string[] arguments) => new() { RuleId = rule, Place = place, Arguments = EquatableArray.Of(arguments) };
}
