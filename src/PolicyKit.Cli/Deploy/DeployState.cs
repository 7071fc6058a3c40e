using PolicyKit.Core.Findings;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Deploy;

/// <summary>The deploy directory as it is: its inventory and what stands in the directories of ours.</summary>
internal sealed class DeployState
{
    private DeployState(string root, string? manifestText, DeployManifest? manifest, IReadOnlyList<DeployEntry> entries, IReadOnlyList<Notice> notices)
    {
        Root = root;
        ManifestText = manifestText;
        Manifest = manifest;
        Entries = entries;
        Notices = notices;
    }

    public string Root { get; }

    /// <summary>Text of the inventory; null when there is none.</summary>
    public string? ManifestText { get; }

    /// <summary>The inventory; null when there is none or it cannot be read.</summary>
    public DeployManifest? Manifest { get; }

    public IReadOnlyList<DeployEntry> Entries { get; }

    /// <summary>What is wrong with the inventory itself: a link, unreadable, of another project.</summary>
    public IReadOnlyList<Notice> Notices { get; }

    /// <exception cref="CliException">The directory cannot be read.</exception>
    public static DeployState Read(string root, DeployTree tree)
    {
        var notices = new List<Notice>();
        var origin = Origin(root, DeployFiles.Manifest);
        var file = new FileInfo(Path.Combine(root, DeployFiles.Manifest));
        string? text = null;
        DeployManifest? manifest = null;
        if (DeployScan.IsLink(file))
        {
            notices.Add(Notice.Of(RuleCatalog.SymbolicLink, origin));
        }
        else if (file.Exists)
        {
            text = ReadText(file.FullName);
            try
            {
                manifest = DeployManifest.Read(text);
                if (manifest.Project != tree.Project)
                {
                    notices.Add(Notice.Of(RuleCatalog.OtherOwner, origin, manifest.Project, tree.Project));
                }
            }
            catch (ArtifactFormatException e)
            {
                notices.Add(Notice.Of(RuleCatalog.InventoryDiffers, origin, $"cannot be read ({e.Message.TrimEnd('.')})", "Restore it from version control"));
            }
        }

        var targets = tree.InSource.Concat(manifest?.Targets.Select(t => t.Directory) ?? []).ToHashSet(StringComparer.Ordinal);
        return new DeployState(root, text, manifest, DeployScan.Run(root, targets), notices);
    }

    /// <summary>Path of an entry as the user sees it.</summary>
    public static string Origin(string root, string path) => path.Length == 0 ? root : $"{root.TrimEnd('/', '\\').Replace('\\', '/')}/{path}";

    public string Origin(string path) => Origin(Root, path);

    public byte[] Bytes(string path)
    {
        try
        {
            var file = new FileInfo(DeployFiles.Full(Root, path));

            // Devices and pipes have no length, and reading one might never end.
            return file.Length == 0 ? [] : File.ReadAllBytes(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{Origin(path)} cannot be read: {e.Message}");
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return DeployFiles.Encoding.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}");
        }
    }
}
