using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Findings;

namespace PolicyKit.Cli;

/// <summary>A finding with the file or the policy and target that it is about. One line on the terminal, in the form that build engines and editors understand.</summary>
/// <param name="RuleId">Id in the catalog.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Origin">File, or <c>policy/target</c>.</param>
/// <param name="Line">Line from 1, or 0.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
internal sealed record Notice(string RuleId, Severity Severity, string Origin, int Line, string Message)
{
    /// <summary>Lines that differ, for a file that differs.</summary>
    public IReadOnlyList<DiffLine> Diff { get; init; } = [];

    public bool IsError => Severity == Severity.Error;

    public static Notice Of(string ruleId, string origin, params string[] arguments) => At(ruleId, origin, 0, arguments);

    public static Notice At(string ruleId, string origin, int line, params string[] arguments)
    {
        var rule = RuleCatalog.Get(ruleId);
        return new Notice(ruleId, rule.Severity, origin, line, rule.Message(EquatableArray.Of(arguments)));
    }

    public static Notice Of(Finding finding, string origin) => new(finding.RuleId, RuleCatalog.Get(finding.RuleId).Severity, origin, 0, finding.Message);

    public override string ToString() =>
        $"{Origin}{(Line > 0 ? $"({Line.ToString(CultureInfo.InvariantCulture)})" : string.Empty)}: {(IsError ? "error" : "warning")} {RuleId}: {Message}";
}

/// <summary>A line of a comparison.</summary>
/// <param name="Kind"><c>-</c> on disk only, <c>+</c> emitted only.</param>
/// <param name="Line">Line in that side's file, from 1.</param>
/// <param name="Text">The line.</param>
internal sealed record DiffLine(char Kind, int Line, string Text);
