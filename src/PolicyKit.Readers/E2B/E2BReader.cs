using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.E2B;

namespace PolicyKit.Readers.E2B;

/// <summary>Reads E2B's three data files back. What PolicyKit never writes (an egress proxy, a callback, an IPv6 entry) is an error.</summary>
public sealed class E2BReader : ProviderReader
{
    private const string TemplateFile = "template.json";
    private const string SandboxFile = "sandbox.create.json";
    private const string RunFile = "run.json";

    /// <inheritdoc/>
    public override string Provider => "e2b";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        Only(files, "an E2B", TemplateFile, SandboxFile, RunFile);

        return new E2BConfiguration
        {
            Template = Root(files, TemplateFile, Template),
            Sandbox = Root(files, SandboxFile, Sandbox),
            Run = Root(files, RunFile, Run),
        };
    }

    /// <inheritdoc/>
    /// <remarks>npm e2b 2.51.0, <c>SandboxInfo.network</c>, and the body of the create call (2026-11-22). What is left out means what it means there: an open network, public ports.</remarks>
    public override ProviderConfiguration? ReadState(string json, ProviderConfiguration expected)
    {
        const string Name = "state";
        var emitted = (E2BConfiguration)expected;
        JsonObject state;
        try
        {
            state = JsonNode.Parse(json)?.AsObject() ?? throw new ArtifactFormatException(Name, 0, "The answer is empty.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ArtifactFormatException(Name, 0, "The answer is no JSON object.");
        }

        if (state["network"] is not JsonObject network)
        {
            throw new ArtifactFormatException(Name, 0, "The answer does not tell 'network', without which nothing is proved.");
        }

        if (network["egressProxy"] is not null)
        {
            throw new ArtifactFormatException(Name, 0, "An egress proxy of its own is set, which PolicyKit never does.");
        }

        var internet = (state["allow_internet_access"] ?? state["allowInternetAccess"])?.GetValue<bool>();
        var sandbox = emitted.Sandbox with
        {
            AllowInternetAccess = internet == false ? false : null,
            Network = new E2BNetwork(
                Told(network["allowOut"], Name, hosts: true),
                Told(network["denyOut"], Name, hosts: false),
                network["rules"] is JsonObject rules ? ToldRules(rules) : emitted.Sandbox.Network.Rules,
                network["allowPublicTraffic"]?.GetValue<bool>() ?? true),
        };
        if (state["timeout"] is JsonValue timeout && timeout.TryGetValue<int>(out var seconds))
        {
            sandbox = sandbox with { TimeoutSeconds = seconds };
        }

        if (state["volumeMounts"] is JsonArray volumes)
        {
            sandbox = sandbox with { Volumes = volumes.OfType<JsonObject>().Select(v => new E2BVolume(v["name"]?.ToString() ?? string.Empty, v["path"]?.ToString() ?? string.Empty)).ToEquatableArray() };
        }

        return emitted with { Sandbox = sandbox };
    }

    private static EquatableArray<string> Told(JsonNode? list, string name, bool hosts)
    {
        var entries = (list as JsonArray ?? []).Select(e => e?.ToString() ?? string.Empty).Select(e => IpAddress.TryParse(e, out var address) ? $"{address}/{(address.IsIPv4 ? 32 : 128)}" : e.ToLowerInvariant()).ToList();
        foreach (var entry in entries)
        {
            if (Cidr.TryParse(entry, out var cidr, out _, out _) ? !cidr.IsIPv4 : !(hosts && (entry == "*" || IsHost(entry))))
            {
                throw new ArtifactFormatException(name, 0, $"{JsonWriter.Quote(entry)} is not an IPv4 network{(hosts ? " or a host" : string.Empty)}.");
            }
        }

        return entries.ToEquatableArray();
    }

    private static EquatableArray<E2BHeaderRule> ToldRules(JsonObject rules) => rules
        .Select(r => new E2BHeaderRule(r.Key, (r.Value as JsonArray ?? []).OfType<JsonObject>().SelectMany(t => (t["transform"] as JsonObject)?["headers"] as JsonObject ?? [])
            .Select(h => new NamedValue(h.Key.ToLowerInvariant(), h.Value?.ToString() ?? string.Empty)).OrderBy(h => h.Name, StringComparer.Ordinal).ToEquatableArray()))
        .OrderBy(r => r.Host, StringComparer.Ordinal).ToEquatableArray();

    private static E2BTemplate Template(MapReader map) => new(
        map.Text("name"),
        map.Text("image"),
        map.Map("user", u => new E2BUser(u.Text("name"), Small(u, "uid"), Small(u, "gid"), u.Flag("sudo"))),
        map.Text("workDirectory"),
        map.Texts("buildCommands"),
        Small(map, "cpuCount"),
        Small(map, "memoryMB"),
        Small(map, "minFreeDiskMb"));

    private static E2BSandbox Sandbox(MapReader map)
    {
        var pause = map.FlagOrNull("autoPause") ?? throw map.Error("'autoPause' is missing");
        if (map.Has("autoPauseMemory") != pause || map.Has("autoResume") != pause)
        {
            throw map.Error("'autoPauseMemory' and 'autoResume' are said exactly when 'autoPause' is true");
        }

        if (pause && map.Map("autoResume", r => r.FlagOrNull("enabled")) != false)
        {
            throw map.Error("'autoResume' must be off");
        }

        return new E2BSandbox
        {
            TemplateId = map.Text("templateID"),
            Metadata = map.Map("metadata", Metadata),
            TimeoutSeconds = Small(map, "timeout"),
            AllowInternetAccess = map.FlagOrNull("allow_internet_access"),
            Network = map.Map("network", Network),
            Environment = map.MapOr("envVars", Named, default),
            AutoPause = pause,
            AutoPauseMemory = map.Flag("autoPauseMemory"),
            Volumes = map.Maps("volumeMounts", v => new E2BVolume(v.Text("name"), v.Text("path"))),
        };
    }

    private static EquatableArray<NamedValue> Metadata(MapReader map)
    {
        map.Text("policykit.policy");
        var hash = map.Text("policykit.hash");
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw map.Error("'policykit.hash' is not a SHA-256");
        }

        return map.Keys.Where(k => k is not ("policykit.policy" or "policykit.hash")).Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray();
    }

    private static E2BNetwork Network(MapReader map) => new(
        Entries(map, "allowOut", hosts: true),
        map.Has("denyOut") ? Entries(map, "denyOut", hosts: false) : throw map.Error("'denyOut' is missing, which leaves the sandbox open"),
        map.MapOr("rules", rules => rules.Keys.Select(h => new E2BHeaderRule(Host(rules, h), Headers(rules, h))).ToEquatableArray(), default),
        map.FlagOrNull("allowPublicTraffic") ?? throw map.Error("'allowPublicTraffic' is missing, which means true"));

    private static EquatableArray<NamedValue> Headers(MapReader rules, string host)
    {
        var list = rules.Maps(host, r => r.Map("transform", t => t.Map("headers", Named)));
        return list.Count == 1 ? list[0] : throw rules.Error($"{JsonWriter.Quote(host)} must have one transform");
    }

    private static EquatableArray<string> Entries(MapReader map, string key, bool hosts)
    {
        var entries = map.Texts(key);
        foreach (var entry in entries)
        {
            if (Cidr.TryParse(entry, out var cidr, out _, out _) ? !cidr.IsIPv4 : !(hosts && (entry == "*" || IsHost(entry))))
            {
                throw map.Error($"{JsonWriter.Quote(entry)} in '{key}' is not an IPv4 network{(hosts ? " or a host" : string.Empty)}");
            }
        }

        return entries;
    }

    private static string Host(MapReader rules, string host) => IsHost(host) ? host : throw rules.Error($"{JsonWriter.Quote(host)} is not a host");

    private static bool IsHost(string text) => HostName.TryParse(text, allowWildcard: true, out var canonical, out _) && canonical == text;

    private static E2BRun Run(MapReader map)
    {
        map.Texts("generated");
        map.TextOrNull("until");
        return new E2BRun(
            map.Maps("secrets", s => new E2BSecret(s.Text("name"), s.TextOrNull("store"), s.TextOrNull("basicUser"))),
            map.Maps("parameters", p => new RunParameter(p.Text("name"), p.Text("pattern"))),
            map.Texts("start"));
    }

    private static EquatableArray<NamedValue> Named(MapReader map) => map.Keys.Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray();

    private static int Small(MapReader map, string key) =>
        map.Integer(key) is >= 0 and <= int.MaxValue and var value ? (int)value : throw map.Error($"'{key}' is out of range");
}
