using System.Globalization;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary><c>compose.yaml</c>. Strings of the policy have <c>$</c> doubled, because Compose would replace variables in them.</summary>
internal static class ComposeWriter
{
    private const string Infrastructure = "policykit-infra:local";

    public static string Write(DockerConfiguration configuration, ArtifactHeader header) =>
        YamlWriter.Write(Document(configuration, header.Hash), header.Lines().Append("Needs Docker Engine 20.10 or newer and Compose 2.20 or newer."));

    /// <summary>The document; <c>policykit run</c> asks the engine for what it says.</summary>
    public static MapNode Document(DockerConfiguration configuration, string hash) => MapNode.Of(
        new("name", configuration.Project),
        new("services", Services(configuration, hash)),
        configuration.Network is { } network ? new("networks", Networks(network)) : null,
        Volumes(configuration),
        Secrets(configuration));

    internal static string Cpus(Limit milli) => (milli.Value / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>/tmp, and the working directory where the root is read-only; <c>exec</c> because agents run what they build.</summary>
    internal static IEnumerable<string> Tmpfs(DockerWorkload workload)
    {
        yield return "/tmp:rw,noexec,nosuid,nodev,size=256m,mode=1777";
        if (workload.ReadOnlyRoot && !workload.PersistentWorkspace)
        {
            var size = workload.Disk == DockerDisk.Memory ? $"size={workload.DiskMiB}m," : string.Empty;
            yield return $"{workload.WorkDirectory}:rw,exec,nosuid,nodev,{size}mode=0700,uid={DockerWriter.Number(workload.Uid)},gid={DockerWriter.Number(workload.Gid)}";
        }
    }

    private static MapNode Services(DockerConfiguration configuration, string hash)
    {
        var network = configuration.Network;
        var decrypts = network is not null && !DockerWriter.DecryptedHosts(network).IsEmpty;
        return MapNode.Of(
            new("sandbox", Sandbox(configuration, hash, decrypts)),
            configuration.Workload.LifetimeSeconds.IsUnbounded ? null : new("lifetime", Lifetime(configuration), "Owns the PID namespace: when it exits, the kernel ends every process of the sandbox, which can neither signal nor stop nor trace it."),
            network is not null && DockerWriter.NeedsGateway(network) ? new("gateway", Gateway(network, decrypts)) : null,
            network is { Listeners.IsEmpty: false } ? new("dns", Dns(network)) : null,
            network is { Routes.IsEmpty: false } ? new("router", Router(network)) : null,
            decrypts ? new("pki", Pki()) : null);
    }

    private static IEnumerable<MapEntry> Hardened(string image, bool readOnly = true) => new MapEntry[]
    {
        new("image", image),
        new("cap_drop", ListNode.Of(new[] { "ALL" })),
        new("security_opt", ListNode.Of(new[] { "no-new-privileges:true" })),
        new("read_only", readOnly),
        new("ipc", "private"),
        new("restart", "no"),
        new("logging", MapNode.Of(new("driver", "json-file"), new("options", MapNode.Of(new MapEntry("max-size", "10m"), new MapEntry("max-file", "3"))))),
    };

    private static MapNode Service(string image, params MapEntry?[] entries) => MapNode.Of(Hardened(image).Concat(entries.Where(e => e is not null).Select(e => e!)));

    private static MapNode Sandbox(DockerConfiguration configuration, string hash, bool decrypts)
    {
        var workload = configuration.Workload;
        var network = configuration.Network;
        var entries = new List<MapEntry?>(Hardened(configuration.Project + "-sandbox:local", workload.ReadOnlyRoot))
        {
            new("build", MapNode.Of(new("context", "./sandbox"), configuration.BuildNetwork ? null : new("network", "none"))),
            new("labels", MapNode.Of(
                new MapEntry[] { new("policykit.policy", configuration.PolicyId), new("policykit.hash", hash) }.Concat(workload.Labels.Items.Select(l => new MapEntry(l.Name, Literal(l.Value)))))),
            new("user", DockerfileWriter.Owner(workload)),
            new("working_dir", workload.WorkDirectory),
            workload.Command.IsEmpty ? null : new("command", ListNode.Of(workload.Command.Items.Select(Literal))),
            workload.Capabilities.IsEmpty ? null : new("cap_add", ListNode.Of(workload.Capabilities)),
            workload.LifetimeSeconds.IsUnbounded ? new("init", true) : new("pid", "service:lifetime"),
            workload.GVisor ? new("runtime", "runsc") : null,
            workload.MilliCpu.IsUnbounded ? null : new("cpus", Cpus(workload.MilliCpu)),
            workload.MemoryMiB.IsUnbounded ? null : new("mem_limit", workload.MemoryMiB + "m"),
            workload.MemoryMiB.IsUnbounded ? null : new("memswap_limit", workload.MemoryMiB + "m"),
            workload.Disk == DockerDisk.Quota ? new("storage_opt", MapNode.Of(new MapEntry("size", workload.DiskMiB + "m"))) : null,
            new("pids_limit", 512),
            new("shm_size", "64m"),
            new("ulimits", MapNode.Of(new("core", 0), new("nofile", MapNode.Of(new MapEntry("soft", 4096), new MapEntry("hard", 4096))))),
            new("tmpfs", ListNode.Of(Tmpfs(workload))),
        };
        var volumes = Volumes(workload).ToList();
        if (network is not null)
        {
            volumes.Add(Bind("./sandbox/resolv.conf", "/etc/resolv.conf"));
        }

        if (decrypts)
        {
            volumes.Add(Volume("pki-public", "/etc/policykit", readOnly: true));
        }

        entries.Add(volumes.Count == 0 ? null : new("volumes", ListNode.Of(volumes)));
        entries.Add(Environment(configuration, decrypts));
        var files = workload.Readable.Items.Where(r => r.Path is not null).ToList();
        entries.Add(files.Count == 0 ? null : new("secrets", ListNode.Of(files.Select(f => (Node)MapNode.Of(new MapEntry("source", f.Name), new MapEntry("target", f.Path!))))));
        if (network is null)
        {
            entries.Add(new("network_mode", "none"));
        }
        else
        {
            entries.Add(new("dns", ListNode.Of(DockerWriter.NameServers(network) is { IsEmpty: false } servers ? servers : new[] { network.Prefix + ".3" }.ToList())));
            entries.Add(new("dns_search", ListNode.Of(new[] { "." })));
            entries.Add(new("sysctls", Sysctls()));
            entries.Add(new("networks", On(network.Prefix + ".10")));
        }

        entries.Add(DependsOn(configuration, decrypts));
        return MapNode.Of(entries.ToArray());
    }

    private static MapEntry? Environment(DockerConfiguration configuration, bool decrypts)
    {
        var variables = configuration.Workload.Environment.Items.Select(e => new MapEntry(e.Name, Literal(e.Value))).ToList();

        // The gateway puts the real header on; the placeholder is worth nothing.
        variables.AddRange(DockerWriter.Secrets(configuration.Network).Select(s => new MapEntry(s, "policykit-placeholder")));
        variables.AddRange(configuration.Workload.Readable.Items.Where(r => r.Path is null).Select(r => new MapEntry(r.Name, $"${{{r.Name}:?set by the secret store of the deployer}}")));
        if (decrypts)
        {
            variables.AddRange(new[] { "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO" }.Select(v => new MapEntry(v, "/etc/policykit/ca-bundle.pem")));
            variables.Add(new("NODE_EXTRA_CA_CERTS", "/etc/policykit/ca.pem"));
        }

        var unique = variables.GroupBy(v => v.Key, StringComparer.Ordinal).Select(g => g.Last()).ToList();
        return unique.Count == 0 ? null : new("environment", MapNode.Of(unique));
    }

    private static MapEntry? DependsOn(DockerConfiguration configuration, bool decrypts)
    {
        MapEntry On(string service, string condition) => new(service, MapNode.Of(new MapEntry("condition", condition)));
        var network = configuration.Network;
        var services = new[]
        {
            configuration.Workload.LifetimeSeconds.IsUnbounded ? null : On("lifetime", "service_started"),
            network is not null && DockerWriter.NeedsGateway(network) ? On("gateway", "service_started") : null,
            network is { Listeners.IsEmpty: false } ? On("dns", "service_started") : null,
            network is { Routes.IsEmpty: false } ? On("router", "service_healthy") : null,
            decrypts ? On("pki", "service_completed_successfully") : null,
        };
        return services.All(s => s is null) ? null : new("depends_on", MapNode.Of(services));
    }

    private static MapNode Lifetime(DockerConfiguration configuration) => Service(
        Infrastructure,
        new("build", MapNode.Of(new MapEntry("context", "./infra"))),
        new("user", "65534:65534"),
        new("command", ListNode.Of(new[] { "sleep", configuration.Workload.LifetimeSeconds.ToString() })),
        new("network_mode", "none"),
        new("mem_limit", "16m"),
        new("pids_limit", 600));

    private static MapNode Gateway(DockerNetwork network, bool decrypts)
    {
        var volumes = new List<Node> { Bind("./gateway", "/etc/policykit/gateway") };
        if (decrypts)
        {
            volumes.Add(Volume("pki-private", "/run/pki", readOnly: true));
        }

        var secrets = DockerWriter.Secrets(network);
        return Service(
            Infrastructure,
            new("build", MapNode.Of(new MapEntry("context", "./infra"))),
            new("user", "65533:65533"),
            new("entrypoint", ListNode.Of(new[] { "/bin/sh", "/etc/policykit/gateway/start.sh" })),
            new("mem_limit", "256m"),
            new("pids_limit", 64),
            new("tmpfs", ListNode.Of(new[] { "/run/policykit:rw,noexec,nosuid,nodev,size=1m,mode=0700,uid=65533,gid=65533" })),
            new("volumes", ListNode.Of(volumes)),
            secrets.IsEmpty ? null : new("secrets", ListNode.Of(secrets)),
            new("sysctls", Sysctls(new("net.ipv4.ip_unprivileged_port_start", "0"), new("net.ipv4.ip_forward", "0"))),
            network.Published.IsEmpty ? null : new("ports", ListNode.Of(network.Published.Items.Select(p => $"{p.Address}:{DockerWriter.Number(p.Port)}:{DockerWriter.Number(p.Port)}/tcp"))),
            new("networks", On(network.Prefix + ".2", outside: true)),
            decrypts ? new("depends_on", MapNode.Of(new MapEntry("pki", MapNode.Of(new MapEntry("condition", "service_completed_successfully"))))) : null);
    }

    private static MapNode Dns(DockerNetwork network) => Service(
        Infrastructure,
        new("build", MapNode.Of(new MapEntry("context", "./infra"))),
        new("user", "65532:65532"),
        new("entrypoint", ListNode.Of(new[] { "unbound", "-d", "-c", "/etc/policykit/dns/unbound.conf" })),
        new("mem_limit", "64m"),
        new("pids_limit", 16),
        new("volumes", ListNode.Of(new Node[] { Bind("./dns", "/etc/policykit/dns") })),
        new("sysctls", Sysctls(new MapEntry("net.ipv4.ip_unprivileged_port_start", "0"))),
        new("networks", On(network.Prefix + ".3")));

    private static MapNode Router(DockerNetwork network) => Service(
        Infrastructure,
        new("build", MapNode.Of(new MapEntry("context", "./infra"))),
        new("cap_add", ListNode.Of(new[] { "NET_ADMIN" })),
        new("entrypoint", ListNode.Of(new[] { "/bin/sh", "/etc/policykit/router/start.sh" })),
        new("mem_limit", "32m"),
        new("pids_limit", 16),
        new("environment", MapNode.Of(new MapEntry("POLICYKIT_ROUTER", network.Prefix + ".4"), new MapEntry("POLICYKIT_DEFAULT_GATEWAY", network.Prefix + ".1"))),
        new("volumes", ListNode.Of(new Node[] { Bind("./router", "/etc/policykit/router") })),
        new("sysctls", Sysctls(new MapEntry("net.ipv4.ip_forward", "1"))),
        new("networks", On(network.Prefix + ".4", outside: true)),
        new("healthcheck", MapNode.Of(
            new("test", ListNode.Of(new[] { "CMD", "/bin/sh", "/etc/policykit/router/healthy.sh" })),
            new("interval", "1s"),
            new("timeout", "2s"),
            new("retries", 15))));

    private static MapNode Pki() => Service(
        Infrastructure,
        new("build", MapNode.Of(new MapEntry("context", "./infra"))),
        new("cap_add", ListNode.Of(new[] { "CHOWN" })),
        new("entrypoint", ListNode.Of(new[] { "/bin/sh", "/etc/policykit/pki/issue.sh" })),
        new("network_mode", "none"),
        new("mem_limit", "64m"),
        new("tmpfs", ListNode.Of(new[] { "/run/ca:rw,noexec,nosuid,nodev,size=1m,mode=0700" })),
        new("volumes", ListNode.Of(new[] { Bind("./pki", "/etc/policykit/pki"), Volume("pki-public", "/out/public", false), Volume("pki-private", "/out/private", false) })));

    // Without network rules the network is internal. With them it may not be (bridged frames to other subnets hit the isolation rule), so the router holds the default gateway's address instead.
    // In both forms the host has no address on it: otherwise the sandbox reaches listeners of the host (GHSA-mq39-4gv4-mvpx; observed on Engine 20.10.24 and 28.5.2).
    private static MapNode Networks(DockerNetwork network)
    {
        var routed = !network.Routes.IsEmpty;
        var options = new List<MapEntry> { new("com.docker.network.bridge.inhibit_ipv4", "true") };
        if (routed)
        {
            options.Add(new("com.docker.network.bridge.enable_ip_masquerade", "false"));
        }

        var sandbox = MapNode.Of(
            new("driver", "bridge"),
            routed ? null : new("internal", true),
            new("driver_opts", MapNode.Of(options)),
            new("ipam", MapNode.Of(new MapEntry("config", ListNode.Of(new Node[]
            {
                MapNode.Of(new MapEntry("subnet", network.Prefix + ".0/24"), new MapEntry("gateway", network.Prefix + ".1")),
            })))));
        var outside = routed || DockerWriter.NeedsGateway(network);
        return MapNode.Of(new("sandbox", sandbox), outside ? new("egress", MapNode.Of(new MapEntry("driver", "bridge"))) : null);
    }

    private static MapEntry? Volumes(DockerConfiguration configuration)
    {
        var names = configuration.Workload.Mounts.Items.Select(m => m.Source).Distinct(StringComparer.Ordinal).Select(s => new MapEntry(s, MapNode.Of(new MapEntry("name", s)))).ToList();
        if (configuration.Workload.PersistentWorkspace)
        {
            names.Add(new("workspace", MapNode.Of()));
        }

        if (configuration.Network is { } network && !DockerWriter.DecryptedHosts(network).IsEmpty)
        {
            names.Add(new("pki-public", MapNode.Of()));
            names.Add(new("pki-private", MapNode.Of()));
        }

        return names.Count == 0 ? null : new("volumes", MapNode.Of(names));
    }

    private static IEnumerable<Node> Volumes(DockerWorkload workload)
    {
        foreach (var mount in workload.Mounts)
        {
            yield return Volume(mount.Source, mount.Path, mount.ReadOnly);
        }

        if (workload.PersistentWorkspace)
        {
            yield return Volume("workspace", workload.WorkDirectory, readOnly: false);
        }
    }

    private static MapEntry? Secrets(DockerConfiguration configuration)
    {
        var names = DockerWriter.Secrets(configuration.Network).Concat(configuration.Workload.Readable.Items.Where(r => r.Path is not null).Select(r => r.Name)).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal).ToList();

        // Files, not variables: Compose refuses secrets from the environment in a read-only service (Compose 2.40.3).
        return names.Count == 0 ? null : new("secrets", MapNode.Of(names.Select(n => new MapEntry(n, MapNode.Of(
            new MapEntry("file", $"${{POLICYKIT_SECRETS_DIR:?directory with one file per credential, owner 65533, mode 0400}}/{n}"))))));
    }

    private static MapNode Sysctls(params MapEntry[] more) => MapNode.Of(more.Append(new("net.ipv6.conf.all.disable_ipv6", "1")));

    private static MapNode On(string address, bool outside = false) =>
        MapNode.Of(new("sandbox", MapNode.Of(new MapEntry("ipv4_address", address))), outside ? new("egress", MapNode.Of()) : null);

    private static Node Bind(string source, string target) =>
        MapNode.Of(new MapEntry("type", "bind"), new MapEntry("source", source), new MapEntry("target", target), new MapEntry("read_only", true));

    private static Node Volume(string source, string target, bool readOnly) => MapNode.Of(
        new MapEntry("type", "volume"), new MapEntry("source", source), new MapEntry("target", target), new MapEntry("read_only", readOnly), new MapEntry("volume", MapNode.Of(new MapEntry("nocopy", true))));

    private static string Literal(string text) => text.Replace("$", "$$");
}
