using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Modal;

namespace PolicyKit.Readers.Modal;

/// <summary>Reads Modal's three data files back. What PolicyKit never writes (an open network, private networking, an unencrypted port) is an error.</summary>
public sealed class ModalReader : ProviderReader
{
    private const string ImageFile = "image.json";
    private const string SandboxFile = "sandbox.create.json";
    private const string RunFile = "run.json";

    /// <inheritdoc/>
    public override string Provider => "modal";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        Only(files, "a Modal", ImageFile, SandboxFile, RunFile);

        return new ModalConfiguration
        {
            Image = Root(files, ImageFile, Image),
            Sandbox = Root(files, SandboxFile, Sandbox),
            Run = Root(files, RunFile, Run),
        };
    }

    private static ModalImage Image(MapReader map) => new(
        map.Text("image"),
        map.Texts("buildCommands"),
        map.Text("workDirectory"),
        map.MapOr<ModalUser?>("user", u => new ModalUser(Small(u, "uid", 0), Small(u, "gid", 0)), null));

    private static ModalSandbox Sandbox(MapReader map)
    {
        foreach (var key in new[] { "i6pnEnabled", "includeOidcIdentityToken", "enableSnapshot" })
        {
            if (map.FlagOrNull(key) != false)
            {
                throw map.Error($"'{key}' must be said to be false");
            }
        }

        return new ModalSandbox
        {
            Tags = map.Map("tags", Tags),
            Entrypoint = map.Has("entrypointArgs") ? map.Texts("entrypointArgs") : default,
            TimeoutSeconds = Small(map, "timeoutSecs", 1),
            IdleTimeoutSeconds = map.Has("idleTimeoutSecs") ? Small(map, "idleTimeoutSecs", 1) : null,
            WorkDirectory = map.Text("workdir"),
            VirtualMachine = map.Text("runtime") switch
            {
                "gvisor" => false,
                "vm" => true,
                var other => throw map.Error($"{JsonWriter.Quote(other)} is not a runtime"),
            },
            Resources = map.Map("resources", r => new ModalResources(
                SmallOr(r, "milliCpu"), SmallOr(r, "milliCpuMax"), SmallOr(r, "memoryMb"), SmallOr(r, "memoryMbMax"), r.TextOrNull("gpu"))),
            Network = map.Map("networkAccess", Network),
            HeaderReplacements = map.Maps("headerReplacements", h => new ModalHeaderReplacement(Exact(h, h.Text("domain")), h.Text("secret"), h.Map("headers", Named))),
            OpenPorts = map.Maps("openPorts", Port),
            Volumes = map.Maps("volumeMounts", v => new ModalVolume(
                v.Text("mountPath"), v.Text("volume"), v.TextOrNull("subPath"), v.FlagOrNull("readOnly") ?? throw v.Error("'readOnly' is missing, which means writable"))),
            Environment = map.MapOr("environment", Named, default),
        };
    }

    private static EquatableArray<NamedValue> Tags(MapReader map)
    {
        map.Text("policykit.policy");
        var hash = map.Text("policykit.hash");
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw map.Error("'policykit.hash' is not a SHA-256");
        }

        return map.Keys.Where(k => k is not ("policykit.policy" or "policykit.hash")).Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray();
    }

    private static ModalNetwork Network(MapReader map)
    {
        var type = map.Text("networkAccessType") switch
        {
            "BLOCKED" => ModalNetworkType.Blocked,
            "ALLOWLIST" => ModalNetworkType.Allowlist,
            var other => throw map.Error($"{JsonWriter.Quote(other)} leaves the network open"),
        };
        if (!map.Has("allowedCidrs") || !map.Has("allowedDomains"))
        {
            throw map.Error("'allowedCidrs' and 'allowedDomains' are both said");
        }

        var network = new ModalNetwork(type, map.Texts("allowedCidrs"), map.Texts("allowedDomains"));
        foreach (var cidr in network.AllowedCidrs.Where(c => !(Cidr.TryParse(c, out var parsed, out _, out _) && parsed.IsIPv4 && parsed.ToString() == c)))
        {
            throw map.Error($"{JsonWriter.Quote(cidr)} is not an IPv4 network");
        }

        foreach (var domain in network.AllowedDomains.Where(d => d != "*" && !IsHost(d, wildcard: true)))
        {
            throw map.Error($"{JsonWriter.Quote(domain)} is not a host");
        }

        return type == ModalNetworkType.Allowlist || (network.AllowedCidrs.IsEmpty && network.AllowedDomains.IsEmpty) ? network : throw map.Error("a blocked network has no lists");
    }

    private static int Port(MapReader map)
    {
        if (map.FlagOrNull("unencrypted") != false)
        {
            throw map.Error("'unencrypted' must be said to be false");
        }

        return Small(map, "port", 1) is <= 65535 and var port ? port : throw map.Error("'port' is out of range");
    }

    private static ModalRun Run(MapReader map)
    {
        map.Texts("generated");
        map.TextOrNull("until");
        return new ModalRun(
            map.Text("app"),
            map.Texts("secrets"),
            map.Maps("parameters", p => new RunParameter(p.Text("name"), p.Text("pattern"))));
    }

    private static string Exact(MapReader map, string host) => IsHost(host, wildcard: false) ? host : throw map.Error($"{JsonWriter.Quote(host)} is not a host");

    private static bool IsHost(string text, bool wildcard) => HostName.TryParse(text, allowWildcard: wildcard, out var canonical, out _) && canonical == text;

    private static EquatableArray<NamedValue> Named(MapReader map) => map.Keys.Select(k => new NamedValue(k, map.Text(k))).ToEquatableArray();

    private static int SmallOr(MapReader map, string key) => map.Has(key) ? Small(map, key, 1) : 0;

    private static int Small(MapReader map, string key, int least) =>
        map.Integer(key) is var value && value >= least && value <= int.MaxValue ? (int)value : throw map.Error($"'{key}' is out of range");
}
