using System.Text;
using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.Daytona;

/// <summary>
/// Daytona's own SDK (platform v0) type-checks the emitted files, and puts the policy on the wire of a local endpoint. The hosted service and SDK 2.x were not to be had; what the service enforces is not tested here.
/// </summary>
public sealed class DaytonaSdkTests
{
    private static readonly JsonObject Secrets = new() { ["DATABASE_URL"] = "postgres://secret", ["GIT_PASSWORD"] = "p\u00e4ss" };

    private static readonly JsonObject Tenant = new() { ["tenant"] = "acme0001" };

    private static readonly (string, string)[] Stored = [("code-agent_ANTHROPIC_API_KEY", "api.anthropic.com"), ("code-agent_GITHUB_TOKEN", "api.github.com")];

    [Theory]
    [InlineData("closed")]
    [InlineData("code-agent")]
    [InlineData("everything")]
    public void EmittedFiles_TypeCheck(string policy)
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.Named(policy));

        var compiled = workspace.Compile();

        Assert.True(compiled.Code == 0, compiled.Output);
    }

    [Theory]
    [InlineData("sandbox.create.json", "user", "1")]
    [InlineData("sandbox.create.json", "public", "\"no\"")]
    [InlineData("sandbox.create.json", "networkBlockAll", "\"true\"")]
    [InlineData("sandbox.create.json", "domainAllowList", """["api.github.com"]""")]
    [InlineData("sandbox.create.json", "cpu", "\"2\"")]
    [InlineData("sandbox.create.json", "ttlMinutes", "\"60\"")]
    [InlineData("sandbox.create.json", "labels", """{"a":1}""")]
    [InlineData("sandbox.create.json", "secrets", """{"A":"b"}""")]
    [InlineData("run.json", "until", "20270301")]
    [InlineData("run.json", "secrets", """[{"store":"x"}]""")]
    [InlineData("run.json", "start", "\"id\"")]
    public void BrokenData_DoesNotTypeCheck(string file, string key, string value)
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.CodeAgent);
        workspace.Change(file, json => json[key] = JsonNode.Parse(value));

        Assert.NotEqual(0, workspace.Compile().Code);
    }

    [Theory]
    [InlineData("closed")]
    [InlineData("code-agent")]
    public void Body_IsTheEmittedFileWithTheDockerfile(string policy)
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.Named(policy));
        using var endpoint = new DaytonaEndpoint(Stored);

        var finished = workspace.Create(endpoint);

        Assert.True(finished.Code == 0, finished.Output + string.Join("\n", endpoint.Requests));
        var sent = endpoint.Bodies["POST /sandbox"];
        Assert.Equal(workspace.Text("Dockerfile"), sent["buildInfo"]!["dockerfileContent"]!.GetValue<string>());
        Assert.Empty(sent["buildInfo"]!["contextHashes"]?.AsArray() ?? []);
        Assert.Empty(sent["env"]!.AsObject());
        sent.Remove("buildInfo");
        sent.Remove("env");
        sent["labels"]!.AsObject().Remove("policykit.run");
        sent["labels"]!.AsObject().Remove("code-toolbox-language");
        Equal(workspace.Json("sandbox.create.json").ToJsonString(), sent);
        Assert.False(endpoint.Deleted);
    }

    [Fact]
    public void ParametersSecretsAndStart_ReachTheirPlacesAndNoOthers()
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.Everything);
        using var endpoint = new DaytonaEndpoint();

        var finished = workspace.Create(endpoint, Secrets, Tenant);

        Assert.True(finished.Code == 0, finished.Output + string.Join("\n", endpoint.Requests));
        var sent = endpoint.Bodies["POST /sandbox"];
        Assert.Equal("acme0001 \u00e9 {other}", sent["labels"]!["tenant"]!.GetValue<string>());
        Equal("""[{ "volumeId": "vol-data-acme0001", "mountPath": "/data", "subpath": "for/acme0001" }]""", sent["volumes"]!);
        Equal("""{ "MODE": "a 'b' \"c\"\n${d} `e`", "DATABASE_URL": "postgres://secret" }""", sent["env"]!);
        Equal("""[{ "GIT_PASSWORD": "everything_GIT_PASSWORD" }]""", sent["secrets"]!);
        Equal("""["H100"]""", sent["gpuType"]!);
        Assert.Equal("9.9.9.0/24", sent["networkAllowList"]!.GetValue<string>());
        Assert.DoesNotContain("p\u00e4ss", sent.ToJsonString(), StringComparison.Ordinal);
        var secret = endpoint.Bodies["POST /secret"];
        Equal("""["git.example.net"]""", secret["hosts"]!);
        Assert.Equal("x-access-token:p\u00e4ss", Encoding.UTF8.GetString(Convert.FromBase64String(secret["value"]!.GetValue<string>())));
        Assert.Equal(
            @"cd '/srv/here' && exec 'python' '-m' 'http.server' 'it'\''s $HOME; ""8080""'",
            endpoint.Bodies["POST /toolbox/sbx1/process/session/policykit/exec"]["command"]!.GetValue<string>());
    }

    public static TheoryData<string> Mismatches => new(Tellings.Keys);

    private static Dictionary<string, Action<JsonObject>> Tellings { get; } = new()
    {
        ["no network"] = d => d.Remove("networkBlockAll"),
        ["no list"] = d => d.Remove("domainAllowList"),
        ["an empty list"] = d => d["domainAllowList"] = string.Empty,
        ["one more host"] = d => d["domainAllowList"] = d["domainAllowList"]!.GetValue<string>() + ",example.org",
        ["one host less"] = d => d["domainAllowList"] = "api.github.com",
        ["another list"] = d => d["networkAllowList"] = "0.0.0.0/0",
        ["a proxy"] = d => d["outboundProxyUrl"] = "http://p.example.com",
        ["telemetry"] = d => d["otelEndpointOverride"] = "http://p.example.com",
        ["a linked sandbox"] = d => d["linkedSandboxId"] = "sbx2",
        ["public"] = d => d["public"] = true,
        ["root"] = d => d["user"] = "root",
        ["more CPU"] = d => d["cpu"] = 4,
        ["more memory"] = d => d["memory"] = 8,
        ["more disk"] = d => d["disk"] = 10,
        ["a GPU"] = d => d["gpu"] = 1,
        ["no idle stop"] = d => d["autoStopInterval"] = 0,
        ["a pause"] = d => d["autoPauseInterval"] = 60,
        ["no deletion"] = d => d["autoDeleteInterval"] = -1,
        ["a longer life"] = d => d["autoDestroyAt"] = "2026-11-23T02:00:00Z",
        ["no end"] = d => d.Remove("autoDestroyAt"),
        ["a volume"] = d => d["volumes"] = new JsonArray(new JsonObject { ["volumeId"] = "v", ["mountPath"] = "/v" }),
        ["another policy"] = d => d["labels"]!["policykit.hash"] = "0",
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void ServiceThatTellsAnotherPolicy_IsDestroyed(string telling)
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.CodeAgent);
        using var endpoint = new DaytonaEndpoint(Stored) { Tell = Tellings[telling] };

        Assert.NotEqual(0, workspace.Create(endpoint).Code);
        Assert.True(endpoint.Created && endpoint.Deleted);
    }

    [Theory]
    [InlineData("networkBlockAll", "true")]
    [InlineData("networkAllowList", "\"9.9.9.9/32\"")]
    [InlineData("domainAllowList", "\"\"")]
    [InlineData("domainAllowList", "\"*\"")]
    [InlineData("domainAllowList", "\"api.github.com,localhost\"")]
    [InlineData("domainAllowList", "\"1.a,2.a,3.a,4.a,5.a,6.a,7.a,8.a,9.a,10.a,11.a\"")]
    public void BodyThatIsOpenOrThatTheServerRefuses_CreatesNothing(string key, string value)
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.CodeAgent);
        workspace.Change("sandbox.create.json", body => body[key] = JsonNode.Parse(value));
        using var endpoint = new DaytonaEndpoint(Stored);

        Assert.NotEqual(0, workspace.Create(endpoint).Code);
        Assert.False(endpoint.Created);
    }

    [Theory]
    [InlineData("the tenant is missing", """{ "DATABASE_URL": "x", "GIT_PASSWORD": "y" }""", "{}")]
    [InlineData("the tenant does not match", """{ "DATABASE_URL": "x", "GIT_PASSWORD": "y" }""", """{ "tenant": "../etc" }""")]
    [InlineData("an unknown parameter", """{ "DATABASE_URL": "x", "GIT_PASSWORD": "y" }""", """{ "tenant": "acme0001", "host": "x" }""")]
    [InlineData("a value is missing", """{ "GIT_PASSWORD": "y" }""", """{ "tenant": "acme0001" }""")]
    [InlineData("nothing is stored", """{ "DATABASE_URL": "x" }""", """{ "tenant": "acme0001" }""")]
    [InlineData("an unknown credential", """{ "DATABASE_URL": "x", "GIT_PASSWORD": "y", "Z": "z" }""", """{ "tenant": "acme0001" }""")]
    [InlineData("the acceptance has ended", """{ "DATABASE_URL": "x", "GIT_PASSWORD": "y" }""", """{ "tenant": "acme0001" }""", "2020-01-01")]
    public void CallThatDoesNotFit_CreatesNothing(string what, string secrets, string parameters, string? until = null)
    {
        Assert.NotEmpty(what);
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.Everything);
        using var endpoint = new DaytonaEndpoint();
        if (until is not null)
        {
            workspace.Change("run.json", run => run["until"] = until);
        }

        Assert.NotEqual(0, workspace.Create(endpoint, JsonNode.Parse(secrets), JsonNode.Parse(parameters)).Code);
        Assert.False(endpoint.Created);
    }

    // The store belongs to the organisation: whoever may edit it may have widened a secret.
    [Fact]
    public void SecretStoredForAnotherHost_CreatesNothing()
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.CodeAgent);
        using var endpoint = new DaytonaEndpoint(("code-agent_ANTHROPIC_API_KEY", "*.example.org"), ("code-agent_GITHUB_TOKEN", "api.github.com"));

        Assert.NotEqual(0, workspace.Create(endpoint).Code);
        Assert.False(endpoint.Created);
    }

    [Fact]
    public void StartFails_SandboxIsDestroyed()
    {
        using var workspace = DaytonaWorkspace.WithNode(DaytonaWorkspace.Everything);
        using var endpoint = new DaytonaEndpoint { FailStart = true };

        Assert.NotEqual(0, workspace.Create(endpoint, Secrets, Tenant).Code);
        Assert.True(endpoint.Created && endpoint.Deleted);
    }

    private static void Equal(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {JsonNode.Parse(expected)!.ToJsonString()}\nactual   {actual.ToJsonString()}");
}
