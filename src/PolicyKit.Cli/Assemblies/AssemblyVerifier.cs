using System.Text.RegularExpressions;
using PolicyKit.Cli.Deploy;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Assemblies;

/// <summary>
/// Believes nothing that an assembly says: reads each model, compiles and proves it again, compares the result with index and artifacts byte by byte, and proves each text once more after reading it back.
/// </summary>
internal sealed partial class AssemblyVerifier
{
    private readonly PolicyAssembly _assembly;
    private readonly CliEnvironment _environment;
    private readonly List<Notice> _notices = [];
    private readonly List<SandboxPolicy> _policies = [];
    private readonly List<MalformedPolicy> _malformed = [];
    private readonly List<ProvedTarget> _targets = [];
    private readonly ILookup<(string, string), IndexRow> _rows;
    private readonly ILookup<(string, string), ArtifactRow> _artifacts;
    private readonly ILookup<(string, string), GlueUseRow> _glueUses;
    private readonly HashSet<string> _typesWithRow = new(StringComparer.Ordinal);

    private AssemblyVerifier(PolicyAssembly assembly, CliEnvironment environment)
    {
        _assembly = assembly;
        _environment = environment;
        _rows = assembly.Index.ToLookup(r => (r.Policy, r.Target));
        _artifacts = assembly.Artifacts.ToLookup(a => (a.Policy, a.Target));
        _glueUses = assembly.GlueUses.ToLookup(u => (u.Policy, u.Target));
    }

    public static ProvedAssembly Verify(PolicyAssembly assembly, CliEnvironment environment)
    {
        var verifier = new AssemblyVerifier(assembly, environment);
        verifier.Run();
        return new ProvedAssembly
        {
            Name = assembly.Name,
            Policies = verifier._policies,
            Malformed = verifier._malformed,
            Targets = verifier._targets,
            Notices = verifier._notices.Distinct().ToList(),
        };
    }

    /// <summary>The models alone: nothing is compiled, and what the assembly carries besides is not looked at.</summary>
    public static ProvedAssembly Models(PolicyAssembly assembly, CliEnvironment environment)
    {
        var verifier = new AssemblyVerifier(assembly, environment);
        verifier.ReadModels();
        return new ProvedAssembly { Name = assembly.Name, Policies = verifier._policies, Malformed = verifier._malformed, Notices = verifier._notices.Distinct().ToList() };
    }

    private void Run()
    {
        ReadModels();
        foreach (var policy in _policies)
        {
            Policy(policy);
        }

        RowsWithoutPolicy();
        Glue();
        var sandboxes = _assembly.SandboxTypes.ToHashSet(StringComparer.Ordinal);
        foreach (var type in _assembly.SandboxTypes.Where(t => !_typesWithRow.Contains(t)))
        {
            Add(RuleCatalog.IndexIncomplete, _assembly.Name, $"The class {type} has [Sandbox] but no row in the index, so the generator did not run for it");
        }

        foreach (var type in _typesWithRow.Where(t => !sandboxes.Contains(t)))
        {
            Add(RuleCatalog.IndexIncomplete, _assembly.Name, $"The index has a policy of {type}, but there is no such class with [Sandbox]");
        }
    }

    private void ReadModels()
    {
        foreach (var attribute in _assembly.UnknownAttributes)
        {
            Add(RuleCatalog.ForgedOrOtherVersion, _assembly.Name, $"The assembly attribute {attribute}");
        }

        // Classes that share an id are refused with a row each.
        foreach (var twice in _rows.Where(g => g.Count() > 1 && !g.All(r => r.Target == PolicyIndexDocument.PolicyRow && r.Status == PolicyIndexDocument.Refused)))
        {
            Add(RuleCatalog.ForgedOrOtherVersion, Origin(twice.Key.Item1, twice.Key.Item2), "The index row that stands twice");
        }

        foreach (var row in _assembly.Index.Where(r => r.Target == PolicyIndexDocument.PolicyRow).OrderBy(r => r.Policy, StringComparer.Ordinal))
        {
            PolicyRow(row);
        }

        foreach (var same in _policies.GroupBy(p => p.Id, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            Add(RuleCatalog.DuplicatePath, same.First().Id, same.First().TypeName, same.Last().TypeName);
        }
    }

    private void PolicyRow(IndexRow row)
    {
        switch (row.Status)
        {
            case PolicyIndexDocument.Read:
                try
                {
                    var policy = PolicyJsonReader.Read(row.Json);
                    _typesWithRow.Add(policy.TypeName);
                    if (policy.Id != row.Policy)
                    {
                        Add(RuleCatalog.ForgedOrOtherVersion, row.Policy, $"The model of '{policy.Id}' in the index row of '{row.Policy}'");
                    }
                    else if (!IdPattern().IsMatch(policy.Id) || SafePath.SegmentRefusal(policy.Id) is not null)
                    {
                        Add(RuleCatalog.UnsafePath, row.Policy, Quoted(policy.Id), "a policy id has 1 to 63 characters a-z, 0-9 and -, and is no device name of Windows.");
                    }
                    else
                    {
                        _policies.Add(policy);
                    }
                }
                catch (ArtifactFormatException e)
                {
                    Add(RuleCatalog.ForgedOrOtherVersion, row.Policy, $"The model in the index row of '{row.Policy}' ({e.Message})");
                }

                break;
            case PolicyIndexDocument.Refused:
                var (type, findings) = IndexFindings.Read(row);
                _typesWithRow.Add(type);
                _malformed.Add(new MalformedPolicy(type));
                _notices.AddRange(findings);
                Add(RuleCatalog.NotEmitted, type, row.Policy, "every target", string.Join(", ", findings.Where(f => f.IsError).Select(f => f.RuleId).Distinct()));
                break;
            default:
                Add(RuleCatalog.ForgedOrOtherVersion, row.Policy, $"The status {Quoted(row.Status)} in the index row of '{row.Policy}'");
                break;
        }
    }

    private void Policy(SandboxPolicy policy)
    {
        foreach (var target in policy.Targets.DistinctBy(t => t.Id, StringComparer.OrdinalIgnoreCase))
        {
            _environment.Progress($"proving {policy.Id}/{target.Id}");
            if (!TargetPattern().IsMatch(target.Id) || SafePath.SegmentRefusal(target.Id) is not null)
            {
                Add(RuleCatalog.UnsafePath, policy.Id, Quoted(target.Id), "a target id has a-z, 0-9 and - only.");
            }
            else if (_environment.FindProvider(target.Provider) is { } provider)
            {
                Target(policy, target, provider);
            }
            else
            {
                Add(RuleCatalog.ForgedOrOtherVersion, Origin(policy.Id, target.Id), $"The provider '{target.Provider}'");
            }
        }

        foreach (var same in policy.Targets.GroupBy(t => t.Id, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            Add(RuleCatalog.DuplicatePath, policy.Id, "Target " + same.First().Id, "target " + same.Last().Id);
        }
    }

    private void Target(SandboxPolicy policy, TargetDeclaration target, Provider provider)
    {
        var origin = Origin(policy.Id, target.Id);
        var before = _notices.Count;
        var compiled = PolicyCompiler.Compile(provider, policy, target, PolicyCompiler.DefaultBudget);
        _notices.AddRange(compiled.Findings.Where(f => !RuleCatalog.Get(f.RuleId).Configurable).Select(f => Notice.Of(f, origin)));
        var row = _rows[(policy.Id, target.Id)].FirstOrDefault();
        if (row is null)
        {
            Add(RuleCatalog.IndexIncomplete, origin, $"The policy '{policy.Id}' has the target '{target.Id}', but the index has no row for it");
        }
        else if (row.Status != PolicyIndexDocument.Status(compiled.Status) || row.Json != PolicyIndexDocument.Json(compiled))
        {
            Add(RuleCatalog.ForgedOrOtherVersion, origin, $"The index row of '{policy.Id}' on '{target.Id}'");
        }

        if (compiled.Status != CompileStatus.Emitted)
        {
            var rules = string.Join(", ", compiled.Findings.Where(f => RuleCatalog.Get(f.RuleId).Severity == Severity.Error).Select(f => f.RuleId).Distinct());
            Add(RuleCatalog.NotEmitted, origin, policy.Id, target.Id, rules);
            _targets.Add(new ProvedTarget { Compiled = compiled });
            return;
        }

        var files = Files(compiled, origin);
        var readBack = ReadBackProof.Run(compiled, compiled.Artifacts.ToDictionary(a => a.Path, a => a.Text, StringComparer.Ordinal), _environment.FindReader(provider.Id), out var failure);
        if (failure is not null)
        {
            Add(RuleCatalog.ReadBackFailed, origin, policy.Id, target.Id, failure);
        }

        var believed = !_notices.Skip(before).Any(n => n.IsError);
        _targets.Add(new ProvedTarget { Compiled = compiled, ReadBack = readBack, Files = believed ? files : [] });
    }

    /// <summary>Compares artifacts and fixed programs of one target with what the compiler and the provider say.</summary>
    private List<DeployFile> Files(CompiledTarget compiled, string origin)
    {
        var (policy, target) = (compiled.Policy.Policy.Id, compiled.Policy.Target.Id);
        var artifacts = _artifacts[(policy, target)].ToList();
        var uses = _glueUses[(policy, target)].ToList();
        Paths(artifacts.Select(a => a.Path).Concat(uses.Select(u => u.Path)), origin);

        var expected = compiled.Artifacts.GroupBy(a => a.Path, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Text, StringComparer.Ordinal);
        foreach (var artifact in artifacts)
        {
            if (!expected.TryGetValue(artifact.Path, out var text))
            {
                Add(RuleCatalog.ForgedOrOtherVersion, origin, $"The artifact {Quoted(artifact.Path)}");
            }
            else if (text != artifact.Text)
            {
                Add(RuleCatalog.ForgedOrOtherVersion, origin, $"The artifact {Quoted(artifact.Path)}, from line {LineDiff.FirstDifference(text, artifact.Text)} on,");
            }
        }

        foreach (var missing in expected.Keys.Except(artifacts.Select(a => a.Path)))
        {
            Add(RuleCatalog.IndexIncomplete, origin, $"The artifact {Quoted(missing)} is missing");
        }

        foreach (var use in uses.Where(u => !compiled.Glue.Any(g => g.Id == u.GlueId && g.Path == u.Path)))
        {
            Add(RuleCatalog.UnknownGlue, origin, Quoted(use.GlueId), $"does not belong at {Quoted(use.Path)} of this target");
        }

        foreach (var missing in compiled.Glue.Where(g => !uses.Any(u => u.GlueId == g.Id && u.Path == g.Path)))
        {
            Add(RuleCatalog.UnknownGlue, origin, Quoted(missing.Id), "is missing");
        }

        return compiled.Artifacts.Select(a => (a.Path, a.Text))
            .Concat(compiled.Glue.Select(g => (g.Path, g.Text)))
            .Select(f => new DeployFile($"{policy}/{target}/{f.Path}", f.Text))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .ToList();
    }

    private void Paths(IEnumerable<string> paths, string origin)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            if (SafePath.Refusal(path) is { } refusal)
            {
                Add(RuleCatalog.UnsafePath, origin, Quoted(path), refusal);
            }
            else if (!seen.TryAdd(path, path))
            {
                Add(RuleCatalog.DuplicatePath, origin, Quoted(seen[path]), Quoted(path));
            }
        }

        // A file cannot be a directory too.
        foreach (var path in seen.Keys)
        {
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            {
                if (seen.TryGetValue(path[..slash], out var file))
                {
                    Add(RuleCatalog.DuplicatePath, origin, Quoted(file), Quoted(path));
                }
            }
        }
    }

    private void RowsWithoutPolicy()
    {
        var known = _policies.SelectMany(p => p.Targets.Select(t => (p.Id, t.Id))).ToHashSet();
        foreach (var row in _assembly.Index.Where(r => r.Target != PolicyIndexDocument.PolicyRow && !known.Contains((r.Policy, r.Target))))
        {
            Add(RuleCatalog.IndexIncomplete, Origin(row.Policy, row.Target), $"The index has a row for {Quoted(row.Policy)} on {Quoted(row.Target)}, but no such policy and target were read");
        }

        var emitted = _targets.Where(t => t.Compiled.Status == CompileStatus.Emitted).Select(t => (t.Policy, t.Target)).ToHashSet();
        var foreign = _assembly.Artifacts.Select(a => (a.Policy, a.Target, a.Path)).Concat(_assembly.GlueUses.Select(u => (u.Policy, u.Target, u.Path)))
            .Where(a => !emitted.Contains((a.Policy, a.Target)));
        foreach (var (policy, target, path) in foreign)
        {
            Add(RuleCatalog.IndexIncomplete, Origin(policy, target), $"The artifact {Quoted(path)} is of {Quoted(policy)} on {Quoted(target)}, which was not emitted");
        }
    }

    private void Glue()
    {
        var providers = _policies.SelectMany(p => p.Targets).Select(t => _environment.FindProvider(t.Provider)).OfType<Provider>().DistinctBy(p => p.Id);
        var known = providers.SelectMany(p => p.Glue).ToDictionary(g => g.Id, g => g.Text, StringComparer.Ordinal);
        foreach (var glue in _assembly.Glue)
        {
            if (!known.TryGetValue(glue.Id, out var text))
            {
                Add(RuleCatalog.UnknownGlue, _assembly.Name, Quoted(glue.Id), "is not known");
            }
            else if (text != glue.Text)
            {
                Add(RuleCatalog.UnknownGlue, _assembly.Name, Quoted(glue.Id), $"was altered from line {LineDiff.FirstDifference(text, glue.Text)} on");
            }
        }

        foreach (var twice in _assembly.Glue.GroupBy(g => g.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Add(RuleCatalog.UnknownGlue, _assembly.Name, Quoted(twice.Key), "stands twice");
        }

        foreach (var missing in _assembly.GlueUses.Select(u => u.GlueId).Distinct().Where(id => !_assembly.Glue.Any(g => g.Id == id)))
        {
            Add(RuleCatalog.UnknownGlue, _assembly.Name, Quoted(missing), "is used, but its text is missing");
        }
    }

    private void Add(string ruleId, string origin, params string[] arguments) => _notices.Add(Notice.Of(ruleId, origin, arguments));

    private static string Origin(string policy, string target) => $"{policy}/{target}";

    private static string Quoted(string text) => $"'{text}'";

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,126}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TargetPattern();
}
