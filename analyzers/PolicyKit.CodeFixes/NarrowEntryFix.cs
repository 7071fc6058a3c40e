using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>
/// Writes what the finding proposes in place of an entry or of ports: fewer ports, an earlier end, an IPv4 network that stood inside an IPv6 one, or a host to be filled in, which the reader refuses until it is. Never opens more.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NarrowEntryFix)), Shared]
public sealed class NarrowEntryFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public NarrowEntryFix()
        : base("Narrow the rule")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        RuleCatalog.SharedHostingWildcard, RuleCatalog.VendorWideWildcard, RuleCatalog.EmbeddedAddress, RuleCatalog.WidePorts, RuleCatalog.RiskyPort, RuleCatalog.PlainHttp,
        RuleCatalog.CeilingTerm,
    ];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
        if (diagnostic.Id != RuleCatalog.CeilingTerm)
        {
            edits.ReplaceEntry(attribute, diagnostic);
        }
        else if (diagnostic.Properties.TryGetValue(BreadthFinding.Fix, out var until) && until is not null)
        {
            edits.SetNamed(attribute, "Until", PolicySyntax.Literal(until));
        }
    }
}
