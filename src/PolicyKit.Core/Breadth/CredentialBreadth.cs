using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>Where a brokered credential may be sent: it leaves with the request.</summary>
internal static class CredentialBreadth
{
    // Services that many need a key of their own for; there the named host is the audience.
    private static readonly string[] OwnAccount = { "code-host", "publishing-registry", "chat-webhook", "personal-cloud", "object-storage", "doh" };

    public static IEnumerable<Finding> Judge(CredentialReference credential)
    {
        foreach (var host in credential.Hosts)
        {
            var below = host.StartsWith("*.", StringComparison.Ordinal);
            var name = below ? host.Substring(2) : host;
            var way = HostFacts.Ways(name, below).FirstOrDefault(w => w.Level > HostLevel.Info && (below || !OwnAccount.Contains(w.Category.Name)));
            var why = way.Category is { } category ? $"a way out ({category.Name}: {category.Why})"
                : below ? HostFacts.Owner(name) == SuffixOwner.One ? "and so to every name below it" : "where anybody can get a name"
                : null;
            if (why is not null)
            {
                var properties = EquatableArray.Of(new NamedValue(BreadthFinding.Kind, "credential-audience"), new NamedValue(BreadthFinding.Canonical, host));
                yield return new Finding { RuleId = RuleCatalog.WideAudience, Place = PolicyPlace.Credential(credential.Name), Arguments = EquatableArray.Of(credential.Name, host, why), Properties = properties };
            }
        }
    }
}
