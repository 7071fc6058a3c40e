using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>The other reading of an address with bits set after its prefix: the one address. <see cref="CanonicalEntryFix"/> offers the network.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SingleAddressFix)), Shared]
public sealed class SingleAddressFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public SingleAddressFix()
        : base("Write the one address")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.NetworkForm];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic) => edits.ReplaceEntry(attribute, diagnostic, BreadthFinding.Address);
}
