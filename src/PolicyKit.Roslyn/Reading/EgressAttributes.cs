using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads rules about outgoing connections, and the hosts of builds and credentials.</summary>
internal static class EgressAttributes
{
    /// <summary>Ports when the author says none: TLS.</summary>
    private const string DefaultPorts = "443";

    private const string NoBraces = "what may be reached is never chosen per run; write hosts and networks out";

    public static void AllowHosts(ReadingState state, AttributeView at, Narrowing narrowing) => Hosts(state, at, narrowing, EgressRuleKind.AllowHost);

    public static void DenyHosts(ReadingState state, AttributeView at, Narrowing narrowing) => Hosts(state, at, narrowing, EgressRuleKind.DenyHost);

    public static void AllowNetworks(ReadingState state, AttributeView at, Narrowing narrowing) => Networks(state, at, narrowing, EgressRuleKind.AllowNetwork);

    public static void DenyNetworks(ReadingState state, AttributeView at, Narrowing narrowing) => Networks(state, at, narrowing, EgressRuleKind.DenyNetwork);

    public static void AllowAnyHost(ReadingState state, AttributeView at, Narrowing narrowing)
    {
        Because(state, at);
        if (Common(state, at, narrowing, EgressRuleKind.AllowAnyHost) is { } rule)
        {
            Add(state, at, ArgumentKey.Whole, rule with { Entry = "*" });
        }
    }

    public static void AllowHttp(ReadingState state, AttributeView at, Narrowing narrowing)
    {
        if (Common(state, at, narrowing, EgressRuleKind.AllowHttp) is not { } rule || Host(state, at, new Said(at.Text(0), ArgumentKey.At(0))) is not { } host)
        {
            return;
        }

        var valid = true;
        var methods = new List<string>();
        if (at.Text("Methods") is { } text)
        {
            foreach (var method in text.Split(',').Select(m => m.Trim(' ')))
            {
                if (!HttpSet.IsMethod(method) || method is "CONNECT" or "TRACE")
                {
                    state.Report(at, ArgumentKey.Of("Methods"), RuleCatalog.HttpForm, Shown.Of(method), "write methods in capitals, separated by commas; CONNECT and TRACE are never let through");
                    valid = false;
                }

                methods.Add(method);
            }
        }

        var paths = at.Texts("Paths").ToList();
        if (at.Text("Path") is { } path)
        {
            paths.Add(new Said(path, ArgumentKey.Of("Path")));
        }
        else if (at.Says("Paths") && paths.Count == 0)
        {
            state.Report(at, ArgumentKey.Of("Paths"), RuleCatalog.NothingListed, at.Word);
            return;
        }

        foreach (var one in paths)
        {
            if (!PathSet.TryParse(one.Text, out _, out var error))
            {
                state.Report(at, one.Key, RuleCatalog.HttpForm, Shown.Of(one.Text), error!);
                valid = false;
            }
        }

        if (valid)
        {
            Add(state, at, ArgumentKey.At(0), rule with { Entry = host, Methods = PolicyDraft.Sorted(methods), Paths = PolicyDraft.Sorted(paths.Select(p => p.Text)) });
        }
    }

    public static void AllowMetadata(ReadingState state, AttributeView at, Narrowing narrowing)
    {
        var endpoint = at.Text(0);
        var port = at.Number(1);
        Because(state, at);
        if (Common(state, at, narrowing, EgressRuleKind.AllowMetadata) is not { } rule)
        {
            return;
        }

        if (port is < 1 or > 65535)
        {
            state.Report(at, ArgumentKey.At(1), RuleCatalog.PortsForm, port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (Endpoint(endpoint) is { } entry)
        {
            Add(state, at, ArgumentKey.At(0), rule with { Entry = entry, Ports = PortSet.Of(port).ToString() });
        }
        else
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.MetadataForm, Shown.Of(endpoint));
        }
    }

    /// <summary>A canonical host pattern; null when the text was refused and reported.</summary>
    public static string? Host(ReadingState state, AttributeView at, Said said, bool mayBeMetadata = false)
    {
        var text = said.Text;
        if (text.IndexOfAny(new[] { '{', '}' }) >= 0)
        {
            state.Report(at, said.Key, RuleCatalog.ParameterForm, Shown.Of(text), NoBraces);
            return null;
        }

        if (!HostName.TryParse(text, allowWildcard: true, out var canonical, out var error))
        {
            Refuse(state, at, said, error, opens: !mayBeMetadata);
            return null;
        }

        if (!mayBeMetadata && SpecialAddresses.IsMetadataName(canonical))
        {
            state.ReportEntry(at, said.Key, RuleCatalog.MetadataInRule, null, new EntrySpelling("cloud-metadata", canonical, null), opens: false, Shown.Of(text));
            return null;
        }

        return canonical;
    }

    /// <summary>
    /// Provider ids that an <c>On</c> names: empty means all. Null when it was refused and reported: read as nothing it would, by the meaning of an empty list, hold for all.
    /// </summary>
    public static EquatableArray<string>? On(ReadingState state, AttributeView at, string property = "On")
    {
        if (at.Named(property) is not { } constant)
        {
            return EquatableArray<string>.Empty;
        }

        var rest = Convert.ToInt64(constant.Value, System.Globalization.CultureInfo.InvariantCulture);
        if (rest == -1)
        {
            return EquatableArray<string>.Empty;
        }

        var ids = new List<string>();
        foreach (var member in constant.Type!.GetMembers().OfType<IFieldSymbol>())
        {
            if (member.ConstantValue is not long bit || bit is 0 or -1 || (rest & bit) != bit)
            {
                continue;
            }

            // A target without a provider is no target of any policy, so that nothing is lost by leaving it out.
            rest &= ~bit;
            ids.AddRange(state.Vocabulary.Where(w => w.TargetsMember == member.Name).Select(w => w.Provider));
        }

        var why = rest != 0 ? "(a value without a name)"
            : ids.Count == 0 ? "(a target without a provider)"
            : !at.IsOfFragment && state.Targets is { } targets && !ids.Intersect(targets).Any() ? string.Join(", ", ids)
            : null;
        if (why is null)
        {
            return PolicyDraft.Sorted(ids);
        }

        state.Report(at, ArgumentKey.Of(property), RuleCatalog.NoTargetNamed, why);
        return null;
    }

    /// <summary>Checks that need all rules, credentials and targets.</summary>
    public static void Check(ReadingState state)
    {
        foreach (var provider in state.Draft.Targets.Select(t => t.Provider).Distinct(StringComparer.Ordinal))
        {
            var rules = state.Draft.Rules.Where(r => r.HoldsFor(provider)).ToList();
            var open = rules.Where(r => r.Kind == EgressRuleKind.AllowAnyHost).ToList();
            if (open.Count == 0)
            {
                continue;
            }

            var more = state.Draft.Credentials.Any(c => c.On.IsEmpty || c.On.Items.Contains(provider)) ? "a credential"
                : rules.Any(r => r.Kind == EgressRuleKind.AllowMetadata) ? "a metadata endpoint"
                : rules.Any(IsPrivate) ? "a private network"
                : null;
            if (more is not null)
            {
                foreach (var rule in open)
                {
                    state.ReportPlace(PolicyPlace.Rule(rule), RuleCatalog.AnyHostWithSecrets, more);
                }
            }
        }
    }

    private static bool IsPrivate(EgressRule rule) =>
        rule.Kind == EgressRuleKind.AllowNetwork && !AddressSet.Of(rule.Entry).Overlaps(SpecialAddresses.PublicAddresses);

    private static void Hosts(ReadingState state, AttributeView at, Narrowing narrowing, EgressRuleKind kind)
    {
        var hosts = at.Texts(0);
        if (hosts.IsEmpty)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.NothingListed, at.Word);
        }

        var common = Common(state, at, narrowing, kind);
        foreach (var said in hosts)
        {
            // Denying a metadata name is harmless, and readers expect that it can be said.
            if (Host(state, at, said, mayBeMetadata: kind == EgressRuleKind.DenyHost) is { } host && common is not null)
            {
                Add(state, at, said.Key, common with { Entry = host });
            }
        }
    }

    private static void Networks(ReadingState state, AttributeView at, Narrowing narrowing, EgressRuleKind kind)
    {
        var networks = at.Texts(0);
        if (networks.IsEmpty)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.NothingListed, at.Word);
        }

        var common = Common(state, at, narrowing, kind);
        foreach (var said in networks)
        {
            if (Network(state, at, said, kind) is { } network && common is not null)
            {
                Add(state, at, said.Key, common with { Entry = network });
            }
        }
    }

    private static string? Network(ReadingState state, AttributeView at, Said said, EgressRuleKind kind)
    {
        var text = said.Text;
        if (text.IndexOfAny(new[] { '{', '}' }) >= 0)
        {
            state.Report(at, said.Key, RuleCatalog.ParameterForm, Shown.Of(text), NoBraces);
            return null;
        }

        if (!Cidr.TryParse(text, out var cidr, out var error, out var canonical))
        {
            var spelling = EntrySpelling.Of(text, isNetwork: true);
            var opens = kind == EgressRuleKind.AllowNetwork;
            if (error == CidrError.Syntax)
            {
                state.ReportEntry(at, said.Key, RuleCatalog.NetworkForm, null, spelling, opens, Shown.Of(text), "write an address with a prefix length, such as 203.0.113.0/24 or 2001:db8::/32");
            }
            else
            {
                var what = error == CidrError.HostBitsSet
                    ? $"bits after its prefix are set; write '{canonical}' for the network, or the address alone"
                    : $"programs read this spelling differently; write '{canonical}' if that is what is meant";
                state.ReportEntry(at, said.Key, RuleCatalog.NetworkForm, canonical, spelling, opens, Shown.Of(text), what);
            }

            return null;
        }

        var addresses = AddressSet.Of(cidr);
        if (kind == EgressRuleKind.AllowNetwork
            && addresses.Overlaps(SpecialAddresses.Metadata)
            && addresses.IsSubsetOf(SpecialAddresses.Metadata.Union(SpecialAddresses.LinkLocal)))
        {
            state.ReportEntry(at, said.Key, RuleCatalog.MetadataInRule, null, new EntrySpelling("cloud-metadata", canonical, null), opens: !addresses.IsSubsetOf(SpecialAddresses.Metadata), Shown.Of(text));
            return null;
        }

        return canonical;
    }

    /// <summary>What all entries of one attribute share; null when something was refused.</summary>
    private static EgressRule? Common(ReadingState state, AttributeView at, Narrowing narrowing, EgressRuleKind kind)
    {
        var denial = kind is EgressRuleKind.DenyHost or EgressRuleKind.DenyNetwork;
        var because = at.Text("Because");
        var valid = because is null || SandboxAttributes.Line(state, at, ArgumentKey.Of("Because"), because, 500);
        string? ports = null;
        if (kind != EgressRuleKind.AllowMetadata)
        {
            ports = Ports(state, at, denial ? "*" : kind == EgressRuleKind.AllowNetwork ? null : DefaultPorts);
            valid &= ports is not null;
        }

        if (On(state, at) is not { } on || !valid)
        {
            return null;
        }

        if (!narrowing.TryApply(on, out var narrowed))
        {
            // A fragment's rule for other targets than those for which it was included.
            return null;
        }

        return new EgressRule
        {
            Kind = kind,
            Entry = string.Empty,
            Transport = denial && !at.Says("Transport") ? null : at.Member("Transport", Transport.Tcp),
            Ports = ports ?? string.Empty,
            On = narrowed,
            Because = because,
        };
    }

    private static string? Ports(ReadingState state, AttributeView at, string? otherwise)
    {
        var text = at.Text("Ports") ?? otherwise;
        if (PortSet.TryParse(text, out var set) && (text == "*" || !set.Contains(0)))
        {
            return set.ToString();
        }

        state.Report(at, ArgumentKey.Of("Ports"), RuleCatalog.PortsForm, text is null ? "(nothing)" : Shown.Of(text));
        return null;
    }

    private static void Refuse(ReadingState state, AttributeView at, Said said, HostNameError error, bool opens)
    {
        var shown = Shown.Of(said.Text);
        var spelling = EntrySpelling.Of(said.Text, isNetwork: false);
        if (error == HostNameError.NonAscii && ALabel.Of(said.Text) is { } label)
        {
            state.ReportEntry(at, said.Key, RuleCatalog.HostNotAscii, label, spelling, opens, shown, label);
            return;
        }

        if (JustHost(said.Text) is { } host)
        {
            state.ReportEntry(at, said.Key, RuleCatalog.HostSpelling, host, spelling, opens, shown, Shown.Of(host));
            return;
        }

        state.ReportEntry(at, said.Key, RuleCatalog.HostForm, null, spelling, opens, shown, error switch
        {
            HostNameError.Empty => "it is empty",
            HostNameError.NonAscii => "it is not ASCII and has no A-label",
            HostNameError.WildcardPosition => said.Text.Trim() == "*"
                ? "every host is said by [AllowAnyHost]"
                : "a wildcard is a leading '*.' before at least one label, and stands for one or more labels",
            HostNameError.LabelLength => "a label is empty or longer than 63 characters",
            HostNameError.TotalLength => "it is longer than 253 characters",
            HostNameError.LooksLikeAddress => "it is, or programs read it as, an address; addresses are said by [AllowNetworks] or [DenyNetworks]",
            _ => "labels hold letters, digits, '-' and '_' only, and neither begin nor end with '-'",
        });
    }

    /// <summary>The host in a URL without port, or between spaces; null when there is none or when more than the spelling would change.</summary>
    private static string? JustHost(string text)
    {
        var rest = text.Trim();
        var scheme = rest.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            rest = rest.Substring(scheme + 3);
        }

        var slash = rest.IndexOf('/');
        if (slash == rest.Length - 1 && slash > 0)
        {
            rest = rest.Substring(0, slash);
        }

        return rest != text && HostName.TryParse(rest, allowWildcard: true, out var host, out _) ? host : null;
    }

    private static string? Endpoint(string text)
    {
        if (IpAddress.TryParse(text, out var address))
        {
            return address.ToString() == text && SpecialAddresses.Metadata.Contains(address) ? text : null;
        }

        return HostName.TryParse(text, allowWildcard: false, out var name, out _) && SpecialAddresses.IsMetadataName(name) ? name : null;
    }

    private static void Because(ReadingState state, AttributeView at)
    {
        if (string.IsNullOrWhiteSpace(at.Text("Because")))
        {
            state.Report(at, ArgumentKey.Of("Because"), RuleCatalog.ReasonMissing, at.Word, "Because");
        }
    }

    private static void Add(ReadingState state, AttributeView at, ArgumentKey key, EgressRule rule)
    {
        state.Draft.Rules.Add(rule);
        state.Mark(PolicyPlace.Rule(rule), at, key);
        state.Mark(PolicyPlace.Ports(rule), at, at.Says("Ports") ? ArgumentKey.Of("Ports") : key);
    }
}
