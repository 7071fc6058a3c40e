using PolicyKit.Cli.Assemblies;

namespace PolicyKit.Cli.Deploy;

/// <summary>The deploy tree as it should be.</summary>
internal sealed class DeployTree
{
    /// <param name="assembly">A sound assembly; of an unsound one only the targets that were emitted and believed are in the tree.</param>
    public DeployTree(ProvedAssembly assembly)
    {
        Project = assembly.Name;
        IsComplete = assembly.IsSound && assembly.Targets.All(t => t.Files.Count > 0);
        Files = assembly.Targets.SelectMany(t => t.Files).ToDictionary(f => f.Path, StringComparer.Ordinal);
        Manifest = IsComplete ? DeployManifest.Write(assembly) : null;
        Targets = assembly.Targets.Where(t => t.Files.Count > 0).Select(t => $"{t.Policy}/{t.Target}").ToHashSet(StringComparer.Ordinal);

        // A target that is refused now, and everything while some class cannot be read at all, is still in the source.
        InSource = assembly.Targets.Select(t => $"{t.Policy}/{t.Target}").ToHashSet(StringComparer.Ordinal);
    }

    public string Project { get; }

    /// <summary>Whether every policy was emitted for every target, so that the tree can be written.</summary>
    public bool IsComplete { get; }

    /// <summary>Files by path below the deploy directory, the inventory not among them.</summary>
    public IReadOnlyDictionary<string, DeployFile> Files { get; }

    /// <summary>Text of the inventory; null unless complete.</summary>
    public string? Manifest { get; }

    /// <summary>Directories <c>policy/target</c> whose content is known.</summary>
    public IReadOnlySet<string> Targets { get; }

    /// <summary>Directories <c>policy/target</c> that the source has, emitted or not.</summary>
    public IReadOnlySet<string> InSource { get; }
}
