using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.E2B;

/// <summary>Configuration to the three data files that the fixed programs read.</summary>
internal static class E2BWriter
{
    public static ImmutableArray<Artifact> Write(E2BConfiguration configuration, ArtifactHeader header) => ImmutableArray.Create(
        new Artifact("run.json", JsonWriter.Write(Run(configuration.Run, header))),
        new Artifact("sandbox.create.json", JsonWriter.Write(Sandbox(configuration.Sandbox, header))),
        new Artifact("template.json", JsonWriter.Write(Template(configuration.Template))));

    private static MapNode Template(E2BTemplate template) => MapNode.Of(
        new("name", template.Name),
        new("image", template.Image),
        new("user", MapNode.Of(new("name", template.User.Name), new("uid", template.User.Uid), new("gid", template.User.Gid), new("sudo", template.User.Sudo))),
        new("workDirectory", template.WorkDirectory),
        new("buildCommands", ListNode.Of(template.BuildCommands)),
        new("cpuCount", template.CpuCount),
        new("memoryMB", template.MemoryMiB),
        new("minFreeDiskMb", template.MinFreeDiskMiB));

    private static MapNode Sandbox(E2BSandbox sandbox, ArtifactHeader header) => MapNode.Of(
        new("templateID", sandbox.TemplateId),
        new("metadata", MapNode.Of(
            new[] { new MapEntry("policykit.policy", header.PolicyId), new MapEntry("policykit.hash", header.Hash) }.Concat(Entries(sandbox.Metadata)))),
        new("timeout", sandbox.TimeoutSeconds),
        sandbox.AllowInternetAccess is { } open ? new("allow_internet_access", open) : null,
        new("network", Network(sandbox.Network)),
        sandbox.Environment.IsEmpty ? null : new("envVars", Map(sandbox.Environment)),
        new("autoPause", sandbox.AutoPause),
        sandbox.AutoPause ? new("autoPauseMemory", sandbox.AutoPauseMemory) : null,

        // Said, so that a request from outside never wakes a paused sandbox, whatever the service's default becomes.
        sandbox.AutoPause ? new("autoResume", MapNode.Of(new MapEntry("enabled", false))) : null,
        sandbox.Volumes.IsEmpty ? null : new("volumeMounts", ListNode.Of(sandbox.Volumes.Select(v => (Node)MapNode.Of(new("name", v.Name), new("path", v.Path))))));

    private static MapNode Network(E2BNetwork network) => MapNode.Of(
        network.AllowOut.IsEmpty ? null : new("allowOut", ListNode.Of(network.AllowOut)),
        new("denyOut", ListNode.Of(network.DenyOut)),
        network.Rules.IsEmpty ? null : new("rules", MapNode.Of(network.Rules.Select(r => new MapEntry(r.Host, Transform(r))))),
        new("allowPublicTraffic", network.AllowPublicTraffic));

    private static ListNode Transform(E2BHeaderRule rule) =>
        ListNode.Of(new Node[] { MapNode.Of(new MapEntry("transform", MapNode.Of(new MapEntry("headers", Map(rule.Headers))))) });

    private static MapNode Run(E2BRun run, ArtifactHeader header) => MapNode.Of(
        new("generated", ListNode.Of(header.Lines())),
        header.Until is null ? null : new("until", header.Until),
        new("secrets", ListNode.Of(run.Secrets.Select(s => (Node)MapNode.Of(
            new("name", s.Name),
            s.Store is null ? null : new("store", s.Store),
            s.BasicUser is null ? null : new("basicUser", s.BasicUser))))),
        new("parameters", ListNode.Of(run.Parameters.Select(p => (Node)MapNode.Of(new("name", p.Name), new("pattern", p.Pattern))))),
        new("start", ListNode.Of(run.Start)));

    private static MapNode Map(EquatableArray<NamedValue> values) => MapNode.Of(Entries(values));

    private static IEnumerable<MapEntry> Entries(EquatableArray<NamedValue> values) => values.Select(v => new MapEntry(v.Name, v.Value));
}
