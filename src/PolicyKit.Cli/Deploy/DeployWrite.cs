using PolicyKit.Core.Findings;

namespace PolicyKit.Cli.Deploy;

/// <summary>What a write would do, and what stands against it.</summary>
internal sealed record DeployPlan
{
    /// <summary>Any of these stops the whole write; nothing is touched then.</summary>
    public IReadOnlyList<Notice> Blockers { get; init; } = [];

    /// <summary>Files to put in place, in order; the inventory is the last.</summary>
    public IReadOnlyList<DeployFile> Writes { get; init; } = [];

    /// <summary>Files of ours that are not emitted any more.</summary>
    public IReadOnlyList<string> Deletes { get; init; } = [];

    /// <summary>Half-written files of an interrupted write.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    public bool IsEmpty => Writes.Count + Deletes.Count + Leftovers.Count == 0;
}

/// <summary>Brings the deploy directory to what the policies emit. Plans first: something foreign, missing, edited or linked stops everything before the first change.</summary>
internal static class DeployWrite
{
    /// <param name="tree">What should be there; complete.</param>
    /// <param name="root">The deploy directory.</param>
    /// <param name="restore">Whether files that are missing or were edited by hand are put back. Foreign entries and links stop the write all the same.</param>
    /// <exception cref="CliException">The directory cannot be read.</exception>
    public static DeployPlan Plan(DeployTree tree, string root, bool restore)
    {
        var state = DeployState.Read(root, tree);
        var blockers = new List<Notice>(state.Notices);
        var writes = new List<DeployFile>();
        var deletes = new List<string>();
        var leftovers = new List<string>();
        var files = new HashSet<string>(StringComparer.Ordinal);
        var old = state.Manifest?.Files;
        var directories = DeployFiles.DirectoriesOf(tree.Files.Keys.Concat(old?.Keys ?? []));
        foreach (var entry in state.Entries)
        {
            if (entry.IsTemporary)
            {
                leftovers.Add(entry.Path);
            }
            else if (entry.Kind == EntryKind.File)
            {
                files.Add(entry.Path);
                Judge(entry.Path);
            }
            else if (entry.Kind == EntryKind.Link)
            {
                Block(RuleCatalog.SymbolicLink, entry.Path);
            }
            else if (entry.Kind == EntryKind.Foreign || !directories.Contains(entry.Path))
            {
                Block(RuleCatalog.ForeignEntry, entry.Path, entry.Kind == EntryKind.Foreign ? "entry" : "directory", state.Origin(DeployFiles.TargetOf(DeployFiles.ParentOf(entry.Path))));
            }
        }

        foreach (var file in tree.Files.Values.Where(f => !files.Contains(f.Path)))
        {
            if (old?.ContainsKey(file.Path) == true && !restore)
            {
                Block(RuleCatalog.ArtifactMissing, file.Path);
            }
            else
            {
                writes.Add(file);
            }
        }

        var ordered = writes.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        if (state.ManifestText != tree.Manifest && (tree.Files.Count > 0 || state.ManifestText is not null))
        {
            ordered.Add(new DeployFile(DeployFiles.Manifest, tree.Manifest!));
        }

        return new DeployPlan { Blockers = blockers, Writes = ordered, Deletes = deletes, Leftovers = leftovers };

        void Judge(string path)
        {
            var bytes = state.Bytes(path);
            var untouched = old?.TryGetValue(path, out var hash) == true && DeployFiles.Hash(bytes) == hash;
            if (tree.Files.TryGetValue(path, out var file))
            {
                if (bytes.AsSpan().SequenceEqual(file.Bytes))
                {
                    return;
                }

                if (untouched || (restore && old?.ContainsKey(path) == true))
                {
                    writes.Add(file);
                }
                else if (old is null)
                {
                    // Without an inventory a file is ours only if it is what we would write.
                    Block(RuleCatalog.ForeignEntry, path, "file", state.Origin(DeployFiles.TargetOf(path)));
                }
                else
                {
                    Block(RuleCatalog.ArtifactDiffers, path);
                }
            }
            else if (untouched)
            {
                deletes.Add(path);
            }
            else if (old?.ContainsKey(path) == true)
            {
                Block(RuleCatalog.ArtifactDiffers, path);
            }
            else
            {
                Block(RuleCatalog.ForeignEntry, path, "file", state.Origin(DeployFiles.TargetOf(path)));
            }
        }

        void Block(string ruleId, string path, params string[] arguments) => blockers.Add(Notice.Of(ruleId, state.Origin(path), arguments));
    }

    /// <summary>Carries a plan out. Each file appears whole or not at all; the inventory comes last, so that an interrupted write can be repeated.</summary>
    /// <exception cref="CliException">A file cannot be written.</exception>
    public static void Apply(DeployPlan plan, string root)
    {
        try
        {
            foreach (var leftover in plan.Leftovers)
            {
                File.Delete(DeployFiles.Full(root, leftover));
            }

            // The inventory must name what is there at every moment: it is replaced after additions and before removals are forgotten.
            foreach (var file in plan.Writes.Where(f => f.Path != DeployFiles.Manifest))
            {
                Replace(DeployFiles.Full(root, file.Path), file.Bytes);
            }

            foreach (var path in plan.Deletes)
            {
                File.Delete(DeployFiles.Full(root, path));
                RemoveEmpty(root, path);
            }

            foreach (var file in plan.Writes.Where(f => f.Path == DeployFiles.Manifest))
            {
                Replace(DeployFiles.Full(root, file.Path), file.Bytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{root} cannot be written: {e.Message} Run the same command again when this is mended.");
        }
    }

    private static void Replace(string path, byte[] bytes)
    {
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory);
        var temporary = Path.Combine(directory, DeployFiles.TemporaryPrefix + Path.GetFileName(path));
        File.Delete(temporary);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void RemoveEmpty(string root, string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var directory = DeployFiles.Full(root, path[..slash]);
            if (Directory.EnumerateFileSystemEntries(directory).Any())
            {
                return;
            }

            Directory.Delete(directory);
        }
    }
}
