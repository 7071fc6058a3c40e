namespace PolicyKit.Core.Findings;

// PK402x, PK6xxx and PK7xxx: what a policy is, apart from how broad its network is. Emission does not depend on them. Ids are never reused.
public static partial class RuleCatalog
{
    /// <summary>PK4020: a credential for a host that the egress does not reach.</summary>
    public const string AudienceNotCovered = "PK4020";

    /// <summary>PK4021: a credential is readable inside although every target could broker it.</summary>
    public const string ReadableCredential = "PK4021";

    /// <summary>PK4022: one credential for many hosts.</summary>
    public const string CredentialManyHosts = "PK4022";

    /// <summary>PK4023: a credential may write where strangers read.</summary>
    public const string CredentialAtWayOut = "PK4023";

    /// <summary>PK4024: a credential that is readable inside, and a way out.</summary>
    public const string ReadableCredentialWayOut = "PK4024";

    /// <summary>PK6001: the image is not pinned by its digest.</summary>
    public const string ImageNotPinned = "PK6001";

    /// <summary>PK6002: the image is whatever is the latest.</summary>
    public const string ImageLatest = "PK6002";

    /// <summary>PK6003: the workload is root.</summary>
    public const string RootUser = "PK6003";

    /// <summary>PK6004: the workload may become root.</summary>
    public const string SudoAllowed = "PK6004";

    /// <summary>PK6005: the root file system is writable although a target could make it read-only.</summary>
    public const string WritableRoot = "PK6005";

    /// <summary>PK6006: a capability that amounts to root, or to a way around the network rules.</summary>
    public const string DangerousCapability = "PK6006";

    /// <summary>PK6007: no limit of processors or memory.</summary>
    public const string NoLimits = "PK6007";

    /// <summary>PK6008: no lifetime.</summary>
    public const string NoLifetime = "PK6008";

    /// <summary>PK6009: a command runs what the network sends.</summary>
    public const string PipeToShell = "PK6009";

    /// <summary>PK6010: a build command needs a host that the build may not reach.</summary>
    public const string SetupHostNotAllowed = "PK6010";

    /// <summary>PK6011: the check of certificates is switched off.</summary>
    public const string VerificationOff = "PK6011";

    /// <summary>PK6012: a rule allows what another one allows already.</summary>
    public const string RedundantRule = "PK6012";

    /// <summary>PK6013: a fragment that no policy includes.</summary>
    public const string UnusedFragment = "PK6013";

    /// <summary>PK6014: anybody may call the sandbox.</summary>
    public const string PublicPort = "PK6014";

    /// <summary>PK6015: a suppression of a finding has no reason, owner or end.</summary>
    public const string SuppressionWithoutEnd = "PK6015";

    /// <summary>PK6016: a waiver has ended.</summary>
    public const string WaiverEnded = "PK6016";

    /// <summary>PK7001: private data, foreign input and a way out in one sandbox.</summary>
    public const string Trifecta = "PK7001";

    /// <summary>PK7002: the same, with hosts that are not inspected as the way out.</summary>
    public const string UninspectedTrifecta = "PK7002";

    /// <summary>PK7003: the same across two sandboxes that share something.</summary>
    public const string SharedTrifecta = "PK7003";

    private static Rule[] PostureRules => new[]
    {
        Warning(AudienceNotCovered, "A credential for a host that cannot be reached", "The credential '{0}' is for '{1}', which no rule allows on a port other than 80, so it is never sent there; allow the host or leave it out", fixable: true),
        Info(ReadableCredential, "A credential is readable inside without need", "The workload can read '{0}', and so can whatever it runs; {1} could put it on the requests outside of the sandbox: name its host in place of Delivery", fixable: true),
        Warning(CredentialManyHosts, "One credential for many hosts", "The credential '{0}' is sent to {1} hosts: each of them can use it at the others; give each its own", fixable: true),
        Info(CredentialAtWayOut, "A credential may write where strangers read", "With '{0}' the workload may write to '{1}' ({2}), where others read; allow only what is needed by [AllowHttp] with methods and paths, and give the credential no right to write", fixable: true),
        Warning(ReadableCredentialWayOut, "A readable credential and a way out", "The workload can read '{0}' and can send it to {1}; let a broker put it on the requests, or close the way", fixable: true),
        Info(ImageNotPinned, "The image is not pinned by its digest", "'{0}' is whatever the registry serves under that tag on the day; pin it by its digest ('@sha256:...')", fixable: true),
        Warning(ImageLatest, "The image is whatever is the latest", "'{0}' changes with every push of its maintainers; name a version, or better a digest", fixable: true),
        Warning(RootUser, "The workload is root", "The workload runs as uid 0: a hole in the kernel or a wrong mount is then a hole in the host; run it as another user", fixable: true),
        Warning(SudoAllowed, "The workload may become root", "Sudo makes the workload root whenever it likes; leave it out and do what needs root in [Build]", fixable: true),
        Info(WritableRoot, "The root file system is writable", "{0} can make the root file system read-only; what is not writable cannot be changed for the next command: say ReadOnlyRoot = true", fixable: true),
        Warning(DangerousCapability, "A capability that amounts to root", "The capability {0} {1}; leave it out", fixable: true),
        Warning(NoLimits, "No limit of processors or memory", "Nothing limits {0}: one sandbox can starve all others on its host, and the bill; say [Resources] with a maximum", fixable: true),
        Warning(NoLifetime, "No end of life", "Nothing ends the sandbox: what got in stays in; say [Lifetime]", fixable: true),
        Warning(PipeToShell, "A command runs what the network sends", "'{0}' runs what the network sends, unseen and unpinned; fetch a version, compare its digest, then run it", fixable: true),
        Warning(SetupHostNotAllowed, "A build command needs a host that the build may not reach", "'{0}' needs '{1}', which [AllowBuildHosts] does not allow"),
        Warning(VerificationOff, "The check of certificates is switched off", "'{0}' switches the check of certificates off: whoever is on the way can answer for every host; leave it out", fixable: true),
        Info(RedundantRule, "A rule allows what another one allows already", "'{0}' is allowed by '{1}' already; leave out the one that is not meant", fixable: true),
        Info(UnusedFragment, "A fragment that no policy includes", "No policy of this project includes '{0}', so its rules have no effect", fixable: true),
        Info(PublicPort, "Anybody may call the sandbox", "Port {0} answers to everybody: what they send is input from strangers", fixable: true),
        Info(SuppressionWithoutEnd, "A suppression without reason, owner or end", "The suppression of {0} says no {1}; write Justification = \"why. Owner: who. Until: yyyy-MM-dd\""),
        Blocking(WaiverEnded, "A waiver has ended", "The waiver of {0} {1}; mend the finding, or renew the waiver with a reason"),
        Warning(Trifecta, "Private data, foreign input and a way out in one sandbox", "Whoever writes {1} can have it carry off {0}, by {2}. Take one of the three away: two sandboxes are safer than one with all"),
        Info(UninspectedTrifecta, "Private data, foreign input and uninspected hosts in one sandbox", "Whoever writes {1} can have it carry off {0}, if somebody reads along at {2}, which nothing inspects. Narrow the hosts by [AllowHttp], or take one of the three away"),
        Warning(SharedTrifecta, "Private data, foreign input and a way out, across two sandboxes", "Together with '{0}', with which it shares {1}, this sandbox has private data ({2}), foreign input ({3}) and a way out ({4}). Share nothing between them, or only for reading"),
    };
}
