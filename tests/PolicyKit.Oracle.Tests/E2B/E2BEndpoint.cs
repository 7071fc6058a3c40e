using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.E2B;

/// <summary>A local stand-in for E2B's API: records what the SDK sends, checks it as the server does, and tells it back.</summary>
internal sealed class E2BEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _url;
    private readonly HashSet<string> _secrets;
    private JsonObject? _created;

    public E2BEndpoint(params string[] secrets)
    {
        _secrets = [.. secrets];
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
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["E2B_API_URL"] = _url,
        ["E2B_SANDBOX_URL"] = _url,
        ["E2B_API_KEY"] = "e2b_" + new string('0', 40),
    };

    /// <summary>Requests as "METHOD /path", in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Bodies by "METHOD /path".</summary>
    public ConcurrentDictionary<string, JsonObject> Bodies { get; } = new();

    /// <summary>Changes what is told about a sandbox.</summary>
    public Action<JsonObject> Tell { get; init; } = _ => { };

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
            var (status, answer) = Answer(call, body);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            using (var writer = new StreamWriter(context.Response.OutputStream))
            {
                await writer.WriteAsync(status == 204 ? string.Empty : answer.ToJsonString());
            }
        }
    }

    private (int Status, JsonObject Answer) Answer(string call, JsonObject body)
    {
        switch (call)
        {
            case "POST /v2/sandboxes":
                if (E2BServerRules.Refuses(body) is { } why)
                {
                    return (400, new JsonObject { ["code"] = 400, ["message"] = why });
                }

                _created = body;
                return (201, new JsonObject { ["sandboxID"] = "sbx1", ["templateID"] = "t1", ["clientID"] = "c1", ["envdVersion"] = "0.5.13", ["envdAccessToken"] = "x" });
            case "GET /sandboxes/sbx1":
                return (200, Detail());
            case "DELETE /sandboxes/sbx1":
                return (204, []);
            case "POST /secrets":
                _secrets.Add(body["name"]!.GetValue<string>());
                return (201, Secret(body["name"]!.GetValue<string>()));
            case "POST /v3/templates":
                return (202, new JsonObject { ["templateID"] = "t1", ["buildID"] = "b1", ["public"] = false, ["names"] = new JsonArray(), ["tags"] = new JsonArray(), ["aliases"] = new JsonArray() });
            case "POST /v2/templates/t1/builds/b1":
                return (202, []);
            case "GET /templates/t1/builds/b1/status":
                return (200, new JsonObject { ["templateID"] = "t1", ["buildID"] = "b1", ["status"] = "ready", ["logs"] = new JsonArray(), ["logEntries"] = new JsonArray() });
            default:
                var name = call.Split('/')[^1];
                return call.Contains(" /secrets/", StringComparison.Ordinal) && _secrets.Contains(name) ? (200, Secret(name)) : (404, new JsonObject { ["code"] = 404, ["message"] = "not found" });
        }
    }

    private JsonObject Detail()
    {
        var body = _created!;
        var started = new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);
        var detail = new JsonObject
        {
            ["sandboxID"] = "sbx1",
            ["templateID"] = "t1",
            ["clientID"] = "c1",
            ["envdVersion"] = "0.5.13",
            ["state"] = "running",
            ["startedAt"] = started.ToString("O", CultureInfo.InvariantCulture),
            ["endAt"] = started.AddSeconds(body["timeout"]!.GetValue<int>()).ToString("O", CultureInfo.InvariantCulture),
            ["cpuCount"] = 2,
            ["memoryMB"] = body["templateID"]!.GetValue<string>() == "code-agent" ? 4096 : 1024,
            ["metadata"] = body["metadata"]!.DeepClone(),
            ["network"] = body["network"]!.DeepClone(),
            ["lifecycle"] = new JsonObject { ["onTimeout"] = body["autoPause"]!.GetValue<bool>() ? "pause" : "kill", ["autoResume"] = false },
            ["volumeMounts"] = body["volumeMounts"]?.DeepClone() ?? new JsonArray(),
        };
        if (body["allow_internet_access"] is { } open)
        {
            detail["allowInternetAccess"] = open.DeepClone();
        }

        Tell(detail);
        return detail;
    }

    private static JsonObject Secret(string name) => new()
    {
        ["secretID"] = "sec_" + name,
        ["name"] = name,
        ["currentVersion"] = 1,
        ["metadata"] = new JsonObject(),
        ["createdAt"] = "2026-11-22T00:00:00Z",
        ["updatedAt"] = "2026-11-22T00:00:00Z",
    };
}
