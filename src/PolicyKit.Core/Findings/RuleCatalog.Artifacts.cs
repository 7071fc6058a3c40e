namespace PolicyKit.Core.Findings;

// PK5xxx: artifacts and drift. Raised by the command and the build target, which are the failing check; PK5030 and PK5031 by the analyzer, never as errors. Ids are never reused.
public static partial class RuleCatalog
{
    /// <summary>PK5001: a file of the deploy tree is missing.</summary>
    public const string ArtifactMissing = "PK5001";

    /// <summary>PK5002: a file of the deploy tree differs from what the policy emits.</summary>
    public const string ArtifactDiffers = "PK5002";

    /// <summary>PK5003: an entry in a closed directory is not PolicyKit's.</summary>
    public const string ForeignEntry = "PK5003";

    /// <summary>PK5004: an entry in a closed directory, or a directory on the way, is a symbolic link.</summary>
    public const string SymbolicLink = "PK5004";

    /// <summary>PK5005: a deployed policy or target is no longer in the source.</summary>
    public const string Orphan = "PK5005";

    /// <summary>PK5006: the inventory is missing, unreadable or differs.</summary>
    public const string InventoryDiffers = "PK5006";

    /// <summary>PK5007: the deploy directory belongs to another project.</summary>
    public const string OtherOwner = "PK5007";

    /// <summary>PK5008: only the line ends of a file differ.</summary>
    public const string LineEndsDiffer = "PK5008";

    /// <summary>PK5010: what the assembly carries is not what this compiler emits.</summary>
    public const string ForgedOrOtherVersion = "PK5010";

    /// <summary>PK5011: a path would leave its directory or does not mean the same file everywhere.</summary>
    public const string UnsafePath = "PK5011";

    /// <summary>PK5012: index, policies and artifacts of the assembly do not match.</summary>
    public const string IndexIncomplete = "PK5012";

    /// <summary>PK5013: a policy was not emitted for a target.</summary>
    public const string NotEmitted = "PK5013";

    /// <summary>PK5014: a fixed program is unknown or altered.</summary>
    public const string UnknownGlue = "PK5014";

    /// <summary>PK5015: the text, read back, was not proved.</summary>
    public const string ReadBackFailed = "PK5015";

    /// <summary>PK5016: two artifacts or policies have the same path.</summary>
    public const string DuplicatePath = "PK5016";

    /// <summary>PK5020: the policy project can be packed or run.</summary>
    public const string NotBuildOnly = "PK5020";

    /// <summary>PK5030: a checked-in file that the project hands to the compiler differs from what the policy emits.</summary>
    public const string CheckedInDiffers = "PK5030";

    /// <summary>PK5031: such a file is missing.</summary>
    public const string CheckedInMissing = "PK5031";

    private static Rule[] ArtifactRules => new[]
    {
        Blocking(ArtifactMissing, "A file of the deploy tree is missing", "The file is missing. Restore it from version control or by 'policykit write --restore'"),
        Blocking(ArtifactDiffers, "A file of the deploy tree differs from what the policy emits", "The file is not what the policy emits. Change the policy and run 'policykit write'; 'policykit write --restore' discards edits made by hand"),
        Blocking(ForeignEntry, "A foreign entry in a directory of PolicyKit's", "The {0} is not PolicyKit's, and may change what the sandbox may do. Move it out of '{1}', which is wholly PolicyKit's"),
        Blocking(SymbolicLink, "A symbolic link in the deploy tree", "This is a symbolic link. Replace it by what it stands for; PolicyKit neither follows nor replaces links"),
        Blocking(Orphan, "A deployed target is no longer in the source", "'{0}' is deployed but not in the source any more. Run 'policykit write' to remove it"),
        Blocking(InventoryDiffers, "The inventory does not match", "The inventory {0}. {1}"),
        Blocking(OtherOwner, "The deploy directory belongs to another project", "The deploy directory belongs to project '{0}', not to '{1}'. Give each policies project a deploy directory of its own"),
        Blocking(LineEndsDiffer, "The line ends of a file of the deploy tree were changed", "Only the line ends differ from what the policy emits. Add '* text eol=lf' to a .gitattributes above the deploy directory and check the file out again"),
        Blocking(ForgedOrOtherVersion, "The assembly carries something that this compiler does not emit", "{0} is not what this version of PolicyKit emits for the policy: forged, or compiled by another version. Rebuild the project with the same version of PolicyKit as the command"),
        Blocking(UnsafePath, "An artifact path is refused", "The path {0} is refused: {1}"),
        Blocking(IndexIncomplete, "Index, policies and artifacts of the assembly do not match", "{0}. Rebuild the project; the generator must run and nothing else may write these attributes"),
        Blocking(NotEmitted, "A policy was not emitted", "Nothing was emitted for policy '{0}' on '{1}' ({2}). Mend the policy or remove the target; nothing is written meanwhile, and what is deployed stays"),
        Blocking(UnknownGlue, "A fixed program is unknown or altered", "The fixed program {0} {1}. Rebuild the project with the same version of PolicyKit as the command"),
        Blocking(ReadBackFailed, "The artifacts could not be proved from their text", "Read back from its text, the configuration of '{0}' on '{1}' is not proved: {2}"),
        Blocking(DuplicatePath, "Two artifacts have the same path", "{0} and {1} have the same path in the deploy tree (case does not count). Rename one"),
        Warning(CheckedInDiffers, "A checked-in file differs from what the policy emits", "'{0}' is not what the policy emits now; run 'policykit write'", fixable: true),
        Warning(CheckedInMissing, "A file of the policy is not checked in", "'{0}' is missing; run 'policykit write'", fixable: true),
        Warning(NotBuildOnly, "A policies project is not build-only", "The project '{0}' holds policies and is {1}; artifacts would travel with it. Keep policies in a library of their own, with IsPackable=false", configurable: false),
    };
}
