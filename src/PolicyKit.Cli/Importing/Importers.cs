using System.Globalization;
using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Cli.Importing;

/// <summary>
/// Settings of other tools, recognised by what they hold. What a setting really opens is carried over, not what it looks like: where the tool opens more than the entry says, so does the class, and a remark says it.
/// Sources: reference pages of the providers; for the tools that are no provider here, their packages' own types (2026-11-22).
/// </summary>
internal static class Importers
{
    /// <summary>Names of what is understood, for the help.</summary>
    public const string Known = "PolicyKit's own deploy directory or policykit.json, Docker Compose, E2B (network of Sandbox.create), Modal (network access), Cloudflare containers (allowedHosts), Vercel Sandbox (networkPolicy), sandbox-runtime and Claude Code settings, NVIDIA OpenShell";

    private static readonly (Func<JsonObject, bool> Recognises, Func<JsonObject, string, IEnumerable<ImportedPolicy>> Read)[] All =
    [
        (d => d["services"] is JsonObject, Compose),
        (d => d["network_policies"] is JsonObject, (d, id) => [OpenShell(d, id)]),
        (d => Settings(d)?["network"] is JsonObject n && (n.ContainsKey("allowedDomains") || n.ContainsKey("deniedDomains")), (d, id) => [SandboxRuntime(Settings(d)!, id)]),
        (d => d.ContainsKey("networkPolicy"), (d, id) => [Vercel(d["networkPolicy"]!, id)]),
        (d => d["networkAccess"] is JsonObject || d.ContainsKey("outboundDomainAllowlist") || d.ContainsKey("outboundCidrAllowlist") || d.ContainsKey("blockNetwork"), (d, id) => [Modal(d, id)]),
        (d => d["network"] is JsonObject || d.ContainsKey("allowInternetAccess") || d.ContainsKey("allowOut") || d.ContainsKey("denyOut"), (d, id) => [E2B(d, id)]),
        (d => d.ContainsKey("allowedHosts") || d.ContainsKey("enableInternet"), (d, id) => [Cloudflare(d, id)]),
    ];

    /// <summary>The policies of a document.</summary>
    /// <exception cref="CliException">The document is none that is understood.</exception>
    public static IReadOnlyList<ImportedPolicy> Read(string path, JsonNode document, string id)
    {
        if (document is JsonObject map)
        {
            foreach (var (recognises, read) in All)
            {
                if (recognises(map))
                {
                    return read(map, id).ToList();
                }
            }
        }

        throw new CliException($"{path} is nothing that can be imported; these are: {Known}.");
    }

    private static JsonObject? Settings(JsonObject document) => document["sandbox"] as JsonObject ?? document;

    // A domain entry opens tcp 80 and 443; a network entry opens every port of every protocol; without 0.0.0.0/0 in denyOut everything else is open.
    private static ImportedPolicy E2B(JsonObject document, string id)
    {
        var imported = new ImportedPolicy(id);
        var network = document["network"] as JsonObject ?? document;
        var denied = Texts(network["denyOut"]);
        var off = Flag(document["allowInternetAccess"]) == false;
        if (!off && !denied.Contains("0.0.0.0/0"))
        {
            imported.AllowEverything("denyOut lacks 0.0.0.0/0");
        }

        foreach (var entry in Texts(network["allowOut"]))
        {
            imported.Allow(entry, "80,443", "*");
        }

        foreach (var entry in denied.Where(d => d != "0.0.0.0/0"))
        {
            imported.Remark($"the denial of {entry}: an allow entry beats it on E2B; write [DenyNetworks] if it is meant");
        }

        foreach (var (host, rules) in Entries(network["rules"]))
        {
            foreach (var (header, value) in (rules as JsonArray ?? []).OfType<JsonObject>().SelectMany(r => Entries((r["transform"] as JsonObject)?["headers"])))
            {
                imported.Remark($"the header '{header}' for {host}{(value is null ? string.Empty : "; its value stays in the secret store")}: write [Credential] with the name of the secret");
            }
        }

        if (Number(document["timeout"]) is { } seconds)
        {
            imported.Policy = imported.Policy with { Lifetime = new LifetimeLimits(new Limit(seconds), Limit.Unbounded) };
        }
        else if (Number(document["timeoutMs"]) is { } milliseconds)
        {
            imported.Policy = imported.Policy with { Lifetime = new LifetimeLimits(new Limit(milliseconds / 1000), Limit.Unbounded) };
        }

        if (Flag(network["allowPublicTraffic"]) != false)
        {
            imported.Remark("allowPublicTraffic is on, so everybody may call every port: write [Expose] with Callers.Public for the ports that are meant");
        }

        return imported;
    }

    // A domain entry is compared with the server name on tcp 443; a network entry opens every port.
    private static ImportedPolicy Modal(JsonObject document, string id)
    {
        var imported = new ImportedPolicy(id);
        var access = document["networkAccess"] as JsonObject;
        var domains = Texts(access?["allowedDomains"] ?? document["outboundDomainAllowlist"]);
        var networks = Texts(access?["allowedCidrs"] ?? document["outboundCidrAllowlist"]);
        var open = access is null ? Flag(document["blockNetwork"]) != true && !document.ContainsKey("outboundDomainAllowlist") && !document.ContainsKey("outboundCidrAllowlist") : access["networkAccessType"]?.ToString() == "OPEN";
        if (open)
        {
            imported.AllowEverything("no list limits the network");
        }

        foreach (var entry in domains)
        {
            imported.Allow(entry, "443", "*");
        }

        foreach (var entry in networks)
        {
            imported.Allow(entry, "443", "*");
        }

        return imported;
    }

    private static ImportedPolicy Cloudflare(JsonObject document, string id)
    {
        var imported = new ImportedPolicy(id);
        if (Flag(document["enableInternet"]) != false && !document.ContainsKey("allowedHosts"))
        {
            imported.AllowEverything("enableInternet is on, and there is no allowedHosts");
        }

        foreach (var host in Texts(document["allowedHosts"]))
        {
            imported.Allow(host, "80,443", "*");
        }

        foreach (var host in Texts(document["deniedHosts"]))
        {
            imported.Deny(host);
        }

        return imported;
    }

    // Allow: names on tcp 443 and 80 by our reading, ports cannot be said; a list of networks bypasses the domain list and has no ports; networks that are denied win.
    private static ImportedPolicy Vercel(JsonNode policy, string id)
    {
        var imported = new ImportedPolicy(id);
        if (policy is JsonValue word)
        {
            if (word.ToString() == "allow-all")
            {
                imported.AllowEverything("networkPolicy is allow-all");
            }

            return imported;
        }

        foreach (var host in policy["allow"] is JsonArray list ? Texts(list) : Entries(policy["allow"]).Select(e => e.Key))
        {
            imported.Allow(host, "80,443", "*");
        }

        foreach (var (host, rules) in Entries(policy["allow"]))
        {
            if (rules is JsonArray { Count: > 0 })
            {
                imported.Remark($"the request rules of {host}: write [AllowHttp] and [Credential]");
            }
        }

        foreach (var network in Texts((policy["subnets"] as JsonObject)?["allow"]))
        {
            imported.Allow(network, "443", "*");
        }

        foreach (var network in Texts((policy["subnets"] as JsonObject)?["deny"]))
        {
            imported.Deny(network);
        }

        return imported;
    }

    // host:port binds the port, a host alone is every port; deniedDomains wins.
    private static ImportedPolicy SandboxRuntime(JsonObject settings, string id)
    {
        var imported = new ImportedPolicy(id);
        var network = (JsonObject)settings["network"]!;
        foreach (var entry in Texts(network["allowedDomains"]))
        {
            imported.Allow(entry, "*", "*");
        }

        foreach (var entry in Texts(network["deniedDomains"]).Concat(Texts(network["deniedResolvedAddresses"])))
        {
            imported.Deny(entry);
        }

        if (Flag(network["strictAllowlist"]) != true)
        {
            imported.Remark("strictAllowlist is off, so a user may be asked to allow more hosts while it runs");
        }

        foreach (var variable in ((settings["credentials"] as JsonObject)?["envVars"] as JsonArray ?? []).OfType<JsonObject>())
        {
            imported.Credential(variable["name"]?.ToString() ?? string.Empty, Texts(variable["injectHosts"]));
        }

        foreach (var (name, value) in Entries(settings["filesystem"]))
        {
            if (value is JsonArray { Count: > 0 })
            {
                imported.Remark($"filesystem.{name}: paths of the host; a sandbox of PolicyKit has a file system of its own, write [Mount] for what it shares");
            }
        }

        return imported;
    }

    private static ImportedPolicy OpenShell(JsonObject document, string id)
    {
        var imported = new ImportedPolicy(id);
        foreach (var (name, policy) in Entries(document["network_policies"]))
        {
            foreach (var endpoint in (policy?["endpoints"] as JsonArray ?? []).OfType<JsonObject>())
            {
                var host = endpoint["host"]?.ToString();
                var port = endpoint["port"]?.ToString() ?? "443";
                var addresses = Texts(endpoint["allowed_ips"]);
                if (host is null)
                {
                    foreach (var network in addresses)
                    {
                        imported.Allow(network.Contains(':', StringComparison.Ordinal) ? $"[{network}]:{port}" : $"{network}:{port}", port, port);
                    }
                }
                else
                {
                    // There "*" is one label and "**" any number; here "*" is any number.
                    if (host.StartsWith("*.", StringComparison.Ordinal))
                    {
                        imported.Remark($"that '{host}' of {name} is one label only: *.x is any number of labels here");
                    }

                    imported.Allow((host.StartsWith("**.", StringComparison.Ordinal) ? host[1..] : host) + ":" + port, port, port);
                    if (addresses.Count > 0)
                    {
                        imported.Remark($"that {host} of {name} may resolve to {string.Join(", ", addresses)} only: write [AllowNetworks] where those are private");
                    }
                }

                if (endpoint["rules"] is JsonArray { Count: > 0 } || endpoint["deny_rules"] is JsonArray { Count: > 0 })
                {
                    imported.Remark($"the request rules of {host ?? name}: write [AllowHttp]");
                }
            }

            if (policy?["binaries"] is JsonArray { Count: > 0 })
            {
                imported.Remark($"that {name} is for some programs only: no target binds egress to a program");
            }
        }

        if ((document["process"] as JsonObject)?["run_as_user"]?.ToString() is { } user)
        {
            imported.Remark($"run_as_user {user}: write [RunAs] with its number");
        }

        return imported;
    }

    private static IEnumerable<ImportedPolicy> Compose(JsonObject document, string id)
    {
        var services = (JsonObject)document["services"]!;
        foreach (var (name, node) in services)
        {
            if (node is JsonObject service)
            {
                yield return Service(document, service, Id(services.Count == 1 ? id : name));
            }
        }
    }

    private static ImportedPolicy Service(JsonObject document, JsonObject service, string id)
    {
        var imported = new ImportedPolicy(id);
        var policy = imported.Policy with { Image = service["image"]?.ToString() ?? imported.Policy.Image };
        if (!PolicyGrammar.IsImage(policy.Image))
        {
            imported.Remark($"the image '{policy.Image}'");
            policy = policy with { Image = "docker.io/library/debian:bookworm-slim" };
        }

        var networks = service["networks"] is JsonArray list ? Texts(list) : Entries(service["networks"]).Select(e => e.Key).ToList();
        var closed = service["network_mode"]?.ToString() == "none"
            || (networks.Count > 0 && networks.All(n => Flag(((document["networks"] as JsonObject)?[n] as JsonObject)?["internal"]) == true));
        if (!closed)
        {
            imported.AllowEverything("Compose limits no egress");
        }

        if (service["build"] is not null)
        {
            imported.Remark("build: write [Build] with the commands of the Dockerfile");
        }

        if (service["user"]?.ToString() is { } user)
        {
            var parts = user.Split(':');
            if (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var gid))
            {
                policy = policy with { Identity = policy.Identity with { Uid = uid, Gid = gid } };
            }
            else
            {
                imported.Remark($"user {user}: write [RunAs] with its number");
            }
        }
        else
        {
            imported.Remark("that the image's own user runs it, often root: PolicyKit's default is uid 1000");
        }

        policy = policy with { Identity = policy.Identity with { ReadOnlyRoot = Flag(service["read_only"]) == true } };
        foreach (var option in new[] { "privileged", "cap_add", "devices", "pid", "ipc", "volumes_from", "extra_hosts", "dns", "security_opt", "secrets", "configs", "env_file", "entrypoint", "ports", "volumes", "deploy", "mem_limit", "cpus" })
        {
            if (service[option] is { } value && value.ToString() is not ("false" or "[]"))
            {
                imported.Remark($"{option}: {Shown(value)}");
            }
        }

        foreach (var variable in service["environment"] is JsonArray pairs ? Texts(pairs) : Entries(service["environment"]).Select(e => $"{e.Key}={e.Value}"))
        {
            imported.Remark($"the variable {variable.Split('=')[0]}: write [Environment], or [Credential] where it is a secret");
        }

        imported.Policy = policy;
        return imported;
    }

    /// <summary>An id made fit: <c>My Service_1</c> becomes <c>my-service-1</c>.</summary>
    public static string Id(string name)
    {
        var id = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return id.Length == 0 ? "imported" : id.Length > 63 ? id[..63].Trim('-') : id;
    }

    private static string Shown(JsonNode node) => node.ToJsonString() is { Length: > 80 } text ? text[..77] + "..." : node.ToJsonString();

    private static List<string> Texts(JsonNode? node) => node is JsonArray list ? list.Where(i => i is JsonValue).Select(i => i!.ToString()).ToList() : [];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? node) => node is JsonObject map ? map : [];

    private static bool? Flag(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    private static long? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) && number > 0 ? number : null;
}
