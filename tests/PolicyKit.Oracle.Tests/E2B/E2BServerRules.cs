using System.Net;
using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.E2B;

/// <summary>What E2B's server refuses in a create body, restated from e2b-dev/infra at 54693ff (sandbox_create.go).</summary>
internal static class E2BServerRules
{
    /// <summary>The reason, or null when the body is taken.</summary>
    public static string? Refuses(JsonObject body)
    {
        var network = body["network"]?.AsObject() ?? [];
        var allow = Texts(network["allowOut"]);
        var deny = Texts(network["denyOut"]);
        if (deny.FirstOrDefault(e => !IsAddress(e)) is { } name)
        {
            return $"denyOut takes addresses only: {name}";
        }

        if (allow.Any(e => !IsAddress(e)) && !deny.Contains("0.0.0.0/0"))
        {
            return "host entries need a denyOut of 0.0.0.0/0";
        }

        if (allow.Concat(deny).Any(e => e is "0.0.0.0" || e.Contains(':', StringComparison.Ordinal)))
        {
            return "not an IPv4 address";
        }

        var rules = network["rules"]?.AsObject() ?? [];
        if (rules.Count > 10)
        {
            return "at most 10 hosts have rules";
        }

        foreach (var (host, list) in rules)
        {
            var headers = list!.AsArray().Count == 1 ? list[0]!["transform"]?["headers"]?.AsObject() : null;
            if (headers is null || headers.Count > 20 || host.Length > 128 || headers.Any(h => h.Key.Length > 64 || h.Value!.GetValue<string>().Length > 2048))
            {
                return $"the rule of {host} is not one transform within the limits";
            }
        }

        return body["timeout"] is { } timeout && timeout.GetValue<int>() is > 0 and <= 86_400 ? null : "timeout out of range";
    }

    private static List<string> Texts(JsonNode? list) => list?.AsArray().Select(e => e!.GetValue<string>()).ToList() ?? [];

    private static bool IsAddress(string entry) => IPNetwork.TryParse(entry, out _) || IPAddress.TryParse(entry, out _);
}
