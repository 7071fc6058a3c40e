using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Modal;

/// <summary>
/// What Modal does with a definition, from its documentation, its clients and measurements by others; the server is closed. Shares nothing with the lowering: it starts from
/// the texts of the entries, as the wire carries them.
/// </summary>
internal sealed class ModalSemantics
{
    private static readonly Transport[] Transports = { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other };

    private readonly ModalConfiguration _configuration;
    private readonly ModalSandbox _sandbox;
    private readonly AddressSet _networks;
    private readonly bool _allowlist;

    private ModalSemantics(ModalConfiguration configuration)
    {
        _configuration = configuration;
        _sandbox = configuration.Sandbox;
        _allowlist = _sandbox.Network.Type == ModalNetworkType.Allowlist;
        _networks = AddressSet.UnionAll(_sandbox.Network.AllowedCidrs.Select(Addresses));
    }

    public static AuthorityBounds Of(ModalConfiguration configuration)
    {
        var semantics = new ModalSemantics(configuration);
        return new AuthorityBounds(semantics.May(), semantics.Must());
    }

    private bool Claims => _allowlist && !_sandbox.Network.AllowedDomains.IsEmpty;

    private Authority May()
    {
        var egress = _sandbox.Network.Type switch
        {
            ModalNetworkType.Blocked => EgressSet.Empty,
            ModalNetworkType.Open => EgressSet.All,

            // The lists add up. A name is only claimed: whatever server at whatever address answers to a false one is reached, so nothing of name or address is left but the port.
            _ => Everywhere(_networks).Union(Claims ? EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, AddressSet.All) : EgressSet.Empty),
        };

        return new Authority
        {
            Egress = egress,
            Resolution = _sandbox.Network.Type == ModalNetworkType.Blocked ? NameSet.Empty : NameSet.All,
            NameBinding = Claims || !_sandbox.HeaderReplacements.IsEmpty ? NameBinding.Claim : NameBinding.None,
            Ingress = Ingress().Append(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Owner)).ToEquatableArray(),
            Credentials = Credentials(egress),
            Mounts = Mounts(),
            Identity = new IdentityGrant(Root: true, Sudo: false, WritableRoot: true, EquatableArray.Of("ALL")),
            Isolation = Isolation(),
            Resources = Resources(),
            LifetimeSeconds = new Limit(_sandbox.TimeoutSeconds),
            IdleSeconds = new Limit(_sandbox.IdleTimeoutSeconds ?? _sandbox.TimeoutSeconds),
            Persistence = PersistenceKind.None,
            Mutability = Mutability.Operator,
            Peers = PeerReach.None,
            BuildEgress = EgressSet.All,
            Undecided = EquatableArray.Of(ModalDeviations.NotReadBack),
        };
    }

    private Authority Must()
    {
        // IPv6 is not established; nor is the apex of a wildcard, nor look-ups without a list of names. Names with a form that nobody documents are an error, not a guess.
        var names = NameSet.UnionAll(_sandbox.Network.AllowedDomains.Select(Names));
        var publicV4 = SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4);
        var egress = _sandbox.Network.Type switch
        {
            ModalNetworkType.Blocked => EgressSet.Empty,
            ModalNetworkType.Open => Everywhere(publicV4),
            _ => Everywhere(_networks.Intersect(AddressSet.AllIPv4)).Union(EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(names), publicV4)),
        };
        return new Authority
        {
            Egress = egress,
            Resolution = Claims || _sandbox.Network.Type == ModalNetworkType.Open ? NameSet.All : NameSet.Empty,
            NameBinding = Claims ? NameBinding.Claim : NameBinding.None,
            Ingress = Ingress().ToEquatableArray(),
            Credentials = Credentials(egress.Intersect(EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, AddressSet.All))),
            Mounts = Mounts(),
            Identity = new IdentityGrant(_configuration.Image.User is null, Sudo: false, WritableRoot: true, default),
            Isolation = Isolation(),
            Resources = Resources() with { DiskMiB = Limit.Zero },
            LifetimeSeconds = new Limit(_sandbox.TimeoutSeconds),
            IdleSeconds = new Limit(_sandbox.IdleTimeoutSeconds ?? _sandbox.TimeoutSeconds),
            Mutability = Mutability.Operator,
            BuildEgress = EgressSet.All,
        };
    }

    // A URL per open port, without any authentication of its own.
    private IEnumerable<IngressGrant> Ingress() => _sandbox.OpenPorts.Select(p => new IngressGrant(PortSet.Of(p), Transport.Tcp, Callers.Public));

    private EquatableArray<MountGrant> Mounts() =>
        _sandbox.Volumes.Select(v => new MountGrant(v.Path, v.SubPath is null ? v.Name : v.Name + "/" + v.SubPath, v.ReadOnly)).ToEquatableArray();

    private IsolationLevel Isolation() => _sandbox.VirtualMachine ? IsolationLevel.HardwareVirtualization : IsolationLevel.UserSpaceKernel;

    // Cores are physical, with two hardware threads each; without a limit a sandbox bursts.
    private ResourceGrant Resources()
    {
        var asked = _sandbox.Resources;
        return new ResourceGrant(
            asked.MilliCpuMax == 0 ? Limit.Unbounded : new Limit(asked.MilliCpuMax * 2L),
            asked.MemoryMiBMax == 0 ? Limit.Unbounded : new Limit(asked.MemoryMiBMax),
            Limit.Unbounded,
            asked.Gpu is not null);
    }

    private EquatableArray<CredentialGrant> Credentials(EgressSet egress)
    {
        var brokered =
            from replacement in _sandbox.HeaderReplacements.Items
            let audience = EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.NamesOnly(Replaced(replacement.Domain)), AddressSet.All).Intersect(egress)
            from header in replacement.Headers.Items
            from key in Keys(header.Value)
            group audience by key into audiences
            select new CredentialGrant(audiences.Key, CredentialDelivery.Brokered, EgressSet.UnionAll(audiences));
        return _configuration.Run.Secrets.Select(s => new CredentialGrant(s, CredentialDelivery.Environment, EgressSet.Empty)).Concat(brokered)
            .OrderBy(g => g.Name, StringComparer.Ordinal).ThenBy(g => g.Delivery)
            .ToEquatableArray();
    }

    // index.js, templateReferencesKey: "$" and a name is a key of the secret, "$$" a dollar sign.
    private static IEnumerable<string> Keys(string template)
    {
        for (var at = 0; at < template.Length - 1; at++)
        {
            if (template[at] != '$')
            {
                continue;
            }

            if (template[at + 1] == '$')
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < template.Length && (template[end] == '_' || char.IsLetterOrDigit(template[end])))
            {
                end++;
            }

            if (end > at + 1)
            {
                yield return template.Substring(at + 1, end - at - 1);
            }
        }
    }

    private static EgressSet Everywhere(AddressSet addresses) =>
        EgressSet.UnionAll(Transports.Select(t => EgressSet.Of(t, PortSet.All, NameClasses.Everything, addresses)));

    private static AddressSet Addresses(string entry) => Cidr.TryParse(entry, out var cidr, out _, out _)
        ? AddressSet.Of(cidr)
        : throw new FormatException(string.Format(CultureInfo.InvariantCulture, "'{0}' is not a network.", entry));

    // Header rules document that a wildcard includes its apex (index.d.ts, withHeaderReplacement).
    private static NameSet Replaced(string domain) =>
        domain.StartsWith("*.", StringComparison.Ordinal) ? Names(domain).Union(NameSet.Exact(domain.Substring(2))) : Names(domain);

    private static NameSet Names(string entry) => entry == "*" ? NameSet.All
        : NameSet.TryParsePattern(entry, out var names) ? names
        : throw new FormatException(string.Format(CultureInfo.InvariantCulture, "'{0}' is not a host pattern.", entry));
}
