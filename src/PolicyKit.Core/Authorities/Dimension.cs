namespace PolicyKit.Core.Authorities;

/// <summary>The dimensions of authority (section 5 of the design).</summary>
public enum Dimension
{
    /// <summary>Network destinations.</summary>
    Egress,

    /// <summary>Names whose look-up may leave by the provider's resolver.</summary>
    Resolution,

    /// <summary>What a name rule is bound to.</summary>
    NameBinding,

    /// <summary>Ports that may be called, and by whom.</summary>
    Ingress,

    /// <summary>Credentials, their delivery and audience.</summary>
    Credentials,

    /// <summary>Volumes and their mode.</summary>
    Mounts,

    /// <summary>User, capabilities, writable root, sudo.</summary>
    Identity,

    /// <summary>Separation from host and neighbours.</summary>
    Isolation,

    /// <summary>CPU, memory, disk.</summary>
    Resources,

    /// <summary>Lifetime and idle time.</summary>
    Lifetime,

    /// <summary>What outlives a run.</summary>
    Persistence,

    /// <summary>Who may change the policy later.</summary>
    Mutability,

    /// <summary>Other sandboxes that can be reached.</summary>
    Peers,

    /// <summary>Network destinations of the image build.</summary>
    BuildEgress,
}

/// <summary>What a name rule is bound to; ordered, later is looser.</summary>
public enum NameBinding
{
    /// <summary>No name rule is in force.</summary>
    None,

    /// <summary>The decrypted request's Host is the name, and the connection goes to an address that the enforcer resolved for it.</summary>
    Request,

    /// <summary>The connection goes to an address that the enforcer resolved for the name; what is said inside is not looked at (fronting on a shared server stays possible).</summary>
    Address,

    /// <summary>The connection goes to an address that the sandbox's own look-up of the name returned.</summary>
    Dns,

    /// <summary>Only the claimed server name or Host header is compared; the address is the sandbox's choice.</summary>
    Claim,
}

/// <summary>Who may change the policy of a running sandbox; ordered, later is looser.</summary>
public enum Mutability
{
    /// <summary>Nobody without re-creating the sandbox.</summary>
    Nobody,

    /// <summary>Who holds the provider's API key or the host: the operator. What every policy declares, since the operator could create another sandbox anyway.</summary>
    Operator,

    /// <summary>State kept by the provider may override what a deployment says.</summary>
    PersistedState,

    /// <summary>A tool inside the sandbox.</summary>
    Inside,
}

/// <summary>Other sandboxes that can be reached; ordered.</summary>
public enum PeerReach
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of the same policy.</summary>
    SamePolicy,

    /// <summary>Others.</summary>
    Others,
}
