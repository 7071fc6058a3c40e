using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using PolicyKit.Core.Documents;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Docker;

/// <summary>
/// The emitted Compose document, asked of the engine's API. Reads the same tree that is printed as <c>compose.yaml</c>, so that what runs is what was proved; a key that it does not know is an error.
/// </summary>
internal sealed partial class ComposeTranslator
{
    private const string VariablesDirectory = "/run/policykit-secrets";

    // Reads each pipe or file once, then becomes the workload. Names come from the file names, values never from a command line.
    private const string VariablesProgram =
        $"for file in {VariablesDirectory}/*; do export \"$(basename \"$file\")=$(cat \"$file\")\"; done; exec \"$@\"";

    private readonly DockerConfiguration _configuration;
    private readonly IReadOnlyDictionary<string, string> _files;
    private readonly IReadOnlyDictionary<string, string> _labels;
    private readonly string _instance;
    private readonly string _directory;
    private readonly Dictionary<string, SetImage> _images = new(StringComparer.Ordinal);

    private ComposeTranslator(
        DockerConfiguration configuration, IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> labels, string instance, string directory)
    {
        _configuration = configuration;
        _files = files;
        _labels = labels;
        _instance = instance;
        _directory = directory;
    }

    public static SetPlan Translate(
        DockerConfiguration configuration, string hash, IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> labels, string instance, string directory) =>
        new ComposeTranslator(configuration, files, labels, instance, directory).Plan(ComposeWriter.Document(configuration, hash));

    private SetPlan Plan(MapNode document)
    {
        var root = new ComposeFields("compose", document);
        root.Take("name");
        var services = root.Entries("services").Select(s => Service(s.Key, new ComposeFields(s.Key, (MapNode)s.Value))).ToList();
        var networks = root.Entries("networks").Select(n => Network(n.Key, new ComposeFields(n.Key, (MapNode)n.Value))).ToList();
        var volumes = root.Entries("volumes").Select(v => (v.Key, Name: VolumeName(v.Key))).ToList();
        root.Take("secrets");
        root.Done();
        return new SetPlan
        {
            Instance = _instance,
            Labels = _labels,
            Directory = _directory,
            Files = _files,
            Images = _images.Values.ToList(),
            Networks = networks,
            Volumes = volumes.Where(v => IsOfRun(v.Key)).Select(v => v.Name).ToList(),
            KeptVolumes = volumes.Where(v => !IsOfRun(v.Key)).Select(v => v.Name).ToList(),
            Services = Ordered(services),
        };
    }

    private SetService Service(string name, ComposeFields fields)
    {
        var parameters = new CreateContainerParameters
        {
            Name = $"{_instance}-{name}",
            Labels = fields.Pairs("labels").ToDictionary(l => l.Key, l => Literal(l.Value), StringComparer.Ordinal),
            HostConfig = new HostConfig(),
        };
        foreach (var (key, value) in _labels.Append(KeyValuePair.Create(RunLabels.Part, name)))
        {
            parameters.Labels[key] = value;
        }

        var host = parameters.HostConfig;
        parameters.Image = Image(fields);
        host.CapDrop = fields.List("cap_drop");
        host.CapAdd = fields.List("cap_add");
        host.SecurityOpt = fields.List("security_opt");
        host.ReadonlyRootfs = fields.Flag("read_only");
        host.IpcMode = fields.Required("ipc");
        host.RestartPolicy = fields.Required("restart") == "no" ? new RestartPolicy { Name = RestartPolicyKind.No } : throw fields.Unfit("restart", "is not 'no'");
        Logging(fields.Map("logging"), host);
        parameters.User = fields.Text("user")!;
        parameters.WorkingDir = fields.Text("working_dir")!;
        parameters.Cmd = Listed(fields, "command")!;
        parameters.Entrypoint = Listed(fields, "entrypoint")!;
        host.Init = fields.Flag("init") ? true : null;
        host.Runtime = fields.Text("runtime")!;
        host.NanoCPUs = fields.Text("cpus") is { } cpus ? (long)(decimal.Parse(cpus, CultureInfo.InvariantCulture) * 1_000_000_000m) : 0;
        host.Memory = Bytes(fields, "mem_limit");
        host.MemorySwap = Bytes(fields, "memswap_limit");
        host.ShmSize = Bytes(fields, "shm_size");
        host.PidsLimit = fields.Number("pids_limit") is > 0 and var pids ? pids : null;
        host.StorageOpt = fields.Pairs("storage_opt").ToDictionary(StringComparer.Ordinal);
        host.Sysctls = fields.Pairs("sysctls").ToDictionary(StringComparer.Ordinal);
        host.DNS = fields.List("dns");
        host.DNSSearch = fields.List("dns_search");
        host.Tmpfs = fields.List("tmpfs").Select(t => t.Split(':', 2)).ToDictionary(t => t[0], t => t[1], StringComparer.Ordinal);
        host.Ulimits = fields.Entries("ulimits").Select(Ulimit).ToList();
        host.Mounts = fields.Nodes("volumes").Select(v => Mount(new ComposeFields($"{name}.volumes", (MapNode)v))).ToList();
        var secrets = Secrets(name, fields).ToList();
        parameters.Env = Environment(fields, secrets).ToList();
        Ports(fields, parameters);
        var healthcheck = fields.Map("healthcheck");
        if (healthcheck is not null)
        {
            parameters.Healthcheck = Healthcheck(healthcheck);
        }

        var joined = Networks(name, fields, parameters);
        var service = new SetService
        {
            Name = name,
            Create = parameters,
            MoreNetworks = joined,
            DependsOn = fields.Entries("depends_on").Select(Dependency).ToList(),
            Secrets = secrets,
            PidOf = PidOf(fields),
        };
        fields.Done();
        return service;
    }

    // The tag carries a digest of the build's text, so an image of another policy or version is never taken for it.
    private string Image(ComposeFields fields)
    {
        fields.Take("image");
        var build = fields.Map("build")!;
        var context = build.Required("context");
        var network = build.Text("network") switch
        {
            null => true,
            "none" => false,
            _ => throw build.Unfit("network", "is not 'none'"),
        };
        build.Done();
        var folder = context.StartsWith("./", StringComparison.Ordinal) ? context[2..] : throw build.Unfit("context", "is not below the set");
        var dockerfile = _files[$"{folder}/Dockerfile"];

        var image = ImageOf(folder, dockerfile, network);
        _images[image.Tag] = image;
        return image.Tag;
    }

    /// <summary>An image whose tag is a digest of its Dockerfile without comments: those name the policy and its acceptances, and the image does not depend on them.</summary>
    internal static SetImage ImageOf(string folder, string dockerfile, bool network)
    {
        var lines = string.Join('\n', dockerfile.Split('\n').Where(l => !l.StartsWith('#')));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines + (network ? string.Empty : "\nnetwork none"))))[..16];
        return new SetImage($"policykit-{folder}:{digest}", folder, network);
    }

    private static void Logging(ComposeFields? logging, HostConfig host)
    {
        host.LogConfig = new LogConfig { Type = logging!.Required("driver"), Config = logging.Pairs("options").ToDictionary(StringComparer.Ordinal) };
        logging.Done();
    }

    private static Ulimit Ulimit(MapEntry entry)
    {
        if (entry.Value is IntegerNode both)
        {
            return new Ulimit { Name = entry.Key, Soft = both.Value, Hard = both.Value };
        }

        var fields = new ComposeFields(entry.Key, (MapNode)entry.Value);
        var limit = new Ulimit { Name = entry.Key, Soft = fields.Number("soft"), Hard = fields.Number("hard") };
        fields.Done();
        return limit;
    }

    private Mount Mount(ComposeFields fields)
    {
        var type = fields.Required("type");
        var source = fields.Required("source");
        var mount = new Mount
        {
            Type = type is "volume" or "bind" ? type : throw fields.Unfit("type", "is neither a volume nor a bind"),
            Source = type == "volume" ? VolumeName(source)
                : source.StartsWith("./", StringComparison.Ordinal) ? Path.Combine(_directory, source[2..])
                : throw fields.Unfit("source", "is not below the set"),
            Target = fields.Required("target"),
            ReadOnly = fields.Flag("read_only"),
        };
        if (fields.Map("volume") is { } volume)
        {
            mount.VolumeOptions = new VolumeOptions { NoCopy = volume.Flag("nocopy") };
            volume.Done();
        }

        fields.Done();
        return mount;
    }

    private IEnumerable<SetSecret> Secrets(string service, ComposeFields fields)
    {
        foreach (var node in fields.Nodes("secrets"))
        {
            if (node is StringNode name)
            {
                yield return new SetSecret(name.Value, "/run/secrets/" + name.Value, SetSecretDelivery.Pipe);
            }
            else
            {
                var file = new ComposeFields(service + ".secrets", (MapNode)node);
                yield return new SetSecret(file.Required("source"), file.Required("target"), SetSecretDelivery.File);
                file.Done();
            }
        }

        if (service == "sandbox")
        {
            foreach (var readable in _configuration.Workload.Readable.Items.Where(r => r.Path is null))
            {
                yield return new SetSecret(readable.Name, $"{VariablesDirectory}/{readable.Name}", _configuration.Workload.GVisor ? SetSecretDelivery.VariableFile : SetSecretDelivery.Variable);
            }
        }
    }

    private static IEnumerable<string> Environment(ComposeFields fields, List<SetSecret> secrets) => fields.Pairs("environment")
        .Where(e => !secrets.Any(s => s.IsVariable && s.Name == e.Key))
        .Select(e => $"{e.Key}={Literal(e.Value)}");

    /// <summary>Puts the program that reads the pipes before what the image would start.</summary>
    internal static void ReadVariablesFirst(CreateContainerParameters parameters, IList<string>? entrypoint, IList<string>? command)
    {
        var workload = (parameters.Entrypoint ?? entrypoint ?? []).Concat(parameters.Cmd ?? command ?? []);
        parameters.Entrypoint = ["/bin/sh", "-c", VariablesProgram, "policykit"];
        parameters.Cmd = workload.ToList();
    }

    private static void Ports(ComposeFields fields, CreateContainerParameters parameters)
    {
        var ports = fields.List("ports");
        if (ports.Count == 0)
        {
            return;
        }

        parameters.ExposedPorts = new Dictionary<string, EmptyStruct>(StringComparer.Ordinal);
        parameters.HostConfig!.PortBindings = new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal);
        foreach (var port in ports)
        {
            var match = PublishedPort().Match(port);
            if (!match.Success)
            {
                throw fields.Unfit("ports", $"has an entry without address, port and protocol: {port}");
            }

            parameters.ExposedPorts[match.Groups["inside"].Value] = default;
            parameters.HostConfig.PortBindings[match.Groups["inside"].Value] = [new PortBinding { HostIP = match.Groups["address"].Value, HostPort = match.Groups["port"].Value }];
        }
    }

    private static HealthcheckConfig Healthcheck(ComposeFields fields)
    {
        var check = new HealthcheckConfig
        {
            Test = fields.List("test"),
            Interval = Seconds(fields.Required("interval")),
            Timeout = Seconds(fields.Required("timeout")),
            Retries = fields.Number("retries"),
        };
        fields.Done();
        return check;
    }

    private List<KeyValuePair<string, string?>> Networks(string name, ComposeFields fields, CreateContainerParameters parameters)
    {
        if (fields.Text("network_mode") is { } mode)
        {
            parameters.HostConfig!.NetworkMode = mode == "none" ? mode : throw fields.Unfit("network_mode", "is not 'none'");
            fields.Take("networks");
            return [];
        }

        var joined = fields.Entries("networks").Select(n =>
        {
            var one = new ComposeFields($"{name}.networks.{n.Key}", (MapNode)n.Value);
            var address = one.Text("ipv4_address");
            one.Done();
            return KeyValuePair.Create(NetworkName(n.Key), address);
        }).ToList();
        parameters.HostConfig!.NetworkMode = joined[0].Key;
        parameters.NetworkingConfig = new NetworkingConfig { EndpointsConfig = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal) { [joined[0].Key] = Endpoint(joined[0].Value) } };
        return joined[1..];
    }

    internal static EndpointSettings Endpoint(string? address) =>
        new() { IPAMConfig = address is null ? null : new EndpointIPAMConfig { IPv4Address = address } };

    private NetworksCreateParameters Network(string name, ComposeFields fields)
    {
        var network = new NetworksCreateParameters
        {
            Name = NetworkName(name),
            Driver = fields.Required("driver"),
            Internal = fields.Flag("internal"),
            Options = fields.Pairs("driver_opts").ToDictionary(StringComparer.Ordinal),
            Labels = new Dictionary<string, string>(_labels, StringComparer.Ordinal) { [RunLabels.Part] = name },
        };
        if (fields.Map("ipam") is { } ipam)
        {
            network.IPAM = new IPAM
            {
                Driver = "default",
                Config = ipam.Nodes("config").Select(c =>
                {
                    var config = new ComposeFields(name + ".ipam", (MapNode)c);
                    var result = new IPAMConfig { Subnet = config.Required("subnet"), Gateway = config.Required("gateway") };
                    config.Done();
                    return result;
                }).ToList(),
            };
            ipam.Done();
        }

        fields.Done();
        return network;
    }

    private static SetDependency Dependency(MapEntry entry)
    {
        var fields = new ComposeFields("depends_on." + entry.Key, (MapNode)entry.Value);
        var condition = fields.Required("condition") switch
        {
            "service_started" => SetCondition.Started,
            "service_healthy" => SetCondition.Healthy,
            "service_completed_successfully" => SetCondition.Completed,
            _ => throw fields.Unfit("condition", "is not known"),
        };
        fields.Done();
        return new SetDependency(entry.Key, condition);
    }

    private static string? PidOf(ComposeFields fields)
    {
        const string Opening = "service:";
        var pid = fields.Text("pid");
        return pid is null ? null : pid.StartsWith(Opening, StringComparison.Ordinal) ? pid[Opening.Length..] : throw fields.Unfit("pid", "is not another part's");
    }

    private static List<SetService> Ordered(IReadOnlyList<SetService> services)
    {
        var ordered = new List<SetService>();
        while (ordered.Count < services.Count)
        {
            var next = services.Where(s => !ordered.Contains(s)).FirstOrDefault(s => s.DependsOn.All(d => ordered.Any(o => o.Name == d.Service)) && (s.PidOf is null || ordered.Any(o => o.Name == s.PidOf)))
                ?? throw new InvalidOperationException("The parts of the emitted set wait for each other.");
            ordered.Add(next);
        }

        // All others first: nothing waits for the sandbox.
        return ordered.OrderBy(s => s.Name == "sandbox" ? 1 : 0).ToList();
    }

    private static List<string>? Listed(ComposeFields fields, string key) => fields.List(key) is { Count: > 0 } list ? list.Select(Literal).ToList() : null;

    private static long Bytes(ComposeFields fields, string key) => fields.Text(key) is not { } text ? 0
        : text.EndsWith('m') && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes) ? mebibytes * 1024 * 1024
        : throw fields.Unfit(key, "is not a number of mebibytes");

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture));

    private string NetworkName(string name) => $"{_instance}_{name}";

    private static bool IsOfRun(string volume) => volume is "pki-public" or "pki-private";

    private string VolumeName(string name) =>
        IsOfRun(name) ? $"{_instance}_{name}"
        : name == "workspace" && _configuration.Workload.PersistentWorkspace ? $"{_configuration.Project}_{name}"
        : name;

    // The document has every dollar sign doubled for Compose.
    private static string Literal(string text) => text.Replace("$$", "$", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<address>[0-9.]+):(?<port>[0-9]+):(?<inside>[0-9]+/(tcp|udp))$")]
    private static partial Regex PublishedPort();
}
