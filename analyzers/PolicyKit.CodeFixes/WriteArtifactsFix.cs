using System.Collections.Immutable;
using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.Analyzers;
using PolicyKit.Core.Findings;
using PolicyKit.Providers;
using PolicyKit.Roslyn;

namespace PolicyKit.CodeFixes;

/// <summary>Brings the checked-in files of a target up to date, as <c>policykit write</c> does. No fix-all: what is deployed is looked at target by target; the command writes all.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteArtifactsFix)), Shared]
public sealed class WriteArtifactsFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleCatalog.CheckedInDiffers, RuleCatalog.CheckedInMissing];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration
                && diagnostic.Properties.TryGetValue("target", out var target) && target is not null)
            {
                context.RegisterCodeFix(CodeAction.Create($"Write the files of {target}", token => WriteAsync(context.Document, declaration, target, token), "write:" + target), diagnostic);
            }
        }
    }

    private static async Task<Solution> WriteAsync(Document document, TypeDeclarationSyntax declaration, string target, CancellationToken cancellation)
    {
        var project = document.Project;
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model?.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol type
            || PolicyReader.Read(type, model.Compilation, ProviderCatalog.Vocabulary, cancellation).Model.Policy is not { } policy
            || policy.Targets.Items.FirstOrDefault(t => t.Id == target) is not { } declared
            || DeployedFiles.Root(project.AdditionalDocuments.Select(d => d.FilePath ?? d.Name)) is not { } root)
        {
            return project.Solution;
        }

        var solution = project.Solution;
        foreach (var (path, expected) in DeployedFiles.Expected(PolicyCompilationCache.Shared.Compile(policy, declared, cancellation)))
        {
            var text = SourceText.From(expected, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            var existing = project.AdditionalDocuments.FirstOrDefault(d => DeployedFiles.Slashes(d.FilePath ?? d.Name) == root + path);
            solution = existing is not null
                ? solution.WithAdditionalDocumentText(existing.Id, text)
                : solution.AddAdditionalDocument(DocumentId.CreateNewId(project.Id), path.Substring(path.LastIndexOf('/') + 1), text, filePath: root + path);
        }

        return solution;
    }
}
