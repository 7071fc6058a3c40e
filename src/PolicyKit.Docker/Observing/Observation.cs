using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Docker.Observing;

/// <summary>Collects what the name server, the gateway and the router of a run allowed and refused, and compares it with what is declared.</summary>
public static partial class Observation
{
    // A public address in place of the one that a name had: rules for names do not depend on it.
    private static readonly IpAddress Anywhere = IpAddress.Parse("93.184.216.34");

    /// <summary>The set of a run that is to be observed: the same, with more in its logs.</summary>
    /// <param name="set">Set of the run.</param>
    public static SetPlan Prepare(SetPlan set) => ObservedSet.Of(set);

    /// <summary>Reads the logs of a run that was started from <see cref="Prepare"/> and is not removed yet.</summary>
    /// <param name="compiled">Target.</param>
    /// <param name="run">Run.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<ObservationReport> Collect(CompiledTarget compiled, SandboxRun run, CancellationToken cancellation)
    {
        var parts = run.Plan.Services.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var names = parts.Contains("dns") ? await run.Log("dns", cancellation).ConfigureAwait(false) : string.Empty;
        var gateway = parts.Contains("gateway") ? await run.Log("gateway", cancellation).ConfigureAwait(false) : string.Empty;
        var (allowed, refused) = parts.Contains("router")
            ? (await run.Execute("router", ["nft", "-j", "list", "set", "ip", "policykit", "allowed"], cancellation).ConfigureAwait(false), await run.Execute("router", ["nft", "-j", "list", "set", "ip", "policykit", "refused"], cancellation).ConfigureAwait(false))
            : (string.Empty, string.Empty);
        return Report(compiled, names, gateway, allowed, refused);
    }

    /// <summary>Compares logs with a policy.</summary>
    internal static ObservationReport Report(CompiledTarget compiled, string names, string gateway, string allowed, string refused)
    {
        var network = ((DockerConfiguration)compiled.Configuration!).Network;
        var seen = Gateway(network, gateway).Concat(Router(allowed, isAllowed: true)).Concat(Router(refused, isAllowed: false)).ToList();
        seen.AddRange(Names(network, names).Where(n => !seen.Any(s => s.Name == n.Name)));
        var refusals = seen.Where(s => !s.IsAllowed).GroupBy(s => s with { IsAllowed = false }).Select(g => Refusal(compiled, g.Key, g.Count())).ToList();
        return new ObservationReport(
            compiled.Policy.Policy.Id,
            compiled.Policy.Target.Id,
            Declared(compiled, seen.Where(s => s.IsAllowed).ToList()),
            Widened(refusals, seen).OrderByDescending(r => r.Count).ThenBy(r => r.What, StringComparer.Ordinal).ToList(),
            network is { Routes.IsEmpty: true } ? ["Connections to addresses are not seen: no rule opens a network, so the sandbox has no way to one."] : []);
    }

    private static List<ObservedUse> Declared(CompiledTarget compiled, List<Sight> used)
    {
        var policy = compiled.Policy;
        var declared = policy.Rules.Items.Where(r => !r.IsDenial).Select(rule =>
        {
            var destinations = DeclaredAuthority.Destinations(rule);
            var ports = rule.Kind == EgressRuleKind.AllowNetwork || rule.Ports != "443" ? ":" + rule.Ports : string.Empty;
            return new ObservedUse(
                $"{Attribute(rule.Kind)} {rule.Entry}{ports}{(rule.Transport == Transport.Udp ? " udp" : string.Empty)}{(rule.Methods.IsEmpty ? string.Empty : " " + string.Join(",", rule.Methods))}{(rule.Paths.IsEmpty ? string.Empty : " " + string.Join(" ", rule.Paths))}",
                used.Count(u => destinations.Contains(u.Transport, u.Port, u.Name, u.Address ?? Anywhere, u.Method is null ? null : new HttpRequest(u.Method, u.Path!))));
        }).ToList();
        declared.AddRange(compiled.Allowed().Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Brokered).Select(c => new ObservedUse(
            "Credential " + c.Name, used.Count(u => u.Method is not null && u.Name is not null && c.Audience.Contains(u.Transport, u.Port, u.Name, Anywhere, new HttpRequest(u.Method, u.Path!))))));
        return declared;
    }

    private static string Attribute(EgressRuleKind kind) => kind switch
    {
        EgressRuleKind.AllowHost => "AllowHosts",
        EgressRuleKind.AllowHttp => "AllowHttp",
        EgressRuleKind.AllowAnyHost => "AllowAnyHost",
        EgressRuleKind.AllowNetwork => "AllowNetworks",
        _ => kind.ToString(),
    };

    private static ObservedRefusal Refusal(CompiledTarget compiled, Sight sight, int count)
    {
        var port = sight.Port.ToString(CultureInfo.InvariantCulture);
        var ports = sight.Port == 443 ? string.Empty : $", Ports = \"{port}\"";
        if (sight.Name is not { } name)
        {
            var transport = sight.Transport == Transport.Udp ? "udp" : "tcp";
            return new ObservedRefusal($"{transport} {sight.Address}:{port}", "router", count, [$"[AllowNetworks(\"{sight.Address}/32\", Ports = \"{port}\"{(sight.Transport == Transport.Udp ? ", Transport = Transport.Udp" : string.Empty)})]"], null);
        }

        if (sight.Port == 0)
        {
            return new ObservedRefusal(name, "name server", count, [$"[AllowHosts(\"{name}\")]"], "it was only looked up; the port is taken to be 443");
        }

        var what = $"tcp {name}:{port}{(sight.Method is null ? string.Empty : $" {sight.Method} {sight.Path}")}";
        var denied = compiled.Policy.Rules.Items.Any(r => r.Kind == EgressRuleKind.DenyHost && r.PortSet.Contains(sight.Port) && DeclaredAuthority.Pattern(r.Entry).Contains(name));
        if (denied)
        {
            return new ObservedRefusal(what, "gateway", count, [], "a [DenyHosts] takes it away");
        }

        var request = sight.Method is null ? null : new HttpRequest(sight.Method, sight.Path!);
        if (compiled.Allowed().Egress.Contains(Transport.Tcp, sight.Port, name, Anywhere, request))
        {
            return new ObservedRefusal(what, "gateway", count, [], "it is declared; its address was private, denied or not found, or the request was malformed");
        }

        var attributes = new List<string>();
        if (request is not null && HttpMethod().IsMatch(request.Method) && HttpPath().IsMatch(request.Path))
        {
            attributes.Add($"[AllowHttp(\"{name}\", Methods = \"{request.Method}\", Path = \"{request.Path}\"{ports})]");
            var folder = request.Path[..(request.Path.LastIndexOf('/') + 1)];
            if (folder.Length > 1)
            {
                attributes.Add($"[AllowHttp(\"{name}\", Methods = \"{request.Method}\", Path = \"{folder}*\"{ports})]");
            }
        }

        attributes.Add($"[AllowHosts(\"{name}\"{ports})]");
        return new ObservedRefusal(what, "gateway", count, attributes, null);
    }

    // Several names below one: the wildcard as the last choice.
    private static IEnumerable<ObservedRefusal> Widened(List<ObservedRefusal> refusals, List<Sight> seen)
    {
        var parents = seen.Where(s => s is { IsAllowed: false, Name: not null }).Select(s => s.Name!).Distinct(StringComparer.Ordinal).GroupBy(Parent, StringComparer.Ordinal)
            .Where(g => g.Key.Contains('.', StringComparison.Ordinal) && g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var refusal in refusals)
        {
            var exact = refusal.Attributes.Count == 0 ? null : AllowedHost().Match(refusal.Attributes[^1]);
            yield return exact is { Success: true } && parents.Contains(Parent(exact.Groups[1].Value))
                ? refusal with { Attributes = [.. refusal.Attributes, refusal.Attributes[^1].Replace(exact.Groups[1].Value, "*." + Parent(exact.Groups[1].Value), StringComparison.Ordinal)] }
                : refusal;
        }
    }

    private static string Parent(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[(dot + 1)..] : string.Empty;

    private static IEnumerable<Sight> Gateway(DockerNetwork? network, string log)
    {
        foreach (var line in log.Split('\n').Where(l => l.StartsWith(ObservedSet.Mark, StringComparison.Ordinal)))
        {
            var fields = line.TrimEnd('\r').Split('|', 8);
            if (fields.Length != 8)
            {
                continue;
            }

            var (frontend, ended) = (fields[1].TrimEnd('~'), fields[3]);
            var inspected = frontend.StartsWith("inspect_", StringComparison.Ordinal);
            var kind = frontend.Split('_')[inspected ? 1 : 0];
            if (kind is not ("tls" or "http" or "raw") || !int.TryParse(inspected ? frontend.Split('_')[2] : fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                continue;
            }

            var allowed = !ended.StartsWith('P');
            if (kind == "tls" && !inspected && allowed && fields[4].StartsWith("inspect.", StringComparison.Ordinal))
            {
                // Each of its requests has a line of its own.
                continue;
            }

            var name = (inspected ? fields[6] : kind == "raw" ? network?.Listeners.Items.FirstOrDefault(l => l.Kind == DockerListenerKind.Raw && l.Ports.Contains(port))?.Names[0].Pattern ?? "-" : fields[5]).ToLowerInvariant();
            var words = fields[7].Split(' ', 2);
            if (HostName().IsMatch(name) && name.Contains('.', StringComparison.Ordinal))
            {
                yield return words is [{ Length: > 0 } method, var path] ? new Sight(name, null, Transport.Tcp, port, method, Absolute().Replace(path, string.Empty), allowed) : new Sight(name, null, Transport.Tcp, port, null, null, allowed);
            }
        }
    }

    // Only what no rule knows: all else is seen at the gateway.
    private static IEnumerable<Sight> Names(DockerNetwork? network, string log)
    {
        var known = network?.Listeners.Items.SelectMany(l => l.Names.Items).Where(r => r.Action != DockerNameAction.Deny).Select(r => r.Pattern).Distinct(StringComparer.Ordinal).ToList() ?? [];
        return LookedUp().Matches(log).Select(m => m.Groups[1].Value.ToLowerInvariant())
            .Where(n => HostName().IsMatch(n) && n.Contains('.', StringComparison.Ordinal) && !n.EndsWith(".arpa", StringComparison.Ordinal) && !known.Exists(k => k == "*" || DeclaredAuthority.Pattern(k).Contains(n)))
            .Select(n => new Sight(n, null, Transport.Tcp, 0, null, null, false));
    }

    private static IEnumerable<Sight> Router(string set, bool isAllowed)
    {
        if (set.Length == 0)
        {
            yield break;
        }

        using var document = JsonDocument.Parse(set);
        foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
        {
            if (!item.TryGetProperty("set", out var found) || !found.TryGetProperty("elem", out var elements))
            {
                continue;
            }

            foreach (var element in elements.EnumerateArray())
            {
                var parts = (element.TryGetProperty("elem", out var inner) ? inner.GetProperty("val") : element).GetProperty("concat").EnumerateArray().ToList();
                var port = parts[2].ValueKind == JsonValueKind.Number ? parts[2].GetInt32() : int.Parse(parts[2].GetString()!, CultureInfo.InvariantCulture);
                yield return new Sight(null, IpAddress.Parse(parts[0].GetString()!), parts[1].ToString() is "udp" or "17" ? Transport.Udp : Transport.Tcp, port, null, null, isAllowed);
            }
        }
    }

    [GeneratedRegex(@"^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$")]
    private static partial Regex HostName();

    // <zone> <kind> <client> <name> <type> <class>; AAAA is asked beside A.
    [GeneratedRegex(@" info: \S+ \S+ \S+ (\S+)\. A IN")]
    private static partial Regex LookedUp();

    // How HAProxy tells the path of an HTTP/2 request.
    [GeneratedRegex("^https?://[^/]*")]
    private static partial Regex Absolute();

    [GeneratedRegex("^[A-Z]{1,20}$")]
    private static partial Regex HttpMethod();

    [GeneratedRegex("^/[A-Za-z0-9/._~-]*$")]
    private static partial Regex HttpPath();

    [GeneratedRegex(@"^\[AllowHosts\(""([^""]+)""")]
    private static partial Regex AllowedHost();

    // Port 0: only looked up.
    private sealed record Sight(string? Name, IpAddress? Address, Transport Transport, int Port, string? Method, string? Path, bool IsAllowed);
}
