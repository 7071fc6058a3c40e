using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Readers.Docker;

/// <summary>The Compose form.</summary>
internal static class ComposeFiles
{
    public static (DockerConfiguration Configuration, string Hash) Read(IReadOnlyDictionary<string, string> files)
    {
        var root = (MapNode)YamlReader.Read(DockerReader.File(files, "compose.yaml"), "compose.yaml");
        var sandbox = Map(root, "services", "sandbox")!;
        var labels = Pairs(sandbox["labels"]);
        var (image, commands) = DockerReader.Dockerfile(files);
        var configuration = new DockerConfiguration
        {
            Project = Text(root["name"])!,
            PolicyId = labels.First(l => l.Name == "policykit.policy").Value,
            Image = image,
            BuildCommands = commands,
            BuildNetwork = Text(Map(sandbox, "build")!["network"]) != "none",
            Workload = Workload(root, sandbox, labels),
            Network = sandbox["network_mode"] is null ? Network(root, files) : null,
        };
        return (configuration, labels.First(l => l.Name == "policykit.hash").Value);
    }

    internal static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    internal static Limit Mebibytes(string? text) => text is null ? Limit.Unbounded : new Limit(long.Parse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture));

    internal static (DockerDisk Disk, Limit Size) Disk(string? quota, IEnumerable<string> tmpfs, string workDirectory)
    {
        if (quota is not null)
        {
            return (DockerDisk.Quota, Mebibytes(quota));
        }

        var size = tmpfs.Where(t => t.StartsWith(workDirectory + ":", StringComparison.Ordinal)).SelectMany(t => t.Split(',')).FirstOrDefault(o => o.StartsWith("size=", StringComparison.Ordinal));
        return size is null ? (DockerDisk.Unbounded, Limit.Unbounded) : (DockerDisk.Memory, Mebibytes(size["size=".Length..]));
    }

    private static DockerWorkload Workload(MapNode root, MapNode sandbox, List<NamedValue> labels)
    {
        var owner = Text(sandbox["user"])!.Split(':');
        var workDirectory = Text(sandbox["working_dir"])!;
        var volumes = Items(sandbox["volumes"]).Cast<MapNode>().Where(v => Text(v["type"]) == "volume").ToList();
        var files = Items(sandbox["secrets"]).Cast<MapNode>().Select(s => new DockerReadableCredential(Text(s["source"])!, Text(s["target"])));
        var environment = Pairs(sandbox["environment"]);
        var gateway = Texts(Map(root, "services", "gateway")?["secrets"]).ToHashSet(StringComparer.Ordinal);
        var (disk, size) = Disk(Text(Map(sandbox, "storage_opt")?["size"]), Texts(sandbox["tmpfs"]), workDirectory);
        return new DockerWorkload
        {
            Uid = Number(owner[0]),
            Gid = Number(owner[1]),
            WorkDirectory = workDirectory,
            ReadOnlyRoot = sandbox["read_only"] is BooleanNode { Value: true },
            Capabilities = Texts(sandbox["cap_add"]).ToEquatableArray(),
            MilliCpu = Text(sandbox["cpus"]) is { } cpus ? new Limit((long)(decimal.Parse(cpus, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 1000)) : Limit.Unbounded,
            MemoryMiB = Mebibytes(Text(sandbox["mem_limit"])),
            Disk = disk,
            DiskMiB = size,
            LifetimeSeconds = Map(root, "services", "lifetime") is { } lifetime ? new Limit(Number(Texts(lifetime["command"]).Last())) : Limit.Unbounded,
            GVisor = Text(sandbox["runtime"]) == "runsc",
            PersistentWorkspace = volumes.Any(v => Text(v["source"]) == "workspace" && Text(v["target"]) == workDirectory),
            Command = Texts(sandbox["command"]).Select(Literal).ToEquatableArray(),
            Environment = environment.Where(e => !gateway.Contains(e.Name) && !e.Value.StartsWith("${", StringComparison.Ordinal) && !(Map(root, "services", "pki") is not null && IsTrust(e.Name)))
                .Select(e => e with { Value = Literal(e.Value) }).ToEquatableArray(),
            Labels = labels.Where(l => !l.Name.StartsWith("policykit.", StringComparison.Ordinal)).Select(l => l with { Value = Literal(l.Value) }).ToEquatableArray(),
            Mounts = volumes.Where(v => Text(v["source"]) != "pki-public" && (Text(v["source"]) != "workspace" || Text(v["target"]) != workDirectory))
                .Select(v => new MountPoint { Source = Text(v["source"])!, Path = Text(v["target"])!, ReadOnly = v["read_only"] is BooleanNode { Value: true } }).ToEquatableArray(),
            Readable = environment.Where(e => e.Value.StartsWith("${", StringComparison.Ordinal)).Select(e => new DockerReadableCredential(e.Name, null)).Concat(files)
                .OrderBy(r => r.Name, StringComparer.Ordinal).ToEquatableArray(),
        };
    }

    private static bool IsTrust(string name) => name is "SSL_CERT_FILE" or "CURL_CA_BUNDLE" or "REQUESTS_CA_BUNDLE" or "GIT_SSL_CAINFO" or "NODE_EXTRA_CA_CERTS";

    private static DockerNetwork Network(MapNode root, IReadOnlyDictionary<string, string> files)
    {
        var subnet = Text(((MapNode)Items(Map(root, "networks", "sandbox", "ipam")!["config"]).First())["subnet"])!;
        var lists = new List<DockerAddresses>();
        while (files.TryGetValue($"gateway/addresses-{lists.Count.ToString(CultureInfo.InvariantCulture)}.lst", out var text))
        {
            lists.Add(new DockerAddresses(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray()));
        }

        return new DockerNetwork
        {
            Prefix = subnet[..subnet.LastIndexOf('.')],
            Listeners = files.ContainsKey("gateway/haproxy.cfg") ? HaproxyFile.Listeners(files["gateway/haproxy.cfg"]) : default,
            Addresses = lists.ToEquatableArray(),
            Routes = files.TryGetValue("router/policy.nft", out var nft) ? Routes(nft) : default,
            Published = Texts(Map(root, "services", "gateway")?["ports"]).Select(p => p.Split(':')).Select(p => new DockerPublished(Number(p[1]), p[0])).ToEquatableArray(),
        };
    }

    // "ip saddr 10.251.7.10 ip daddr { 10.0.0.0/8, ... } tcp dport 5432 ct state new counter accept"
    private static EquatableArray<DockerRoute> Routes(string nft) => nft.Split('\n')
        .Where(l => l.EndsWith(" ct state new counter accept", StringComparison.Ordinal))
        .Select(l =>
        {
            var cidrs = l[(l.IndexOf('{') + 1)..l.IndexOf('}')].Split(',').Select(c => c.Trim()).ToEquatableArray();
            var words = l[(l.IndexOf('}') + 2)..].Split(' ');
            return new DockerRoute(words[0] == "udp" ? Transport.Udp : Transport.Tcp, HaproxyFile.Ports(words[2]), cidrs);
        })
        .ToEquatableArray();

    // Compose would replace variables, so the writer doubles the mark.
    private static string Literal(string text) => text.Replace("$$", "$", StringComparison.Ordinal);

    private static MapNode? Map(MapNode? map, params string[] keys) => keys.Aggregate(map, (at, key) => at?[key] as MapNode);

    private static string? Text(Node? node) => (node as StringNode)?.Value;

    private static IEnumerable<Node> Items(Node? node) => (node as ListNode)?.Items.Items ?? [];

    private static IEnumerable<string> Texts(Node? node) => Items(node).Cast<StringNode>().Select(s => s.Value);

    private static List<NamedValue> Pairs(Node? node) => ((node as MapNode)?.Entries.Items ?? []).Select(e => new NamedValue(e.Key, ((StringNode)e.Value).Value)).ToList();
}
