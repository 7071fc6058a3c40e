using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Cli.Importing;

/// <summary>A policy while it is imported: what could be carried over, and remarks about what could not, or is wider than it looks.</summary>
internal sealed class ImportedPolicy(string id)
{
    private readonly List<EgressRule> _rules = [];
    private readonly List<CredentialReference> _credentials = [];

    public List<string> Remarks { get; } = [];

    public SandboxPolicy Policy { get; set; } = new()
    {
        Id = id,
        TypeName = PolicyClassWriter.ClassName(id),
        Image = "docker.io/library/debian:bookworm-slim",
        Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };

    public SandboxPolicy Result() => Policy with
    {
        Rules = _rules.Distinct().OrderBy(r => r.Kind).ThenBy(r => r.Entry, StringComparer.Ordinal).ThenBy(r => r.Transport).ThenBy(r => r.Ports, StringComparer.Ordinal).ToEquatableArray(),
        Credentials = _credentials.OrderBy(c => c.Name, StringComparer.Ordinal).ToEquatableArray(),
    };

    public void Remark(string what) => Remarks.Add(what);

    /// <summary>An entry that allows: a host, a wildcard, an address or a network, with or without a port.</summary>
    /// <param name="entry">As the file says it.</param>
    /// <param name="hostPorts">Ports that a host without a port opens there.</param>
    /// <param name="networkPorts">Ports that a network without a port opens there; on tcp and udp.</param>
    public void Allow(string entry, string hostPorts, string networkPorts) => Add(entry, hostPorts, networkPorts, allow: true);

    public void Deny(string entry) => Add(entry, "*", "*", allow: false);

    public void AllowEverything(string why)
    {
        Remark($"{why}: everything is reachable. Below is every name on 443 only; list the hosts that are needed instead.");
        _rules.Add(AnyHost("443"));
    }

    public void Http(string host, IEnumerable<string> methods, IEnumerable<string> paths)
    {
        if (HostName.TryParse(host, allowWildcard: true, out var canonical, out _) && paths.All(p => PathSet.TryParse(p, out _, out _)))
        {
            _rules.Add(new EgressRule
            {
                Kind = EgressRuleKind.AllowHttp,
                Entry = canonical,
                Ports = "443",
                Methods = methods.Select(m => m.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal).ToEquatableArray(),
                Paths = paths.Distinct().Order(StringComparer.Ordinal).ToEquatableArray(),
            });
        }
        else
        {
            Remark($"the rule for requests to '{host}'");
        }
    }

    public void Credential(string name, IEnumerable<string> hosts, string? header = null)
    {
        var known = hosts.Where(h => HostName.TryParse(h, allowWildcard: true, out var canonical, out _) && canonical == h).Distinct().Order(StringComparer.Ordinal).ToEquatableArray();
        if (known.IsEmpty || !PolicyGrammar.IsCredentialName(name))
        {
            Remark($"the credential '{name}': write [Credential] with the host that it is for");
            return;
        }

        _credentials.Add(header is null
            ? new CredentialReference { Name = name, Hosts = known, Header = "authorization", Scheme = "Bearer" }
            : new CredentialReference { Name = name, Hosts = known, Header = header.ToLowerInvariant() });
        if (header is null)
        {
            Remark($"how '{name}' is put on a request: 'Authorization: Bearer' is a guess");
        }
    }

    private void Add(string entry, string hostPorts, string networkPorts, bool allow)
    {
        var (host, port) = Split(entry.Trim());
        if (port is not null && !PortSet.TryParse(port, out _))
        {
            Remark($"the entry '{entry}'");
            return;
        }

        if (host == "*" && allow)
        {
            Remark($"the entry '{entry}' as it is: below is every name on {port ?? "443"}; list the hosts that are needed instead");
            _rules.Add(AnyHost(port ?? "443"));
        }
        else if (IpAddress.TryParse(host, out var address) || Cidr.TryParse(host, out _, out _, out _))
        {
            var network = host.Contains('/', StringComparison.Ordinal) ? Cidr.Parse(host).ToString() : $"{address}/{(address.IsIPv4 ? 32 : 128)}";
            if (allow && AddressSet.Of(network).Overlaps(SpecialAddresses.Metadata))
            {
                Remark($"the entry '{entry}', which holds a metadata endpoint: write [AllowMetadata] if that is meant");
                return;
            }

            foreach (var transport in allow && port is null ? [Transport.Tcp, Transport.Udp] : new Transport?[] { allow ? Transport.Tcp : null })
            {
                _rules.Add(new EgressRule { Kind = allow ? EgressRuleKind.AllowNetwork : EgressRuleKind.DenyNetwork, Entry = network, Transport = transport, Ports = port ?? networkPorts });
            }
        }
        else if (HostName.TryParse(host, allowWildcard: true, out var canonical, out _) && !(allow && SpecialAddresses.IsMetadataName(canonical)))
        {
            _rules.Add(new EgressRule { Kind = allow ? EgressRuleKind.AllowHost : EgressRuleKind.DenyHost, Entry = canonical, Transport = allow ? Transport.Tcp : null, Ports = port ?? hostPorts });
        }
        else
        {
            Remark($"the entry '{entry}', which is no host name, wildcard or network of PolicyKit's");
        }
    }

    private static EgressRule AnyHost(string ports) => new() { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports, Because = "imported from a setting that lets every name through; list the hosts that are needed instead" };

    private static (string Host, string? Port) Split(string entry)
    {
        if (entry.StartsWith('[') && entry.IndexOf("]:", StringComparison.Ordinal) is > 0 and var end)
        {
            return (entry[1..end], entry[(end + 2)..]);
        }

        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || entry.IndexOf(':', colon + 1) >= 0 ? (entry, null) : (entry[..colon], entry[(colon + 1)..]);
    }
}
