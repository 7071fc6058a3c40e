using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.E2B;

/// <summary>
/// The Python twins, compiled and run against a stub of the SDK written here: the real one cannot be had offline, so its names are not verified.
/// The stub records the call and tells it back, as E2BEndpoint does for the other SDK.
/// </summary>
public sealed class E2BPythonTests
{
    private const string Stub = """
        import datetime, json, pathlib
        calls = []
        secrets = set()
        tell = lambda info: None
        class Info: pass
        class _Commands:
            def run(self, line, **options): calls.append(("run", line, options))
        class Sandbox:
            commands = _Commands()
            @staticmethod
            def create(template, **options):
                calls.append(("create", template, options))
                return Sandbox(options)
            def __init__(self, options): self.options = options
            def get_info(self):
                template = json.loads(pathlib.Path("template.json").read_text("utf-8"))
                info, o = Info(), self.options
                info.metadata, info.cpu_count, info.memory_mb = dict(o["metadata"]), template["cpuCount"], template["memoryMB"]
                info.started_at = datetime.datetime(2026, 11, 22)
                info.end_at = info.started_at + datetime.timedelta(seconds=o["timeout"])
                pause = o["lifecycle"]["on_timeout"] != "kill"
                info.lifecycle = {"on_timeout": "pause" if pause else "kill", "auto_resume": False}
                info.allow_internet_access = o.get("allow_internet_access")
                info.network = dict(o["network"])
                info.volume_mounts = [{"path": p, "name": n} for p, n in o.get("volume_mounts", {}).items()]
                tell(info)
                return info
            def kill(self): calls.append(("kill",))
        class Secret:
            @staticmethod
            def exists(name): return name in secrets
            @staticmethod
            def create(name, value): calls.append(("secret", name, value))
            update = create
        class _Steps:
            def __init__(self): self.steps = []
            def __getattr__(self, name):
                def step(*args, **options):
                    self.steps.append((name, list(args), options))
                    return self
                return step
        class Template(_Steps):
            @staticmethod
            def build(template, name, **options): calls.append(("build", name, {k: v for k, v in options.items() if k != "on_build_logs"}, template.steps))
        def default_build_logger(): return None
        """;

    private const string Driver = """
        import json, sys
        sys.path.insert(0, ".")
        import e2b
        request = json.loads(sys.stdin.read())
        e2b.secrets.update(request.get("stored", []))
        if "tell" in request: exec("def told(info):\n  " + request["tell"]); e2b.tell = told
        failed = None
        try:
            if request["program"] == "sandbox":
                import sandbox
                sandbox.create(request.get("secrets"), request.get("parameters"))
            else:
                import build_prod
                build_prod.build()
        except Exception as e:
            failed = str(e)
        print(json.dumps({"failed": failed, "calls": e2b.calls}))
        """;

    [Theory]
    [InlineData("sandbox.py")]
    [InlineData("template.py")]
    [InlineData("build_prod.py")]
    public void Program_Compiles(string program)
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.Closed);

        var finished = workspace.Python($"compile(open('{program}', encoding='utf-8').read(), '{program}', 'exec')", string.Empty);

        Assert.True(finished.Code == 0, finished.Output);
    }

    [Fact]
    public void CodeAgent_IsPassedToTheSdkAsDeclared()
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.CodeAgent);

        var result = Run(workspace, """{ "program": "sandbox", "stored": ["anthropic-api-key", "github-token"] }""");

        Assert.Null(result["failed"]);
        var call = Assert.Single(result["calls"]!.AsArray())!;
        var body = workspace.Json("sandbox.create.json");
        Assert.Equal("code-agent", call[1]!.GetValue<string>());
        var network = call[2]!["network"]!;
        Assert.True(JsonNode.DeepEquals(body["network"]!["allowOut"], network["allow_out"]));
        Assert.True(JsonNode.DeepEquals(body["network"]!["denyOut"], network["deny_out"]));
        Assert.True(JsonNode.DeepEquals(body["network"]!["rules"], network["rules"]));
        Assert.False(network["allow_public_traffic"]!.GetValue<bool>());
        Assert.Equal(3600, call[2]!["timeout"]!.GetValue<int>());
    }

    [Fact]
    public void SecretsAndParameters_ReachTheirPlaces()
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.Everything);

        var result = Run(workspace, """{ "program": "sandbox", "secrets": { "DATABASE_URL": "x", "GIT_PASSWORD": "p" }, "parameters": { "tenant": "acme0001" } }""");

        Assert.Null(result["failed"]);
        Assert.Equal("eC1hY2Nlc3MtdG9rZW46cA==", result["calls"]![0]![2]!.GetValue<string>());
        var options = result["calls"]![1]![2]!;
        Assert.Equal("data-acme0001", options["volume_mounts"]!["/data"]!.GetValue<string>());
        Assert.Equal("x", options["envs"]!["DATABASE_URL"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("info.network = None")]
    [InlineData("info.network['allow_out'] = info.network['allow_out'] + ['example.org']")]
    [InlineData("info.network['deny_out'] = []")]
    [InlineData("info.network['allow_public_traffic'] = True")]
    [InlineData("info.network['egress_proxy'] = {'address': 'p.example.com:1080'}")]
    [InlineData("info.network['rules'] = {}")]
    [InlineData("info.cpu_count = 8")]
    [InlineData("info.metadata['policykit.hash'] = '0'")]
    [InlineData("info.lifecycle['auto_resume'] = True")]
    public void ServiceTellsSomethingElse_SandboxIsDestroyed(string tell)
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.CodeAgent);

        var result = Run(workspace, new JsonObject { ["program"] = "sandbox", ["stored"] = new JsonArray("anthropic-api-key", "github-token"), ["tell"] = tell }.ToJsonString());

        Assert.NotNull(result["failed"]);
        Assert.Equal("kill", result["calls"]!.AsArray()[^1]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{ "program": "sandbox", "secrets": { "GIT_PASSWORD": "p" }, "parameters": { "tenant": "acme0001" } }""")]
    [InlineData("""{ "program": "sandbox", "secrets": { "DATABASE_URL": "x", "GIT_PASSWORD": "p" }, "parameters": { "tenant": "acme0001\n" } }""")]
    [InlineData("""{ "program": "sandbox", "secrets": { "DATABASE_URL": "x", "GIT_PASSWORD": "p" } }""")]
    [InlineData("""{ "program": "sandbox", "secrets": { "DATABASE_URL": "x", "GIT_PASSWORD": "p", "OTHER": "x" }, "parameters": { "tenant": "acme0001" } }""")]
    public void UnfitCall_CreatesNothing(string request)
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.Everything);

        var result = Run(workspace, request);

        Assert.NotNull(result["failed"]);
        Assert.DoesNotContain(result["calls"]!.AsArray(), c => c![0]!.GetValue<string>() == "create");
    }

    [Fact]
    public void EndedAcceptance_CreatesNothing()
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.Closed);
        workspace.Change("run.json", run => run["until"] = "2020-01-01");

        var result = Run(workspace, """{ "program": "sandbox" }""");

        Assert.Contains("2020-01-01", result["failed"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(result["calls"]!.AsArray());
    }

    [Fact]
    public void Template_HasTheStepsOfTheOtherProgram()
    {
        using var workspace = E2BWorkspace.WithPython(E2BWorkspace.Everything);

        var result = Run(workspace, """{ "program": "build" }""");

        Assert.Null(result["failed"]);
        var build = Assert.Single(result["calls"]!.AsArray())!;
        Assert.Equal("everything", build[1]!.GetValue<string>());
        var steps = build[3]!.AsArray().Select(s => s!.ToJsonString()).ToList();
        Assert.Contains("set_user", steps[^2], StringComparison.Ordinal);
        Assert.Contains("agent", steps[^2], StringComparison.Ordinal);
        Assert.Contains(steps, s => s.Contains("passwd -l root", StringComparison.Ordinal));
    }

    private static JsonObject Run(E2BWorkspace workspace, string request)
    {
        workspace.Write("e2b.py", Stub);
        var finished = workspace.Python(Driver, request);
        Assert.True(finished.Code == 0, finished.Output);
        return JsonNode.Parse(finished.Output)!.AsObject();
    }
}
