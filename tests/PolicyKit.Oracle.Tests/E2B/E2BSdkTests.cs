using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.E2B;

/// <summary>E2B's own SDK type-checks the emitted files, and puts the policy on the wire of a local endpoint.</summary>
public sealed class E2BSdkTests
{
    private static readonly JsonObject NoSecrets = [];

    private static readonly JsonObject Secrets = new() { ["DATABASE_URL"] = "postgres://secret", ["GIT_PASSWORD"] = "p\u00e4ss" };

    private static readonly JsonObject Tenant = new() { ["tenant"] = "acme0001" };

    [Theory]
    [InlineData("closed")]
    [InlineData("code-agent")]
    [InlineData("everything")]
    public void EmittedFiles_TypeCheck(string policy)
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.Named(policy));

        var compiled = workspace.Compile();

        Assert.True(compiled.Code == 0, compiled.Output);
    }

    public static TheoryData<string, string, string> BrokenData => new()
    {
        { "sandbox.create.json", "timeout", "\"3600\"" },
        { "sandbox.create.json", "templateID", "1" },
        { "sandbox.create.json", "network", "{}" },
        { "sandbox.create.json", "network", """{"denyOut":"0.0.0.0/0","allowPublicTraffic":false}""" },
        { "sandbox.create.json", "network", """{"denyOut":["0.0.0.0/0"],"allowPublicTraffic":"no"}""" },
        { "sandbox.create.json", "network", """{"denyOut":["0.0.0.0/0"],"allowPublicTraffic":false,"rules":{"a.example.com":{}}}""" },
        { "sandbox.create.json", "metadata", """{"a":1}""" },
        { "sandbox.create.json", "autoPause", "\"yes\"" },
        { "template.json", "cpuCount", "\"2\"" },
        { "template.json", "buildCommands", "\"id\"" },
        { "run.json", "until", "20270301" },
        { "run.json", "secrets", """[{"store":"x"}]""" },
    };

    [Theory]
    [MemberData(nameof(BrokenData))]
    public void BrokenData_DoesNotTypeCheck(string file, string key, string value)
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.CodeAgent);
        workspace.Change(file, json => json[key] = JsonNode.Parse(value));

        Assert.NotEqual(0, workspace.Compile().Code);
    }

    [Fact]
    public void CodeAgent_IsOnTheWireAsDeclared()
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.CodeAgent);
        using var endpoint = new E2BEndpoint("anthropic-api-key", "github-token");

        var finished = workspace.Call("sandbox", "create", endpoint, NoSecrets, NoSecrets);

        Assert.True(finished.Code == 0, finished.Output);
        Equal(
            """
            {
              "allowOut": ["*.githubusercontent.com", "api.anthropic.com", "api.github.com"],
              "denyOut": ["0.0.0.0/0"],
              "rules": {
                "api.anthropic.com": [{ "transform": { "headers": { "x-api-key": "${e2b.secrets.anthropic-api-key}" } } }],
                "api.github.com": [{ "transform": { "headers": { "authorization": "Bearer ${e2b.secrets.github-token}" } } }]
              },
              "allowPublicTraffic": false
            }
            """,
            endpoint.Bodies["POST /v2/sandboxes"]["network"]!);
        Assert.DoesNotContain("DELETE /sandboxes/sbx1", endpoint.Requests);
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("code-agent")]
    public void Body_IsTheEmittedFile(string policy)
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.Named(policy));
        using var endpoint = new E2BEndpoint("anthropic-api-key", "github-token");

        var finished = workspace.Call("sandbox", "create", endpoint, NoSecrets, NoSecrets);

        Assert.True(finished.Code == 0, finished.Output);
        var sent = endpoint.Bodies["POST /v2/sandboxes"];
        Assert.Empty(sent["envVars"]!.AsObject());
        sent.Remove("envVars");
        Equal(workspace.Json("sandbox.create.json").ToJsonString(), sent);
    }

    [Fact]
    public void ParametersAndSecrets_ReachTheirPlacesAndNoOthers()
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.Everything);
        using var endpoint = new E2BEndpoint();

        var finished = workspace.Call("sandbox", "create", endpoint, Secrets, Tenant);

        Assert.True(finished.Code == 0, finished.Output);
        var sent = endpoint.Bodies["POST /v2/sandboxes"];
        Assert.Equal("acme0001 \u00e9 {other}", sent["metadata"]!["tenant"]!.GetValue<string>());
        Equal("""[{ "name": "data-acme0001", "path": "/data" }]""", sent["volumeMounts"]!);
        Equal("""{ "MODE": "a 'b' \"c\"\n${d} `e`", "DATABASE_URL": "postgres://secret" }""", sent["envVars"]!);
        Equal("""{ "enabled": false }""", sent["autoResume"]!);
        Assert.False(sent["autoPauseMemory"]!.GetValue<bool>());
        Assert.DoesNotContain("p\u00e4ss", sent.ToJsonString(), StringComparison.Ordinal);
        var secret = endpoint.Bodies["POST /secrets"];
        Assert.Equal("git-password-basic", secret["name"]!.GetValue<string>());
        Assert.Equal("x-access-token:p\u00e4ss", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret["value"]!.GetValue<string>())));
    }

    [Fact]
    public void Template_IsBuiltWithItsAccountAndQuotedDirectory()
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.Everything);
        using var endpoint = new E2BEndpoint();

        var finished = workspace.Call("build.prod", "build", endpoint);

        Assert.True(finished.Code == 0, finished.Output);
        var requested = endpoint.Bodies["POST /v3/templates"];
        Assert.Equal(("everything", 2, 1024), (requested["name"]!.GetValue<string>(), requested["cpuCount"]!.GetValue<int>(), requested["memoryMB"]!.GetValue<int>()));
        var build = endpoint.Bodies["POST /v2/templates/t1/builds/b1"];
        Assert.Null(build["startCmd"]);
        var steps = build["steps"]!.AsArray().Select(s => (Type: s!["type"]!.GetValue<string>(), Args: s["args"]!.AsArray().Select(a => a!.GetValue<string>()).ToList())).ToList();
        Assert.Equal(["agent"], steps.Last(s => s.Type == "USER").Args);
        Assert.Equal(["/srv/it's `here` $(id)"], steps.Last(s => s.Type == "WORKDIR").Args);
        Assert.Contains(steps, s => s.Args[0] == @"mkdir -p -- '/srv/it'\''s `here` $(id)' && chown 1234:1000 -- '/srv/it'\''s `here` $(id)'");
        Assert.Contains(steps, s => s.Args[0].StartsWith("passwd -l root", StringComparison.Ordinal));
        Assert.All(steps.Where(s => s.Type == "RUN"), s => Assert.Equal("root", s.Args[1]));
    }

    public static TheoryData<string> Mismatches => new(Tellings.Keys);

    private static Dictionary<string, Action<JsonObject>> Tellings { get; } = new()
    {
        ["no network"] = d => d.Remove("network"),
        ["one more host"] = d => d["network"]!["allowOut"]!.AsArray().Add("example.org"),
        ["one host less"] = d => d["network"]!["allowOut"]!.AsArray().RemoveAt(0),
        ["everything allowed"] = d => d["network"]!["allowOut"]!.AsArray().Add("0.0.0.0/0"),
        ["no denial"] = d => d["network"]!.AsObject().Remove("denyOut"),
        ["another denial"] = d => d["network"]!["denyOut"] = new JsonArray("10.0.0.0/8"),
        ["public traffic"] = d => d["network"]!["allowPublicTraffic"] = true,
        ["public traffic by default"] = d => d["network"]!.AsObject().Remove("allowPublicTraffic"),
        ["a proxy"] = d => d["network"]!["egressProxy"] = new JsonObject { ["address"] = "p.example.com:1080" },
        ["another header"] = d => d["network"]!["rules"]!["api.github.com"]![0]!["transform"]!["headers"]!["x"] = "y",
        ["more CPU"] = d => d["cpuCount"] = 4,
        ["more memory"] = d => d["memoryMB"] = 8192,
        ["a longer life"] = d => d["endAt"] = "2026-11-22T02:00:00Z",
        ["a pause"] = d => d["lifecycle"]!["onTimeout"] = "pause",
        ["auto-resume"] = d => d["lifecycle"]!["autoResume"] = true,
        ["another policy"] = d => d["metadata"]!["policykit.hash"] = "0",
        ["a volume"] = d => d["volumeMounts"]!.AsArray().Add(new JsonObject { ["name"] = "x", ["path"] = "/x" }),
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void ServiceTellsSomethingElse_SandboxIsDestroyed(string what)
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.CodeAgent);
        using var endpoint = new E2BEndpoint("anthropic-api-key", "github-token") { Tell = Tellings[what] };

        Assert.NotEqual(0, workspace.Call("sandbox", "create", endpoint, NoSecrets, NoSecrets).Code);
        Assert.Equal("DELETE /sandboxes/sbx1", endpoint.Requests.Last());
    }

    [Fact]
    public void ServiceTellsItsResolverToo_SandboxStays()
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.CodeAgent);
        using var endpoint = new E2BEndpoint("anthropic-api-key", "github-token") { Tell = d => d["network"]!["allowOut"]!.AsArray().Add("8.8.8.8") };

        var finished = workspace.Call("sandbox", "create", endpoint, NoSecrets, NoSecrets);

        Assert.True(finished.Code == 0, finished.Output);
    }

    [Theory]
    [InlineData("an acceptance has ended", "{}", "{}", "2020-01-01")]
    [InlineData("a readable credential is missing", """{"GIT_PASSWORD":"x"}""", """{"tenant":"acme0001"}""", null)]
    [InlineData("a stored credential is missing", """{"DATABASE_URL":"x"}""", """{"tenant":"acme0001"}""", null)]
    [InlineData("an unknown credential", """{"DATABASE_URL":"x","GIT_PASSWORD":"x","OTHER":"x"}""", """{"tenant":"acme0001"}""", null)]
    [InlineData("a parameter is missing", """{"DATABASE_URL":"x","GIT_PASSWORD":"x"}""", "{}", null)]
    [InlineData("a parameter does not match", """{"DATABASE_URL":"x","GIT_PASSWORD":"x"}""", """{"tenant":"../etc\n"}""", null)]
    [InlineData("a parameter matches in part", """{"DATABASE_URL":"x","GIT_PASSWORD":"x"}""", """{"tenant":"acme0001\n"}""", null)]
    [InlineData("an unknown parameter", """{"DATABASE_URL":"x","GIT_PASSWORD":"x"}""", """{"tenant":"acme0001","other":"x"}""", null)]
    public void UnfitCall_CreatesNothing(string what, string secrets, string parameters, string? until)
    {
        Assert.NotEmpty(what);
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.Everything);
        using var endpoint = new E2BEndpoint();
        if (until is not null)
        {
            workspace.Change("run.json", run => run["until"] = until);
        }

        Assert.NotEqual(0, workspace.Call("sandbox", "create", endpoint, JsonNode.Parse(secrets)!, JsonNode.Parse(parameters)!).Code);
        Assert.DoesNotContain("POST /v2/sandboxes", endpoint.Requests);
    }

    [Fact]
    public void StartFails_SandboxIsDestroyed()
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.Closed);
        workspace.Change("run.json", run => run["start"] = new JsonArray("python", "-m", "http.server"));
        using var endpoint = new E2BEndpoint();

        Assert.NotEqual(0, workspace.Call("sandbox", "create", endpoint, NoSecrets, NoSecrets).Code);
        Assert.Contains("POST /process.Process/Start", endpoint.Requests);
        Assert.Equal("DELETE /sandboxes/sbx1", endpoint.Requests.Last());
    }

    [Theory]
    [InlineData("denyOut", """["0.0.0.0/1"]""")]
    [InlineData("denyOut", """["0.0.0.0/0","example.com"]""")]
    [InlineData("allowOut", """["2001:db8::/32"]""")]
    public void BodyThatTheServerRefuses_CreatesNothing(string key, string value)
    {
        using var workspace = E2BWorkspace.WithNode(E2BWorkspace.CodeAgent);
        workspace.Change("sandbox.create.json", body => body["network"]![key] = JsonNode.Parse(value));
        using var endpoint = new E2BEndpoint("anthropic-api-key", "github-token");

        Assert.NotEqual(0, workspace.Call("sandbox", "create", endpoint, NoSecrets, NoSecrets).Code);
        Assert.DoesNotContain("GET /sandboxes/sbx1", endpoint.Requests);
    }

    private static void Equal(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {JsonNode.Parse(expected)!.ToJsonString()}\nactual   {actual.ToJsonString()}");
}
