using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Docker.Probing;

/// <summary>A flow that the attacker's program tries as a normal program would.</summary>
/// <param name="Rule">Entry of the rule.</param>
/// <param name="What">What is tried, for people.</param>
/// <param name="Data">What is tried, for the program.</param>
internal sealed record PlannedFlow(string Rule, string What, JsonObject Data);

/// <summary>
/// The set of a policy with a pretended Internet in place of the outside and an attacker in place of the agent. Everything else is as emitted: the same containers, networks and files.
/// </summary>
internal sealed class ProbePlan
{
    // Not below a name that resolvers answer themselves (invalid, test): a resolver that forwards all others would not be seen.
    public const string Foreign = "foreign.policykit-probe.example.net";

    private static readonly string[] Pools = ["45.80.0.0", "93.180.0.0", "151.110.0.0", "5.120.0.0", "185.60.0.0"];

    // Addresses to which an allowed name must never lead.
    private static readonly string[] Rebound = ["10.0.0.5", "127.0.0.1", "169.254.169.254", "0.0.0.0", "192.168.1.1", "172.17.0.1", "100.64.0.1", "168.63.129.16"];

    private readonly CompiledTarget _compiled;
    private readonly DockerNetwork? _network;
    private readonly string _sandboxPrefix;
    private readonly string _outside;
    private readonly JsonObject _zone = [];

    public ProbePlan(CompiledTarget compiled, string run, string directory, AddressSet taken, Guid token)
    {
        _compiled = compiled;
        Set = RunInstance.Plan(compiled, run, directory, taken);
        _network = ((DockerConfiguration)compiled.Configuration!).Network;
        _sandboxPrefix = Set.Networks.SelectMany(n => n.IPAM?.Config ?? []).Select(c => c.Subnet![..c.Subnet!.LastIndexOf('.')]).FirstOrDefault() ?? "10.255.255";
        Allowed = compiled.Allowed();
        var rules = AddressSet.UnionAll(compiled.Policy.Rules.Items.Where(r => r.Kind is EgressRuleKind.AllowNetwork or EgressRuleKind.DenyNetwork).Select(r => AddressSet.Of(r.Entry)));
        Pool = Pools.FirstOrDefault(p => !AddressSet.Of(p + "/16").Overlaps(rules)) ?? Pools[0];
        var used = taken.Union(AddressSet.Of(_sandboxPrefix + ".0/24")).Union(_network is null ? AddressSet.Empty : AddressSet.Of(_network.Routes.Items.SelectMany(r => r.Cidrs.Items).ToArray()));
        
        // By chance, so that probes that start at once seldom ask for the same one.
        var first = RandomNumberGenerator.GetInt32(256);
        _outside = Enumerable.Range(0, 256).Select(i => string.Create(CultureInfo.InvariantCulture, $"10.239.{(first + i) % 256}")).FirstOrDefault(p => !AddressSet.Of(p + ".0/24").Overlaps(used))
            ?? throw new DockerRunException("No /24 in 10.239.0.0/16 is free for the pretended Internet; see 'policykit ps' and 'docker network ls'.");
        Secrets = Set.Secrets.Select((s, i) => (s, i)).ToDictionary(s => s.s, s => string.Create(CultureInfo.InvariantCulture, $"policykit-probe-{s.i}-{token:N}"), StringComparer.Ordinal);
        Flows = _network is null ? [] : compiled.Policy.Rules.Items.SelectMany(FlowsOf).Take(200).ToList();
        HasWorld = Set.Networks.Any(n => n.Name!.EndsWith("_egress", StringComparison.Ordinal));
    }

    public SetPlan Set { get; }

    public Authority Allowed { get; }

    public string Pool { get; }

    public IReadOnlyList<PlannedFlow> Flows { get; }

    public IReadOnlyDictionary<string, string> Secrets { get; }

    public bool HasWorld { get; }

    /// <summary>Address of the gateway in the outside network.</summary>
    public string Gateway => _outside + ".2";

    /// <summary>Address that the pretended Internet holds: the outside network's default gateway, and the gateway's name server.</summary>
    public string World => _outside + ".1";

    public IReadOnlyList<int> Published => _network?.Published.Items.Select(p => p.Port).ToList() ?? [];

    /// <summary>Whether the policy opens every name.</summary>
    public bool OpensAnyName => NameRules.Any(n => n.Rule.Pattern == "*");

    public bool HasReadOnlyRoot => Set.Services.Single(s => s.Name == "sandbox").Create.HostConfig!.ReadonlyRootfs;

    /// <summary>Value of a credential that the sandbox must not see, or null.</summary>
    public string? BrokeredSecret => Allowed.Credentials.Items.FirstOrDefault(c => c.Delivery == CredentialDelivery.Brokered) is { } credential && Secrets.TryGetValue(credential.Name, out var value) ? value : null;

    /// <summary>Brokered credentials that must arrive with the requests of the flows.</summary>
    public IEnumerable<(string Credential, string Host)> Carried =>
        from flow in Flows
        where flow.Data["inspect"]?.GetValue<bool>() == true
        let host = (string)flow.Data["name"]!
        from credential in Allowed.Credentials.Items
        where credential.Delivery == CredentialDelivery.Brokered && credential.Audience.Contains(Transport.Tcp, (int)flow.Data["port"]!, host, IpAddress.Parse(Pool), new HttpRequest((string?)flow.Data["method"] ?? "GET", (string?)flow.Data["path"] ?? "/"))
        select (credential.Name, host);

    /// <summary>Names that were given a fixed address.</summary>
    public IEnumerable<KeyValuePair<string, string>> Zone => _zone.Select(z => KeyValuePair.Create(z.Key, (string)z.Value!));

    private IEnumerable<(DockerListener Listener, DockerNameRule Rule)> NameRules => _network?.Listeners.Items.SelectMany(l => l.Names.Items.Select(r => (l, r))) ?? [];

    /// <summary>Whether a name is decrypted by the gateway on a port.</summary>
    public bool IsInspected(string name, int port) => RuleOf(name, port) is { Rule.Action: DockerNameAction.Inspect };

    /// <summary>The set as it is started.</summary>
    /// <param name="authority">PEM of the probe's own authority: certificate and key.</param>
    /// <param name="only">Ids of the attacks to try; null for all.</param>
    public SetPlan Build((string Certificate, string Key) authority, IReadOnlySet<string>? only)
    {
        var files = Set.Files.ToDictionary(StringComparer.Ordinal);
        files["probe/Dockerfile"] = Resource("Dockerfile");
        files["attacker/attack.py"] = Resource("attack.py");
        files["attacker/plan.json"] = Attacker(only).ToJsonString();
        files["attacker/ca.pem"] = authority.Certificate;
        files["host/host.py"] = Resource("host.py");
        files["world/world.py"] = Resource("world.py");
        files["world/settings.json"] = Settings().ToJsonString();
        files["world/ca.pem"] = authority.Certificate;
        files["world/ca.key"] = authority.Key;
        var image = ComposeTranslator.ImageOf("probe", files["probe/Dockerfile"], network: true);
        var services = Set.Services.Select(s => s.Name switch
        {
            "sandbox" => Sandbox(s, image.Tag),
            "gateway" => Gated(s),
            "router" => Outside(s, _outside + ".3"),
            "lifetime" => Longer(s),
            _ => s,
        }).ToList();
        services.Insert(0, HostService(image.Tag));
        if (HasWorld)
        {
            services.Insert(0, WorldService(image.Tag));
        }

        return Set with
        {
            Files = files,
            Images = Set.Images.Where(i => i.Context != "sandbox").Append(image).ToList(),
            Networks = Set.Networks.Select(n => n.Name!.EndsWith("_egress", StringComparison.Ordinal) ? OutsideNetwork(n) : n).ToList(),
            Services = services,
        };
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ProbePlan).Assembly.GetManifestResourceStream("probe/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private SetService Sandbox(SetService service, string image)
    {
        service.Create.Image = image;
        service.Create.Entrypoint = ["python3", "-u", "/probe/attack.py"];
        service.Create.Cmd = [];
        service.Create.HostConfig!.Mounts!.Add(Bind("attacker", "/probe"));
        service.Create.HostConfig.Mounts.Add(Bind("host", "/host"));
        return service with { DependsOn = service.DependsOn.Append(new SetDependency("host", SetCondition.Healthy)).ToList() };
    }

    // The pretended Internet is its resolver and its trust; the published ports are called from there and not from the host.
    private SetService Gated(SetService service)
    {
        service.Create.HostConfig!.DNS = [World];
        service.Create.HostConfig.PortBindings = null!;
        service.Create.HostConfig.Mounts!.Add(new Mount { Type = "bind", Source = Path.Combine(Set.Directory, "attacker", "ca.pem"), Target = "/etc/ssl/certs/ca-certificates.crt", ReadOnly = true });
        return Outside(service, Gateway);
    }

    private SetService Outside(SetService service, string address) => service with
    {
        MoreNetworks = service.MoreNetworks.Select(n => n.Key.EndsWith("_egress", StringComparison.Ordinal) ? KeyValuePair.Create(n.Key, (string?)address) : n).ToList(),
        DependsOn = service.DependsOn.Append(new SetDependency("world", SetCondition.Healthy)).ToList(),
    };

    // A short lifetime would end the attacker before its last attack.
    private static SetService Longer(SetService service)
    {
        if (service.Create.Cmd is ["sleep", var seconds] && long.Parse(seconds, CultureInfo.InvariantCulture) < 1800)
        {
            service.Create.Cmd = ["sleep", "1800"];
        }

        return service;
    }

    private NetworksCreateParameters OutsideNetwork(NetworksCreateParameters network)
    {
        network.IPAM = new IPAM { Driver = "default", Config = [new IPAMConfig { Subnet = _outside + ".0/24", Gateway = World }] };
        network.Options = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["com.docker.network.bridge.inhibit_ipv4"] = "true",
            ["com.docker.network.bridge.enable_ip_masquerade"] = "false",
        };
        return network;
    }

    private SetService WorldService(string image)
    {
        var outside = Set.Networks.Single(n => n.Name!.EndsWith("_egress", StringComparison.Ordinal)).Name!;
        var create = new CreateContainerParameters
        {
            Name = Set.Instance + "-world",
            Image = image,
            Entrypoint = ["python3", "-u", "/world/world.py"],
            User = "0:0",
            Labels = new Dictionary<string, string>(Set.Labels, StringComparer.Ordinal) { [RunLabels.Part] = "world" },
            Healthcheck = new HealthcheckConfig { Test = ["CMD", "test", "-e", "/tmp/ready"], Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(2), Retries = 30 },
            NetworkingConfig = new NetworkingConfig { EndpointsConfig = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal) { [outside] = ComposeTranslator.Endpoint(_outside + ".254") } },
            HostConfig = new HostConfig
            {
                NetworkMode = outside,
                CapDrop = ["ALL"],
                CapAdd = ["NET_ADMIN", "NET_RAW", "NET_BIND_SERVICE"],
                SecurityOpt = ["no-new-privileges:true"],
                ReadonlyRootfs = true,
                Tmpfs = new Dictionary<string, string>(StringComparer.Ordinal) { ["/tmp"] = "rw,nosuid,nodev,size=64m" },
                Sysctls = new Dictionary<string, string>(StringComparer.Ordinal) { ["net.ipv4.ip_forward"] = "0" },
                Mounts = [Bind("world", "/world")],
            },
        };
        return new SetService { Name = "world", Create = create };
    }

    // On the engine's own network, wherever that is: the set's bridges are there, so this is what a sandbox that gets out of them would meet first.
    private SetService HostService(string image) => new()
    {
        Name = "host",
        Create = new CreateContainerParameters
        {
            Name = Set.Instance + "-host",
            Image = image,
            Entrypoint = ["python3", "-u", "/host/host.py"],
            User = SetDirectory.User.ToString(CultureInfo.InvariantCulture),
            Labels = new Dictionary<string, string>(Set.Labels, StringComparer.Ordinal) { [RunLabels.Part] = "host" },
            Healthcheck = new HealthcheckConfig { Test = ["CMD", "test", "-e", "/host/listens.json"], Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(2), Retries = 30 },
            HostConfig = new HostConfig
            {
                NetworkMode = "host",
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges:true"],
                ReadonlyRootfs = true,
                Mounts = [new Mount { Type = "bind", Source = Path.Combine(Set.Directory, "host"), Target = "/host" }],
            },
        },
    };

    private Mount Bind(string folder, string target) => new() { Type = "bind", Source = Path.Combine(Set.Directory, folder), Target = target, ReadOnly = true };

    private JsonObject Settings()
    {
        var ports = NameRules.Select(n => n.Listener).Distinct().ToList();
        return new JsonObject
        {
            ["pool"] = Pool,
            ["zone"] = _zone.DeepClone(),
            ["claim"] = World + "/24",
            ["foreign"] = Foreign,
            ["neighbours"] = Array(new[] { ".2/32", ".3/32" }.Select(s => _outside + s)),
            ["parts"] = Array(Set.Services.Where(s => s.Name is "gateway" or "router").Select(s => s.Name == "gateway" ? Gateway : _outside + ".3")),
            ["gateway"] = Gateway,
            ["sandbox"] = _sandboxPrefix + ".10",
            ["inside"] = Inside,
            ["published"] = Array(Published),
            ["tls"] = Array(Listening(DockerListenerKind.Tls).Append(443).Append(8443).Except(Listening(DockerListenerKind.Http)).Except(RoutedTcp).Distinct()),
            ["http"] = Array(Listening(DockerListenerKind.Http).Append(80).Except(Listening(DockerListenerKind.Tls)).Except(RoutedTcp).Distinct()),
            ["tcp"] = Array(Listening(DockerListenerKind.Raw).Concat(RoutedTcp).Distinct()),
            ["udp"] = Array(Routed(Transport.Udp).Distinct()),
        };

        IEnumerable<int> Listening(DockerListenerKind kind) => ports.Where(l => l.Kind == kind).SelectMany(l => new[] { l.Ports.First, l.Ports.Last });
    }

    private static int Inside => 47_611;

    private IEnumerable<int> RoutedTcp => Routed(Transport.Tcp).Except([443, 80]);

    private IEnumerable<int> Routed(Transport transport) => _network?.Routes.Items.Where(r => r.Transport == transport).Select(r => r.Ports.First) ?? [];

    private JsonObject Attacker(IReadOnlySet<string>? only)
    {
        var workload = ((DockerConfiguration)_compiled.Configuration!).Workload;
        var names = NameRules.Where(n => n.Rule.Action != DockerNameAction.Deny).Select(n => (Name: Concrete(n.Rule.Pattern), n.Listener, n.Rule)).ToList();
        var neighbours = Set.Services.Select(s => s.Name switch { "gateway" => ".2", "dns" => ".3", "router" => ".4", _ => null }).Where(s => s is not null).Select(s => _sandboxPrefix + s).ToList();
        if (_network is { Routes.IsEmpty: false })
        {
            neighbours.Add(_sandboxPrefix + ".1");
        }

        var hasDns = Set.Services.Any(s => s.Name == "dns");
        var hasGateway = Set.Services.Any(s => s.Name == "gateway");
        var open = names.SelectMany(n => Enumerable.Range(n.Listener.Ports.First, Math.Min(n.Listener.Ports.Count, 2000)).Select(p => new JsonArray(_sandboxPrefix + ".2", p)))
            .Concat(hasDns ? [new JsonArray(_sandboxPrefix + ".3", 53)] : [])
            .Concat(Published.Select(p => new JsonArray(_sandboxPrefix + ".2", p)));
        return new JsonObject
        {
            ["foreign"] = Foreign,
            ["prefix"] = _sandboxPrefix,
            ["gateway"] = hasGateway ? _sandboxPrefix + ".2" : null,
            ["dns"] = hasDns ? _sandboxPrefix + ".3" : null,
            ["neighbours"] = Array(neighbours),
            ["outside"] = Array(new[] { World, Gateway, _outside + ".254" }),
            ["only"] = only is null ? null : Array(only),
            ["open"] = new JsonArray(open.ToArray<JsonNode>()),
            ["tls"] = Array(names.Where(n => n.Listener.Kind == DockerListenerKind.Tls).Select(n => (JsonNode)new JsonObject { ["name"] = n.Name, ["port"] = n.Listener.Ports.First, ["inspect"] = n.Rule.Action == DockerNameAction.Inspect })),
            ["http"] = Array(names.Where(n => n.Listener.Kind == DockerListenerKind.Http).Select(n => (JsonNode)new JsonObject { ["name"] = n.Name, ["port"] = n.Listener.Ports.First })),
            ["anyName"] = names.Any(n => n.Rule.Pattern == "*"),
            ["real"] = Array(Zone.Where(z => AddressSet.Of(Pool + "/16").Contains(IpAddress.Parse(z.Value))).Take(4).Select(z => (JsonNode)new JsonObject { ["name"] = z.Key, ["address"] = z.Value })),
            ["networks"] = Array(Flows.Where(f => (string?)f.Data["kind"] == "network").Select(f => Beside(f.Data))),
            ["rebind"] = Array(names.Where(n => n.Rule.Pattern.StartsWith('*') && n.Listener.Kind != DockerListenerKind.Raw).Take(2).SelectMany(Rebinding)),
            ["denied"] = Array(_compiled.Policy.Rules.Items.Where(r => r.Kind == EgressRuleKind.DenyHost).Select(r => Concrete(r.Entry))),
            ["requests"] = Array(Flows.Where(f => f.Data["path"] is not null).Select(f => f.Data.DeepClone())),
            ["flows"] = Array(Flows.Select(f => f.Data.DeepClone())),
            ["published"] = Array(Published),
            ["inside"] = Inside,
            ["uid"] = workload.Uid,
            ["capabilities"] = workload.Capabilities.Items.Aggregate(0L, (mask, c) => mask | LinuxCapabilities.Bit(c)),
            ["readOnlyRoot"] = workload.ReadOnlyRoot,
            ["lifetime"] = Set.Services.Any(s => s.Name == "lifetime"),
            ["userKernel"] = workload.GVisor,
            ["ownVariables"] = Array(workload.Readable.Items.Where(r => r.Path is null).Select(r => r.Name)),
            ["ownSecrets"] = Array(workload.Readable.Items.Where(r => r.Path is not null).Select(r => r.Path!)),
        };
    }

    private IEnumerable<JsonNode> Rebinding((string Name, DockerListener Listener, DockerNameRule Rule) name)
    {
        var suffix = name.Rule.Pattern == "*" ? "policykit-probe.example" : name.Rule.Pattern[2..];
        for (var i = 0; i < Rebound.Length; i++)
        {
            var host = $"rebind{i.ToString(CultureInfo.InvariantCulture)}.{suffix}";
            if (!Allowed.Egress.Contains(Transport.Tcp, name.Listener.Ports.First, host, IpAddress.Parse(Rebound[i])))
            {
                _zone[host] = Rebound[i];
                yield return new JsonObject { ["name"] = host, ["port"] = name.Listener.Ports.First, ["kind"] = name.Listener.Kind == DockerListenerKind.Tls ? "tls" : "http" };
            }
        }
    }

    private IEnumerable<PlannedFlow> FlowsOf(EgressRule rule) => rule.Kind switch
    {
        EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp or EgressRuleKind.AllowAnyHost => Sample(rule.PortSet).SelectMany(p => NameFlow(rule, p)),
        EgressRuleKind.AllowNetwork => NetworkFlows(rule),
        _ => [],
    };

    private static IEnumerable<int> Sample(PortSet ports) => ports.Ranges.SelectMany(r => new[] { r.First, r.Last }).Distinct().Take(4);

    private IEnumerable<PlannedFlow> NameFlow(EgressRule rule, int port)
    {
        var name = Concrete(rule.Kind == EgressRuleKind.AllowAnyHost ? "*" : rule.Entry);
        var method = rule.Kind == EgressRuleKind.AllowHttp ? rule.Methods.Items.FirstOrDefault() ?? "GET" : null;
        var path = rule.Kind == EgressRuleKind.AllowHttp ? (rule.Paths.Items.FirstOrDefault() ?? "/").Replace("*", "x", StringComparison.Ordinal) : null;
        if (!rule.Entry.StartsWith('*') && rule.Kind != EgressRuleKind.AllowAnyHost && !_zone.ContainsKey(name))
        {
            // Fixed, so that the attacker can be told it and dial it.
            var number = 0x8000 + _zone.Count;
            _zone[name] = Moved(IpAddress.Parse(Pool), number).ToString();
        }

        var address = IpAddress.Parse(Pool);
        var request = new HttpRequest(method ?? "GET", path ?? "/");
        if (!Allowed.Egress.Contains(Transport.Tcp, port, name, address, request) || RuleOf(name, port) is not { } found)
        {
            // A denial takes it away, or the emitted set leaves it out by an accepted deviation.
            yield break;
        }

        var kind = found.Listener.Kind switch { DockerListenerKind.Tls => "tls", DockerListenerKind.Http => "http", _ => "raw" };
        yield return new PlannedFlow(
            rule.Kind == EgressRuleKind.AllowAnyHost ? "any host" : rule.Entry,
            string.Create(CultureInfo.InvariantCulture, $"tcp {name}:{port}{(method is null ? string.Empty : $" {method} {path}")}"),
            new JsonObject { ["kind"] = kind, ["name"] = name, ["port"] = port, ["inspect"] = found.Rule.Action == DockerNameAction.Inspect, ["method"] = method, ["path"] = path });
    }

    private IEnumerable<PlannedFlow> NetworkFlows(EgressRule rule)
    {
        foreach (var route in _network!.Routes.Items.Where(r => r.Transport == rule.Transport && rule.PortSet.Contains(r.Ports.First)))
        {
            var addresses = AddressSet.Of(route.Cidrs.Items.ToArray()).Intersect(AddressSet.Of(rule.Entry)).Except(AddressSet.Of(_outside + ".0/24"));
            if (addresses.IsEmpty)
            {
                continue;
            }

            var range = addresses.Ranges[0];
            var address = range.First.Equals(range.Last) ? range.First : Moved(range.First, 1);
            var transport = route.Transport == Transport.Udp ? "udp" : "tcp";
            yield return new PlannedFlow(
                rule.Entry,
                string.Create(CultureInfo.InvariantCulture, $"{transport} {address}:{route.Ports.First}"),
                new JsonObject { ["kind"] = "network", ["transport"] = transport, ["address"] = address.ToString(), ["port"] = route.Ports.First });
        }
    }

    // The network with addresses next to it that no rule opens on that port.
    private JsonObject Beside(JsonObject flow)
    {
        var network = (JsonObject)flow.DeepClone();
        var port = (int)flow["port"]!;
        var routed = AddressSet.Of(_network!.Routes.Items.Where(r => r.Ports.Contains(port)).SelectMany(r => r.Cidrs.Items).ToArray());
        network["beside"] = Array(routed.Ranges.SelectMany(r => new[] { Moved(r.First, -1), Moved(r.Last, 1) }).Where(a => !routed.Contains(a) && AddressSet.AllIPv4.Contains(a)).Select(a => a.ToString()).Distinct().Take(6));
        return network;
    }

    // IPv4, wrapping at the ends.
    private static IpAddress Moved(IpAddress address, int by)
    {
        var bytes = IPAddress.Parse(address.ToString()).GetAddressBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked(BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)by));
        return IpAddress.Parse(new IPAddress(bytes).ToString());
    }

    // The last rule that matches decides.
    private (DockerListener Listener, DockerNameRule Rule)? RuleOf(string name, int port)
    {
        foreach (var listener in _network?.Listeners.Items.Where(l => l.Ports.Contains(port)) ?? [])
        {
            if (listener.Names.Items.LastOrDefault(r => r.Pattern == "*" || DeclaredAuthority.Pattern(r.Pattern).Contains(name)) is { Action: not DockerNameAction.Deny } rule)
            {
                return (listener, rule);
            }
        }

        return null;
    }

    private static string Concrete(string pattern) => pattern == "*" ? "anything.policykit-probe.example" : pattern.StartsWith("*.", StringComparison.Ordinal) ? "policykit-probe" + pattern[1..] : pattern;

    private static JsonArray Array(IEnumerable<string> items) => new(items.Select(i => (JsonNode)i).ToArray());

    private static JsonArray Array(IEnumerable<int> items) => new(items.Select(i => (JsonNode)i).ToArray());

    private static JsonArray Array(IEnumerable<JsonNode> items) => new(items.ToArray());
}
