using System.Globalization;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>
/// Whether what a policy, or a fragment, opens is broader than its author is likely to mean. Judged on canonical forms: the union of all rules that hold for one provider first, because two halves
/// make a whole; then each entry.
/// </summary>
public static class EgressBreadth
{
    /// <summary>More entries than this are sprawl.</summary>
    public const int MostEntries = 50;

    /// <summary>Findings in canonical order, each once.</summary>
    /// <param name="declared">What is declared.</param>
    public static EquatableArray<Finding> Judge(EgressDeclaration declared)
    {
        var findings = new HashSet<Finding>();
        var said = new HashSet<EgressRule>();
        foreach (var group in ByProvider(declared.Rules))
        {
            findings.UnionWith(Together(group, said));
        }

        foreach (var rule in declared.Rules.Items.Where(r => !r.IsDenial))
        {
            findings.UnionWith(said.Contains(rule) ? Enumerable.Empty<Finding>() : Entry(rule, declared.Credentials));
            findings.UnionWith(PortBreadth.Judge(rule));
        }

        foreach (var host in declared.BuildHosts)
        {
            findings.UnionWith(BuildHost(host));
        }

        foreach (var refused in declared.Refused)
        {
            findings.UnionWith(Hidden(refused));
        }

        foreach (var credential in declared.Credentials)
        {
            findings.UnionWith(CredentialBreadth.Judge(credential));
        }

        return findings.OrderBy(f => f.RuleId, StringComparer.Ordinal).ThenBy(f => f.Place, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal).ToEquatableArray();
    }

    private static IEnumerable<Finding> Entry(EgressRule rule, EquatableArray<CredentialReference> credentials) => rule.Kind switch
    {
        EgressRuleKind.AllowNetwork => NetworkBreadth.Judge(rule),
        EgressRuleKind.AllowAnyHost => new[] { BreadthFinding.At(rule, RuleCatalog.AnyHost, "any-destination", rule.Ports) },
        EgressRuleKind.AllowMetadata => new[] { BreadthFinding.At(rule, RuleCatalog.MetadataOpened, "cloud-metadata", rule.Entry) },
        _ => HostBreadth.Judge(rule, credentials.Items.Any(c => !c.IsReadableInside && c.Hosts.Items.Contains(rule.Entry))),
    };

    // A build fetches packages and sources, with no secret inside: where from is not judged, only what is never meant.
    private static IEnumerable<Finding> BuildHost(string host) =>
        HostBreadth.Judge(new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = "443" }, ownAccount: true)
            .Where(f => f.RuleId is not (RuleCatalog.WayOut or RuleCatalog.MinorWayOut or RuleCatalog.LocalDestination))
            .Select(f => f with { Place = PolicyPlace.BuildHost(host) });

    /// <summary>What a refused entry would open to a program that reads it: said beside the refusal, because that is why spelling matters.</summary>
    private static IEnumerable<Finding> Hidden(RefusedEntry refused)
    {
        var (kind, canonical, endpoint) = refused.Spelling;
        if (endpoint is not null)
        {
            yield return BreadthFinding.Of(RuleCatalog.CloudMetadata, "cloud-metadata", refused.Place, null, new[] { refused.Shown, endpoint.Value, endpoint.Cloud })
                .With(BreadthFinding.Canonical, canonical ?? endpoint.Value);
            yield break;
        }

        // What the proposed text would be found for is found when it stands there.
        if (canonical is null or "*" || kind == "host-bits-set")
        {
            yield break;
        }

        var isNetwork = Cidr.TryParse(canonical, out _, out _, out _);
        var rule = new EgressRule { Kind = isNetwork ? EgressRuleKind.AllowNetwork : EgressRuleKind.AllowHost, Entry = canonical, Ports = "443" };
        foreach (var finding in Entry(rule, default).Where(f => f.RuleId is not (RuleCatalog.CloudMetadata or RuleCatalog.EmbeddedAddress)))
        {
            // No fix: what it proposes is for a text that does not stand there.
            yield return finding with { Place = refused.Place, Properties = finding.Properties.Items.RemoveAll(p => p.Name == BreadthFinding.Fix).ToEquatableArray() };
        }
    }

    // Rules for other targets do not add up: no sandbox has both.
    private static IEnumerable<List<EgressRule>> ByProvider(EquatableArray<EgressRule> rules)
    {
        var providers = rules.Items.SelectMany(r => r.On.Items).Distinct(StringComparer.Ordinal).ToList();
        return providers.Count == 0 ? new[] { rules.Items.ToList() } : providers.Select(p => rules.Items.Where(r => r.HoldsFor(p)).ToList());
    }

    /// <param name="rules">Rules that hold for one provider.</param>
    /// <param name="said">Gets the rules about which nothing is left to say: parts of the whole internet.</param>
    private static IEnumerable<Finding> Together(List<EgressRule> rules, HashSet<EgressRule> said)
    {
        var allowed = rules.Where(r => !r.IsDenial).ToList();
        var networks = allowed.Where(r => r.Kind == EgressRuleKind.AllowNetwork).ToList();
        var (union, covers) = NetworkBreadth.JudgeUnion(networks);
        foreach (var finding in union)
        {
            yield return finding;
        }

        said.UnionWith(networks.Where(n => covers && NetworkBreadth.IsPartOfInternet(n)));
        var open = allowed.Any(r => r.Kind == EgressRuleKind.AllowAnyHost);
        if ((open || covers) && rules.FirstOrDefault(r => r.IsDenial) is { } denial)
        {
            yield return BreadthFinding.At(denial, RuleCatalog.DenyCarriesWeight, "deny-carries-weight", open ? "Every host" : "Every address");
        }

        foreach (var finding in NetworkBreadth.JudgeNames(networks.Where(n => !said.Contains(n)).ToList(), allowed.Where(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp).ToList()))
        {
            yield return finding;
        }

        if (allowed.Count > MostEntries)
        {
            var (count, most) = (allowed.Count.ToString(CultureInfo.InvariantCulture), MostEntries.ToString(CultureInfo.InvariantCulture));
            yield return BreadthFinding.Of(RuleCatalog.Sprawl, "sprawl", PolicyPlace.Policy, null, new[] { count, most }, union: true);
        }
    }
}
