using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;

namespace PolicyKit.CodeFixes;

/// <summary>Removes a fragment that no policy includes: an empty class in one part, which only its project can see.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveFragmentFix)), Shared]
public sealed class RemoveFragmentFix : PolicyCodeFixProvider
{
    /// <summary>Made by the host.</summary>
    public RemoveFragmentFix()
        : base("Remove the fragment")
    {
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.UnusedFragment];

    private protected override void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic)
    {
    }

    private protected override async Task<Document> FixAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var fragments = diagnostics.Select(d => root.FindNode(d.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>())
            .OfType<TypeDeclarationSyntax>().Where(t => t.Members.Count == 0 && !t.Modifiers.Any(SyntaxKind.PartialKeyword)).Distinct().ToList();
        return fragments.Count == 0 ? document : document.WithSyntaxRoot(root.RemoveNodes(fragments, SyntaxRemoveOptions.KeepUnbalancedDirectives)!);
    }
}
