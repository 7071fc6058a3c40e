namespace PolicyKit.Cli.Deploy;

internal enum EntryKind
{
    File,
    Directory,
    Link,

    /// <summary>Stands where only directories of ours may stand.</summary>
    Foreign,
}

/// <summary>Something found below the deploy directory.</summary>
/// <param name="Path">Path with <c>/</c>; empty for the deploy directory itself.</param>
/// <param name="Kind">What it is.</param>
internal sealed record DeployEntry(string Path, EntryKind Kind)
{
    /// <summary>Whether it is a file that an interrupted write left behind.</summary>
    public bool IsTemporary => Kind == EntryKind.File && System.IO.Path.GetFileName(Path).StartsWith(DeployFiles.TemporaryPrefix, StringComparison.Ordinal);
}

/// <summary>What stands in the directories that are PolicyKit's. Links are named and never followed.</summary>
internal static class DeployScan
{
    /// <param name="root">The deploy directory.</param>
    /// <param name="targets">Directories <c>policy/target</c> that are ours; their parents hold nothing else.</param>
    /// <exception cref="CliException">A directory cannot be read.</exception>
    public static IReadOnlyList<DeployEntry> Run(string root, IReadOnlySet<string> targets)
    {
        try
        {
            var entries = new List<DeployEntry>();
            var directory = new DirectoryInfo(root);
            if (IsLink(directory))
            {
                entries.Add(new DeployEntry(string.Empty, EntryKind.Link));
            }
            else if (File.Exists(root))
            {
                throw new CliException($"{root} is a file; the deploy directory must be a directory.");
            }
            else if (directory.Exists)
            {
                foreach (var policy in targets.Select(t => t.Split('/')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    Policy(entries, root, policy, targets);
                }

                entries.AddRange(directory.EnumerateFiles(DeployFiles.TemporaryPrefix + "*").Where(f => !IsLink(f)).Select(f => new DeployEntry(f.Name, EntryKind.File)));
            }

            return entries.OrderBy(e => e.Path, StringComparer.Ordinal).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{root} cannot be read: {e.Message}");
        }
    }

    public static bool IsLink(FileSystemInfo info) => info.LinkTarget is not null;

    private static void Policy(List<DeployEntry> entries, string root, string policy, IReadOnlySet<string> targets)
    {
        var directory = new DirectoryInfo(Path.Combine(root, policy));
        if (IsLink(directory))
        {
            entries.Add(new DeployEntry(policy, EntryKind.Link));
        }
        else if (File.Exists(directory.FullName))
        {
            entries.Add(new DeployEntry(policy, EntryKind.Foreign));
        }
        else if (directory.Exists)
        {
            foreach (var child in directory.EnumerateFileSystemInfos())
            {
                var path = $"{policy}/{child.Name}";
                if (IsLink(child))
                {
                    entries.Add(new DeployEntry(path, EntryKind.Link));
                }
                else if (child is DirectoryInfo target && targets.Contains(path))
                {
                    Walk(entries, target, path);
                }
                else
                {
                    entries.Add(new DeployEntry(path, EntryKind.Foreign));
                }
            }
        }
    }

    private static void Walk(List<DeployEntry> entries, DirectoryInfo directory, string path)
    {
        entries.Add(new DeployEntry(path, EntryKind.Directory));
        foreach (var child in directory.EnumerateFileSystemInfos())
        {
            var childPath = $"{path}/{child.Name}";
            if (IsLink(child))
            {
                entries.Add(new DeployEntry(childPath, EntryKind.Link));
            }
            else if (child is DirectoryInfo below)
            {
                Walk(entries, below, childPath);
            }
            else
            {
                entries.Add(new DeployEntry(childPath, EntryKind.File));
            }
        }
    }
}
