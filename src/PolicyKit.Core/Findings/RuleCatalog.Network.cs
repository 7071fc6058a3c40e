namespace PolicyKit.Core.Findings;

// PK3xxx: what a policy opens is broader than it looks. Emission does not depend on them: what is declared is proved all the same, and the author may decide otherwise. Ids are never reused.
public static partial class RuleCatalog
{
    /// <summary>PK3001: networks cover the whole internet.</summary>
    public const string AnyDestination = "PK3001";

    /// <summary>PK3002: an entry reaches a metadata endpoint.</summary>
    public const string CloudMetadata = "PK3002";

    /// <summary>PK3003: a wildcard at a registry's suffix.</summary>
    public const string RegistryWildcard = "PK3003";

    /// <summary>PK3004: a wildcard where strangers can get a name.</summary>
    public const string SharedHostingWildcard = "PK3004";

    /// <summary>PK3005: a wildcard over a vendor's whole product range.</summary>
    public const string VendorWideWildcard = "PK3005";

    /// <summary>PK3006: a wide network of public addresses.</summary>
    public const string WideNetwork = "PK3006";

    /// <summary>PK3007: a host made for carrying data out.</summary>
    public const string DataDrop = "PK3007";

    /// <summary>PK3008: a host that takes data from strangers.</summary>
    public const string WayOut = "PK3008";

    /// <summary>PK3009: a host through which little can get out, or by detours.</summary>
    public const string MinorWayOut = "PK3009";

    /// <summary>PK3010: a name that is an address in disguise.</summary>
    public const string ResolverAlias = "PK3010";

    /// <summary>PK3011: a name that looks like another.</summary>
    public const string LookAlike = "PK3011";

    /// <summary>PK3012: an IPv4 address inside an IPv6 network.</summary>
    public const string EmbeddedAddress = "PK3012";

    /// <summary>PK3013: the machine's own or a whole internal network.</summary>
    public const string LocalDestination = "PK3013";

    /// <summary>PK3014: a small private network.</summary>
    public const string PrivateNetwork = "PK3014";

    /// <summary>PK3015: addresses that nobody can reach.</summary>
    public const string Unreachable = "PK3015";

    /// <summary>PK3016: all ports, or many.</summary>
    public const string WidePorts = "PK3016";

    /// <summary>PK3017: a port of mail, remote shells, DNS, control planes or old plaintext protocols.</summary>
    public const string RiskyPort = "PK3017";

    /// <summary>PK3018: plain HTTP.</summary>
    public const string PlainHttp = "PK3018";

    /// <summary>PK3019: a network rule makes name rules pointless.</summary>
    public const string AddressCoversName = "PK3019";

    /// <summary>PK3020: any host is allowed.</summary>
    public const string AnyHost = "PK3020";

    /// <summary>PK3021: a metadata endpoint is opened by its own rule.</summary>
    public const string MetadataOpened = "PK3021";

    /// <summary>PK3022: a credential goes to more hosts than needed.</summary>
    public const string WideAudience = "PK3022";

    /// <summary>PK3023: denials carry the weight.</summary>
    public const string DenyCarriesWeight = "PK3023";

    /// <summary>PK3024: more entries than anybody reads.</summary>
    public const string Sprawl = "PK3024";

    private static Rule[] NetworkRules => new[]
    {
        Error(AnyDestination, "The networks cover the whole internet", "{0} cover{1} every public address, which is no policy at all; name the networks that are needed, or say [AllowAnyHost] with a reason", fixable: true),
        Error(CloudMetadata, "An entry reaches a metadata endpoint", "'{0}' reaches {1}, a metadata or platform endpoint ({2}), which hands the machine's own credentials to whoever asks; leave it out, or say [AllowMetadata] with a reason", fixable: true),
        Error(RegistryWildcard, "A wildcard at a registry's suffix", "'{0}' covers every name that anybody registers below '{1}'; name the hosts", fixable: true),
        Warning(SharedHostingWildcard, "A wildcard where strangers can get a name", "'{0}' covers the names of strangers: anybody can get one below '{1}'; name your own host, such as 'name.{1}'", fixable: true),
        Warning(VendorWideWildcard, "A wildcard over a vendor's whole range", "'{0}' covers everything that is hosted by the vendor below '{1}', storage and functions of any customer among it; name the hosts", fixable: true),
        Warning(WideNetwork, "A wide network of public addresses", "{0} {1} public addresses, most of them strangers'; name the hosts, or networks of /{2} and longer", fixable: true),
        Error(DataDrop, "A host made for carrying data out", "'{0}' is a way out ({1}): {2}; leave it out", fixable: true),
        Warning(WayOut, "A host that takes data from strangers", "'{0}' is a way out ({1}): {2}; narrow it by [AllowHttp] with a path, leave it out, or say why it is needed by Because", fixable: true),
        Info(MinorWayOut, "A host through which data can leave", "'{0}' can be a way out ({1}): {2}; narrow it by [AllowHttp], or say why it is needed by Because", fixable: true),
        Error(ResolverAlias, "A name that is an address in disguise", "'{0}' resolves to whatever address stands in the name, private and metadata addresses too; name the host itself", fixable: true),
        Error(LookAlike, "A name that looks like another", "'{0}' reads as '{1}' and is another name ({2}); write the name that is meant", fixable: true),
        Error(EmbeddedAddress, "An IPv4 address inside an IPv6 network", "'{0}' holds the IPv4 network {1} in the form {2}, which some gateways and translators reach as IPv4 and others do not; write '{1}' if that is meant", fixable: true),
        Warning(LocalDestination, "The sandbox reaches the machine's own or an internal network", "'{0}' is {1}: from there a sandbox turns against its host and the networks around it; leave it out or name single addresses", fixable: true),
        Info(PrivateNetwork, "The sandbox reaches a private network", "'{0}' is {1}; say by Because what is there", fixable: true),
        Info(Unreachable, "Addresses that nobody can reach", "'{0}' is {1}: no public host answers there, so that the rule cannot do what it says", fixable: true),
        Warning(WidePorts, "All ports, or many", "Ports \"{0}\" open {1} ports, those of SSH, mail and DNS among them unless cut out; write the ports that are needed, such as \"443\"", fixable: true),
        Warning(RiskyPort, "A port with a way around the policy", "Port {0} is for {1}: {2}; leave it out or say by Because why it is needed", fixable: true),
        Info(PlainHttp, "Plain HTTP", "Port 80 is for plain HTTP: whoever stands between can read and change what is sent; leave it out where the host speaks TLS", fixable: true),
        Warning(AddressCoversName, "A network rule makes name rules pointless", "'{0}' covers addresses of {1} on the same ports as name rules such as '{2}': by address every customer there is reached, whatever name is asked for; leave the network out or name single addresses", fixable: true),
        Info(AnyHost, "Any host is allowed", "Every public host may be reached on ports {0}; what the sandbox can read, it can send anywhere", fixable: true),
        Info(MetadataOpened, "A metadata endpoint is opened", "'{0}' is open: whatever runs in the sandbox can get the credentials that it hands out", fixable: true),
        Warning(WideAudience, "A credential goes to more hosts than needed", "The credential '{0}' is sent to '{1}', {2}; name the one host that needs it", fixable: true),
        Warning(DenyCarriesWeight, "Denials carry the weight", "{0} may be reached but for what is denied: a denied name is reached by other names and by address, and the list is never complete; allow what is needed instead"),
        Info(Sprawl, "More entries than anybody reads", "{0} entries allow something; among more than {1} a broad one goes unseen. Move groups that belong together into fragments, or narrow the policy"),
    };
}
