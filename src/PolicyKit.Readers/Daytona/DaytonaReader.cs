using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Daytona;
using PolicyKit.Readers.Docker;

namespace PolicyKit.Readers.Daytona;

/// <summary>Reads Daytona's three data files back. What PolicyKit never writes (an open network, two lists, a proxy, a linked sandbox) is an error.</summary>
public sealed class DaytonaReader : ProviderReader
{
    private const string ImageFile = "Dockerfile";
    private const string SandboxFile = "sandbox.create.json";
    private const string RunFile = "run.json";

    /// <inheritdoc/>
    public override string Provider => "daytona";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        Only(files, "a Daytona", ImageFile, SandboxFile, RunFile);

        var image = Image(files);
        var run = Root(files, RunFile, map => Run(map, image));
        var (sandbox, header) = Root(files, SandboxFile, map => Sandbox(map, image, run));
        var configuration = new DaytonaConfiguration { Image = image, Sandbox = sandbox, Run = run };
        DockerfileLines.RequireWritten(
            ImageFile, Text(files, ImageFile), new DaytonaProvider().Write(configuration, header).First(a => a.Path == ImageFile).Text);
        return configuration;
    }

    private static DaytonaImage Image(IReadOnlyDictionary<string, string> files)
    {
        var (image, commands) = DockerReader.Dockerfile(files, ImageFile);
        var lines = Text(files, ImageFile).Split('\n');
        var (uid, gid) = DockerfileLines.Owner(ImageFile, lines);

        // Lines of our own come last: the group of the account, and sudo, are shell lines too.
        var sudo = uid != 0 && commands.Items.Any() && commands.Items.Last().StartsWith("echo 'agent ALL=", StringComparison.Ordinal);
        var own = (uid == 0 ? 0 : 1) + (sudo ? 1 : 0);
        return commands.Count < own
            ? throw new ArtifactFormatException(ImageFile, 0, "The account is not made.")
            : new DaytonaImage(image, commands.Items.Take(commands.Count - own).ToEquatableArray(), DockerfileLines.Last(ImageFile, lines, "WORKDIR "), uid, gid, sudo);
    }

    private static (DaytonaSandbox Sandbox, ArtifactHeader Header) Sandbox(MapReader map, DaytonaImage image, DaytonaRun run)
    {
        if (map.Text("user") != (image.Uid == 0 ? "root" : "agent"))
        {
            throw map.Error("'user' is not the account of the image");
        }

        if (map.Integer("autoPauseInterval") != 0)
        {
            throw map.Error("'autoPauseInterval' must be said to be 0");
        }

        var gpus = map.Texts("gpuType");
        if (gpus.Count > 1 || map.IntegerOrNull("gpu") != (gpus.IsEmpty ? null : 1))
        {
            throw map.Error("'gpu' is 1 with one 'gpuType', or neither is said");
        }

        var stored = map.Maps("secrets", m => m.Keys.Count() == 1 ? new NamedValue(m.Keys.First(), m.Text(m.Keys.First())) : throw m.Error("one variable is expected"));
        if (!stored.Items.SequenceEqual(run.Secrets.Items.Where(s => s.Store is not null).Select(s => new NamedValue(s.Name, s.Store!))))
        {
            throw map.Error("'secrets' are not those of run.json");
        }

        var (labels, header) = map.Map("labels", Labels);
        var sandbox = new DaytonaSandbox
        {
            Labels = labels,
            Public = map.FlagOrNull("public") ?? throw map.Error("'public' is missing"),
            Network = Network(map),
            Cpu = Small(map, "cpu", 1),
            MemoryGiB = Small(map, "memory", 1),
            DiskGiB = Small(map, "disk", 1),
            Gpu = gpus.Items.FirstOrDefault(),
            AutoStopMinutes = Small(map, "autoStopInterval", 0),
            Ephemeral = map.Integer("autoDeleteInterval") switch
            {
                0 => true,
                -1 => false,
                _ => throw map.Error("'autoDeleteInterval' is 0 or -1"),
            },
            TtlMinutes = Small(map, "ttlMinutes", 0),
            Volumes = map.Maps("volumes", v => new DaytonaVolume(v.Text("volume"), v.Text("mountPath"), v.TextOrNull("subpath"))),
            Environment = map.MapOr("env", Named, default),
        };
        return (sandbox, header);
    }

    private static (EquatableArray<NamedValue> Labels, ArtifactHeader Header) Labels(MapReader map)
    {
        var (policy, hash) = (map.Text("policykit.policy"), map.Text("policykit.hash"));
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw map.Error("'policykit.hash' is not a SHA-256");
        }

        return (
            map.Keys.Where(k => k is not ("policykit.policy" or "policykit.hash")).Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray(),
            new ArtifactHeader(policy, "type", "daytona", default, hash, null));
    }

    private static DaytonaNetwork Network(MapReader map)
    {
        var network = new DaytonaNetwork(
            map.FlagOrNull("networkBlockAll") ?? throw map.Error("'networkBlockAll' is missing, which means open"), List(map, "networkAllowList"), List(map, "domainAllowList"));
        foreach (var cidr in network.Networks.Where(c => !(Cidr.TryParse(c, out var parsed, out _, out _) && parsed.IsIPv4 && parsed.ToString() == c)))
        {
            throw map.Error($"{JsonWriter.Quote(cidr)} is not an IPv4 network");
        }

        foreach (var domain in network.Domains.Where(d => !IsHost(d)))
        {
            throw map.Error($"{JsonWriter.Quote(domain)} is not a host");
        }

        return new[] { network.BlockAll, !network.Networks.IsEmpty, !network.Domains.IsEmpty }.Count(said => said) == 1
            ? network
            : throw map.Error("the network is blocked, or has one list: an empty one means open, and two exclude each other");
    }

    private static EquatableArray<string> List(MapReader map, string key) => map.TextOrNull(key) is { } text ? text.Split(',').ToEquatableArray() : default;

    private static DaytonaRun Run(MapReader map, DaytonaImage image)
    {
        map.Texts("generated");
        map.TextOrNull("until");
        if (map.Text("workDirectory") != image.WorkDirectory)
        {
            throw map.Error("'workDirectory' is not that of the image");
        }

        return new DaytonaRun(
            map.Maps("secrets", Secret),
            map.Maps("parameters", p => new RunParameter(p.Text("name"), p.Text("pattern"))),
            map.Texts("start"));
    }

    private static DaytonaSecret Secret(MapReader map)
    {
        var secret = new DaytonaSecret(map.Text("name"), map.TextOrNull("store"), map.Texts("hosts"), map.TextOrNull("basicUser"));
        if (secret.Store is null ? !secret.Hosts.IsEmpty || secret.BasicUser is not null : secret.Hosts.IsEmpty)
        {
            throw map.Error("a stored secret has hosts, without which it goes to any; another one has none");
        }

        foreach (var host in secret.Hosts.Where(h => !IsHost(h)))
        {
            throw map.Error($"{JsonWriter.Quote(host)} is not a host");
        }

        return secret;
    }

    private static bool IsHost(string text) => HostName.TryParse(text, allowWildcard: true, out var canonical, out _) && canonical == text;

    private static EquatableArray<NamedValue> Named(MapReader map) => map.Keys.Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray();

    private static int Small(MapReader map, string key, int least) =>
        map.Integer(key) is var value && value >= least && value <= int.MaxValue ? (int)value : throw map.Error(string.Create(CultureInfo.InvariantCulture, $"'{key}' is less than {least} or too large"));
}
