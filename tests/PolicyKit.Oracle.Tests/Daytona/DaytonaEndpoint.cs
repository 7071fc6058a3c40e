using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PolicyKit.Oracle.Tests.Daytona;

/// <summary>A local stand-in for Daytona's API: records what the SDK sends, checks the network part as the last open server did (daytonaio/daytona at b5a5d9e78), and tells it back.</summary>
internal sealed partial class DaytonaEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _url;
    private readonly Dictionary<string, JsonArray> _secrets;
    private JsonObject? _created;

    /// <param name="secrets">Secrets in the organisation's store, with their hosts.</param>
    public DaytonaEndpoint(params (string Name, string Host)[] secrets)
    {
        _secrets = secrets.ToDictionary(s => s.Name, s => new JsonArray(s.Host));
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";
        }

        _listener.Prefixes.Add(_url + "/");
        _listener.Start();
        _ = Serve();
    }

    /// <summary>What the SDK reads.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["DAYTONA_API_URL"] = _url, ["DAYTONA_API_KEY"] = "dtn_" + new string('0', 40) };

    /// <summary>Requests as "METHOD /path", in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Bodies by "METHOD /path".</summary>
    public ConcurrentDictionary<string, JsonObject> Bodies { get; } = new();

    /// <summary>Changes what is told about a sandbox.</summary>
    public Action<JsonObject> Tell { get; init; } = _ => { };

    /// <summary>Whether the session inside the sandbox fails.</summary>
    public bool FailStart { get; init; }

    public bool Created => _created is not null;

    public bool Deleted => Requests.Contains("DELETE /sandbox/sbx1");

    public void Dispose() => _listener.Close();

    private async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var text = await reader.ReadToEndAsync();
            var call = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
            Requests.Enqueue(call);
            var body = text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : [];
            Bodies[call] = body;
            var (status, answer) = Answer(call, body, context.Request.QueryString["name"]);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await using var writer = new StreamWriter(context.Response.OutputStream);
            await writer.WriteAsync(answer.ToJsonString());
        }
    }

    private (int Status, JsonNode Answer) Answer(string call, JsonObject body, string? name)
    {
        switch (call)
        {
            case "POST /sandbox":
                if (Refuses(body) is { } why)
                {
                    return (400, new JsonObject { ["statusCode"] = 400, ["message"] = why });
                }

                _created = body;
                return (200, Detail(told: false));
            case "GET /sandbox/sbx1":
                return (200, Detail(told: true));
            case "GET /sandbox":
                return (200, new JsonObject { ["items"] = _created is null ? [] : new JsonArray(Detail(told: false)) });
            case "DELETE /sandbox/sbx1":
                return (200, Detail(told: false));
            case "GET /secret/paginated" or "GET /secret":
                return (200, new JsonObject { ["items"] = new JsonArray(_secrets.Where(s => s.Key.Contains(name!, StringComparison.Ordinal)).Select(s => Secret(s.Key)).ToArray()), ["total"] = 1 });
            case "POST /secret":
                _secrets[body["name"]!.GetValue<string>()] = body["hosts"]?.DeepClone().AsArray() ?? [];
                return (200, Secret(body["name"]!.GetValue<string>()));
            case "POST /toolbox/sbx1/process/session" or "POST /toolbox/sbx1/process/session/policykit/exec":
                return FailStart ? (500, new JsonObject { ["message"] = "no" }) : (200, new JsonObject { ["cmdId"] = "c1" });
            default:
                return call.StartsWith("GET /volumes/by-name/", StringComparison.Ordinal)
                    ? (200, new JsonObject { ["id"] = "vol-" + call.Split('/')[^1], ["name"] = call.Split('/')[^1] })
                    : (404, new JsonObject { ["statusCode"] = 404, ["message"] = "not found" });
        }
    }

    // Not the rules themselves: what its validators refuse.
    private static string? Refuses(JsonObject body)
    {
        string[] List(string key) => body[key]?.GetValue<string>().Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (networks, domains) = (List("networkAllowList"), List("domainAllowList"));
        return networks.Length > 0 && domains.Length > 0 ? "the lists exclude each other"
            : networks.Length > 10 || domains.Length > 10 ? "more than 10 entries"
            : networks.FirstOrDefault(n => !Network().IsMatch(n)) is { } network ? network + " is no IPv4 network"
            : domains.FirstOrDefault(d => !Domain().IsMatch(d)) is { } domain ? domain + " is no domain"
            : null;
    }

    private JsonObject Detail(bool told)
    {
        var detail = _created!.DeepClone().AsObject();
        var created = new DateTime(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc);
        foreach (var (key, value) in new (string, JsonNode)[] { ("id", "sbx1"), ("name", "sbx1"), ("organizationId", "o1"), ("target", "eu"), ("state", "started"), ("toolboxProxyUrl", _url + "/toolbox") })
        {
            detail[key] = value;
        }

        detail["gpu"] ??= 0;
        detail["createdAt"] = created.ToString("O", CultureInfo.InvariantCulture);
        detail["autoDestroyAt"] = created.AddMinutes(detail["ttlMinutes"]?.GetValue<int>() ?? 0).ToString("O", CultureInfo.InvariantCulture);
        if (told)
        {
            Tell(detail);
        }

        return detail;
    }

    private JsonObject Secret(string name) => new()
    {
        ["id"] = "sec-" + name,
        ["name"] = name,
        ["placeholder"] = "dtn_secret_x",
        ["hosts"] = _secrets[name].DeepClone(),
        ["createdAt"] = "2026-11-22T00:00:00Z",
        ["updatedAt"] = "2026-11-22T00:00:00Z",
    };

    [GeneratedRegex(@"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$")]
    private static partial Regex Network();

    [GeneratedRegex(@"^(\*\.)?([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}$")]
    private static partial Regex Domain();
}
