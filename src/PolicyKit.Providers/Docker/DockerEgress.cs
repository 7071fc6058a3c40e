using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>The part of the lowering that is about destinations: names become listeners of the gateway, networks become routes.</summary>
internal sealed class DockerEgress
{
    private const int MostPorts = 1024;

    // By registration or habit TLS from the first byte, and plain HTTP.
    private static readonly PortSet TlsPorts = PortSet.Of(443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5671, 6443, 8443, 8883, 9443);
    private static readonly PortSet HttpPorts = PortSet.Of(80, 8080);

    private readonly Dictionary<(EgressLeaf NoName, EgressLeaf Leaf), EgressLeaf> _gateway = new();
    private readonly Dictionary<EgressLeaf, int> _lists = new();
    private readonly TargetPolicy _target;
    private readonly Action<DeviationDefinition, string, string> _deviates;
    private readonly Action<string, string, string> _refuse;

    public DockerEgress(TargetPolicy target, Action<DeviationDefinition, string, string> deviates, Action<string, string, string> refuse)
    {
        _target = target;
        _deviates = deviates;
        _refuse = refuse;
    }

    public List<DockerListener> Listeners { get; } = new();

    public List<DockerAddresses> Addresses { get; } = new();

    public List<DockerRoute> Routes { get; } = new();

    public void Lower()
    {
        foreach (var slice in _target.Declared.Egress.Slices())
        {
            Route(slice);
            DeniedByNameOnly(slice);
            if (slice.Transport == Transport.Tcp)
            {
                Listen(slice);
            }
        }

        foreach (var rule in _target.Rules.Items.Where(r => !r.IsDenial && r.Transport == Transport.Udp && r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowAnyHost))
        {
            _deviates(DockerDeviations.UdpByName, rule.Entry, PolicyPlace.Rule(rule));
        }

        foreach (var rule in _target.Rules.Items.Where(r => r.Kind is EgressRuleKind.AllowNetwork or EgressRuleKind.AllowMetadata && !DeclaredAuthority.Destinations(r).IsEmpty))
        {
            if (rule.Kind == EgressRuleKind.AllowNetwork && Cidr.Parse(rule.Entry) is { IsIPv4: false })
            {
                _deviates(DockerDeviations.IPv6NotRouted, rule.Entry, PolicyPlace.Rule(rule));
            }

            if (rule.Kind == EgressRuleKind.AllowMetadata && IpAddress.TryParse(rule.Entry, out var address) && !address.IsIPv4)
            {
                _deviates(DockerDeviations.IPv6NotRouted, rule.Entry, PolicyPlace.Rule(rule));
            }
        }

        NotSent();

        // Strong quotes cannot hold their own mark, and path parameters are read differently by servers, so the gateway refuses them.
        foreach (var rule in _target.Rules.Items.Where(r => r.Paths.Items.Any(p => p.IndexOfAny(new[] { '\'', ';' }) >= 0)))
        {
            _refuse(PolicyPlace.Rule(rule), rule.Entry, "a path with ' or ; cannot be compared by the gateway.");
        }

        var ports = Listeners.Sum(l => l.Ports.Count);
        if (ports > MostPorts)
        {
            foreach (var rule in _target.Rules.Items.Where(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp or EgressRuleKind.AllowAnyHost && r.PortSet.Count > 64))
            {
                _refuse(PolicyPlace.Rule(rule), rule.Entry, $"the gateway listens on each port of a name, and {ports} are more than {MostPorts}.");
            }

            if (_target.Rules.Items.All(r => r.PortSet.Count <= 64))
            {
                _refuse(PolicyPlace.Policy, "ports", $"the gateway listens on each port of a name, and {ports} are more than {MostPorts}.");
            }
        }

        // A network rule makes every name reach that network: on this route. Names of their own are the gateway's.
        Listeners.Sort((a, b) => a.Ports.First.CompareTo(b.Ports.First));
    }

    private static AddressSet V4(EgressLeaf leaf) => leaf.Addresses.Intersect(AddressSet.AllIPv4);

    private static PortSet Usable(PortRange range) => PortSet.Range(range.First, range.Last).Except(PortSet.Of(0));

    private void Route(EgressSlice slice)
    {
        var addresses = V4(slice.NoNameLeaf);
        if (addresses.IsEmpty || slice.Transport is not (Transport.Tcp or Transport.Udp))
        {
            return;
        }

        var cidrs = addresses.ToCidrs().Select(c => c.ToString()).ToEquatableArray();
        Routes.AddRange(Usable(slice.Ports).Ranges.Select(range => new DockerRoute(slice.Transport, range, cidrs)));
    }

    // Packets carry no name: what may be dialled by address is reached by every name that resolves there.
    private void DeniedByNameOnly(EgressSlice slice)
    {
        if (slice.NoNameLeaf.IsEmpty || slice.Entries.Select(e => e.Leaf).Distinct().All(slice.NoNameLeaf.IsSubsetOf))
        {
            return;
        }

        foreach (var rule in _target.Rules.Items.Where(r => r.Kind == EgressRuleKind.DenyHost && (r.Transport is null || r.Transport == slice.Transport) && r.PortSet.Overlaps(PortSet.Range(slice.Ports.First, slice.Ports.Last))))
        {
            _deviates(DockerDeviations.DeniedNameByAddress, rule.Entry, PolicyPlace.Rule(rule));
        }
    }

    private void Listen(EgressSlice slice)
    {
        if (slice.Entries.All(e => Gateway(slice, e.Leaf).IsEmpty))
        {
            return;
        }

        var usable = Usable(slice.Ports);
        foreach (var range in usable.Intersect(TlsPorts).Ranges)
        {
            Listener(slice, range, DockerListenerKind.Tls);
        }

        foreach (var range in usable.Intersect(HttpPorts).Ranges)
        {
            Listener(slice, range, DockerListenerKind.Http);
        }

        foreach (var range in usable.Except(TlsPorts).Except(HttpPorts).Ranges)
        {
            Other(slice, range);
        }
    }

    private void Other(EgressSlice slice, PortRange range)
    {
        var open = slice.Entries.Where(e => !Gateway(slice, e.Leaf).IsEmpty).ToList();
        var inspected = open.Any(e => !Whole(slice, e.Leaf));
        if (open.Count == 1 && !open[0].Pattern.IsBelow && !inspected)
        {
            Listener(slice, range, DockerListenerKind.Raw);
            return;
        }

        // HTTP rules are kept by decrypting, so TLS is what the author means there.
        if (open.Any(e => Whole(slice, e.Leaf)))
        {
            foreach (var rule in Openers(range).Where(r => r.Kind != EgressRuleKind.AllowHttp))
            {
                _deviates(DockerDeviations.SharedNamePort, rule.Entry, PolicyPlace.Rule(rule));
            }
        }

        Listener(slice, range, DockerListenerKind.Tls);
    }

    private IEnumerable<EgressRule> Openers(PortRange range) => _target.Rules.Items.Where(r =>
        r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp or EgressRuleKind.AllowAnyHost && r.Transport == Transport.Tcp && r.PortSet.Overlaps(PortSet.Range(range.First, range.Last)));

    // What names reach beyond what the router forwards for everybody. Thousands of names share a few leaves, so each answer is kept.
    private EgressLeaf Gateway(EgressSlice slice, EgressLeaf leaf)
    {
        if (!_gateway.TryGetValue((slice.NoNameLeaf, leaf), out var beyond))
        {
            beyond = leaf.Except(slice.NoNameLeaf);
            beyond = V4(beyond).IsEmpty ? EgressLeaf.Empty : beyond;
            _gateway.Add((slice.NoNameLeaf, leaf), beyond);
        }

        return beyond;
    }

    private bool Whole(EgressSlice slice, EgressLeaf leaf) => Gateway(slice, leaf).Pieces.All(p => p.Http.Equals(HttpSet.All));

    private void Listener(EgressSlice slice, PortRange range, DockerListenerKind kind)
    {
        var rules = slice.Entries
            .Select(e => Rule(slice, range, kind, e.Pattern, e.Leaf, needed: !Gateway(slice, e.Inherited).IsEmpty))
            .Where(r => r is not null).Select(r => r!).ToList();
        if (kind == DockerListenerKind.Tls)
        {
            AddCredentialHosts(slice, range, rules);
        }

        // A decrypted host is dialled on one port, so each port gets a listener of its own.
        var split = rules.Any(r => r.Action == DockerNameAction.Inspect) && range.Count is > 1 and <= MostPorts;
        Listeners.AddRange((split ? Enumerable.Range(range.First, range.Count).Select(p => new PortRange(p, p)) : new[] { range })
            .Select(ports => new DockerListener(kind, ports, rules.ToEquatableArray())));
    }

    // A credentialed host below a wildcard is decrypted by a rule of its own.
    private void AddCredentialHosts(EgressSlice slice, PortRange range, List<DockerNameRule> rules)
    {
        var hosts = _target.Credentials.Items.Where(c => !c.IsReadableInside).SelectMany(c => c.Hosts.Items).Where(h => !h.StartsWith("*.", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
        var patterns = new HashSet<string>(rules.Select(r => r.Pattern), StringComparer.Ordinal);
        foreach (var host in hosts.Where(h => !patterns.Contains(h)).OrderBy(h => h, StringComparer.Ordinal))
        {
            var leaf = _target.Declared.Egress.Leaf(Transport.Tcp, range.First, host);
            NamePattern.TryParse(host, out var pattern);
            if (!Gateway(slice, leaf).IsEmpty && Rule(slice, range, DockerListenerKind.Tls, pattern!, leaf, needed: true) is { } rule)
            {
                rules.Add(rule);
            }
        }
    }

    private DockerNameRule? Rule(EgressSlice slice, PortRange range, DockerListenerKind kind, NamePattern pattern, EgressLeaf leaf, bool needed)
    {
        var gateway = Gateway(slice, leaf);
        var denial = needed ? new DockerNameRule { Pattern = pattern.ToString(), Action = DockerNameAction.Deny } : null;
        if (gateway.IsEmpty)
        {
            return denial;
        }

        var http = gateway.Pieces.Select(p => p.Http).Distinct().ToList();
        if (http.Count > 1)
        {
            _refuse(PolicyPlace.Policy, pattern.ToString(), "different requests are allowed at different addresses of one name, which the gateway cannot tell apart.");
            return denial;
        }

        var limited = !http[0].Equals(HttpSet.All);
        var headers = kind == DockerListenerKind.Tls ? Headers(pattern) : EquatableArray<DockerHeader>.Empty;
        if (kind == DockerListenerKind.Tls && pattern.IsBelow && limited)
        {
            foreach (var rule in Openers(range).Where(r => r.Kind == EgressRuleKind.AllowHttp && r.Entry.StartsWith("*.", StringComparison.Ordinal)))
            {
                _deviates(DockerDeviations.WildcardNotDecrypted, rule.Entry, PolicyPlace.Rule(rule));
            }

            return denial;
        }

        return new DockerNameRule
        {
            Pattern = pattern.ToString(),
            Action = kind != DockerListenerKind.Raw && (limited || !headers.IsEmpty) ? DockerNameAction.Inspect : DockerNameAction.Pass,
            Addresses = List(leaf),
            Requests = limited ? Requests(http[0]) : EquatableArray<DockerHttpRule>.Empty,
            Headers = headers,
        };
    }

    private EquatableArray<DockerHeader> Headers(NamePattern pattern)
    {
        return pattern.IsBelow
            ? EquatableArray<DockerHeader>.Empty
            : _target.Credentials.Items.Where(c => !c.IsReadableInside && c.Hosts.Items.Contains(pattern.Name)).Select(c => new DockerHeader(c.Header, c.Name, c.Scheme, c.User)).ToEquatableArray();
    }

    private void NotSent()
    {
        var sent = new HashSet<(string Credential, string Host)>(Listeners.SelectMany(l => l.Names.Items).SelectMany(n => n.Headers.Items.Select(h => (h.Credential, n.Pattern))));
        foreach (var credential in _target.Credentials.Items.Where(c => !c.IsReadableInside))
        {
            foreach (var host in credential.Hosts.Items.Where(h => !sent.Contains((credential.Name, h))))
            {
                // A host that nothing reaches is said elsewhere, for every target.
                if (!DeclaredAuthority.Audience(credential with { Hosts = EquatableArray.Of(host) }, _target.Declared.Egress).IsEmpty)
                {
                    _deviates(
                        host.StartsWith("*.", StringComparison.Ordinal) ? DockerDeviations.WildcardNotDecrypted : DockerDeviations.CredentialNotSent,
                        credential.Name, PolicyPlace.Credential(credential.Name));
                }
            }
        }
    }

    private EquatableArray<DockerHttpRule> Requests(HttpSet http) => http.Rules
        .Select(r => new DockerHttpRule(
            r.Methods.ToEquatableArray(),
            r.Paths.IsEmpty ? EquatableArray<string>.Empty : (r.Paths.ToPatterns() ?? throw new NotSupportedException("Paths that are no union of patterns.")).ToEquatableArray()))
        .ToEquatableArray();

    private int List(EgressLeaf leaf)
    {
        if (_lists.TryGetValue(leaf, out var index))
        {
            return index;
        }

        var list = new DockerAddresses(V4(leaf).ToCidrs().Select(c => c.ToString()).ToEquatableArray());
        index = Addresses.IndexOf(list);
        if (index < 0)
        {
            index = Addresses.Count;
            Addresses.Add(list);
        }

        _lists.Add(leaf, index);
        return index;
    }
}
