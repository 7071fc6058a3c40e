using System.Text.RegularExpressions;
using PolicyKit.Cli.Assemblies;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Differences;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Deploy;


/// <summary>A target in the inventory.</summary>
/// <param name="Policy">Policy id.</param>
/// <param name="Target">Target id.</param>
/// <param name="Files">Files below the target's directory, with their hashes.</param>
/// <param name="Deviations">Deviations that the compiler of that time met.</param>
internal sealed record ManifestTarget(string Policy, string Target, EquatableArray<NamedValue> Files, EquatableArray<RecordedDeviation> Deviations)
{
    public string Directory => $"{Policy}/{Target}";
}

/// <summary>
/// The inventory <c>policykit.json</c>: what is deployed, from which project, by which versions, with every policy's model and every acceptance expanded. An inventory, not evidence: who can edit the repository can edit it too.
/// No dates and nothing of the machine, so that the same policies give the same text.
/// </summary>
internal sealed partial record DeployManifest(string Project, string Tool, EquatableArray<SandboxPolicy> Policies, EquatableArray<ManifestTarget> Targets)
{
    private const int Format = 2;

    /// <summary>Files by path below the deploy directory, with their hashes.</summary>
    public IReadOnlyDictionary<string, string> Files { get; } =
        Targets.SelectMany(t => t.Files.Select(f => (Path: $"{t.Directory}/{f.Name}", f.Value))).ToDictionary(f => f.Path, f => f.Value, StringComparer.Ordinal);

    /// <summary>Text of the inventory of an assembly whose targets are all emitted.</summary>
    public static string Write(ProvedAssembly assembly) => JsonWriter.Write(MapNode.Of(
        new("format", Format),
        new("project", assembly.Name),
        new("tool", ToolVersion.Text),
        new("semantics", PolicyCompiler.SemanticsVersion),
        new("policies", ListNode.Of(assembly.Targets.GroupBy(t => t.Policy).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Node)MapNode.Of(
            new("policy", g.Key),
            new("model", PolicyDocument.Of(g.First().Compiled.Policy.Policy)),
            new("targets", ListNode.Of(g.OrderBy(t => t.Target, StringComparer.Ordinal).Select(t => (Node)Target(t))))))))));

    /// <summary>Reads an inventory back.</summary>
    /// <exception cref="ArtifactFormatException">It is not one, or it names paths that are refused.</exception>
    public static DeployManifest Read(string text)
    {
        var map = new MapReader(JsonReader.Read(text, DeployFiles.Manifest), DeployFiles.Manifest);
        if (map.Integer("format") != Format)
        {
            throw map.Error($"the format is not {Format}; another version of PolicyKit wrote it");
        }

        var policies = map.Maps("policies", p =>
        {
            var policy = p.Text("policy");
            var model = PolicyJsonReader.Read(JsonWriter.Write(p.Take("model") ?? throw p.Error("'model' is missing")));
            return new ManifestPolicy(model.Id == policy ? model : throw p.Error("the model is of another policy"), p.Maps("targets", t => ReadTarget(policy, t)));
        });
        var tool = map.Text("tool");
        _ = map.Integer("semantics");
        var targets = policies.SelectMany(p => p.Targets).ToEquatableArray();
        if (targets.SelectMany(t => t.Files.Select(f => $"{t.Directory}/{f.Name}")).GroupBy(p => p, StringComparer.OrdinalIgnoreCase).Any(g => g.Count() > 1))
        {
            throw map.Error("a file is named twice");
        }

        var project = map.Text("project");
        map.End();
        return new DeployManifest(project, tool, policies.Select(p => p.Model).ToEquatableArray(), targets);
    }

    private static ManifestTarget ReadTarget(string policy, MapReader map)
    {
        var target = map.Text("target");
        var files = map.Maps("files", f => new NamedValue(f.Text("path"), f.Text("sha256")));

        // Paths decide what write may delete, so they are judged like those of an assembly.
        if (SafePath.SegmentRefusal(policy) is not null || SafePath.SegmentRefusal(target) is not null || files.Any(f => SafePath.Refusal(f.Name) is not null || !HashPattern().IsMatch(f.Value)))
        {
            throw map.Error("a path or hash is refused");
        }

        // Told, not needed: what the rest says is compared as text.
        foreach (var key in new[] { "provider", "status", "hash", "proof", "acceptances", "residue" })
        {
            _ = map.Take(key);
        }

        var deviations = map.Maps("deviations", d => new RecordedDeviation(d.Text("deviation"), (d.Text("kind"), d.TextOrNull("subject") ?? string.Empty).Item2));
        return new ManifestTarget(policy, target, files, deviations);
    }

    private static MapNode Target(ProvedTarget target) => MapNode.Of(
        new("target", target.Target),
        new("provider", target.Compiled.Provider.Id),
        new("status", PolicyIndexDocument.Status(target.Compiled.Status)),
        new("hash", PolicyDocument.Hash(target.Compiled.Policy)),
        new("proof", target.Compiled.Proof!.Verdict.ToString()),
        new("files", ListNode.Of(target.Files.Select(f => (Node)MapNode.Of(new("path", f.Path[(target.Policy.Length + target.Target.Length + 2)..]), new("sha256", f.Sha256))))),
        List("acceptances", target.Accepted.Where(d => d.Acceptance is not null).Select(d => d.Acceptance!).Distinct().Select(Acceptance)),
        List("deviations", target.Compiled.Deviations.Select(d => MapNode.Of(
            new("deviation", d.Deviation.Definition.Name),
            new("kind", d.Deviation.Definition.Kind.ToString()),
            d.Deviation.Subject.Length == 0 ? null : new("subject", d.Deviation.Subject)))),
        target.Residue.Any() ? new("residue", ListNode.Of(target.Residue.Select(d => d.Deviation.Definition.Message))) : null);

    private static MapNode Acceptance(Acceptance acceptance) => MapNode.Of(
        new("deviation", acceptance.Deviation),
        acceptance.For is { } subject ? new("for", subject) : null,
        new("because", acceptance.Because),
        new("owner", acceptance.Owner),
        acceptance.Until is { } until ? new("until", until) : null,
        acceptance.Baseline is { } baseline ? new("baseline", baseline) : null);

    private static MapEntry? List(string key, IEnumerable<MapNode> items)
    {
        var list = items.ToList();
        return list.Count == 0 ? null : new(key, ListNode.Of(list));
    }

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex HashPattern();

    private sealed record ManifestPolicy(SandboxPolicy Model, EquatableArray<ManifestTarget> Targets);
}
