using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Daytona;

/// <summary>Configuration to the Dockerfile and the two data files that the fixed programs read.</summary>
internal static class DaytonaWriter
{
    private const string Sudo = "echo 'agent ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/agent && chmod 0440 /etc/sudoers.d/agent";

    public static ImmutableArray<Artifact> Write(DaytonaConfiguration configuration, ArtifactHeader header) => ImmutableArray.Create(
        new Artifact("Dockerfile", Dockerfile(configuration.Image, header)),
        new Artifact("run.json", JsonWriter.Write(Run(configuration, header))),
        new Artifact("sandbox.create.json", JsonWriter.Write(Sandbox(configuration, header))));

    private static string Dockerfile(DaytonaImage image, ArtifactHeader header)
    {
        var text = new DockerfileText(header, image.Image).Shell(image.BuildCommands);
        var (uid, gid) = (FormattableString.Invariant($"{image.Uid}"), FormattableString.Invariant($"{image.Gid}"));
        if (image.Uid != 0)
        {
            // Daytona takes an account by its name.
            text.Run("/bin/sh", "-c", $"getent group {gid} > /dev/null || groupadd --gid {gid} agent");
            text.Run("useradd", "--non-unique", "--uid", uid, "--gid", gid, "--create-home", "--shell", "/bin/sh", "agent");
        }

        if (image.Sudo)
        {
            text.Run("/bin/sh", "-c", Sudo);
        }

        var owner = uid + ":" + gid;
        return text.Run("/bin/mkdir", "-p", image.WorkDirectory).Run("/bin/chown", owner, image.WorkDirectory).Workload(owner, image.WorkDirectory).ToString();
    }

    // Names are those of the REST body; What must not be left to a default is said.
    private static MapNode Sandbox(DaytonaConfiguration configuration, ArtifactHeader header)
    {
        var sandbox = configuration.Sandbox;
        var brokered = configuration.Run.Secrets.Items.Where(s => s.Store is not null).ToList();
        return MapNode.Of(
            new("user", configuration.Image.Uid == 0 ? "root" : "agent"),
            new("labels", MapNode.Of(new[] { new MapEntry("policykit.policy", header.PolicyId), new MapEntry("policykit.hash", header.Hash) }.Concat(Entries(sandbox.Labels)))),
            new("public", sandbox.Public),
            new("networkBlockAll", sandbox.Network.BlockAll),
            sandbox.Network.Networks.IsEmpty ? null : new("networkAllowList", string.Join(",", sandbox.Network.Networks)),
            sandbox.Network.Domains.IsEmpty ? null : new("domainAllowList", string.Join(",", sandbox.Network.Domains)),
            new("cpu", sandbox.Cpu),
            new("memory", sandbox.MemoryGiB),
            new("disk", sandbox.DiskGiB),
            sandbox.Gpu is null ? null : new("gpu", 1),
            sandbox.Gpu is null ? null : new("gpuType", ListNode.Of(new[] { sandbox.Gpu })),
            new("autoStopInterval", sandbox.AutoStopMinutes),
            new("autoPauseInterval", 0),
            new("autoDeleteInterval", sandbox.Ephemeral ? 0 : -1),
            new("ttlMinutes", sandbox.TtlMinutes),
            sandbox.Volumes.IsEmpty ? null : new("volumes", ListNode.Of(sandbox.Volumes.Select(Volume))),
            sandbox.Environment.IsEmpty ? null : new("env", MapNode.Of(Entries(sandbox.Environment))),
            brokered.Count == 0 ? null : new("secrets", ListNode.Of(brokered.Select(s => (Node)MapNode.Of(new MapEntry(s.Name, s.Store!))))));
    }

    // The program asks for the id of the volume.
    private static Node Volume(DaytonaVolume volume) => MapNode.Of(
        new("volume", volume.Name),
        new("mountPath", volume.Path),
        volume.SubPath is null ? null : new("subpath", volume.SubPath));

    private static MapNode Run(DaytonaConfiguration configuration, ArtifactHeader header) => MapNode.Of(
        new("generated", ListNode.Of(header.Lines())),
        header.Until is null ? null : new("until", header.Until),
        new("secrets", ListNode.Of(configuration.Run.Secrets.Select(Secret))),
        new("parameters", ListNode.Of(configuration.Run.Parameters.Select(p => (Node)MapNode.Of(new("name", p.Name), new("pattern", p.Pattern))))),
        new("workDirectory", configuration.Image.WorkDirectory),
        new("start", ListNode.Of(configuration.Run.Start)));

    private static Node Secret(DaytonaSecret secret) => MapNode.Of(
        new("name", secret.Name),
        secret.Store is null ? null : new("store", secret.Store),
        secret.Store is null ? null : new("hosts", ListNode.Of(secret.Hosts)),
        secret.BasicUser is null ? null : new("basicUser", secret.BasicUser));

    private static IEnumerable<MapEntry> Entries(EquatableArray<NamedValue> values) => values.Select(v => new MapEntry(v.Name, v.Value));
}
