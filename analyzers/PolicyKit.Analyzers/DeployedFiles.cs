using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PolicyKit.Core;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Analyzers;

/// <summary>
/// The checked-in deploy tree, as far as a project hands it over as AdditionalFiles: it begins beside the inventory <c>policykit.json</c>. Only what the editor should show is judged here; foreign files, links and
/// orphans are the command's.
/// </summary>
public sealed class DeployedFiles
{
    private readonly Lazy<ImmutableDictionary<string, AdditionalText>?> _files;

    /// <summary>Looks through the files when it is first asked.</summary>
    public DeployedFiles(ImmutableArray<AdditionalText> files) => _files = new(() =>
    {
        var all = files.GroupBy(f => Slashes(f.Path), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return Root(all.Keys) is { } root
            ? all.Where(f => f.Key.StartsWith(root, StringComparison.Ordinal)).ToImmutableDictionary(f => f.Key.Substring(root.Length), f => f.Value, StringComparer.Ordinal)
            : null;
    });

    /// <summary>Where the deploy tree begins, with <c>/</c> at its end; null where the inventory is not among the files.</summary>
    public static string? Root(IEnumerable<string> paths)
    {
        const string Inventory = "/policykit.json";
        var inventory = paths.Select(Slashes).Where(p => p.EndsWith(Inventory, StringComparison.Ordinal)).OrderBy(p => p.Length).FirstOrDefault();
        return inventory?.Substring(0, inventory.Length - Inventory.Length + 1);
    }

    /// <summary>A path as the deploy tree writes it.</summary>
    public static string Slashes(string path) => path.Replace('\\', '/');

    /// <summary>The files of a target: path below the deploy tree, and text.</summary>
    public static IEnumerable<(string Path, string Text)> Expected(CompiledTarget compiled)
    {
        var directory = compiled.Policy.Policy.Id + "/" + compiled.Policy.Target.Id + "/";
        return compiled.Artifacts.Select(a => (directory + a.Path, a.Text)).Concat(compiled.Glue.Select(g => (directory + g.Path, g.Text)));
    }

    /// <summary>One finding for each target with a file that is missing or differs; none where there is no deploy tree.</summary>
    public IEnumerable<Finding> Judge(IEnumerable<CompiledTarget> targets, CancellationToken cancellation)
    {
        if (_files.Value is not { } files)
        {
            yield break;
        }

        foreach (var target in targets.Where(t => t.Status == CompileStatus.Emitted))
        {
            var missing = Expected(target).FirstOrDefault(e => !files.ContainsKey(e.Path)).Path;
            var differing = missing is not null ? null : Expected(target).FirstOrDefault(e => !Same(files[e.Path].GetText(cancellation), e.Text)).Path;
            if ((missing ?? differing) is { } path)
            {
                var id = target.Policy.Target.Id;
                yield return new Finding
                {
                    RuleId = missing is null ? RuleCatalog.CheckedInDiffers : RuleCatalog.CheckedInMissing,
                    Place = PolicyPlace.Target(id),
                    Arguments = EquatableArray.Of(path),
                    Properties = EquatableArray.Of(new NamedValue(BreadthFinding.Kind, "drift"), new NamedValue("target", id)),
                };
            }
        }
    }

    private static bool Same(SourceText? text, string expected) => text is not null && text.Length == expected.Length && text.ToString() == expected;
}
