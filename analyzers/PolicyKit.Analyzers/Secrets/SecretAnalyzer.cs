using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Secrets;
using PolicyKit.Roslyn;

namespace PolicyKit.Analyzers;

/// <summary>
/// Secrets in any C# code of a project that references PolicyKit, after constant folding, and in its additional files. Each is reported once, at the outermost expression that
/// makes the value; the value itself is never repeated.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecretAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Key of an <c>.editorconfig</c> section: <c>off</c> leaves an additional file alone, for which there is no pragma.</summary>
    public const string FileOption = "policykit_secrets";

    private static readonly ImmutableArray<string> Rules = ImmutableArray.Create(RuleCatalog.VendorSecret, RuleCatalog.StructuredSecret, RuleCatalog.NamedSecret);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Rules.Select(DiagnosticFactory.Descriptor).ToImmutableArray();

    /// <summary>Whether this analyzer reports a rule.</summary>
    public static bool IsReported(Rule rule) => Rules.Contains(rule.Id);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // Connection strings in designer files are generated code.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("PolicyKit.SandboxAttribute") is null)
            {
                return;
            }

            start.RegisterSyntaxNodeAction(Expression, FoldShape.Kinds);
            start.RegisterAdditionalFileAction(File);
        });
    }

    private static void Expression(SyntaxNodeAnalysisContext context)
    {
        if (FoldedText.Of(context.Node, context.SemanticModel, context.CancellationToken) is not { } folded || folded.Text.Length < FoldedText.Shortest)
        {
            return;
        }

        var found = SecretScanner.Scan(folded.Text, () => SecretNaming.Context(context.Node, context.SemanticModel, context.CancellationToken));
        if (found.IsEmpty && SecretScanner.MayBeNamed(folded.Text))
        {
            found = SecretNaming.Names(context.Node, context.SemanticModel, context.CancellationToken)
                .Select(name => SecretScanner.Named(folded.Text, name)).OfType<SecretMatch>().Take(1).ToImmutableArray();
        }

        foreach (var match in found.Where(m => !folded.IsReportedElsewhere(m.Start, m.Length)))
        {
            context.ReportDiagnostic(Diagnostic(match, folded.Text, context.Node.GetLocation(), folded.Form));
        }
    }

    private static void File(AdditionalFileAnalysisContext context)
    {
        var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.AdditionalFile);
        if ((options.TryGetValue(FileOption, out var said) && said.Equals("off", StringComparison.OrdinalIgnoreCase)) || context.AdditionalFile.GetText(context.CancellationToken) is not { } source)
        {
            return;
        }

        var text = source.ToString();
        foreach (var match in SecretScanner.Scan(text, () => context.AdditionalFile.Path))
        {
            var span = new TextSpan(match.Start, match.Length);
            var location = Location.Create(context.AdditionalFile.Path, span, source.Lines.GetLinePositionSpan(span));
            context.ReportDiagnostic(Diagnostic(match, text, location, "file"));
        }
    }

    private static Diagnostic Diagnostic(SecretMatch match, string text, Location location, string form)
    {
        var rule = match.Class switch
        {
            SecretClass.Vendor => RuleCatalog.VendorSecret,
            SecretClass.Structured => RuleCatalog.StructuredSecret,
            _ => RuleCatalog.NamedSecret,
        };
        var tail = match.Tail(text);
        var properties = ImmutableDictionary<string, string?>.Empty.Add("kind", match.Kind).Add("form", form);
        return Microsoft.CodeAnalysis.Diagnostic.Create(
            DiagnosticFactory.Descriptor(rule),
            location,
            match.Encoding.Length > 0 ? properties.Add("encoding", match.Encoding) : properties,
            match.Kind,
            tail.Length > 0 ? $" (its last two characters are '{tail}')" : match.Encoding.Length > 0 ? $" (in {match.Encoding})" : string.Empty);
    }
}
