using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>Configuration to the data files that wrangler and the fixed programs read.</summary>
internal static class CloudflareWriter
{
    public static ImmutableArray<Artifact> Write(CloudflareConfiguration configuration, ArtifactHeader header) => ImmutableArray.Create(
        new Artifact("Dockerfile", Dockerfile(configuration, header)),
        new Artifact("src/policy.json", JsonWriter.Write(Policy(configuration, header))),
        new Artifact("wrangler.jsonc", JsonWriter.Write(Wrangler(configuration, header))));

    private static MapNode Wrangler(CloudflareConfiguration configuration, ArtifactHeader header) => MapNode.Of(
        new("$schema", "node_modules/wrangler/config-schema.json"),
        new("name", configuration.Worker),
        new("main", "src/index.ts"),

        // Interceptors for all HTTP need 2025-11-17 or later.
        new("compatibility_date", "2026-11-01"),
        configuration.Sdk ? new("compatibility_flags", ListNode.Of(new[] { "nodejs_compat" })) : null,
        new("workers_dev", configuration.PublicPort is not null),
        new("preview_urls", false),
        new("durable_objects", MapNode.Of(new MapEntry("bindings", ListNode.Of(new Node[] { MapNode.Of(new("name", "SANDBOX"), new("class_name", "Sandbox")) })))),
        configuration.Sdk ? Migrations : new("exports", MapNode.Of(new MapEntry("Sandbox", MapNode.Of(new("type", "durable-object"), new("storage", "sqlite"), new("container", configuration.Worker))))),
        new("containers", ListNode.Of(new Node[] { configuration.Sdk ? SdkContainer(configuration, header) : Container(configuration) })),
        configuration.Credentials.IsEmpty ? null : new("secrets_store_secrets", ListNode.Of(configuration.Credentials.Select(c => (Node)MapNode.Of(
            new("binding", c.Name), new("store_id", configuration.SecretsStore), new("secret_name", c.Name))))));

    private static MapEntry Migrations { get; } = new("migrations", ListNode.Of(new Node[] { MapNode.Of(new("tag", "v1"), new("new_sqlite_classes", ListNode.Of(new[] { "Sandbox" }))) }));

    private static MapNode Container(CloudflareConfiguration configuration) => MapNode.Of(
        new("name", configuration.Worker),
        new("scheduling_policy", "durable_object"),
        new("images", MapNode.Of(new MapEntry("default", MapNode.Of(new MapEntry("dockerfile", "./Dockerfile"))))));

    // ssh is off unless it is said otherwise; it is said.
    private static MapNode SdkContainer(CloudflareConfiguration configuration, ArtifactHeader header) => MapNode.Of(
        new("name", configuration.Worker),
        new("class_name", "Sandbox"),
        new("image", "./Dockerfile"),
        configuration.Instance.Type is { } type ? new("instance_type", type) : new("instance_type", MapNode.Of(
            new("vcpu", configuration.Instance.MilliCpu / 1000), new("memory_mib", configuration.Instance.MemoryMiB), new("disk_mb", configuration.Instance.DiskMB))),
        configuration.MaxInstances.IsUnbounded ? null : new("max_instances", configuration.MaxInstances.Value),
        new("ssh", MapNode.Of(new MapEntry("enabled", false))));

    private static MapNode Policy(CloudflareConfiguration configuration, ArtifactHeader header) => MapNode.Of(
        new("generated", ListNode.Of(header.Lines())),
        new("policy", header.PolicyId),
        new("hash", header.Hash),
        header.Until is null ? null : new("until", header.Until),
        new("rules", ListNode.Of(configuration.Rules.Select(r => (Node)MapNode.Of(
            new("scheme", r.Scheme),
            new("host", r.Host),
            new("allow", r.Allow),
            r.Requests.IsEmpty ? null : new("requests", ListNode.Of(r.Requests.Select(q => (Node)MapNode.Of(new("methods", ListNode.Of(q.Methods)), new("paths", ListNode.Of(q.Paths)))))))))),
        new("credentials", ListNode.Of(configuration.Credentials.Select(c => (Node)MapNode.Of(
            new("name", c.Name),
            c.Header is null ? null : new("header", c.Header),
            c.Scheme is null ? null : new("scheme", c.Scheme),
            c.User is null ? null : new("user", c.User),
            new("hosts", ListNode.Of(c.Hosts)))))),
        configuration.Sdk ? null : new("instance", Instance(configuration.Instance)),
        configuration.LifetimeSeconds.IsUnbounded ? null : new("lifetimeSeconds", configuration.LifetimeSeconds.Value),
        configuration.IdleSeconds.IsUnbounded ? null : new("idleSeconds", configuration.IdleSeconds.Value),
        new("ports", ListNode.Of(configuration.Ports.Select(p => (Node)(long)p))),
        configuration.PublicPort is { } open ? new("publicPort", open) : null,
        new("environment", Map(configuration.Environment)),
        new("labels", Map(configuration.Labels)),
        new("parameters", ListNode.Of(configuration.Parameters.Select(p => (Node)MapNode.Of(new("name", p.Name), new("pattern", p.Pattern))))),
        new("start", ListNode.Of(configuration.Start)));

    private static MapNode Instance(CloudflareInstance instance) => instance.Type is { } type
        ? MapNode.Of(new MapEntry("type", type))
        : MapNode.Of(new("vcpu", instance.MilliCpu / 1000), new("memoryMib", instance.MemoryMiB), new("diskMb", instance.DiskMB));

    private static MapNode Map(EquatableArray<NamedValue> values) => MapNode.Of(values.Select(v => new MapEntry(v.Name, v.Value)));

    private static string Dockerfile(CloudflareConfiguration configuration, ArtifactHeader header)
    {
        var image = configuration.Image;
        var owner = FormattableString.Invariant($"{image.Uid}:{image.Gid}");
        var text = new DockerfileText(header, image.Base);
        if (configuration.Sdk)
        {
            text.Add("COPY --from=docker.io/cloudflare/sandbox:0.12.10 /container-server/sandbox /sandbox");
        }

        text.Shell(image.BuildCommands).Run("/bin/mkdir", "-p", image.WorkDirectory).Run("/bin/chown", owner, image.WorkDirectory);
        if (configuration.Sdk)
        {
            // The supervisor appends the interception's authority to this bundle and ends when it cannot (cloudflare/sandbox-sdk, packages/sandbox-container/src/cert.ts).
            text.Run("/bin/chown", owner, "/etc/ssl/certs/ca-certificates.crt");
        }

        // The platform has no switch like Docker's no-new-privileges: without set-uid programs and file capabilities there is nothing to gain by.
        text.Run("/bin/sh", "-c", StripPrivileges).Workload(owner, image.WorkDirectory);
        return (configuration.Sdk ? text.Add("ENTRYPOINT [\"/sandbox\"]") : text).ToString();
    }

    internal const string StripPrivileges = "find / -xdev -type f -perm /6000 -exec chmod a-s {} + && if command -v setcap >/dev/null; then find / -xdev -type f -exec setcap -q -r {} + 2>/dev/null || true; fi";
}
