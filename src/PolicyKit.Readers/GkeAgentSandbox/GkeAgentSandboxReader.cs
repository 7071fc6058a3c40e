using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.GkeAgentSandbox;
using PolicyKit.Readers.Docker;

namespace PolicyKit.Readers.GkeAgentSandbox;

/// <summary>Reads the manifests back. It takes out what a configuration holds; whatever else stands in the files must be exactly what belongs to that configuration.</summary>
public sealed class GkeAgentSandboxReader : ProviderReader
{
    private const string TemplateFile = "sandboxtemplate.yaml";

    /// <inheritdoc/>
    public override string Provider => "gke-agent-sandbox";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        try
        {
            var template = (MapNode)YamlReader.Read(Text(files, TemplateFile), TemplateFile);
            var annotations = Pairs(At(template, "spec", "podTemplate", "metadata", "annotations"));
            var hash = annotations.Single(a => a.Name == "policykit.dev/hash").Value;
            if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            {
                throw new FormatException("policykit.dev/hash is not a SHA-256.");
            }

            var configuration = Configuration(files, template, annotations);

            // Hosts and networks are texts up to here. What is not one of them has no meaning, and the semantics says so.
            var provider = new GkeAgentSandboxProvider();
            _ = provider.Semantics(configuration);
            Complete(files, provider.Write(configuration, new ArtifactHeader(configuration.Namespace, "type", Provider, default, hash, null)).ToDictionary(a => a.Path, a => a.Text, StringComparer.Ordinal));
            return configuration;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or OverflowException or NullReferenceException or InvalidCastException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new ArtifactFormatException(TemplateFile, 0, "Not a set that PolicyKit writes: " + e.Message);
        }
    }

    private static GkeConfiguration Configuration(IReadOnlyDictionary<string, string> files, MapNode template, IReadOnlyList<NamedValue> annotations)
    {
        var pod = (MapNode)At(template, "spec", "podTemplate", "spec")!;
        var container = (MapNode)Items(pod["containers"]).Single();
        var pool = YamlReader.Read(Text(files, "sandboxwarmpool.yaml"), "sandboxwarmpool.yaml");
        var environment = Items(container["env"]).Cast<MapNode>().ToList();
        var (image, commands) = files.ContainsKey("Dockerfile") ? DockerReader.Dockerfile(files, "Dockerfile") : (null, default(EquatableArray<string>));
        return new GkeConfiguration
        {
            Namespace = Word(At(template, "metadata", "namespace")),
            Name = Word(At(template, "metadata", "name")),
            Image = Word(container["image"]),
            BaseImage = image,
            BuildCommands = commands,
            Uid = Number(At(pod, "securityContext", "runAsUser")),
            Gid = Number(At(pod, "securityContext", "runAsGroup")),
            WorkDirectory = Word(container["workingDir"]),
            ReadOnlyRoot = At(container, "securityContext", "readOnlyRootFilesystem") is BooleanNode { Value: true },
            Capabilities = Items(At(container, "securityContext", "capabilities", "add")).Select(Word).ToEquatableArray(),
            MilliCpu = Amount(container, "cpu", "m"),
            MemoryMiB = Amount(container, "memory", "Mi"),
            DiskMiB = Amount(container, "ephemeral-storage", "Mi"),
            LifetimeSeconds = pod["activeDeadlineSeconds"] is IntegerNode seconds ? new Limit(seconds.Value) : Limit.Unbounded,
            Command = Items(container["command"]).Select(c => Literal(Word(c))).ToEquatableArray(),
            Environment = environment.Where(e => e["value"] is not null).Select(e => new NamedValue(Word(e["name"]), Literal(Word(e["value"])))).ToEquatableArray(),
            Secrets = environment.Where(e => e["value"] is null).Select(e => Word(e["name"])).ToEquatableArray(),
            Labels = annotations.Where(a => a.Name != "policykit.dev/hash").Select(a => new NamedValue(a.Name["policykit.dev/label.".Length..], a.Value)).ToEquatableArray(),
            Volumes = Items(container["volumeMounts"]).Cast<MapNode>().Skip(1)
                .Select(v => new GkeVolume(Word(v["mountPath"]), Word(v["name"])["claim-".Length..], v["subPath"] is { } directory ? Word(directory) : null, v["readOnly"] is BooleanNode { Value: true })).ToEquatableArray(),
            Ports = Items(container["ports"]).Cast<MapNode>().Select(p => Port(p["containerPort"])).ToEquatableArray(),
            Networks = Items(At(template, "spec", "networkPolicy", "egress")).Cast<MapNode>().Skip(files.ContainsKey("fqdnnetworkpolicy.yaml") ? 1 : 0).Select(Network).ToEquatableArray(),
            Hosts = Hosts(files),
            Warm = Number(At(pool, "spec", "replicas")),
            MaximumPods = files.TryGetValue("resourcequota.yaml", out var quota)
                ? int.Parse(Word(At(YamlReader.Read(quota, "resourcequota.yaml"), "spec", "hard", "pods")), NumberStyles.None, CultureInfo.InvariantCulture) : null,
        };
    }

    private static GkeNetworkRule Network(MapNode rule)
    {
        var port = (MapNode)Items(rule["ports"]).Single();
        var cidrs = Items(rule["to"]).Select(t => Word(At(t, "ipBlock", "cidr"))).ToEquatableArray();
        return new GkeNetworkRule(Word(port["protocol"]) == "UDP" ? Transport.Udp : Transport.Tcp, Port(port["port"]), Port(port["endPort"] ?? port["port"]), cidrs);
    }

    private static EquatableArray<GkeHostRule> Hosts(IReadOnlyDictionary<string, string> files) => !files.TryGetValue("fqdnnetworkpolicy.yaml", out var text)
        ? default
        : Items(At(YamlReader.Read(text, "fqdnnetworkpolicy.yaml"), "spec", "egress")).Cast<MapNode>()
            .Select(r => new GkeHostRule(Port(((MapNode)Items(r["ports"]).Single())["port"]), Items(r["matches"]).Select(m => Host(((MapNode)m).Entries[0].Value)).ToEquatableArray())).ToEquatableArray();

    private static string Host(Node node) =>
        HostName.TryParse(Word(node), allowWildcard: true, out var canonical, out _) && canonical == Word(node) ? canonical : throw new FormatException($"{JsonWriter.Quote(Word(node))} is not a host.");

    private static LimitRange Amount(MapNode container, string key, string unit)
    {
        long? Read(string part) => At(container, "resources", part, key) is { } text ? long.Parse(Word(text)[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture) : null;
        return new LimitRange(Read("requests") ?? 0, Read("limits") is { } most ? new Limit(most) : Limit.Unbounded);
    }

    // What the configuration does not hold must stand there as it is written: no key more, no key less.
    private static void Complete(IReadOnlyDictionary<string, string> files, Dictionary<string, string> expected)
    {
        Only(files, "a GKE Agent Sandbox", [.. expected.Keys]);
        foreach (var (path, text) in expected.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var actual = Text(files, path);
            var same = path == "Dockerfile" ? Body(actual).SequenceEqual(Body(text)) : YamlReader.Read(actual, path).Equals(YamlReader.Read(text, path));
            if (!same)
            {
                throw new ArtifactFormatException(path, 0, "The file holds something that PolicyKit does not write.");
            }
        }
    }

    private static IEnumerable<string> Body(string text) => text.Split('\n').SkipWhile(l => l.StartsWith('#'));

    private static string Literal(string text) => text.Replace("$$", "$", StringComparison.Ordinal);

    private static Node? At(Node? node, params string[] keys) => keys.Aggregate(node, (at, key) => (at as MapNode)?[key]);

    private static IEnumerable<Node> Items(Node? node) => node is null ? [] : ((ListNode)node).Items.Items;

    private static string Word(Node? node) => ((StringNode)node!).Value;

    private static int Number(Node? node) => checked((int)((IntegerNode)node!).Value) is >= 0 and var number ? number : throw new FormatException("A number is negative.");

    private static int Port(Node? node) => Number(node) is >= 1 and <= 65535 and var port ? port : throw new FormatException("A port is out of range.");

    private static List<NamedValue> Pairs(Node? node) => ((MapNode)node!).Entries.Select(e => new NamedValue(e.Key, Word(e.Value))).ToList();
}
