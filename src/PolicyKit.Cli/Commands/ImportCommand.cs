using System.Text.RegularExpressions;
using PolicyKit.Cli.Importing;
using PolicyKit.Cli.Revisions;
using PolicyKit.Core.Model;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit import</c>: settings of other tools, or our own deploy tree, as attributed C# classes.</summary>
internal sealed partial class ImportCommand(CliEnvironment environment, IReadOnlyList<string> files, string output, string space)
{
    public int Run()
    {
        if (!Identifiers().IsMatch(space))
        {
            throw new CliException($"--namespace '{space}' is no namespace; write names parted by dots, for example Acme.Sandboxes.");
        }

        // All is read before anything is written.
        var classes = files.SelectMany(Read).ToList();
        if (classes.GroupBy(c => c.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new CliException($"{twice.Key} would be written twice; import one file at a time into directories of their own.");
        }

        if (classes.FirstOrDefault(c => File.Exists(c.Path)) is { Path: not null } there)
        {
            throw new CliException($"{there.Path} is there already; nothing was written.");
        }

        try
        {
            Directory.CreateDirectory(output);
            foreach (var (path, text, remarks) in classes)
            {
                File.WriteAllText(path, text);
                environment.Output.WriteLine($"{path}: written{(remarks.Count == 0 ? string.Empty : ", with remarks:")}");
                foreach (var remark in remarks)
                {
                    environment.Output.WriteLine($"{path}: warning: not carried over: {PlainText.Of(remark)}");
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{output} cannot be written: {e.Message}");
        }

        return classes.Any(c => c.Remarks.Count > 0) ? ExitCode.Finding : ExitCode.Ok;
    }

    private IEnumerable<(string Path, string Text, IReadOnlyList<string> Remarks)> Read(string file)
    {
        if (Directory.Exists(file) || Path.GetFileName(file) == Deploy.DeployFiles.Manifest)
        {
            return PolicyRevision.Read(file, environment).Policies.Values.Select(p => Class(p, Baselines(p)));
        }

        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file} cannot be read: {e.Message}");
        }

        return Importers.Read(file, ForeignDocument.Read(file, text), Importers.Id(Path.GetFileNameWithoutExtension(file))).Select(i => Class(i.Result(), i.Remarks));
    }

    // The one thing of a policy that does not stand on its class.
    private static List<string> Baselines(SandboxPolicy policy) => policy.Acceptances.Items.Where(a => a.Baseline is not null).Select(a => a.Baseline!).Distinct().Order(StringComparer.Ordinal)
        .Select(b => $"the baseline {b}: write [assembly: AcceptBaseline<{b}>(Because = ..., Owner = ..., Until = ...)] once for the project").ToList();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Identifiers();

    private (string Path, string Text, IReadOnlyList<string> Remarks) Class(SandboxPolicy policy, IReadOnlyList<string> remarks) =>
        (Path.Combine(output, PolicyClassWriter.ClassName(policy.Id) + ".cs"), PolicyClassWriter.Write(policy, space, remarks), remarks);
}
