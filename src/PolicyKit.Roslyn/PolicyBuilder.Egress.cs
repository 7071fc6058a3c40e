using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

internal sealed partial class PolicyBuilder
{
    private EquatableArray<EgressRule> Rules()
    {
        var rules = new List<EgressRule>();
        foreach (var attribute in _attributes)
        {
            rules.AddRange(attribute.Name switch
            {
                "AllowHosts" => HostRules(attribute, EgressRuleKind.AllowHost),
                "DenyHosts" => HostRules(attribute, EgressRuleKind.DenyHost),
                "AllowNetworks" => NetworkRules(attribute, EgressRuleKind.AllowNetwork),
                "DenyNetworks" => NetworkRules(attribute, EgressRuleKind.DenyNetwork),
                "AllowHttp" => HttpRule(attribute),
                "AllowAnyHost" => AnyHostRule(attribute),
                "AllowMetadata" => MetadataRule(attribute),
                _ => Enumerable.Empty<EgressRule>(),
            });
        }

        // One canonical order: the order of attributes and of files never matters.
        return rules.Distinct()
            .OrderBy(r => r.Kind)
            .ThenBy(r => r.Entry, StringComparer.Ordinal)
            .ThenBy(r => r.Transport)
            .ThenBy(r => r.Ports, StringComparer.Ordinal)
            .ThenBy(r => string.Join(",", r.Methods), StringComparer.Ordinal)
            .ThenBy(r => string.Join("\n", r.Paths), StringComparer.Ordinal)
            .ThenBy(r => string.Join(",", r.On), StringComparer.Ordinal)
            .ThenBy(r => r.Because, StringComparer.Ordinal)
            .ToEquatableArray();
    }

    private IEnumerable<EgressRule> HostRules(AttributeReading attribute, EgressRuleKind kind) =>
        Entries(attribute, "hosts").SelectMany(e => Host(attribute, e.Text, "hosts", e.Index) is { } host
            ? Rule(attribute, kind, host, "hosts", e.Index)
            : Enumerable.Empty<EgressRule>());

    private IEnumerable<EgressRule> NetworkRules(AttributeReading attribute, EgressRuleKind kind)
    {
        if (kind == EgressRuleKind.AllowNetwork && !attribute.Has("Ports"))
        {
            Report(RuleCatalog.PortsForm, Place(attribute), "(nothing)");
        }

        return Entries(attribute, "cidrs").SelectMany(e => Network(attribute, e.Text, e.Index, kind) is { } network
            ? Rule(attribute, kind, network, "cidrs", e.Index)
            : Enumerable.Empty<EgressRule>());
    }

    private IEnumerable<EgressRule> HttpRule(AttributeReading attribute)
    {
        if (Host(attribute, attribute.Text("host") ?? string.Empty, "host", -1) is not { } host)
        {
            return Enumerable.Empty<EgressRule>();
        }

        var methods = Methods(attribute);
        var paths = Paths(attribute);
        return Rule(attribute, EgressRuleKind.AllowHttp, host, "host", -1).Select(r => r with { Methods = methods, Paths = paths });
    }

    private IEnumerable<EgressRule> AnyHostRule(AttributeReading attribute)
    {
        if (string.IsNullOrWhiteSpace(attribute.Text("Because")))
        {
            Report(RuleCatalog.ReasonMissing, Place(attribute), "AllowAnyHost", "Because");
        }

        return Rule(attribute, EgressRuleKind.AllowAnyHost, "*", null, -1);
    }

    private IEnumerable<EgressRule> MetadataRule(AttributeReading attribute)
    {
        var endpoint = (attribute.Text("endpoint") ?? string.Empty).Trim().ToLowerInvariant();
        var port = attribute.Number("port") ?? 0;
        var known = SpecialAddresses.MetadataEndpoints.Any(m => m.Value == endpoint)
            || (IpAddress.TryParse(endpoint, out var address) && SpecialAddresses.Metadata.Contains(address) && (endpoint = address.ToString()).Length > 0);
        if (!known)
        {
            Report(RuleCatalog.MetadataForm, Place(attribute, "endpoint"), endpoint);
        }

        if (port is < 1 or > 65535)
        {
            Report(RuleCatalog.PortsForm, Place(attribute, "port"), port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (string.IsNullOrWhiteSpace(attribute.Text("Because")))
        {
            Report(RuleCatalog.ReasonMissing, Place(attribute), "AllowMetadata", "Because");
        }

        return OnIds(attribute) is { } on
            ? Sourced(attribute, "endpoint", -1, new EgressRule
            {
                Kind = EgressRuleKind.AllowMetadata,
                Entry = endpoint,
                Ports = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                On = on,
                Because = attribute.Text("Because"),
            })
            : Enumerable.Empty<EgressRule>();
    }

    private IEnumerable<EgressRule> Rule(AttributeReading attribute, EgressRuleKind kind, string entry, string? argument, int element)
    {
        var denial = kind is EgressRuleKind.DenyHost or EgressRuleKind.DenyNetwork;
        var text = attribute.Text("Ports") ?? (denial ? "*" : "443");
        if (!PortSet.TryParse(text, out var ports) || ports.IsEmpty)
        {
            Report(RuleCatalog.PortsForm, Place(attribute, "Ports"), text);
            return Enumerable.Empty<EgressRule>();
        }

        if (OnIds(attribute) is not { } on)
        {
            return Enumerable.Empty<EgressRule>();
        }

        return Sourced(attribute, argument, element, new EgressRule
        {
            Kind = kind,
            Entry = entry,
            Transport = attribute.Enum("Transport") is { } transport ? (Transport)transport : denial ? null : Transport.Tcp,
            Ports = ports.ToString(),
            On = on,
            Because = attribute.Text("Because"),
        });
    }

    private IEnumerable<EgressRule> Sourced(AttributeReading attribute, string? argument, int element, EgressRule rule)
    {
        Source(PolicyPlace.Rule(rule), attribute, argument, element);
        yield return rule;
    }

    private IEnumerable<(string Text, int Index)> Entries(AttributeReading attribute, string argument)
    {
        var texts = attribute.Texts(argument);
        if (texts.IsEmpty)
        {
            Report(RuleCatalog.NothingListed, Place(attribute), attribute.Name);
        }

        return texts.Select((text, index) => (text, index));
    }

    private string? Host(AttributeReading attribute, string text, string argument, int element, bool wildcard = true)
    {
        var place = Place(attribute, argument, element);
        if (!HostName.TryParse(text, wildcard, out var canonical, out var error))
        {
            if (error == HostNameError.NonAscii)
            {
                if (ALabel.Of(text) is { } label)
                {
                    ReportFix(RuleCatalog.HostNotAscii, place, label, text, label);
                }
                else
                {
                    Report(RuleCatalog.HostForm, place, text, "it has characters that no host name has");
                }
            }
            else
            {
                Report(RuleCatalog.HostForm, place, text, Why(error));
            }

            return null;
        }

        if (SpecialAddresses.IsMetadataName(canonical) && attribute.Name != "DenyHosts")
        {
            Report(RuleCatalog.MetadataInRule, place, canonical);
            return null;
        }

        return canonical;
    }

    private static string Why(HostNameError error) => error switch
    {
        HostNameError.Empty => "it is empty",
        HostNameError.WildcardPosition => "'*' may only stand as a leading '*.'",
        HostNameError.LabelLength => "a label is empty or longer than 63 characters",
        HostNameError.TotalLength => "it is longer than 253 characters",
        HostNameError.LooksLikeAddress => "it is an address; use [AllowNetworks] or [DenyNetworks]",
        _ => "a host name has letters, digits, hyphens and dots only: no scheme, port, path or user",
    };

    private string? Network(AttributeReading attribute, string text, int element, EgressRuleKind kind)
    {
        var place = Place(attribute, "cidrs", element);
        if (!Cidr.TryParse(text, out var cidr, out var error, out var canonical))
        {
            var why = error switch
            {
                CidrError.HostBitsSet => $"bits below the prefix are set; write '{canonical}' or one address",
                CidrError.NonCanonical => $"write '{canonical}'",
                _ => "write address/prefix, such as \"203.0.113.0/24\"",
            };
            if (canonical is null)
            {
                Report(RuleCatalog.NetworkForm, place, text, why);
            }
            else
            {
                ReportFix(RuleCatalog.NetworkForm, place, canonical, text, why);
            }

            return null;
        }

        // A rule for exactly an endpoint is meant for it; a wider network merely leaves its endpoints out.
        if (kind == EgressRuleKind.AllowNetwork && AddressSet.Of(cidr).IsSubsetOf(SpecialAddresses.Metadata))
        {
            Report(RuleCatalog.MetadataInRule, place, cidr.First.ToString());
            return null;
        }

        return cidr.ToString();
    }

    private EquatableArray<string> Methods(AttributeReading attribute)
    {
        if (attribute.Text("Methods") is not { } text)
        {
            return default;
        }

        var methods = text.Split(',').Select(m => m.Trim()).ToList();
        foreach (var method in methods.Where(m => !HttpSet.IsMethod(m)))
        {
            Report(RuleCatalog.HttpForm, Place(attribute, "Methods"), method, "methods are upper-case tokens, such as \"GET,POST\"");
        }

        return methods.Where(HttpSet.IsMethod).Distinct(StringComparer.Ordinal).OrderBy(m => m, StringComparer.Ordinal).ToEquatableArray();
    }

    private EquatableArray<string> Paths(AttributeReading attribute)
    {
        var patterns = attribute.Texts("Paths").Select((text, index) => (text, argument: "Paths", index)).ToList();
        if (attribute.Text("Path") is { } single)
        {
            patterns.Add((single, "Path", -1));
        }

        if (attribute.Has("Paths") && attribute.Texts("Paths").IsEmpty)
        {
            Report(RuleCatalog.NothingListed, Place(attribute, "Paths"), attribute.Name);
        }

        foreach (var (text, argument, index) in patterns)
        {
            if (!PathSet.TryParse(text, out _, out var error))
            {
                Report(RuleCatalog.HttpForm, Place(attribute, argument, index), text, error ?? "it is not a path");
            }
        }

        return patterns.Select(p => p.text).Distinct(StringComparer.Ordinal).OrderBy(p => p, StringComparer.Ordinal).ToEquatableArray();
    }

    private EquatableArray<string> BuildHosts() => All("AllowBuildHosts")
        .SelectMany(a => Entries(a, "hosts").Select(e => Host(a, e.Text, "hosts", e.Index)))
        .Where(h => h is not null).Select(h => h!)
        .Distinct(StringComparer.Ordinal).OrderBy(h => h, StringComparer.Ordinal).ToEquatableArray();

    private void AnyHostWithSecrets(SandboxPolicy policy)
    {
        foreach (var attribute in All("AllowAnyHost"))
        {
            if (!policy.Credentials.IsEmpty)
            {
                Report(RuleCatalog.AnyHostWithSecrets, Place(attribute), "a credential");
            }

            if (policy.Rules.Items.Any(r => r.Kind == EgressRuleKind.AllowNetwork && Cidr.TryParse(r.Entry, out var cidr, out _, out _) && !AddressSet.Of(cidr).Overlaps(SpecialAddresses.PublicAddresses)))
            {
                Report(RuleCatalog.AnyHostWithSecrets, Place(attribute), "a private network");
            }
        }
    }
}
