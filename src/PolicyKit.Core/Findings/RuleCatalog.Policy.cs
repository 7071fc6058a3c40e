namespace PolicyKit.Core.Findings;

// PK1xxx: the policy is malformed; it yields no artifact. Ids are never reused.
public static partial class RuleCatalog
{
    /// <summary>PK1001: an attribute cannot be read.</summary>
    public const string UnreadableAttribute = "PK1001";

    /// <summary>PK1002: an attribute is newer than this reader.</summary>
    public const string UnknownAttribute = "PK1002";

    /// <summary>PK1003: the class has not the shape of a policy.</summary>
    public const string PolicyShape = "PK1003";

    /// <summary>PK1004: rules stand on a base type.</summary>
    public const string RulesOnBaseType = "PK1004";

    /// <summary>PK1005: rules stand on a type that is neither sandbox nor fragment.</summary>
    public const string StrayRules = "PK1005";

    /// <summary>PK1006: an include is not of a fragment.</summary>
    public const string NotAFragment = "PK1006";

    /// <summary>PK1007: fragments include each other.</summary>
    public const string IncludeCycle = "PK1007";

    /// <summary>PK1008: an attribute does not belong in a fragment.</summary>
    public const string NotInAFragment = "PK1008";

    /// <summary>PK1009: the policy id is not one.</summary>
    public const string PolicyIdForm = "PK1009";

    /// <summary>PK1010: two policies have the same id.</summary>
    public const string DuplicatePolicyId = "PK1010";

    /// <summary>PK1011: image missing or malformed.</summary>
    public const string ImageForm = "PK1011";

    /// <summary>PK1012: not a host pattern.</summary>
    public const string HostForm = "PK1012";

    /// <summary>PK1013: a host name is not ASCII.</summary>
    public const string HostNotAscii = "PK1013";

    /// <summary>PK1014: not a canonical network.</summary>
    public const string NetworkForm = "PK1014";

    /// <summary>PK1015: not ports.</summary>
    public const string PortsForm = "PK1015";

    /// <summary>PK1016: a metadata endpoint in an ordinary rule.</summary>
    public const string MetadataInRule = "PK1016";

    /// <summary>PK1017: not a metadata endpoint.</summary>
    public const string MetadataForm = "PK1017";

    /// <summary>PK1018: HTTP method or path malformed.</summary>
    public const string HttpForm = "PK1018";

    /// <summary>PK1019: any host together with credentials or private networks.</summary>
    public const string AnyHostWithSecrets = "PK1019";

    /// <summary>PK1020: nothing is listed.</summary>
    public const string NothingListed = "PK1020";

    /// <summary>PK1021: a reason or owner is missing.</summary>
    public const string ReasonMissing = "PK1021";

    /// <summary>PK1022: On names no target.</summary>
    public const string NoTargetNamed = "PK1022";

    /// <summary>PK1023: a resource range is malformed.</summary>
    public const string RangeForm = "PK1023";

    /// <summary>PK1024: a duration is malformed.</summary>
    public const string DurationForm = "PK1024";

    /// <summary>PK1025: the user is malformed.</summary>
    public const string IdentityForm = "PK1025";

    /// <summary>PK1026: a path is malformed.</summary>
    public const string PathForm = "PK1026";

    /// <summary>PK1027: a name or value is malformed.</summary>
    public const string ValueForm = "PK1027";

    /// <summary>PK1028: a parameter is malformed or used where it may not be.</summary>
    public const string ParameterForm = "PK1028";

    /// <summary>PK1029: a credential is malformed.</summary>
    public const string CredentialForm = "PK1029";

    /// <summary>PK1030: no target.</summary>
    public const string TargetMissing = "PK1030";

    /// <summary>PK1031: two targets have the same directory.</summary>
    public const string DuplicateTarget = "PK1031";

    /// <summary>PK1032: an acceptance is malformed.</summary>
    public const string AcceptanceForm = "PK1032";

    /// <summary>PK1033: an acceptance for a provider that is no target.</summary>
    public const string AcceptanceWithoutTarget = "PK1033";

    /// <summary>PK1034: not a date.</summary>
    public const string DateForm = "PK1034";

    /// <summary>PK1035: the same thing is said twice.</summary>
    public const string SaidTwice = "PK1035";

    /// <summary>PK1036: a host is written in an odd way, for example as a URL.</summary>
    public const string HostSpelling = "PK1036";

    /// <summary>PK1037: two credentials claim one place.</summary>
    public const string CredentialConflict = "PK1037";

    /// <summary>PK1038: two statements contradict each other.</summary>
    public const string Contradiction = "PK1038";

    /// <summary>PK1050: a type is not a ceiling that can be read.</summary>
    public const string NotACeiling = "PK1050";

    /// <summary>PK1051: an attribute that limits nothing on a ceiling.</summary>
    public const string NotInACeiling = "PK1051";

    /// <summary>PK1052: a destination that cannot be read.</summary>
    public const string DestinationForm = "PK1052";

    private static Rule[] PolicyRules => new[]
    {
        Blocking(UnreadableAttribute, "A policy attribute cannot be read", "[{0}] cannot be read: {1}. Nothing is emitted for this policy until it can be"),
        Blocking(UnknownAttribute, "A policy attribute is newer than the compiler", "[{0}] is not known to this version of PolicyKit's compiler; use the same version of attributes and compiler"),
        Blocking(PolicyShape, "The class has not the shape of a policy", "'{0}' must be a partial class, not nested, not generic, not static: {1}", fixable: true),
        Blocking(RulesOnBaseType, "Rules stand on a base type", "'{0}' declares rules, but rules of base types are not inherited; move them to a [PolicyFragment] and include it"),
        Blocking(StrayRules, "Rules stand on a type that is no policy", "'{0}' has policy attributes but is neither [Sandbox] nor [PolicyFragment], so they have no effect", fixable: true),
        Blocking(NotAFragment, "Only fragments can be included", "'{0}' is not a [PolicyFragment] class"),
        Blocking(IncludeCycle, "Fragments include each other", "'{0}' includes itself, by {1}"),
        Blocking(NotACeiling, "Only ceilings limit policies", "'{0}' is no ceiling that can be read: {1}"),
        Blocking(NotInACeiling, "The attribute does not belong on a ceiling", "[{0}] on the ceiling '{1}' limits nothing; egress rules, build hosts, includes, [Resources], [Lifetime], [Isolate] and [MayAccept] do", fixable: true),
        Blocking(DestinationForm, "A destination cannot be read", "{0}"),
        Blocking(NotInAFragment, "The attribute does not belong in a fragment", "[{0}] on fragment '{1}' has no effect; only egress rules, build hosts and includes belong in a fragment", fixable: true),
        Blocking(PolicyIdForm, "The policy id is malformed", "'{0}' is not a policy id: lower-case letters, digits and hyphens, beginning with a letter or digit, at most 63", fixable: true),
        Blocking(DuplicatePolicyId, "Two policies have the same id", "The id '{0}' is taken by '{1}'; ids are unique without regard to case"),
        Blocking(ImageForm, "The image is missing or malformed", "'{0}' is not an image reference; write Image = \"registry/name:tag\" or \"registry/name@sha256:...\""),
        Blocking(HostForm, "Not a host pattern", "'{0}' is not a host pattern: {1}", fixable: true),
        Blocking(HostNotAscii, "A host name is not ASCII", "'{0}' is not ASCII; write its A-label '{1}'", fixable: true),
        Blocking(NetworkForm, "Not a canonical network", "'{0}' is not a canonical network: {1}", fixable: true),
        Blocking(PortsForm, "Not ports", "'{0}' is not a set of ports; write \"443\", \"8000-8100\", \"80,443\" or \"*\"", fixable: true),
        Blocking(MetadataInRule, "A metadata endpoint opens only by its own rule", "'{0}' is a metadata or platform endpoint; if the sandbox must reach it, write [AllowMetadata(\"{0}\", port, Because = ...)]", fixable: true),
        Blocking(MetadataForm, "Not a metadata endpoint", "'{0}' is no known metadata endpoint; [AllowMetadata] is for those only", fixable: true),
        Blocking(HttpForm, "HTTP method or path malformed", "'{0}' is not usable: {1}", fixable: true),
        Blocking(AnyHostWithSecrets, "Any host does not go together with secrets", "[AllowAnyHost] together with {0} would let anything in the sandbox carry it anywhere; name the hosts", fixable: true),
        Blocking(NothingListed, "Nothing is listed", "[{0}] lists nothing; a rule that says nothing is a mistake", fixable: true),
        Blocking(ReasonMissing, "A reason or owner is missing", "[{0}] needs {1}, said in words", fixable: true),
        Blocking(NoTargetNamed, "On names no target", "On = {0} names no target that the policy has", fixable: true),
        Blocking(RangeForm, "Not a range", "'{0}' is not {1}; write \"2\", \"2..8\" or \"4..\"", fixable: true),
        Blocking(DurationForm, "Not a duration", "'{0}' is not a duration; write \"90s\", \"60m\", \"2h\", \"1d\" or Duration.Unbounded", fixable: true),
        Blocking(IdentityForm, "The user is malformed", "{0}", fixable: true),
        Blocking(PathForm, "Not a usable path", "'{0}' is not usable: {1}", fixable: true),
        Blocking(ValueForm, "A name or value is malformed", "'{0}' is not usable: {1}", fixable: true),
        Blocking(ParameterForm, "A parameter is malformed or misplaced", "'{0}': {1}"),
        Blocking(CredentialForm, "A credential is malformed", "Credential '{0}': {1}", fixable: true),
        Blocking(TargetMissing, "The policy has no target", "'{0}' names no target; add one, such as [Docker]"),
        Blocking(DuplicateTarget, "Two targets have the same name", "'{0}' is declared twice; tell them apart by Name", fixable: true),
        Blocking(AcceptanceForm, "An acceptance is malformed", "{0}", fixable: true),
        Blocking(AcceptanceWithoutTarget, "The acceptance has no target", "'{0}' belongs to {1}, which is no target of this policy; remove the acceptance", fixable: true),
        Blocking(DateForm, "Not a date", "'{0}' is not a date; write \"yyyy-MM-dd\"", fixable: true),
        Blocking(SaidTwice, "The same thing is said twice", "{0} is said twice; remove one, so that it is plain what holds", fixable: true),
        Blocking(HostSpelling, "The host is written in an odd way", "'{0}' is more than a host; write '{1}'", fixable: true),
        Blocking(CredentialConflict, "Two credentials claim one place", "The credentials '{0}' and '{1}' both claim {2}; say which one is meant", fixable: true),
        Blocking(Contradiction, "The policy contradicts itself", "{0} contradicts {1}; remove one of them"),
    };
}
