namespace PolicyKit.Core.Findings;

// PK5xxx: artifacts and drift. Grows with the deploy tree; ids are never reused.
public static partial class RuleCatalog
{
    private static Rule[] ArtifactRules => Array.Empty<Rule>();
}
