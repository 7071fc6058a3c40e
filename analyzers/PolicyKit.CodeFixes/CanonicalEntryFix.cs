using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Writes a host or network in its canonical form. Host bits are cut, which the author confirms by applying the fix: the message says that one address may have been meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CanonicalEntryFix)), Shared]
public sealed class CanonicalEntryFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public CanonicalEntryFix()
        : base("Write the canonical form")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.HostNotAscii, RuleCatalog.HostSpelling, RuleCatalog.NetworkForm];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic) => edits.ReplaceEntry(attribute, diagnostic);
}
