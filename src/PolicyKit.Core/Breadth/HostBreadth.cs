using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>Breadth of one name or wildcard.</summary>
internal static class HostBreadth
{
    // The path decides who reads what is sent there, so an inspected rule with a path, or for reading only, is narrow.
    private static readonly string[] NarrowedByPath = { "chat-webhook", "code-host", "publishing-registry", "object-storage", "personal-cloud", "fronting-prone-cdn", "code-runner", "url-shortener" };

    /// <param name="rule">The rule.</param>
    /// <param name="ownAccount">Whether a broker puts a credential of the author's on what is sent there: requests go as one's own account, whatever token the workload brings.</param>
    public static IEnumerable<Finding> Judge(EgressRule rule, bool ownAccount)
    {
        var below = rule.Entry.StartsWith("*.", StringComparison.Ordinal);
        var name = below ? rule.Entry.Substring(2) : rule.Entry;
        var isLocal = SpecialAddresses.IsLocalName(name) || (!below && !HostFacts.IsPublic(name));
        var owner = below && !isLocal ? HostFacts.Owner(name) : SuffixOwner.One;
        if (owner == SuffixOwner.Registry)
        {
            yield return BreadthFinding.At(rule, RuleCatalog.RegistryWildcard, "registry-wildcard", rule.Entry, name);
            yield break;
        }

        // A vendor-wide wildcard is one finding: all that the vendor offers lies below it.
        var ways = HostFacts.Ways(name, below, withAbove: owner == SuffixOwner.One).ToList();
        if (ways.Any(w => w.Category.Name == "resolver-alias"))
        {
            yield return BreadthFinding.At(rule, RuleCatalog.ResolverAlias, "resolver-alias", rule.Entry);
            yield break;
        }

        if (LookAlikes.Find(name) is { } look)
        {
            yield return BreadthFinding.At(rule, RuleCatalog.LookAlike, "homograph", rule.Entry, look.Shown, look.Why);
        }

        if (SpecialAddresses.MetadataEndpoints.FirstOrDefault(e => e.Kind == MetadataEndpointKind.Host && Covers(name, below, e.Value)) is { } endpoint)
        {
            yield return BreadthFinding.At(rule, RuleCatalog.CloudMetadata, "cloud-metadata", rule.Entry, endpoint.Value, endpoint.Cloud);
        }

        if (isLocal)
        {
            yield return BreadthFinding.At(rule, RuleCatalog.LocalDestination, "local-name", rule.Entry, "a name of the machine itself or of networks around it");
        }

        var ask = "<name>." + name;
        if (owner == SuffixOwner.Strangers)
        {
            yield return BreadthFinding.Of(RuleCatalog.SharedHostingWildcard, "shared-hosting-wildcard", PolicyPlace.Rule(rule), rule, new[] { rule.Entry, name }, ask);
        }
        else if (owner == SuffixOwner.Vendor)
        {
            yield return BreadthFinding.Of(RuleCatalog.VendorWideWildcard, "vendor-wide-wildcard", PolicyPlace.Rule(rule), rule, new[] { rule.Entry, name }, ask);
        }

        foreach (var (category, level) in ways.Where(w => !(IsNarrowed(rule) && NarrowedByPath.Contains(w.Category.Name))))
        {
            var id = level switch { HostLevel.Error => RuleCatalog.DataDrop, HostLevel.Warning when !(ownAccount && NarrowedByPath.Contains(category.Name)) => RuleCatalog.WayOut, _ => RuleCatalog.MinorWayOut };
            yield return BreadthFinding.At(rule, id, "exfil:" + category.Name, rule.Entry, category.Name, category.Why);
        }
    }

    /// <summary>Whether an entry reaches a name. Below a registry's suffix that goes without saying and is not asked.</summary>
    private static bool Covers(string name, bool below, string host) =>
        below ? host.Length > name.Length && host[host.Length - name.Length - 1] == '.' && host.EndsWith(name, StringComparison.Ordinal) : host == name;

    /// <summary>Whether a rule is inspected and says a path, or allows reading only.</summary>
    public static bool IsNarrowed(EgressRule rule) => rule.Kind == EgressRuleKind.AllowHttp
        && ((!rule.Paths.IsEmpty && !rule.Paths.Items.Contains("/*")) || (!rule.Methods.IsEmpty && rule.Methods.Items.All(m => m is "GET" or "HEAD" or "OPTIONS")));
}
