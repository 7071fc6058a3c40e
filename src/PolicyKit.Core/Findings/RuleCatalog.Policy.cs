namespace PolicyKit.Core.Findings;

// PK1xxx: the policy is malformed. Grows with the reader; ids are never reused.
public static partial class RuleCatalog
{
    private static Rule[] PolicyRules => Array.Empty<Rule>();
}
