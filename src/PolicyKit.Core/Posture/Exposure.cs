using System.Collections.Immutable;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>
/// The three things that together let foreign text carry off private data: something private inside, input that strangers write, and a way out. Each is harmless by itself.
/// </summary>
/// <param name="Data">What is private: mounts, internal networks, credentials.</param>
/// <param name="Input">What strangers write: the open web, package registries, public ports.</param>
/// <param name="Out">Ways out where strangers read: such hosts, any host, wide networks. A rule that says why it is needed is a decision that somebody made, and is not counted.</param>
/// <param name="Uninspected">Hosts to which nothing is inspected.</param>
internal sealed record Exposure(ImmutableArray<string> Data, ImmutableArray<string> Input, ImmutableArray<string> Out, ImmutableArray<string> Uninspected)
{
    public static Exposure Of(SandboxPolicy policy)
    {
        var allowed = policy.Rules.Items.Where(r => !r.IsDenial).ToList();
        var own = policy.Credentials.Items.Where(c => !c.IsReadableInside).SelectMany(c => c.Hosts.Items).ToImmutableHashSet(StringComparer.Ordinal);
        return new Exposure(
            policy.Credentials.Select(c => "the credential " + c.Name)
                .Concat(policy.Mounts.Select(m => "the volume " + m.Source))
                .Concat(allowed.Where(IsInternal).Select(r => "the network " + r.Entry)).ToImmutableArray(),
            allowed.Where(IsForeign).Select(r => "what comes from '" + r.Entry + "'")
                .Concat(policy.Ingress.Items.Where(p => p.Callers == Callers.Public).Select(p => "to port " + p.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))).ToImmutableArray(),
            allowed.Where(r => string.IsNullOrWhiteSpace(r.Because) && !own.Contains(r.Entry) && WayOut(r) is not null).Select(r => "'" + r.Entry + "'").ToImmutableArray(),
            allowed.Where(r => r.Kind == EgressRuleKind.AllowHost && !own.Contains(r.Entry)).Select(r => "'" + r.Entry + "'").ToImmutableArray());
    }

    public IEnumerable<Finding> Judge()
    {
        if (Data.IsEmpty || Input.IsEmpty || (Out.IsEmpty && Uninspected.IsEmpty))
        {
            yield break;
        }

        var (rule, ways) = Out.IsEmpty ? (RuleCatalog.UninspectedTrifecta, Uninspected) : (RuleCatalog.Trifecta, Out);
        yield return BreadthFinding.Of(rule, "lethal-trifecta", PolicyPlace.Policy, null, new[] { Data[0], Input[0], ways[0] });
    }

    /// <summary>Name of what makes a rule a way out, or null: a category of hosts, or how broad it is.</summary>
    public static string? WayOut(EgressRule rule)
    {
        switch (rule.Kind)
        {
            case EgressRuleKind.AllowAnyHost:
                return "any-destination";
            case EgressRuleKind.AllowNetwork:
                return Kind(NetworkBreadth.Judge(rule));
            case EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp:
                return Kind(HostBreadth.Judge(rule, ownAccount: false)) ?? (rule.Entry.StartsWith("*.", StringComparison.Ordinal) && IsOfStrangers(rule.Entry) ? "strangers' names" : null);
            default:
                return null;
        }
    }

    public bool IsComplete => !Data.IsEmpty && !Input.IsEmpty && !Out.IsEmpty;

    /// <summary>Whether each of the three is in one of two.</summary>
    public bool IsCompleteWith(Exposure other) => !(Data.IsEmpty && other.Data.IsEmpty) && !(Input.IsEmpty && other.Input.IsEmpty) && !(Out.IsEmpty && other.Out.IsEmpty);

    private static string? Kind(IEnumerable<Finding> findings) => findings
        .Where(f => f.RuleId is RuleCatalog.WayOut or RuleCatalog.DataDrop or RuleCatalog.ResolverAlias or RuleCatalog.WideNetwork or RuleCatalog.AnyDestination)
        .SelectMany(f => f.Properties.Items.Where(p => p.Name == BreadthFinding.Kind).Select(p => p.Value.StartsWith("exfil:", StringComparison.Ordinal) ? p.Value.Substring(6) : p.Value)).FirstOrDefault();

    private static bool IsForeign(EgressRule rule) => rule.Kind switch
    {
        EgressRuleKind.AllowAnyHost => true,
        EgressRuleKind.AllowNetwork => IsWide(rule),
        EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp => rule.Entry.StartsWith("*.", StringComparison.Ordinal) ? IsOfStrangers(rule.Entry)
            : HostFacts.Ways(rule.Entry, isBelow: false).Any(w => w.Category.Name is "publishing-registry" or "paste" or "file-drop"),
        _ => false,
    };

    private static bool IsOfStrangers(string wildcard) => HostFacts.Owner(wildcard.Substring(2)) != SuffixOwner.One;

    private static bool IsInternal(EgressRule rule) => rule.Kind == EgressRuleKind.AllowNetwork && !Network(rule).Overlaps(SpecialAddresses.PublicAddresses);

    // The answers of a wide network are strangers' text, as its addresses are strangers' machines.
    private static bool IsWide(EgressRule rule) => NetworkBreadth.Judge(rule).Any(f => f.RuleId is RuleCatalog.WideNetwork or RuleCatalog.AnyDestination);

    private static AddressSet Network(EgressRule rule) => AddressSet.Of(rule.Entry);
}
