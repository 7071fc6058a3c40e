using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.Daytona;

/// <summary>The Python twin, compiled and run against a stub of the SDK written here: the real one cannot be had offline, so its names are not verified.</summary>
public sealed class DaytonaPythonTests
{
    private const string Stub = """
        calls = []
        secrets = {}
        tell = lambda sandbox: None
        class _Record:
            def __init__(self, **values): self.__dict__.update(values)
        class Resources(_Record): pass
        class VolumeMount(_Record): pass
        class CreateSandboxFromImageParams(_Record): pass
        class SessionExecuteRequest(_Record): pass
        class Image:
            @staticmethod
            def from_dockerfile(path): return open(path, encoding="utf-8").read()
        class _Process:
            def create_session(self, name): calls.append(("session", name))
            def execute_session_command(self, name, request): calls.append(("exec", request.command, request.run_async))
        class Sandbox(_Record):
            process = _Process()
            def refresh_data(self): tell(self)
            def delete(self): calls.append(("delete",))
        class _Secrets:
            def list(self, name): return _Record(items=[_Record(name=n, hosts=h) for n, h in secrets.items() if name in n])
        class _Volumes:
            def get(self, name): return _Record(id="vol-" + name)
        class Daytona:
            secret, volume = _Secrets(), _Volumes()
            def create(self, params, timeout):
                calls.append(("create", {k: v for k, v in params.__dict__.items() if k not in ("image", "resources", "volumes")}))
                told = dict(network_allow_list="", domain_allow_list="", outbound_proxy_url=None, otel_endpoint_override=None, linked_sandbox_id=None)
                told.update({k: v for k, v in params.__dict__.items() if k != "resources"})
                told.update(params.resources.__dict__)
                return Sandbox(**told)
        """;

    private const string Driver = """
        import json, sys
        given = json.loads(sys.stdin.read())
        import daytona
        daytona.secrets.update(given["stored"])
        exec(given["tell"], {"daytona": daytona})
        import sandbox
        try:
            sandbox.create(given["secrets"], given["parameters"])
        finally:
            print(json.dumps(daytona.calls))
        """;

    [Fact]
    public void CodeAgent_IsCreatedAsDeclared()
    {
        var finished = Run(DaytonaWorkspace.CodeAgent, "{}", "{}", """{ "code-agent_ANTHROPIC_API_KEY": ["api.anthropic.com"], "code-agent_GITHUB_TOKEN": ["api.github.com"] }""");

        Assert.True(finished.Code == 0, finished.Output);
        var sent = JsonNode.Parse(finished.Output)![0]![1]!;
        Assert.Equal("*.githubusercontent.com,api.anthropic.com,api.github.com", sent["domain_allow_list"]!.GetValue<string>());
        Assert.False(sent["network_block_all"]!.GetValue<bool>());
        Assert.Equal((60, 10, 0), (sent["ttl_minutes"]!.GetValue<int>(), sent["auto_stop_interval"]!.GetValue<int>(), sent["auto_delete_interval"]!.GetValue<int>()));
        Assert.Equal("code-agent_GITHUB_TOKEN", sent["secrets"]!["GITHUB_TOKEN"]!.GetValue<string>());
    }

    [Fact]
    public void Closed_IsBlocked()
    {
        var finished = Run(DaytonaWorkspace.Closed, "{}", "{}", "{}");

        Assert.True(finished.Code == 0, finished.Output);
        Assert.True(JsonNode.Parse(finished.Output)![0]![1]!["network_block_all"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("s.network_block_all = False")]
    [InlineData("s.domain_allow_list = 'example.com'")]
    [InlineData("s.network_allow_list = '9.9.9.9/32'")]
    [InlineData("s.outbound_proxy_url = 'http://p.example.com'")]
    [InlineData("s.public = True")]
    [InlineData("s.cpu = 4")]
    [InlineData("s.labels = {}")]
    public void ServiceThatTellsAnotherPolicy_IsDestroyed(string tell)
    {
        var finished = Run(DaytonaWorkspace.Closed, "{}", "{}", "{}", $"def t(s): {tell}\ndaytona.tell = t");

        Assert.NotEqual(0, finished.Code);
        Assert.Contains("[\"delete\"]", finished.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "code-agent_ANTHROPIC_API_KEY": ["api.anthropic.com", "*"], "code-agent_GITHUB_TOKEN": ["api.github.com"] }""")]
    [InlineData("""{ "code-agent_ANTHROPIC_API_KEY": [], "code-agent_GITHUB_TOKEN": ["api.github.com"] }""")]
    public void SecretThatIsMissingOrForOtherHosts_CreatesNothing(string stored)
    {
        var finished = Run(DaytonaWorkspace.CodeAgent, "{}", "{}", stored);

        Assert.NotEqual(0, finished.Code);
        Assert.Contains("[]", finished.Output, StringComparison.Ordinal);
    }

    private static Finished Run(Core.Model.SandboxPolicy policy, string secrets, string parameters, string stored, string tell = "")
    {
        using var workspace = DaytonaWorkspace.WithPython(policy);
        workspace.Write("daytona.py", Stub);
        var input = new JsonObject { ["secrets"] = JsonNode.Parse(secrets), ["parameters"] = JsonNode.Parse(parameters), ["stored"] = JsonNode.Parse(stored), ["tell"] = tell };
        return workspace.Python(Driver, input.ToJsonString());
    }
}
