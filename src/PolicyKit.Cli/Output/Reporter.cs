using System.Globalization;
using PolicyKit.Cli.Assemblies;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Secrets;
using PolicyKit.Providers;
using Spectre.Console;

namespace PolicyKit.Cli.Output;

/// <summary>Prints for people. Without a terminal everything is plain text; in a build only findings are printed.</summary>
internal sealed class Reporter
{
    private const int DiffLinesPerFile = 40;

    private readonly CliEnvironment _environment;
    private readonly bool _findingsOnly;
    private readonly IAnsiConsole _console;

    public Reporter(CliEnvironment environment, bool findingsOnly)
    {
        _environment = environment;
        _findingsOnly = findingsOnly;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = environment.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = environment.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(environment.Output),
        });
        _console.Profile.Width = environment.Width;
    }

    /// <summary>A line about what was done; not in a build.</summary>
    public void Line(string text)
    {
        if (!_findingsOnly)
        {
            _environment.Output.WriteLine(PlainText.Of(text));
        }
    }

    public void Notices(IEnumerable<Notice> notices)
    {
        foreach (var notice in notices.OrderBy(n => n.Origin, StringComparer.Ordinal).ThenBy(n => n.RuleId, StringComparer.Ordinal))
        {
            var line = PlainText.Of(notice.ToString());
            if (_environment.IsTerminal)
            {
                _console.Write(new Text(line, new Style(notice.IsError ? Color.Red : Color.Yellow)));
                _environment.Output.WriteLine();
            }
            else
            {
                _environment.Output.WriteLine(line);
            }

            if (!_findingsOnly)
            {
                Diff(notice.Diff);
            }
        }
    }

    public void Table(ProvedAssembly assembly)
    {
        if (_findingsOnly || assembly.Targets.Count == 0)
        {
            return;
        }

        var table = NewTable("policy", "target", "status", "accepted", "residue", "proof");
        foreach (var target in assembly.Targets)
        {
            Row(table, target.Policy, target.Target, Status(target), Accepted(target), Residue(target), Proof(target));
        }

        _console.Write(table);
        _environment.Output.WriteLine();
    }

    /// <summary>A table with an empty line after it; nothing when it has no rows.</summary>
    public void Rows(string[] columns, IEnumerable<string[]> rows)
    {
        var list = rows.ToList();
        if (list.Count > 0)
        {
            var table = NewTable(columns);
            list.ForEach(r => Row(table, r));
            _console.Write(table);
            _environment.Output.WriteLine();
        }
    }

    public void Explain(ProvedTarget target)
    {
        var provider = target.Compiled.Provider;
        Line($"{target.Policy} on {target.Target} ({provider.DisplayName}): {Status(target)}");
        Line($"proof: {Proof(target)}");
        foreach (var witness in target.Compiled.Proof?.Witnesses ?? [])
        {
            Line($"  {witness.Dimension}: {witness.Text}");
        }

        _environment.Output.WriteLine();
        var concepts = NewTable("concept", "declared", provider.DisplayName, "how");
        foreach (var concept in DeclaredConcepts.Of(target.Compiled.Policy, provider))
        {
            Row(concepts, concept.Concept, concept.Declared, concept.Capability?.Status.ToString().ToLowerInvariant() ?? "not in the table", concept.Capability?.Detail ?? string.Empty);
        }

        _console.Write(concepts);
        foreach (var (deviation, acceptance) in target.Compiled.Deviations.Items.Select(d => (d.Deviation, d.Acceptance)))
        {
            _environment.Output.WriteLine();
            Line($"{deviation.Definition.Name} ({deviation.Definition.Kind.ToString().ToLowerInvariant()}){(deviation.Subject.Length == 0 ? string.Empty : $" for {deviation.Subject}")}: {deviation.Definition.Message}");
            Line(acceptance is null
                ? "  not accepted"
                : $"  accepted by {acceptance.Owner}{(acceptance.Until is null ? string.Empty : $" until {acceptance.Until}")}{(acceptance.Baseline is null ? string.Empty : $", baseline {acceptance.Baseline}")}: {acceptance.Because}");
        }

        foreach (var remark in PolicyRemark.Of(target.Compiled.Policy))
        {
            _environment.Output.WriteLine();
            Line($"{remark.Finding.RuleId} ({remark.Kind}): {remark.Finding.Message}.");
            if (remark.Because is { } because)
            {
                Line($"  because: {because}");
            }
        }

        _environment.Output.WriteLine();
    }

    /// <summary>One word for what became of a target.</summary>
    public static string Status(ProvedTarget target) => target.Compiled.Status switch
    {
        CompileStatus.Emitted => target.Accepted.Any() ? "accepted" : "enforced",
        CompileStatus.Refused => "refused",
        _ => "failed",
    };

    private static string Accepted(ProvedTarget target) => target.Compiled.Status == CompileStatus.Emitted && target.Accepted.Any()
        ? $"{target.Own.Count().ToString(CultureInfo.InvariantCulture)} own + {target.FromBaseline.Count().ToString(CultureInfo.InvariantCulture)} baseline"
        : string.Empty;

    private static string Residue(ProvedTarget target) => string.Join(", ", target.Residue.Select(d => d.Deviation.Definition.Name));

    private static string Proof(ProvedTarget target) => (target.Compiled.Proof?.Verdict, target.ReadBack?.Verdict) switch
    {
        (Verdict.Within, Verdict.Within) => "within",
        (Verdict.Undecided, Verdict.Undecided) => "undecided, accepted",
        (null, _) => "none",
        (_, null) => "not read back",
        _ => "exceeds",
    };

    private Table NewTable(params string[] columns)
    {
        var table = new Table { Border = _environment.IsTerminal ? TableBorder.Rounded : TableBorder.None };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow(cells.Select(c => new Text(PlainText.Of(c))));

    private void Diff(IReadOnlyList<DiffLine> lines)
    {
        foreach (var line in lines.Take(DiffLinesPerFile))
        {
            // Somebody may have put a secret into the file; it must not end up in a log as well.
            var secret = SecretScanner.Kinds(line.Text);
            var text = secret.IsEmpty ? PlainText.Of(line.Text) : $"(withheld: holds a {secret[0]})";
            _environment.Output.WriteLine($"  {line.Kind} {line.Line.ToString(CultureInfo.InvariantCulture),5} | {text}");
        }

        if (lines.Count > DiffLinesPerFile)
        {
            _environment.Output.WriteLine($"  ... {lines.Count - DiffLinesPerFile} more lines differ");
        }
    }
}
