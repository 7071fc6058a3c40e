using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PolicyKit.CodeFixes;

/// <summary>A fix with one answer for each diagnostic; fix-all applies it to all of a document at once.</summary>
public abstract class PolicyCodeFixProvider : CodeFixProvider
{
    private readonly string _title;

    private protected PolicyCodeFixProvider(string title) => _title = title;

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            // Everything is looked at before the fix is offered: a fix that does nothing is worse than none.
            if (await FixAsync(context.Document, [diagnostic], context.CancellationToken).ConfigureAwait(false) != context.Document)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(_title, async token => await FixAsync(context.Document, [diagnostic], token).ConfigureAwait(false), GetType().Name),
                    diagnostic);
            }
        }
    }

    /// <summary>Makes the edits for one diagnostic; nothing when it does not apply.</summary>
    private protected abstract void Fix(AttributeEdits edits, AttributeSyntax attribute, Diagnostic diagnostic);

    private protected virtual async Task<Document> FixAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return document;
        }

        var edits = new AttributeEdits();
        foreach (var diagnostic in diagnostics)
        {
            if (PolicySyntax.Attribute(root, diagnostic) is { Parent.Parent: TypeDeclarationSyntax } attribute)
            {
                Fix(edits, attribute, diagnostic);
            }
        }

        return edits.IsEmpty ? document : (await edits.ApplyAsync(document.Project.Solution, cancellation).ConfigureAwait(false)).GetDocument(document.Id)!;
    }
}
