using System.Text.Json.Nodes;
using NJsonSchema;

namespace PolicyKit.Oracle.Tests.Cloudflare;

/// <summary>wrangler's schema and bundler take the emitted files, and workerd runs the bundle: what leaves the pretended container is what the policy says.</summary>
public sealed class CloudflareWorkerTests(CloudflareWorkspaces workspaces) : IClassFixture<CloudflareWorkspaces>
{
    private static readonly JsonObject Secrets = new() { ["ANTHROPIC_API_KEY"] = "value-a", ["GITHUB_TOKEN"] = "value-g", ["BASIC_TOKEN"] = "value-b", ["DATABASE_URL"] = "value-d", ["WIDE_TOKEN"] = "value-w" };

    private static Lazy<Task<JsonSchema>> Schema { get; } = new(() => JsonSchema.FromFileAsync(Path.Combine(Tools.Node, "node_modules", "wrangler", "config-schema.json")));

    [Theory]
    [InlineData("code-agent")]
    [InlineData("code-agent-sdk")]
    [InlineData("everything")]
    [InlineData("everything-sdk")]
    [InlineData("any-host")]
    [InlineData("closed")]
    public async Task EmittedFiles_AreTakenBySchemaAndCompiler(string name)
    {
        using var workspace = CloudflareWorkspace.For(name);

        Assert.Empty((await Schema.Value).Validate(workspace.Read("wrangler.jsonc")));
        var finished = workspace.TypeCheck();
        Assert.True(finished.Code == 0, finished.Output);
    }

    [Theory]
    [InlineData("\"preview_urls\": false", "\"preview_url\": false")]
    [InlineData("\"scheduling_policy\"", "\"scheduling\"")]
    [InlineData("\"durable_object\"", "\"durable_objects\"")]
    [InlineData("\"workers_dev\": false", "\"workers_dev\": \"no\"")]
    [InlineData("\"secret_name\"", "\"secret\"")]
    [InlineData("\"store_id\"", "\"store\"")]
    [InlineData("\"storage\": \"sqlite\"", "\"storage\": \"none\"")]
    [InlineData("\"main\": \"src/index.ts\"", "\"main\": [\"src/index.ts\"]")]
    public async Task BrokenWranglerFile_IsRefusedBySchema(string old, string now)
    {
        using var workspace = CloudflareWorkspace.For("code-agent");
        workspace.Change("wrangler.jsonc", old, now);

        Assert.NotEmpty((await Schema.Value).Validate(workspace.Read("wrangler.jsonc")));
    }

    [Fact]
    public void Container_StartsAsDeclaredAndAfterItsInterceptors()
    {
        var answers = Run("code-agent", Step("create", new JsonObject()), Step("recorded"), Step("call", 8080), Step("call", 22), Step("alarm"), Step("recorded"), Step("public"), Step("members"));

        Equal("""{ "value": null }""", answers[0]!["answer"]);
        var calls = answers[1]!["answer"]!["calls"]!.AsArray();
        Assert.Equal(["interceptAllOutboundHttp", "interceptOutboundHttps", "start", "setInactivityTimeout"], calls.Select(c => c![0]!.GetValue<string>()));
        Equal("\"*\"", calls[1]![1]);
        var start = calls[2]![1]!;
        Equal("false", start["enableInternet"]);
        Equal("\"image\"", start["image"]);
        Equal("4096", start["instance"]!["memoryMib"]);
        Equal("1", start["instance"]!["vcpu"]);
        Equal("600000", calls[3]![1]);
        Assert.DoesNotContain("value-", start.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("code-agent", start["labels"]!["policykit.policy"]!.GetValue<string>());
        Assert.True(answers[1]!["answer"]!["alarm"]!.GetValue<long>() > 0);

        Equal("""{ "value": "port 8080" }""", answers[2]!["answer"]);
        Assert.NotNull(answers[3]!["answer"]!["failed"]);
        Assert.Equal("destroy", answers[5]!["answer"]!["calls"]!.AsArray()[^1]![0]!.GetValue<string>());
        Equal("404", answers[6]!["answer"]!["status"]);

        // No method changes the policy.
        Assert.Equal(["alarm", "attached", "call", "constructor", "create", "end", "limit", "resume", "verify"], answers[7]!["answer"]!.AsArray().Select(m => m!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ContainerOfTheSdk_StartsAsDeclaredAndAfterItsInterceptors()
    {
        var answers = Run("everything-sdk", Step("create", new JsonObject { ["tenant"] = "acme0001" }), Step("recorded"), Step("call", 22), Invoke("end"), Step("recorded"));

        Equal("""{ "value": null }""", answers[0]!["answer"]);
        var calls = answers[1]!["answer"]!["calls"]!.AsArray();
        Assert.Equal(["interceptOutboundHttps", "interceptAllOutboundHttp", "start"], calls.Select(c => c![0]!.GetValue<string>()));
        Equal("\"*\"", calls[0]![1]);
        var start = calls[2]![1]!;
        Equal("false", start["enableInternet"]);
        Equal("""["/sandbox", "python", "-m", "http.server", "it's $HOME; \"8080\""]""", start["entrypoint"]);
        Assert.Equal("value-d", start["env"]!["DATABASE_URL"]!.GetValue<string>());
        Assert.Equal("acme0001 \u00e9 {other}", start["labels"]!["tenant"]!.GetValue<string>());
        Assert.DoesNotContain("value-b", start.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull(answers[2]!["answer"]!["failed"]);
        Assert.Equal("destroy", answers[4]!["answer"]!["calls"]!.AsArray()[^1]![0]!.GetValue<string>());
    }

    [Fact]
    public void SdkMethodThatWouldChangeThePolicy_DoesNot()
    {
        JsonObject[] changes =
        [
            Invoke("start", new JsonObject { ["enableInternet"] = true }), Invoke("startAndWaitForPorts", new JsonObject { ["startOptions"] = new JsonObject { ["enableInternet"] = true } }), Invoke("exec", "true"),
            Invoke("setAllowedHosts", new JsonArray("*")), Invoke("allowHost", "example.org"), Invoke("setDeniedHosts", new JsonArray()), Invoke("removeDeniedHost", "example.org"), Invoke("denyHost", "example.org"), Invoke("removeAllowedHost", "example.org"),
            Invoke("setOutboundHandler", "x"), Invoke("setOutboundByHost", "example.org", "x"), Invoke("setOutboundByHosts", new JsonObject()), Invoke("removeOutboundByHost", "example.org"),
            Invoke("exposePort", 22, new JsonObject { ["hostname"] = "example.org" }), Invoke("callTunnels", "get", new JsonArray(22)), Invoke("mountBucket", "b", "/data", new JsonObject()),
            Invoke("setKeepAlive", true), Invoke("setSleepAfter", "9h"), Invoke("setLabels", new JsonObject()), Invoke("configure", new JsonObject { ["keepAlive"] = true }), Invoke("containerFetch", "http://sandbox/", 22),
        ];

        var before = Run("code-agent-sdk", [.. changes, Step("recorded")]);
        var after = Run("code-agent-sdk", [Step("create", new JsonObject()), .. changes.Skip(3), Step("leave", Request("https://example.org/")), Step("recorded")]);

        Assert.All(changes.Zip(before), p => Assert.True(p.Second!["answer"]!["failed"] is not null, $"{p.First}: {p.Second}"));
        Assert.Empty(before[^1]!["answer"]!["calls"]!.AsArray());
        Assert.All(changes.Skip(3).Zip(after.Skip(1)), p => Assert.True(p.Second!["answer"]!["failed"] is not null, $"{p.First}: {p.Second}"));
        Denied("https://example.org/", after[^2]!);
        Assert.Single(after[^1]!["answer"]!["calls"]!.AsArray(), c => c![0]!.GetValue<string>() == "start");
    }

    // The schedule that ends it is one that a Worker with the binding may delete.
    [Theory]
    [InlineData("running")]
    [InlineData("foreign")]
    public void ContainerOfTheSdkWithoutItsEnd_IsDestroyedWhenTheObjectWakes(string what)
    {
        var labels = what == "running" ? Labels("code-agent-sdk") : new JsonObject { ["policykit.policy"] = "other" };

        var answers = RunWith("code-agent-sdk", new JsonObject { ["running"] = labels }, Step("recorded"));

        Assert.Contains(answers[0]!["answer"]!["calls"]!.AsArray(), c => c![0]!.GetValue<string>() == "destroy");
    }

    [Fact]
    public void ObjectThatWakes_RegistersItsInterceptorsFirst()
    {
        var mine = Labels("code-agent");
        var answers = RunWith("code-agent", new JsonObject { ["running"] = mine }, Step("recorded"), Step("leave", Request("https://api.github.com/x")), Step("leave", Request("https://example.org/")));

        Assert.Equal(["interceptAllOutboundHttp", "interceptOutboundHttps"], answers[0]!["answer"]!["calls"]!.AsArray().Take(2).Select(c => c![0]!.GetValue<string>()));
        Equal("403", answers[2]!["answer"]!["value"]!["status"]);
        Assert.Empty(answers[2]!["sent"]!.AsArray());
    }

    [Fact]
    public void ContainerOfAnotherPolicy_IsDestroyedWhenTheObjectWakes()
    {
        var answers = RunWith("code-agent", new JsonObject { ["running"] = new JsonObject { ["policykit.policy"] = "code-agent", ["policykit.hash"] = "0" } }, Step("recorded"));

        Assert.Equal("destroy", answers[0]!["answer"]!["calls"]!.AsArray()[^1]![0]!.GetValue<string>());
    }

    // The alarm is the end of life: a container that outlived its alarm has none.
    [Fact]
    public void RunningContainer_IsKeptUnlessItsEndIsMissing()
    {
        var endless = RunWith("closed", new JsonObject { ["running"] = Labels("closed") }, Step("recorded"));
        var lost = RunWith("code-agent", new JsonObject { ["running"] = Labels("code-agent") }, Step("recorded"));

        Assert.DoesNotContain("destroy", endless[0]!["answer"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("destroy", lost[0]!["answer"]!["calls"]!.AsArray()[^1]![0]!.GetValue<string>());
    }

    [Fact]
    public void PlatformThatDoesNotTellTheLabels_GetsNoSandbox()
    {
        var answers = RunWith("code-agent", new JsonObject { ["forgetful"] = true }, Step("create", new JsonObject()), Step("recorded"));

        Assert.NotNull(answers[0]!["answer"]!["failed"]);
        Assert.Equal("destroy", answers[1]!["answer"]!["calls"]!.AsArray()[^1]![0]!.GetValue<string>());
    }

    [Fact]
    public void TextsThatWantToBeCode_StayTexts()
    {
        var answers = Run("everything", Step("create", new JsonObject { ["tenant"] = "acme0001" }), Step("recorded"));

        Equal("""{ "value": null }""", answers[0]!["answer"]);
        var start = answers[1]!["answer"]!["calls"]!.AsArray().First(c => c![0]!.GetValue<string>() == "start")![1]!;
        Equal("""["python", "-m", "http.server", "it's $HOME; \"8080\""]""", start["entrypoint"]);
        Assert.Equal("a 'b' \"c\"\n${d} `e`", start["env"]!["MODE"]!.GetValue<string>());
        Assert.Equal("value-d", start["env"]!["DATABASE_URL"]!.GetValue<string>());
        Assert.Equal("acme0001 \u00e9 {other}", start["labels"]!["tenant"]!.GetValue<string>());
        Assert.DoesNotContain("value-b", start.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("everything-sdk")]
    public void ParametersThatDoNotFit_StartNothing(string policy)
    {
        var answers = Run(policy, Step("create", new JsonObject()), Step("create", new JsonObject { ["tenant"] = "acme0001\n" }), Step("create", new JsonObject { ["tenant"] = "acme0001", ["x"] = "y" }), Step("recorded"));

        Assert.All(answers.Take(3), a => Assert.NotNull(a!["answer"]!["failed"]));
        Assert.Empty(answers[3]!["answer"]!["calls"]!.AsArray());
    }

    [Theory]
    [InlineData("code-agent")]
    [InlineData("code-agent-sdk")]
    public void CodeAgent_ReachesItsHostsAndNothingElse(string policy)
    {
        string[] denied =
        [
            "https://example.org/", "https://github.com/", "https://evil-api.github.com/", "https://api.github.com.evil.example/", "https://githubusercontent.com/", "https://evilgithubusercontent.com/",
            "http://api.github.com/", "https://api.github.com:8443/", "https://api.github.com:80/", "http://api.github.com:443/", "https://api.github.com@evil.example/",
            "https://93.184.216.34/", "https://[2606:2800:220:1::1]/", "https://169.254.169.254/latest/meta-data/", "https://metadata.google.internal/", "https://0x7f000001/", "https://api%2egithub.com.evil.example/",
        ];
        string[] allowed = ["https://api.github.com/a?b=c", "https://API.GitHub.com/", "https://raw.githubusercontent.com/x", "https://a.b.githubusercontent.com/", "https://api.github.com:443/"];

        var answers = Run(policy, [Step("create", new JsonObject()), .. denied.Concat(allowed).Select(url => Step("leave", Request(url)))]).Skip(1).ToList();

        Assert.All(denied.Zip(answers), p => Denied(p.First, p.Second!));
        Assert.All(allowed.Zip(answers.Skip(denied.Length)), p => Reached(p.First, p.Second!));
    }

    [Fact]
    public void Credentials_AreSetForTheirHostsOverHttpsOnly()
    {
        var mine = new JsonObject { ["authorization"] = "mine", ["x-api-key"] = "mine", ["x-token"] = "mine" };
        var agent = Run("code-agent", Step("create", new JsonObject()), Step("leave", Request("https://api.github.com/", mine)), Step("leave", Request("https://api.anthropic.com/", mine)), Step("leave", Request("https://raw.githubusercontent.com/", mine)));

        Assert.Equal(("Bearer value-g", "mine"), (Header(agent[1]!, "authorization"), Header(agent[1]!, "x-api-key")));
        Assert.Equal(("mine", "value-a"), (Header(agent[2]!, "authorization"), Header(agent[2]!, "x-api-key")));
        Assert.Equal(("mine", "mine"), (Header(agent[3]!, "authorization"), Header(agent[3]!, "x-api-key")));

        var tenant = new JsonObject { ["tenant"] = "acme0001" };
        var all = Run("everything", Step("create", tenant), Step("leave", Request("https://git.example.net/", mine)), Step("leave", Request("https://a.example.com/", mine)), Step("leave", Request("http://a.example.com/", mine)));

        Assert.Equal("Basic " + Convert.ToBase64String("robot:value-b"u8), Header(all[1]!, "authorization"));
        Assert.Equal("value-w", Header(all[2]!, "x-token"));
        Assert.Equal("mine", Header(all[3]!, "x-token"));
    }

    [Theory]
    [InlineData("code-agent")]
    [InlineData("code-agent-sdk")]
    public void Redirect_GoesBackToTheContainer(string policy)
    {
        var answers = Run(policy, Step("create", new JsonObject()), Step("leave", Request("https://api.github.com/redirect")));

        Equal("302", answers[1]!["answer"]!["value"]!["status"]);
        Assert.Single(answers[1]!["sent"]!.AsArray());
    }

    [Theory]
    [InlineData("code-agent")]
    [InlineData("code-agent-sdk")]
    public void LyingHostHeader_LeadsNowhereElse(string policy)
    {
        var answers = Run(policy, Step("create", new JsonObject()), Step("leave", Request("https://api.github.com/", new JsonObject { ["host"] = "evil.example" })), Step("leave", Request("https://evil.example/", new JsonObject { ["host"] = "api.github.com" })));

        // Refused, or sent to the host of the URL under that name: never under another.
        Assert.All(answers.Skip(1).SelectMany(a => a!["sent"]!.AsArray()), sent => Assert.Equal("api.github.com", sent!["headers"]!["host"]!.GetValue<string>()));
        Denied("https://evil.example/", answers[2]!);
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("everything-sdk")]
    public void Requests_AreComparedAsTheyAreSent(string policy)
    {
        (string Method, string Url)[] denied =
        [
            ("GET", "https://api.example.net/"), ("GET", "https://api.example.net/repos/acme"), ("GET", "https://api.example.net/status/"), ("GET", "https://api.example.net/repos/ACME/x"), ("DELETE", "https://api.example.net/repos/acme/x"),
            ("PUT", "https://api.example.net/status"), ("GET", "https://api.example.net/repos/acme/%2e%2e/x"), ("GET", "https://api.example.net/repos/acme/..%2fx"), ("GET", "https://api.example.net/repos/acme/x%5cy"),
            ("GET", "https://api.example.net/repos/acme//x"), ("GET", "https://api.example.net/repos/acme/..;/x"), ("GET", "https://api.example.net/repos/acme/%252e%252e/x"), ("TRACE", "https://git.example.net/"), ("GET", "https://secret.example.com/"),
            ("GET", "https://example.com/"), ("GET", "http://git.example.net/"), ("GET", "https://plain.example.net/repos/acme/x"),
        ];
        (string Method, string Url)[] allowed =
        [
            ("GET", "https://api.example.net/repos/acme/"), ("POST", "https://api.example.net/repos/acme/x?y=../z"), ("GET", "https://api.example.net/status"), ("DELETE", "https://git.example.net/a/../b"),
            ("GET", "https://a.secret.example.com/"), ("GET", "http://a.b.example.com/"), ("GET", "http://plain.example.net/repos/acme/x"),
        ];

        var answers = Run(policy, [Step("create", new JsonObject { ["tenant"] = "acme0001" }), .. denied.Concat(allowed).Select(p => Step("leave", Request(p.Url, method: p.Method)))]).Skip(1).ToList();

        Assert.All(denied.Zip(answers), p => Denied($"{p.First}", p.Second!));
        Assert.All(allowed.Zip(answers.Skip(denied.Length)), p => Reached($"{p.First}", p.Second!));
    }

    // Bytes as a hostile program writes them; nothing repairs them on the way to the runtime.
    [Theory]
    [InlineData("everything")]
    [InlineData("everything-sdk")]
    public void OddRequestsOnTheWire_AreRefused(string policy)
    {
        string[] denied =
        [
            "GET /repos/acme/../../x HTTP/1.1\r\nHost: plain.example.net",
            "GET /repos/acme/x HTTP/1.1\r\nHost: plain.example.net:8080", "GET /repos/acme/x HTTP/1.1\r\nHost: user@plain.example.net", "GET /repos/acme/x HTTP/1.1\r\nHost: plain.example.net@evil.example",
            "GET /repos/acme/x HTTP/1.1\r\nHost: plain.example.net\r\nHost: evil.example", "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example", "GET /repos/acme/x HTTP/1.1\r\nHost: plain.example.net\r\nConnection: upgrade\r\nUpgrade: websocket",
            "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443", "GET / HTTP/1.1\r\nHost: 127.0.0.1", "GET / HTTP/1.1\r\nHost: 0177.0.0.1", "GET / HTTP/1.1\r\nHost: [::1]",
        ];
        string[] resolved =
        [
            "GET /private/..\\repos/acme/x HTTP/1.1\r\nHost: plain.example.net",
            "GET /private/../repos/acme/x HTTP/1.1\r\nHost: plain.example.net",
            "GET /private/%2e%2e/repos/acme/x HTTP/1.1\r\nHost: plain.example.net",
        ];
        string[] allowed = ["GET /repos/acme/x HTTP/1.1\r\nHost: plain.example.net", "GET /x HTTP/1.1\r\nHost: A.Example.com"];

        var answers = Run(policy, [.. denied.Concat(allowed).Concat(resolved).Select(head => Step("raw", head))]);

        Assert.All(denied.Zip(answers), p => Assert.True(p.Second!["sent"]!.AsArray().Count == 0, $"{p.First}: {p.Second}"));
        Assert.All(allowed.Zip(answers.Skip(denied.Length)), p => Assert.True(p.Second!["sent"]!.AsArray().Count == 1, $"{p.First}: {p.Second}"));

        // The runtime resolves dot segments before the program judges, and what was judged is what is sent.
        Assert.All(resolved.Zip(answers.Skip(denied.Length + allowed.Length)), p => Assert.Equal("http://plain.example.net/repos/acme/x", Assert.Single(p.Second!["sent"]!.AsArray())!["url"]!.GetValue<string>()));
    }

    [Fact]
    public void AnyHost_IsNamesOnly()
    {
        string[] denied = ["https://93.184.216.34/", "https://[::1]/", "http://2130706433/", "http://0x7f.1/", "https://metadata.google.internal/", "http://metadata.google.internal/computeMetadata/v1/", "https://example.org:8443/"];

        var answers = Run("any-host", [Step("create", new JsonObject()), .. denied.Select(url => Step("leave", Request(url))), Step("leave", Request("https://example.org/"))]);

        Assert.All(denied.Zip(answers.Skip(1)), p => Denied(p.First, p.Second!));
        Reached("https://example.org/", answers[^1]!);
    }

    [Fact]
    public void EndedAcceptance_RefusesSandboxesAndRequests()
    {
        using var workspace = CloudflareWorkspace.For("code-agent");
        workspace.Change("src/policy.json", "\"until\": \"2099-12-31\"", "\"until\": \"2020-01-01\"");

        var answers = workspace.Run(Asked(new JsonObject { ["running"] = new JsonObject { ["policykit.policy"] = "code-agent" } }, [Step("create", new JsonObject()), Step("leave", Request("https://api.github.com/"))]));

        Assert.NotNull(answers[0]!["answer"]!["failed"]);
        Assert.Empty(answers[1]!["sent"]!.AsArray());
    }

    /// <summary>Programs with a hole in them, each of which a probe sees.</summary>
    [Theory]
    [InlineData("src/egress.ts", "redirect: 'manual'", "redirect: 'follow'", "https://api.github.com/redirect")]
    [InlineData("src/egress.ts", "|| !rule.allow) return 'no rule'", "|| !rule.allow) return null", "https://example.org/")]
    [InlineData("src/egress.ts", "if (url.port !== '') return 'the port'", "", "https://api.github.com:8443/")]
    [InlineData("src/egress.ts", "host.endsWith(pattern.slice(1))", "host.endsWith(pattern.slice(2))", "https://evilgithubusercontent.com/")]
    [InlineData("src/egress.ts", "pattern === '*'", "pattern.startsWith('*')", "https://example.org/")]
    [InlineData("src/egress.ts", "one.scheme === scheme && ", "", "http://api.github.com/")]
    [InlineData("src/policy.json", "\"host\": \"api.github.com\"", "\"host\": \"*\"", "https://example.org/")]
    [InlineData("src/policy.json", "\"scheme\": \"https\"", "\"scheme\": \"http\"", "http://api.github.com/")]
    public void PlantedHole_IsSeen(string file, string old, string now, string url)
    {
        using var workspace = CloudflareWorkspace.For("code-agent");
        workspace.Change(file, old, now);

        var answers = workspace.Run(Asked(new JsonObject(), [Step("create", new JsonObject()), Step("leave", Request(url))]));

        Assert.Contains(answers[1]!["sent"]!.AsArray(), s => !url.EndsWith("/redirect", StringComparison.Ordinal) || !s!["url"]!.GetValue<string>().Contains("api.github.com", StringComparison.Ordinal));
    }

    private JsonArray Run(string name, params JsonObject[] steps) => RunWith(name, new JsonObject(), steps);

    private JsonArray RunWith(string name, JsonObject options, params JsonObject[] steps)
    {
        return workspaces.Of(name).Run(Asked(options, steps));
    }

    private static JsonObject Asked(JsonObject options, JsonObject[] steps)
    {
        options["secrets"] = Secrets.DeepClone();
        options["steps"] = new JsonArray([.. steps.Select(s => s.DeepClone())]);
        return options;
    }

    private JsonObject Labels(string name)
    {
        var policy = JsonNode.Parse(workspaces.Of(name).Read("src/policy.json"))!;
        return new JsonObject { ["policykit.policy"] = policy["policy"]!.DeepClone(), ["policykit.hash"] = policy["hash"]!.DeepClone() };
    }

    private static JsonObject Step(string what, JsonNode? argument = null) => new() { ["what"] = what, ["argument"] = argument?.DeepClone() };

    private static JsonObject Invoke(string method, params JsonNode[] arguments) =>
        Step("invoke", new JsonObject { ["method"] = method, ["arguments"] = new JsonArray([.. arguments.Select(a => a.DeepClone())]) });

    private static JsonObject Request(string url, JsonObject? headers = null, string method = "GET") =>
        new() { ["url"] = url, ["method"] = method, ["headers"] = headers?.DeepClone() ?? new JsonObject() };

    private static void Denied(string what, JsonNode answer) => Assert.True(answer["sent"]!.AsArray().Count == 0, $"{what}: {answer}");

    private static void Reached(string what, JsonNode answer) => Assert.True(answer["sent"]!.AsArray().Count == 1 && answer["answer"]!["value"]?["status"]?.GetValue<int>() == 200, $"{what}: {answer}");

    private static string? Header(JsonNode answer, string name) => Assert.Single(answer["sent"]!.AsArray())!["headers"]![name]?.GetValue<string>();

    private static void Equal(string expected, JsonNode? actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"{actual?.ToJsonString()} is not {expected}");
}
