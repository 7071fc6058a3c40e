using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Takes an entry out of the hosts or networks that a rule allows, and the rule with its last entry; never a denial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveEntryFix)), Shared]
public sealed class RemoveEntryFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public RemoveEntryFix()
        : base("Leave the entry out")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.AnyDestination, RuleCatalog.CloudMetadata, RuleCatalog.RegistryWildcard, RuleCatalog.WideNetwork, RuleCatalog.DataDrop, RuleCatalog.WayOut, RuleCatalog.MinorWayOut, RuleCatalog.ResolverAlias,
        RuleCatalog.LookAlike, RuleCatalog.LocalDestination, RuleCatalog.Unreachable, RuleCatalog.AddressCoversName, RuleCatalog.RedundantRule,
        RuleCatalog.HostForm, RuleCatalog.MetadataInRule, RuleCatalog.PrivateNetwork, RuleCatalog.CeilingExceeded,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        // A denial less would open something.
        if (!PolicySyntax.IsNamed(attribute, "DenyHosts") && !PolicySyntax.IsNamed(attribute, "DenyNetworks"))
        {
            edits.RemoveEntry(attribute, diagnostic.Location.SourceSpan);
        }
    }
}
