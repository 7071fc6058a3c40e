using PolicyKit.Cli.Assemblies;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Deploy;

/// <summary>A deployed target after verification.</summary>
/// <param name="Compiled">What this tool makes of the model that the inventory holds.</param>
/// <param name="IsProved">Whether what stands on disk was read back and proved.</param>
internal sealed record VerifiedTarget(CompiledTarget Compiled, bool IsProved);

/// <summary>
/// A deploy directory judged by itself, without the source: every file is the one of the inventory, every configuration is read back from its text and proved against the model in the inventory,
/// every fixed program is this tool's own, and nothing stands beside. What the inventory says is believed here; it is held against an assembly or a digest by the caller.
/// </summary>
internal sealed class DeployVerification
{
    private readonly string _root;
    private readonly CliEnvironment _environment;
    private readonly DateTime _today;
    private readonly List<Notice> _notices = [];
    private readonly List<VerifiedTarget> _targets = [];
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);

    private DeployVerification(string root, CliEnvironment environment, DateTime today)
    {
        _root = root;
        _environment = environment;
        _today = today;
    }

    /// <exception cref="CliException">There is no inventory, or it cannot be read.</exception>
    public static (DeployManifest Manifest, string Text, IReadOnlyList<VerifiedTarget> Targets, IReadOnlyList<Notice> Notices) Run(string root, CliEnvironment environment, DateTime today)
    {
        var verification = new DeployVerification(root, environment, today);
        var (manifest, text) = verification.Inventory();
        verification.Tree(manifest);
        foreach (var policy in manifest.Policies)
        {
            verification._notices.AddRange(AcceptanceExpiry.Judge(policy, today).Select(f => Notice.Of(f, policy.Id)));
            foreach (var target in policy.Targets)
            {
                verification.Target(manifest, policy, target);
            }
        }

        return (manifest, text, verification._targets, verification._notices.Distinct().ToList());
    }

    private (DeployManifest Manifest, string Text) Inventory()
    {
        var path = Path.Combine(_root, DeployFiles.Manifest);
        var file = new FileInfo(path);
        if (!file.Exists || DeployScan.IsLink(file))
        {
            throw new CliException($"{_root} has no inventory {DeployFiles.Manifest}{(file.Exists ? " (it is a link)" : string.Empty)}; give the directory into which 'policykit write' wrote.");
        }

        try
        {
            var text = DeployFiles.Encoding.GetString(File.ReadAllBytes(path));
            return (DeployManifest.Read(text), text);
        }
        catch (Exception e) when (e is ArtifactFormatException or IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}");
        }
    }

    private void Tree(DeployManifest manifest)
    {
        var entries = DeployScan.Run(_root, manifest.Targets.Select(t => t.Directory).ToHashSet(StringComparer.Ordinal));
        var directories = DeployFiles.DirectoriesOf(manifest.Files.Keys);
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Link)
            {
                Add(RuleCatalog.SymbolicLink, entry.Path);
            }
            else if (entry.Kind == EntryKind.Foreign || !(entry.Kind == EntryKind.File ? manifest.Files.ContainsKey(entry.Path) : directories.Contains(entry.Path)))
            {
                Add(RuleCatalog.ForeignEntry, entry.Path, entry.Kind == EntryKind.Foreign ? "entry" : entry.Kind.ToString().ToLowerInvariant(), DeployState.Origin(_root, DeployFiles.TargetOf(entry.Path)));
            }
        }

        _present.UnionWith(entries.Where(e => e.Kind == EntryKind.File).Select(e => e.Path));
        foreach (var file in manifest.Files)
        {
            if (!_present.Contains(file.Key))
            {
                Add(RuleCatalog.ArtifactMissing, file.Key);
            }
            else if (DeployFiles.Hash(Bytes(file.Key)) != file.Value)
            {
                Add(RuleCatalog.ArtifactDiffers, file.Key);
            }
        }
    }

    private void Target(DeployManifest manifest, SandboxPolicy policy, TargetDeclaration target)
    {
        var origin = $"{policy.Id}/{target.Id}";
        _environment.Progress($"proving {origin}");
        if (_environment.FindProvider(target.Provider) is not { } provider)
        {
            throw new CliException($"This version of PolicyKit does not know the provider '{target.Provider}' of {origin}.");
        }

        var compiled = PolicyCompiler.Compile(provider, policy, target, PolicyCompiler.DefaultBudget);
        if (manifest.Targets.Items.FirstOrDefault(t => t.Directory == origin) is not { } deployed || compiled.Status != CompileStatus.Emitted)
        {
            Add(RuleCatalog.NotEmitted, origin, policy.Id, target.Id, compiled.Status == CompileStatus.Emitted ? "the inventory has no files of it" : string.Join(", ", compiled.Findings.Select(f => f.RuleId).Distinct()));
            _targets.Add(new VerifiedTarget(compiled, false));
            return;
        }

        var before = _notices.Count;
        var programs = compiled.Glue.ToDictionary(g => g.Path, g => g.Text, StringComparer.Ordinal);
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in deployed.Files.Where(f => _present.Contains($"{origin}/{f.Name}")))
        {
            var path = $"{origin}/{file.Name}";
            var text = System.Text.Encoding.UTF8.GetString(Bytes(path));
            if (!programs.TryGetValue(file.Name, out var program))
            {
                data.Add(file.Name, text);
            }
            else if (text != program)
            {
                Add(RuleCatalog.UnknownGlue, path, file.Name, manifest.Tool == ToolVersion.Text ? "is not this version's" : $"is not this version's ({ToolVersion.Text}; the inventory was written by {manifest.Tool})");
            }
        }

        ReadBackProof.Run(compiled, data, _environment.FindReader(provider.Id), out var failure);
        if (failure is not null)
        {
            Add(RuleCatalog.ReadBackFailed, origin, policy.Id, target.Id, failure);
        }

        _targets.Add(new VerifiedTarget(compiled, _notices.Count == before));
    }

    private byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(DeployFiles.Full(_root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{DeployState.Origin(_root, path)} cannot be read: {e.Message}");
        }
    }

    private void Add(string ruleId, string path, params string[] arguments) => _notices.Add(Notice.Of(ruleId, DeployState.Origin(_root, path), arguments));
}
