using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Daytona;

/// <summary>
/// What Daytona does with a body, from its documentation, its last open server (daytonaio/daytona at b5a5d9e78) and its SDK (npm @daytona/sdk 0.216.0). Shares nothing with the
/// lowering: it starts from the texts of the entries, as the wire carries them.
/// </summary>
internal sealed class DaytonaSemantics
{
    private static readonly Transport[] Transports = { Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other };

    private static readonly PortSet RedirectedPorts = PortSet.Of(80, 443);

    private readonly DaytonaConfiguration _configuration;
    private readonly DaytonaSandbox _sandbox;
    private readonly AddressSet _networks;
    private readonly NameSet _domains;

    private DaytonaSemantics(DaytonaConfiguration configuration)
    {
        _configuration = configuration;
        _sandbox = configuration.Sandbox;
        _networks = AddressSet.UnionAll(_sandbox.Network.Networks.Select(Addresses));
        _domains = NameSet.UnionAll(_sandbox.Network.Domains.Select(Names));
    }

    // Empty lists are cleared lists: without a block they leave the network open.
    private bool Open => !_sandbox.Network.BlockAll && _sandbox.Network.Networks.IsEmpty && _sandbox.Network.Domains.IsEmpty;

    private bool Named => !_sandbox.Network.BlockAll && !_sandbox.Network.Domains.IsEmpty;

    private bool Listed => Named || (!_sandbox.Network.BlockAll && !_sandbox.Network.Networks.IsEmpty);

    public static AuthorityBounds Of(DaytonaConfiguration configuration)
    {
        var semantics = new DaytonaSemantics(configuration);
        return new AuthorityBounds(semantics.May(), semantics.Must());
    }

    private Authority May()
    {
        // Two lists at once are answered with 400 and create nothing; taken as their sum. A name is redirected by code that nobody can read, so nothing of it is left but the port.
        var egress = Open ? EgressSet.All
            : !Listed ? EgressSet.Empty
            : Everywhere(_networks).Union(Named ? EgressSet.Of(Transport.Tcp, RedirectedPorts, NameClasses.Everything, AddressSet.All) : EgressSet.Empty);
        var credentials = Credentials(egress);
        return new Authority
        {
            Egress = egress,
            Resolution = NameSet.All,
            NameBinding = Named || credentials.Items.Any(c => c.Delivery == CredentialDelivery.Brokered) ? NameBinding.Claim : NameBinding.None,
            Ingress = Ingress(),
            Credentials = credentials,
            Mounts = Mounts(),
            Identity = new IdentityGrant(Root: true, Sudo: true, WritableRoot: true, EquatableArray.Of("ALL")),
            Isolation = IsolationLevel.Container,
            Resources = Resources(),
            LifetimeSeconds = Seconds(_sandbox.TtlMinutes),
            IdleSeconds = Seconds(_sandbox.AutoStopMinutes),
            Persistence = Persistence(),
            Mutability = Mutability.Operator,
            Peers = PeerReach.None,
            BuildEgress = EgressSet.All,
            Undecided = Unknown().OrderBy(u => u.Dimension).ThenBy(u => u.What, StringComparer.Ordinal).ToEquatableArray(),
        };
    }

    private Authority Must()
    {
        // IPv6 is spoken of nowhere. Where the honest name leads is surely reached.
        var publicV4 = SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4);
        var egress = Open ? Everywhere(publicV4)
            : !Listed ? EgressSet.Empty
            : Everywhere(_networks.Intersect(AddressSet.AllIPv4)).Union(EgressSet.Of(Transport.Tcp, RedirectedPorts, NameClasses.NamesOnly(_domains), publicV4));
        var image = _configuration.Image;
        return new Authority
        {
            Egress = egress,
            Resolution = Open ? NameSet.All : Named ? _domains : NameSet.Empty,
            NameBinding = Named ? NameBinding.Claim : NameBinding.None,
            Ingress = Ingress(),
            Credentials = Credentials(egress.Intersect(EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, AddressSet.All))),
            Mounts = Mounts(),
            Identity = new IdentityGrant(image.Uid == 0, image.Sudo, WritableRoot: true, default),
            Isolation = IsolationLevel.Container,
            Resources = Resources(),
            LifetimeSeconds = Seconds(_sandbox.TtlMinutes),
            IdleSeconds = Seconds(_sandbox.AutoStopMinutes),
            Persistence = Persistence(),
            Mutability = Mutability.Operator,
            BuildEgress = EgressSet.All,
        };
    }

    private IEnumerable<UndecidedDimension> Unknown()
    {
        yield return DaytonaDeviations.InForce;
        if (Listed)
        {
            yield return DaytonaDeviations.Essential;
        }

        if (Named)
        {
            yield return DaytonaDeviations.OtherPorts;
        }
    }

    // Minutes; 0 means never.
    private static Limit Seconds(int minutes) => minutes == 0 ? Limit.Unbounded : new Limit(minutes * 60L);

    // Any port has a preview address.
    private EquatableArray<IngressGrant> Ingress() =>
        EquatableArray.Of(new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, _sandbox.Public ? Callers.Public : Callers.Organization));

    private EquatableArray<MountGrant> Mounts() =>
        _sandbox.Volumes.Select(v => new MountGrant(v.Path, v.SubPath is null ? v.Name : v.Name + "/" + v.SubPath, ReadOnly: false)).ToEquatableArray();

    private ResourceGrant Resources() => new(
        new Limit(_sandbox.Cpu * 1000L), new Limit(_sandbox.MemoryGiB * 1024L), new Limit(_sandbox.DiskGiB * 1024L), _sandbox.Gpu is not null);

    private PersistenceKind Persistence() => _sandbox.Ephemeral ? PersistenceKind.None : PersistenceKind.Disk;

    // The placeholder is exchanged in requests that claim one of the hosts; a stored secret without hosts goes to any.
    private EquatableArray<CredentialGrant> Credentials(EgressSet egress) => _configuration.Run.Secrets.Select(s => s.Store is null
        ? new CredentialGrant(s.Name, CredentialDelivery.Environment, EgressSet.Empty)
        : new CredentialGrant(s.Name, CredentialDelivery.Brokered, egress.Intersect(EgressSet.Of(
            Transport.Tcp, PortSet.All, s.Hosts.IsEmpty ? NameClasses.Everything : NameClasses.NamesOnly(NameSet.UnionAll(s.Hosts.Select(Names))), AddressSet.All)))).ToEquatableArray();

    // netrules/set.go: every port and protocol.
    private static EgressSet Everywhere(AddressSet addresses) =>
        EgressSet.UnionAll(Transports.Select(t => EgressSet.Of(t, PortSet.All, NameClasses.Everything, addresses)));

    private static AddressSet Addresses(string entry) => Cidr.TryParse(entry, out var cidr, out _, out _)
        ? AddressSet.Of(cidr)
        : throw new FormatException(string.Format(CultureInfo.InvariantCulture, "'{0}' is not a network.", entry));

    // A wildcard does not include its apex (daytona/clients, examples/typescript/domain-allow-list).
    private static NameSet Names(string entry) => NameSet.TryParsePattern(entry, out var names)
        ? names
        : throw new FormatException(string.Format(CultureInfo.InvariantCulture, "'{0}' is not a host pattern.", entry));
}
