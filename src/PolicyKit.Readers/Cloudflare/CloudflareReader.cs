using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Cloudflare;
using PolicyKit.Readers.Docker;

namespace PolicyKit.Readers.Cloudflare;

/// <summary>Reads the three data files of a Cloudflare target back. What PolicyKit never writes (a route, a variable, another binding or class) is an error.</summary>
public sealed class CloudflareReader : ProviderReader
{
    private const string WranglerFile = "wrangler.jsonc";
    private const string PolicyFile = "src/policy.json";
    private const string ImageFile = "Dockerfile";

    /// <inheritdoc/>
    public override string Provider => "cloudflare-sandboxes";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        Only(files, "a Cloudflare", WranglerFile, PolicyFile, ImageFile);

        var (worker, open, bindings, store, sdk) = Root(files, WranglerFile, Wrangler);
        var (configuration, header) = Root(files, PolicyFile, map => Policy(map, worker, store, sdk, Image(files)));
        if (open != configuration.PublicPort is not null)
        {
            throw new ArtifactFormatException(WranglerFile, 0, "'workers_dev' is on exactly when a port answers to everybody.");
        }

        if (!bindings.SequenceEqual(configuration.Credentials.Select(c => c.Name), StringComparer.Ordinal))
        {
            throw new ArtifactFormatException(WranglerFile, 0, "The bindings are not those of the policy's credentials.");
        }

        Complete(files, configuration, header);
        return configuration;
    }

    private static (string Worker, bool Open, List<string> Bindings, string Store, SdkContainer? Sdk) Wrangler(MapReader map)
    {
        Fixed(map, "$schema", "node_modules/wrangler/config-schema.json");
        var worker = map.Text("name");
        Fixed(map, "main", "src/index.ts");
        Fixed(map, "compatibility_date", "2026-11-01");
        var withSdk = map.Has("migrations");
        if (withSdk && !map.Texts("compatibility_flags").Items.SequenceEqual(["nodejs_compat"]))
        {
            throw map.Error("'compatibility_flags' must be nodejs_compat alone");
        }

        var open = map.FlagOrNull("workers_dev") ?? throw map.Error("'workers_dev' is missing, which publishes the Worker");
        if (map.FlagOrNull("preview_urls") != false)
        {
            throw map.Error("'preview_urls' must be off");
        }

        map.Map("durable_objects", o => o.Maps("bindings", b => Fixed(b, "name", "SANDBOX") + Fixed(b, "class_name", "Sandbox")).Items.Length == 1 ? 0 : throw o.Error("one binding is expected"));
        var sdk = withSdk ? Sdk(map, worker) : null;
        if (sdk is null)
        {
            Platform(map, worker);
        }

        var secrets = map.Has("secrets_store_secrets")
            ? map.Maps("secrets_store_secrets", s => (Binding: s.Text("binding"), Store: s.Text("store_id"), Secret: s.Text("secret_name"))).Items.ToList()
            : [];
        return secrets.Any(s => s.Binding != s.Secret) || secrets.Select(s => s.Store).Distinct().Count() > 1
            ? throw map.Error("a binding has the name of its secret, and all are in one store")
            : (worker, open, secrets.Select(s => s.Binding).ToList(), secrets.FirstOrDefault().Store ?? new string('0', 32), sdk);
    }

    private static void Platform(MapReader map, string worker)
    {
        map.Map("exports", o => o.Map("Sandbox", e => Fixed(e, "type", "durable-object") + Fixed(e, "storage", "sqlite") + Fixed(e, "container", worker)));
        var containers = map.Maps("containers", c => Fixed(c, "name", worker) + Fixed(c, "scheduling_policy", "durable_object")
            + c.Map("images", i => i.Map("default", d => Fixed(d, "dockerfile", "./Dockerfile"))));
        if (containers.Count != 1)
        {
            throw map.Error("one container is expected");
        }
    }

    private static SdkContainer Sdk(MapReader map, string worker)
    {
        if (map.Maps("migrations", m => Fixed(m, "tag", "v1") + (m.Texts("new_sqlite_classes").Items.SequenceEqual(["Sandbox"]) ? 0 : throw m.Error("the class is Sandbox"))).Count != 1)
        {
            throw map.Error("one migration is expected");
        }

        var containers = map.Maps("containers", c =>
        {
            Fixed(c, "name", worker);
            Fixed(c, "class_name", "Sandbox");
            Fixed(c, "image", "./Dockerfile");
            var instance = c.Take("instance_type") is StringNode name
                ? CloudflareInstancesByName(name.Value) ?? throw c.Error($"there is no instance '{name.Value}'")
                : c.Map("instance_type", i => Custom(i, "memory_mib", "disk_mb"));
            var most = c.IntegerOrNull("max_instances") is { } maximum ? new Limit(maximum) : Limit.Unbounded;
            c.Map("ssh", s => s.FlagOrNull("enabled") == false ? 0 : throw s.Error("'ssh' must be off"));
            return new SdkContainer(instance, most);
        });
        return containers.Count == 1 ? containers.Items[0] : throw map.Error("one container is expected");
    }

    private static int Fixed(MapReader map, string key, string value) => map.Text(key) == value ? 0 : throw map.Error($"'{key}' must be {value}");

    private static (CloudflareConfiguration Configuration, ArtifactHeader Header) Policy(MapReader map, string worker, string store, SdkContainer? sdk, CloudflareImage image)
    {
        map.Texts("generated");
        var header = new ArtifactHeader(map.Text("policy"), "type", "cloudflare-sandboxes", default, map.Text("hash"), map.TextOrNull("until"));
        if (header.Hash.Length != 64 || !header.Hash.All(char.IsAsciiHexDigitLower))
        {
            throw map.Error("'hash' is not a SHA-256");
        }

        var configuration = new CloudflareConfiguration
        {
            Worker = worker,
            Sdk = sdk is not null,
            MaxInstances = sdk?.MaxInstances ?? Limit.Unbounded,
            SecretsStore = store,
            Image = image,
            Rules = map.Maps("rules", Rule),
            Credentials = map.Maps("credentials", c => new CloudflareCredential(c.Text("name"), c.TextOrNull("header"), c.TextOrNull("scheme"), c.TextOrNull("user"), Hosts(c))),
            Instance = sdk?.Instance ?? map.Map("instance", Instance),
            LifetimeSeconds = map.IntegerOrNull("lifetimeSeconds") is { } lifetime ? new Limit(lifetime) : Limit.Unbounded,
            IdleSeconds = map.IntegerOrNull("idleSeconds") is { } idle ? new Limit(idle) : Limit.Unbounded,
            Ports = Ports(map),
            PublicPort = map.IntegerOrNull("publicPort") is { } open ? (int)open : null,
            Environment = map.Map("environment", Named),
            Labels = map.Map("labels", Named),
            Parameters = map.Maps("parameters", p => new RunParameter(p.Text("name"), p.Text("pattern"))),
            Start = map.Texts("start"),
        };
        return configuration.PublicPort is { } port && !configuration.Ports.Items.Contains(port) ? throw map.Error("'publicPort' is not among the ports") : (configuration, header);
    }

    private static CloudflareRule Rule(MapReader map)
    {
        var scheme = map.Text("scheme");
        if (scheme is not ("http" or "https"))
        {
            throw map.Error("'scheme' is http or https");
        }

        var allow = map.FlagOrNull("allow") ?? throw map.Error("'allow' is missing");
        var requests = map.Has("requests")
            ? map.Maps("requests", r => new CloudflareRequests(r.Texts("methods"), Paths(r)))
            : default;
        return map.Has("requests") && (requests.IsEmpty || !allow) ? throw map.Error("'requests' is said only of a rule that allows some") : new CloudflareRule(scheme, Host(map, map.Text("host")), allow, requests);
    }

    private static EquatableArray<string> Paths(MapReader map)
    {
        var paths = map.Texts("paths");
        return paths.Items.FirstOrDefault(p => !PathSet.TryParse(p, out _, out _)) is { } wrong ? throw map.Error($"'{wrong}' is not a path") : paths;
    }

    private static EquatableArray<string> Hosts(MapReader map) => map.Texts("hosts").Select(h => Host(map, h)).ToEquatableArray();

    private static string Host(MapReader map, string host) => host == "*" || NameSet.TryParsePattern(host, out _) && host == host.ToLowerInvariant() ? host : throw map.Error($"'{host}' is not a host");

    private static CloudflareInstance Instance(MapReader map)
    {
        return map.TextOrNull("type") is { } type
            ? CloudflareInstancesByName(type) ?? throw map.Error($"there is no instance '{type}'")
            : Custom(map, "memoryMib", "diskMb");
    }

    private static CloudflareInstance Custom(MapReader map, string memory, string disk)
    {
        var instance = new CloudflareInstance(null, checked((int)map.Integer("vcpu") * 1000), checked((int)map.Integer(memory)), checked((int)map.Integer(disk)));
        return CloudflareProvider.Takes(instance) ? instance : throw map.Error("the platform takes no such size");
    }

    private sealed record SdkContainer(CloudflareInstance Instance, Limit MaxInstances);

    private static CloudflareInstance? CloudflareInstancesByName(string type) => CloudflareProvider.PredefinedInstances.FirstOrDefault(i => i.Type == type);

    private static EquatableArray<int> Ports(MapReader map)
    {
        var list = map.Take("ports") as ListNode ?? throw map.Error("'ports' must be a list");
        return list.Items.Select(n => n is IntegerNode { Value: >= 1 and <= 65535 } port ? (int)port.Value : throw map.Error("'ports' holds numbers from 1 to 65535")).ToEquatableArray();
    }

    private static EquatableArray<NamedValue> Named(MapReader map) => map.Keys.Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray();

    private static CloudflareImage Image(IReadOnlyDictionary<string, string> files)
    {
        var (image, commands) = DockerReader.Dockerfile(files, ImageFile);
        var lines = Text(files, ImageFile).Split('\n');
        var (uid, gid) = DockerfileLines.Owner(ImageFile, lines);
        return new CloudflareImage(image, commands.Items.Take(commands.Count - 1).ToEquatableArray(), uid, gid, DockerfileLines.Last(ImageFile, lines, "WORKDIR "));
    }

    private static void Complete(IReadOnlyDictionary<string, string> files, CloudflareConfiguration configuration, ArtifactHeader header) =>
        DockerfileLines.RequireWritten(ImageFile, Text(files, ImageFile), new CloudflareProvider().Write(configuration, header).First(a => a.Path == ImageFile).Text);
}
