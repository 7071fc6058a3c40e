using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Leaves a whole attribute out. Only what grants something, or has no effect where it stands: never a denial, a limit or an include, which may bring denials.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeaveOutFix)), Shared]
public sealed class LeaveOutFix : PolicyCodeFixProvider
{
    private static readonly ImmutableArray<string> Grants =
    [
        "AllowHosts", "AllowNetworks", "AllowHttp", "AllowMetadata", "AllowAnyHost", "AllowBuildHosts", "Accept", "MayAccept", "Credential", "Mount", "Expose", "Label", "Environment", "Build",
    ];

    /// <summary>Made by the host.</summary>
    public LeaveOutFix()
        : base("Leave it out")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.NotInAFragment, RuleCatalog.NotInACeiling, RuleCatalog.MetadataForm, RuleCatalog.HttpForm, RuleCatalog.AnyHostWithSecrets, RuleCatalog.NothingListed, RuleCatalog.ReasonMissing,
        RuleCatalog.NoTargetNamed, RuleCatalog.PathForm, RuleCatalog.ValueForm, RuleCatalog.CredentialForm, RuleCatalog.DuplicateTarget, RuleCatalog.AcceptanceForm, RuleCatalog.SaidTwice,
        RuleCatalog.CredentialConflict, RuleCatalog.AnyHost, RuleCatalog.MetadataOpened, RuleCatalog.AudienceNotCovered, RuleCatalog.CredentialAtWayOut, RuleCatalog.PipeToShell, RuleCatalog.VerificationOff,
        RuleCatalog.CeilingTarget,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        switch (diagnostic.Id)
        {
            // Without On a denial holds everywhere; a grant would too, and goes.
            case RuleCatalog.NoTargetNamed when PolicySyntax.IsNamed(attribute, "DenyHosts") || PolicySyntax.IsNamed(attribute, "DenyNetworks"):
                edits.RemoveNamed(attribute, "On");
                break;

            // The reader says of these that they have no effect, and of the targets that one of two goes.
            case RuleCatalog.NotInAFragment or RuleCatalog.NotInACeiling or RuleCatalog.DuplicateTarget or RuleCatalog.CeilingTarget:
                edits.Replace(attribute);
                break;

            // Which of several commands is meant, the place does not say.
            case RuleCatalog.PipeToShell or RuleCatalog.VerificationOff when PolicySyntax.IsNamed(attribute, "Build") && PolicySyntax.Entries(attribute).Count > 1:
                break;
            case var _ when Grants.Any(g => PolicySyntax.IsNamed(attribute, g)):
                edits.Replace(attribute);
                break;
        }
    }
}
