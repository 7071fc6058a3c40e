using System.Globalization;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>Where credentials can end.</summary>
internal static class CredentialPosture
{
    private const int ManyHosts = 3;

    public static IEnumerable<Finding> Judge(SandboxPolicy policy, Func<string, string, bool> enforces) => policy.Credentials.Items.SelectMany(c => Judge(policy, c, enforces));

    private static IEnumerable<Finding> Judge(SandboxPolicy policy, CredentialReference credential, Func<string, string, bool> enforces)
    {
        var place = PolicyPlace.Credential(credential.Name);
        var allowed = policy.Rules.Items.Where(r => !r.IsDenial).ToList();
        if (!credential.IsReadableInside)
        {
            // A rule for a network opens addresses; the name of a host there is not looked up, so that no request names it.
            var named = allowed.Where(r => r.Kind is not (EgressRuleKind.AllowNetwork or EgressRuleKind.AllowMetadata)).ToList();
            foreach (var host in credential.Hosts.Items.Where(h => !named.Any(r => DeclaredAuthority.Audience(credential with { Hosts = EquatableArray.Of(h) }, DeclaredAuthority.Destinations(r)) is { IsEmpty: false })))
            {
                yield return Finding(RuleCatalog.AudienceNotCovered, "audience-not-covered", place, host, credential.Name, host);
            }

            foreach (var rule in allowed.Where(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp && credential.Hosts.Items.Contains(r.Entry) && !HostBreadth.IsNarrowed(r)))
            {
                if (Exposure.WayOut(rule) is { } category)
                {
                    yield return Finding(RuleCatalog.CredentialAtWayOut, "credential-at-way-out", place, rule.Entry, credential.Name, rule.Entry, category);
                }
            }
        }
        else
        {
            var brokers = policy.Targets.Items.Where(t => credential.On.IsEmpty || credential.On.Items.Contains(t.Provider)).ToList();
            if (!IsAddress(credential.Name) && brokers.Count > 0 && brokers.All(t => enforces(t.Provider, "brokered credentials")))
            {
                yield return Finding(RuleCatalog.ReadableCredential, "readable-credential", place, null, credential.Name, string.Join(", ", brokers.Select(t => t.Id)));
            }

            // Everything that can be reached is its audience.
            if (Exposure.Of(policy).Out.FirstOrDefault() is { } way)
            {
                yield return Finding(RuleCatalog.ReadableCredentialWayOut, "readable-credential-way-out", place, null, credential.Name, way);
            }
        }

        if (credential.Hosts.Count > ManyHosts)
        {
            yield return Finding(RuleCatalog.CredentialManyHosts, "credential-many-hosts", place, null, credential.Name, credential.Hosts.Count.ToString(CultureInfo.InvariantCulture));
        }
    }

    // A connection string is no header's value.
    private static bool IsAddress(string name) => new[] { "_URL", "_URI", "_DSN", "_CONNECTION_STRING" }.Any(s => name.EndsWith(s, StringComparison.Ordinal));

    private static Finding Finding(string rule, string kind, string place, string? canonical, params string[] arguments)
    {
        var finding = BreadthFinding.Of(rule, kind, place, null, arguments);
        return canonical is null ? finding : finding with { Properties = finding.Properties.Append(new NamedValue(BreadthFinding.Canonical, canonical)).ToEquatableArray() };
    }
}
