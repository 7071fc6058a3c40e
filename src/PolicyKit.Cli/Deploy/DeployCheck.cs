using PolicyKit.Core.Findings;

namespace PolicyKit.Cli.Deploy;

/// <summary>Compares the deploy directory with what the policies emit. Writes nothing.</summary>
internal sealed class DeployCheck
{
    private readonly DeployTree _tree;
    private readonly DeployState _state;
    private readonly IReadOnlySet<string> _directories;
    private readonly List<Notice> _notices = [];

    private DeployCheck(DeployTree tree, DeployState state)
    {
        _tree = tree;
        _state = state;
        _directories = DeployFiles.DirectoriesOf(tree.Files.Keys.Concat(state.Manifest?.Files.Keys.Where(f => !tree.Targets.Contains(DeployFiles.TargetOf(f))) ?? []));
    }

    /// <param name="tree">What should be there.</param>
    /// <param name="root">The deploy directory.</param>
    /// <param name="orphansKnown">Whether every policy of the source could be read, so that what is not among them has left it.</param>
    public static IReadOnlyList<Notice> Run(DeployTree tree, string root, bool orphansKnown)
    {
        var check = new DeployCheck(tree, DeployState.Read(root, tree));
        check.Run(orphansKnown);
        return check._notices;
    }

    private void Run(bool orphansKnown)
    {
        _notices.AddRange(_state.Notices);
        Inventory();
        if (orphansKnown)
        {
            foreach (var orphan in _state.Manifest?.Targets.Where(t => !_tree.InSource.Contains(t.Directory)) ?? [])
            {
                Add(RuleCatalog.Orphan, orphan.Directory, orphan.Directory);
            }
        }

        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _state.Entries)
        {
            there.Add(entry.Path);
            Entry(entry);
        }

        foreach (var missing in _tree.Files.Keys.Concat(Kept).Where(f => !there.Contains(f)).Order(StringComparer.Ordinal))
        {
            Add(RuleCatalog.ArtifactMissing, missing);
        }
    }

    /// <summary>Files of targets that are in the source but not emitted now: they stay as the inventory has them.</summary>
    private IEnumerable<string> Kept => _state.Manifest?.Targets
        .Where(t => !_tree.Targets.Contains(t.Directory) && _tree.InSource.Contains(t.Directory))
        .SelectMany(t => t.Files.Select(f => $"{t.Directory}/{f.Name}")) ?? [];

    private void Inventory()
    {
        if (_tree.Manifest is not { } expected || _state.Notices.Count > 0)
        {
            return;
        }

        if (_state.ManifestText is not { } actual)
        {
            if (_tree.Files.Count > 0)
            {
                Add(RuleCatalog.InventoryDiffers, DeployFiles.Manifest, "is missing", "Run 'policykit write', or restore it from version control");
            }
        }
        else if (actual != expected)
        {
            var onlyLineEnds = actual.ReplaceLineEndings("\n") == expected;
            _notices.Add(onlyLineEnds
                ? Notice.Of(RuleCatalog.LineEndsDiffer, _state.Origin(DeployFiles.Manifest))
                : Notice.At(RuleCatalog.InventoryDiffers, _state.Origin(DeployFiles.Manifest), LineDiff.FirstDifference(expected, actual), "differs from what the policies give", "Run 'policykit write'") with
                {
                    Diff = LineDiff.Of(actual, expected),
                });
        }
    }

    private void Entry(DeployEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Link:
                Add(RuleCatalog.SymbolicLink, entry.Path);
                break;
            case EntryKind.Foreign:
                Add(RuleCatalog.ForeignEntry, entry.Path, "entry", _state.Origin(DeployFiles.ParentOf(entry.Path)));
                break;
            case EntryKind.Directory:
                if (!_directories.Contains(entry.Path) && !_tree.InSource.Contains(entry.Path))
                {
                    Add(RuleCatalog.ForeignEntry, entry.Path, "directory", _state.Origin(DeployFiles.TargetOf(entry.Path)));
                }

                break;
            default:
                File(entry.Path);
                break;
        }
    }

    private void File(string path)
    {
        if (_tree.Files.TryGetValue(path, out var expected))
        {
            var bytes = _state.Bytes(path);
            if (!bytes.AsSpan().SequenceEqual(expected.Bytes))
            {
                _notices.Add(Differs(path, bytes, expected.Text));
            }
        }
        else if (!_tree.Targets.Contains(DeployFiles.TargetOf(path)) && _state.Manifest?.Files.TryGetValue(path, out var hash) == true)
        {
            if (DeployFiles.Hash(_state.Bytes(path)) != hash)
            {
                Add(RuleCatalog.ArtifactDiffers, path);
            }
        }
        else
        {
            Add(RuleCatalog.ForeignEntry, path, "file", _state.Origin(DeployFiles.TargetOf(path)));
        }
    }

    private Notice Differs(string path, byte[] bytes, string expected)
    {
        var actual = System.Text.Encoding.UTF8.GetString(bytes);
        return actual.Replace("\r\n", "\n", StringComparison.Ordinal) == expected
            ? Notice.Of(RuleCatalog.LineEndsDiffer, _state.Origin(path))
            : Notice.At(RuleCatalog.ArtifactDiffers, _state.Origin(path), LineDiff.FirstDifference(expected, actual)) with { Diff = LineDiff.Of(actual, expected) };
    }

    private void Add(string ruleId, string path, params string[] arguments) => _notices.Add(Notice.Of(ruleId, _state.Origin(path), arguments));
}
