namespace PolicyKit.Core.Findings;

public static partial class RuleCatalog
{
    /// <summary>PK4001: a policy string or an emitted text matches a vendor's secret format.</summary>
    public const string SecretInPolicy = "PK4001";

    /// <summary>PK9001: the emitted configuration was not proved to stay within the policy.</summary>
    public const string NotProved = "PK9001";

    /// <summary>PK9002: the compiler of a target failed.</summary>
    public const string CompilerFailed = "PK9002";

    /// <summary>PK9003: the work budget ended.</summary>
    public const string WorkBudgetExceeded = "PK9003";

    /// <summary>PK4010: a value has a vendor's secret format.</summary>
    public const string VendorSecret = "PK4010";

    /// <summary>PK4011: a value has the structure of a secret.</summary>
    public const string StructuredSecret = "PK4011";

    /// <summary>PK4012: a value is a secret by its name and look.</summary>
    public const string NamedSecret = "PK4012";

    private static Rule[] SecretRules => new[]
    {
        Warning(VendorSecret, "A vendor's secret stands in the source", "This value is a secret of kind {0}{1}. Rotate it, then read it from a secret store or the environment instead", fixable: true),
        Warning(StructuredSecret, "A value with the structure of a secret stands in the source", "This value holds a secret of kind {0}{1}. Rotate it, then read it from a secret store or the environment instead", fixable: true),
        Warning(NamedSecret, "A value that its name calls a secret stands in the source", "By its name this value is a secret, and it looks like one (kind {0}{1}). Rotate it, then read it from a secret store or the environment instead", fixable: true),
        Blocking(SecretInPolicy, "A secret stands in the policy", "A {0} stands in {1}. Rotate it, then reference a secret store by [Credential]"),
    };

    private static Rule[] InternalRules => new[]
    {
        Blocking(NotProved, "The emitted configuration was not proved", "{0}: the configuration for '{1}' would allow more than was declared and accepted: {2}. No artifact was emitted; this is a defect of PolicyKit"),
        Blocking(CompilerFailed, "Compiling a policy failed", "{0}: compiling '{1}' failed with {2}. No artifact was emitted; this is a defect of PolicyKit"),
        Blocking(WorkBudgetExceeded, "The policy is too large to prove", "{0}: '{1}' needs more work than the budget of {2} steps. Use fewer or simpler rules"),
    };
}
