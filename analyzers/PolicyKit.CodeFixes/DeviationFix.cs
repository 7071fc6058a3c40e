using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Roslyn;

namespace PolicyKit.CodeFixes;

/// <summary>
/// Ways out when a provider cannot hold to the policy: limit the rule to other targets, split it so that one entry can be limited, accept the deviation, remove the target. No fix-all: each deviation is a decision.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeviationFix)), Shared]
public sealed class DeviationFix : CodeFixProvider
{
    // Limiting a denial would widen what the other targets' rules leave open; an include may bring denials.
    private static readonly HashSet<string> NeverLimited = new(StringComparer.Ordinal) { "DenyHostsAttribute", "DenyNetworksAttribute", "IncludeAttribute" };

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [RuleCatalog.WiderNotAccepted, RuleCatalog.TighterNotAccepted, RuleCatalog.UnverifiedNotAccepted, RuleCatalog.CannotHold];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var declaration = root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>();
            if (declaration is not null
                && model.GetDeclaredSymbol(declaration, context.CancellationToken) is INamedTypeSymbol type
                && ProviderCatalog.Vocabulary.FirstOrDefault(w => w.Provider == Property(diagnostic, "provider")) is { } word)
            {
                var policy = new DeclaredPolicy(type, declaration, model, word);
                Limit(context, policy, PolicySyntax.Attribute(root, diagnostic), diagnostic);
                Accept(context, policy, diagnostic);
                RemoveTarget(context, policy, diagnostic);
            }
        }
    }

    private static void Limit(CodeFixContext context, DeclaredPolicy policy, AttributeSyntax? attribute, Diagnostic diagnostic)
    {
        if (attribute is null
            || policy.Data(attribute, context.CancellationToken) is not { AttributeClass: { } kind } data
            || NeverLimited.Contains(kind.Name)
            || On(kind) is null)
        {
            return;
        }

        var others = policy.OtherTargets(Bits(data));
        var entries = data.AttributeConstructor?.Parameters is [{ IsParams: true }] ? PolicySyntax.Entries(attribute) : [];
        var entry = entries.FirstOrDefault(e => e.Span.Contains(diagnostic.Location.SourceSpan));
        if (others.Count > 0)
        {
            var targets = PolicySyntax.TypeName(policy.Model, attribute.SpanStart, "Targets");
            var on = string.Join(" | ", others.Select(o => $"{targets}.{o}"));
            var alone = entries.Count > 1 && entry is not null;
            var limited = PolicySyntax.WithNamed(alone ? PolicySyntax.WithEntries(attribute, entry!) : attribute, "On", on);
            var edits = new AttributeEdits();
            edits.Replace(attribute, alone ? [PolicySyntax.WithEntries(attribute, entries.Where(e => e != entry).ToArray()), limited] : [limited]);
            Register(context, diagnostic, $"Limit {entry?.ToString() ?? "the rule"} to {string.Join(", ", others)}", "limit", edits);
        }

        if (entries.Count > 1 && entry is not null)
        {
            var edits = new AttributeEdits();
            edits.Replace(attribute, entries.Select(e => PolicySyntax.WithEntries(attribute, e)).ToArray());
            Register(context, diagnostic, "Give each entry an attribute of its own", "split", edits);
        }
    }

    // Reason, owner and end are left empty: the reader refuses them until a person fills them in.
    private static void Accept(CodeFixContext context, DeclaredPolicy policy, Diagnostic diagnostic)
    {
        if (Property(diagnostic, "deviation") is not { } deviation || deviation.Split('.') is not [var enumName, var member])
        {
            return;
        }

        var position = policy.Declaration.SpanStart;
        var subject = Property(diagnostic, "intrinsic") == "true" ? string.Empty : $", For = {PolicySyntax.Literal(Property(diagnostic, "subject") ?? string.Empty)}";
        var until = Property(diagnostic, "widens") != "true" ? string.Empty : ", Until = \"\"";
        var name = PolicySyntax.TypeName(policy.Model, position, "AcceptAttribute");
        var edits = new AttributeEdits();
        edits.Add(policy.Declaration, PolicySyntax.Parse(
            name.Substring(0, name.Length - "Attribute".Length),
            $"({PolicySyntax.TypeName(policy.Model, position, enumName)}.{member}{subject}, Because = \"\", Owner = \"\"{until})"));
        Register(context, diagnostic, $"Accept {member}, to be filled in", "accept:" + member, edits);
    }

    private static void RemoveTarget(CodeFixContext context, DeclaredPolicy policy, Diagnostic diagnostic)
    {
        // A policy needs a target: the last one is not taken away.
        if (Property(diagnostic, "target") is not { } id || policy.Targets.Count < 2 || policy.Targets.Where(t => t.Id == id).Select(t => t.Syntax).ToList() is not [{ } attribute])
        {
            return;
        }

        var edits = new AttributeEdits();
        edits.Replace(attribute);
        foreach (var acceptance in policy.AcceptancesOnlyFor(id))
        {
            edits.Replace(acceptance);
        }

        Register(context, diagnostic, $"Remove the target {id}", "remove-target", edits);
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, string title, string key, AttributeEdits edits) => context.RegisterCodeFix(
        CodeAction.Create(title, token => edits.ApplyAsync(context.Document.Project.Solution, token), key),
        diagnostic);

    private static string? Property(Diagnostic diagnostic, string name) => diagnostic.Properties.TryGetValue(name, out var value) ? value : null;

    private static IPropertySymbol? On(INamedTypeSymbol? kind)
    {
        for (; kind is not null; kind = kind.BaseType)
        {
            if (kind.GetMembers("On").OfType<IPropertySymbol>().FirstOrDefault() is { } property)
            {
                return property;
            }
        }

        return null;
    }

    private static long Bits(AttributeData data) =>
        data.NamedArguments.FirstOrDefault(a => a.Key == "On").Value is { Kind: TypedConstantKind.Enum, Value: long bits } ? bits : -1;
}
