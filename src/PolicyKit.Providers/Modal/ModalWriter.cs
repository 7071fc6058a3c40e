using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Modal;

/// <summary>Configuration to the three data files that the fixed programs read.</summary>
internal static class ModalWriter
{
    public static ImmutableArray<Artifact> Write(ModalConfiguration configuration, ArtifactHeader header) => ImmutableArray.Create(
        new Artifact("image.json", JsonWriter.Write(Image(configuration.Image))),
        new Artifact("run.json", JsonWriter.Write(Run(configuration.Run, header))),
        new Artifact("sandbox.create.json", JsonWriter.Write(Sandbox(configuration.Sandbox, header))));

    private static MapNode Image(ModalImage image) => MapNode.Of(
        new("image", image.Image),
        new("buildCommands", ListNode.Of(image.BuildCommands)),
        new("workDirectory", image.WorkDirectory),
        image.User is { } user ? new("user", MapNode.Of(new("uid", user.Uid), new("gid", user.Gid))) : null);

    // Names are those of the wire format (Sandbox in api.proto). What must not be left to a default is said.
    private static MapNode Sandbox(ModalSandbox sandbox, ArtifactHeader header) => MapNode.Of(
        new("tags", MapNode.Of(new[] { new MapEntry("policykit.policy", header.PolicyId), new MapEntry("policykit.hash", header.Hash) }.Concat(Entries(sandbox.Tags)))),
        sandbox.Entrypoint.IsEmpty ? null : new("entrypointArgs", ListNode.Of(sandbox.Entrypoint)),
        new("timeoutSecs", sandbox.TimeoutSeconds),
        sandbox.IdleTimeoutSeconds is { } idle ? new("idleTimeoutSecs", idle) : null,
        new("workdir", sandbox.WorkDirectory),
        new("runtime", sandbox.VirtualMachine ? "vm" : "gvisor"),
        new("resources", Resources(sandbox.Resources)),
        new("networkAccess", Network(sandbox.Network)),
        sandbox.HeaderReplacements.IsEmpty ? null : new("headerReplacements", ListNode.Of(sandbox.HeaderReplacements.Select(HeaderReplacement))),
        new("openPorts", ListNode.Of(sandbox.OpenPorts.Select(p => (Node)MapNode.Of(new("port", p), new("unencrypted", false))))),
        new("i6pnEnabled", false),
        new("includeOidcIdentityToken", false),
        new("enableSnapshot", false),
        sandbox.Volumes.IsEmpty ? null : new("volumeMounts", ListNode.Of(sandbox.Volumes.Select(Volume))),
        sandbox.Environment.IsEmpty ? null : new("environment", MapNode.Of(Entries(sandbox.Environment))));

    private static MapNode Resources(ModalResources resources) => MapNode.Of(
        resources.MilliCpu == 0 ? null : new("milliCpu", resources.MilliCpu),
        resources.MilliCpuMax == 0 ? null : new("milliCpuMax", resources.MilliCpuMax),
        resources.MemoryMiB == 0 ? null : new("memoryMb", resources.MemoryMiB),
        resources.MemoryMiBMax == 0 ? null : new("memoryMbMax", resources.MemoryMiBMax),
        resources.Gpu is { } gpu ? new("gpu", gpu) : null);

    private static MapNode Network(ModalNetwork network) => MapNode.Of(
        new("networkAccessType", network.Type switch
        {
            ModalNetworkType.Blocked => "BLOCKED",
            ModalNetworkType.Allowlist => "ALLOWLIST",
            _ => "OPEN",
        }),
        new("allowedCidrs", ListNode.Of(network.AllowedCidrs)),
        new("allowedDomains", ListNode.Of(network.AllowedDomains)));

    private static Node HeaderReplacement(ModalHeaderReplacement replacement) =>
        MapNode.Of(new("domain", replacement.Domain), new("secret", replacement.Secret), new("headers", MapNode.Of(Entries(replacement.Headers))));

    private static Node Volume(ModalVolume volume) => MapNode.Of(
        new("mountPath", volume.Path),
        new("volume", volume.Name),
        volume.SubPath is { } directory ? new("subPath", directory) : null,
        new("readOnly", volume.ReadOnly));

    private static MapNode Run(ModalRun run, ArtifactHeader header) => MapNode.Of(
        new("generated", ListNode.Of(header.Lines())),
        header.Until is null ? null : new("until", header.Until),
        new("app", run.App),
        new("secrets", ListNode.Of(run.Secrets)),
        new("parameters", ListNode.Of(run.Parameters.Select(p => (Node)MapNode.Of(new("name", p.Name), new("pattern", p.Pattern))))));

    private static IEnumerable<MapEntry> Entries(EquatableArray<NamedValue> values) => values.Select(v => new MapEntry(v.Name, v.Value));
}
