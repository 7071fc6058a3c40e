using System.Globalization;
using System.Text.Json;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;

namespace PolicyKit.Docker.Probing;

/// <summary>Decides from what arrived outside whether something got out: each arrival is a destination that the policy, with its accepted deviations, allows or does not.</summary>
internal sealed class ProbeJudge
{
    private const int Icmp = 1;
    private const int Tcp = 6;
    private const int Udp = 17;

    private readonly ProbePlan _plan;
    private readonly Dictionary<string, HashSet<string>> _namesOf = new(StringComparer.Ordinal);
    private readonly List<(double At, string What)> _escapes = [];
    private readonly HashSet<(string Credential, string Host)> _carried = [];
    private readonly HashSet<string> _limits = new(StringComparer.Ordinal);

    public ProbeJudge(ProbePlan plan, string worldLog, IEnumerable<(double At, string What)> others)
    {
        _plan = plan;
        foreach (var (name, address) in plan.Zone)
        {
            Named(address, name);
        }

        _escapes.AddRange(others);
        var events = Lines(worldLog).ToList();
        Called = events.Where(e => Kind(e) == "called").Select(e => e.GetProperty("port").GetInt32()).ToHashSet();
        foreach (var e in events.Where(e => Kind(e) == "dns" && e.GetProperty("answer").ValueKind == JsonValueKind.String))
        {
            Named(e.GetProperty("answer").GetString()!, e.GetProperty("name").GetString()!);
        }

        Arrivals = events.Count(e => Kind(e) is "packet" or "dns");
        events.ForEach(Judge);
    }

    /// <summary>Published ports that a caller from outside reached.</summary>
    public IReadOnlySet<int> Called { get; }

    /// <summary>Credentials that arrived outside, with the host of the request.</summary>
    public IReadOnlySet<(string Credential, string Host)> Carried => _carried;

    /// <summary>How many packets and look-ups arrived at all.</summary>
    public int Arrivals { get; }

    public IReadOnlyList<string> Limits => _limits.Order(StringComparer.Ordinal).ToList();

    /// <summary>What got out, and when in seconds of the Unix epoch.</summary>
    public IReadOnlyList<(double At, string What)> Escapes => _escapes;

    internal static IEnumerable<JsonElement> Lines(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonElement element;
            try
            {
                element = JsonDocument.Parse(line).RootElement;
            }
            catch (JsonException)
            {
                // Somebody else's line: a warning of Python, a broken start.
                continue;
            }

            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("kind", out _))
            {
                yield return element;
            }
        }
    }

    private static string Kind(JsonElement e) => e.GetProperty("kind").GetString()!;

    private static double At(JsonElement e) => e.GetProperty("at").GetDouble();

    private void Named(string address, string name)
    {
        if (!_namesOf.TryGetValue(address, out var names))
        {
            _namesOf[address] = names = new HashSet<string>(StringComparer.Ordinal);
        }

        names.Add(name);
    }

    private void Judge(JsonElement e)
    {
        switch (Kind(e))
        {
            case "packet":
                Packet(e);
                break;
            case "packet6":
                Escape(e, $"an IPv6 packet to {e.GetProperty("address").GetString()}");
                break;
            case "dns" when e.GetProperty("peer").GetString() == _plan.Gateway && !_plan.Allowed.Resolution.Contains(e.GetProperty("name").GetString()!):
                Escape(e, $"a look-up of {e.GetProperty("name").GetString()}");
                break;
            case "tls" when e.GetProperty("sni").GetString() is { } sni:
                if (!IsOpen(Transport.Tcp, Port(e), sni.ToLowerInvariant(), Address(e)))
                {
                    Escape(e, string.Create(CultureInfo.InvariantCulture, $"TLS for {sni} at {Address(e)}:{Port(e)}"));
                }

                break;
            case "http":
                Request(e);
                break;
        }
    }

    private void Packet(JsonElement e)
    {
        var protocol = e.GetProperty("protocol").GetInt32();
        var (address, peer) = (e.GetProperty("address").GetString()!, e.GetProperty("peer").GetString());
        if (protocol == Udp && peer == _plan.Gateway && address == _plan.World && Port(e) == 53)
        {
            // The gateway's own look-ups; what is asked is judged as a look-up.
            return;
        }

        var transport = protocol switch { Tcp => Transport.Tcp, Udp => Transport.Udp, Icmp => Transport.Icmp, _ => Transport.Other };
        var port = e.GetProperty("port").ValueKind == JsonValueKind.Number ? Port(e) : 0;
        var names = _namesOf.TryGetValue(address, out var known) ? known.Cast<string?>().Append(null) : [null];
        if (!names.Any(n => IsOpen(transport, port, n, IpAddress.Parse(address))))
        {
            Escape(e, string.Create(CultureInfo.InvariantCulture, $"{transport.ToString().ToLowerInvariant()}{(transport == Transport.Other ? $" (protocol {protocol})" : string.Empty)} {address}{(port == 0 ? string.Empty : $":{port}")}"));
        }
    }

    // Whether anything is allowed there; which requests is judged where a request is seen.
    private bool IsOpen(Transport transport, int port, string? name, IpAddress address) => !_plan.Allowed.Egress.Leaf(transport, port, name).Http(address).IsEmpty;

    private void Request(JsonElement e)
    {
        var lines = e.GetProperty("head").GetString()!.Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        var words = lines[0].Split(' ');
        var hosts = lines.Skip(1).Where(l => l.StartsWith("host:", StringComparison.OrdinalIgnoreCase)).Select(l => l[5..].Trim().ToLowerInvariant()).ToList();
        var host = (hosts.FirstOrDefault() ?? string.Empty).Split(':')[0];
        var sni = e.GetProperty("sni").GetString()?.ToLowerInvariant();
        Secrets(e, host, words.Length < 2 ? null : new HttpRequest(words[0], words[1].Split('?')[0]));
        if (words.Length < 3)
        {
            return;
        }

        var passed = sni is not null && !_plan.IsInspected(sni, Port(e));
        var allowed = hosts.Count == 1 && _plan.Allowed.Egress.Contains(Transport.Tcp, Port(e), host, Address(e), new HttpRequest(words[0], words[1].Split('?')[0]));
        if (passed && (!allowed || host != sni))
        {
            _limits.Add($"inside TLS for {sni}, which is passed through, a request for another host is not seen (fronting)");
        }
        else if (!passed && (!allowed || (sni is not null && host != sni)))
        {
            Escape(e, string.Create(CultureInfo.InvariantCulture, $"{words[0]} {words[1]} for '{string.Join("', '", hosts)}' at {Address(e)}:{Port(e)}"));
        }
    }

    private void Secrets(JsonElement e, string host, HttpRequest? request)
    {
        foreach (var (name, value) in _plan.Secrets)
        {
            if (!Holds(e.GetProperty("head").GetString()!, value))
            {
                continue;
            }

            _carried.Add((name, host));
            if (!_plan.Allowed.Credentials.Items.Any(c => c.Name == name && (c.Delivery != Core.Model.CredentialDelivery.Brokered || c.Audience.Contains(Transport.Tcp, Port(e), host, Address(e), request))))
            {
                Escape(e, $"{name} sent to {host}");
            }
        }
    }

    /// <summary>Whether a text holds a secret, as it is or as Basic authentication would carry it.</summary>
    internal static bool Holds(string text, string secret) =>
        text.Contains(secret, StringComparison.Ordinal)
        || Enumerable.Range(0, 3).Any(shift => text.Contains(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(new string('x', shift) + secret))[(shift == 0 ? 0 : 4)..^4], StringComparison.Ordinal));

    private void Escape(JsonElement e, string what) => _escapes.Add((At(e), what));

    private static int Port(JsonElement e) => e.GetProperty("port").GetInt32();

    private static IpAddress Address(JsonElement e) => IpAddress.Parse(e.GetProperty("address").GetString()!);
}
