using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Roslyn;

namespace PolicyKit.Analyzers;

/// <summary>
/// A waiver is a <c>SuppressMessage</c> of one of our rules whose justification says a reason, an owner and an end: the compiler itself writes it into SARIF as a suppression with its justification.
/// (A suppressor of our own cannot: its justification is one fixed text for each rule.) What is added here is that it ends.
/// </summary>
internal static class Waivers
{
    private const string Owner = "Owner:";
    private const string Until = "Until:";

    private static readonly char[] Ends = { '.', ';', ',', '\n' };

    /// <summary>Judges one attribute of any code against the day of the build; without a day nothing ends.</summary>
    public static void Judge(SyntaxNodeAnalysisContext context, DateTime? today)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.ArgumentList is not { Arguments: { Count: >= 2 } arguments }
            || context.SemanticModel.GetTypeInfo(attribute, context.CancellationToken).Type?.ToDisplayString() != "System.Diagnostics.CodeAnalysis.SuppressMessageAttribute"
            || Text(context, arguments[1])?.Split(':')[0].Trim() is not { } id
            || RuleCatalog.All.All(r => r.Id != id))
        {
            return;
        }

        var said = arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Justification");
        var justification = said is null ? string.Empty : Text(context, said) ?? string.Empty;
        var (owner, until) = (After(justification, Owner), After(justification, Until));
        var reason = justification.Substring(0, new[] { Owner, Until }.Select(w => justification.IndexOf(w, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(justification.Length).Min());
        var missing = new[] { (reason, "reason"), (owner, "owner"), (until, "end") }.Where(m => string.IsNullOrWhiteSpace(m.Item1)).Select(m => m.Item2).ToList();
        if (missing.Count > 0)
        {
            Report(RuleCatalog.SuppressionWithoutEnd, id, string.Join(", no ", missing));
        }

        if (until is null)
        {
            return;
        }

        if (!DateTime.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            Report(RuleCatalog.WaiverEnded, id, "has an end that is no date");
        }
        else if (today > day)
        {
            Report(RuleCatalog.WaiverEnded, id, "ended on " + until);
        }

        void Report(string rule, params string[] message) => context.ReportDiagnostic(Diagnostic.Create(
            DiagnosticFactory.Descriptor(rule),
            (said ?? (SyntaxNode)attribute).GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(BreadthFinding.Kind, RuleCatalog.KindOf(rule)),
            message.Cast<object>().ToArray()));
    }

    private static string? Text(SyntaxNodeAnalysisContext context, AttributeArgumentSyntax argument) =>
        context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken) is { Value: string text } ? text : null;

    // Null when the word is not said, empty when nothing follows it.
    private static string? After(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var end = text.IndexOfAny(Ends, at + word.Length);
        return text.Substring(at + word.Length, (end < 0 ? text.Length : end) - at - word.Length).Trim();
    }
}
