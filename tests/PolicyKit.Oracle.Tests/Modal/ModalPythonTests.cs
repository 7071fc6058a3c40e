using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.Modal;

/// <summary>
/// The Python twins, compiled and run against a stub of the SDK written here: the real one cannot be had offline. The stub takes the keyword arguments of Sandbox.create in Python 1.5.4
/// (modal-labs/modal-client at 69519ae, py/modal/sandbox.py) and no others; it records the call and tells its tags back.
/// </summary>
public sealed class ModalPythonTests
{
    private const string Stub = """
        calls = []
        tell = lambda tags: tags
        class App:
            @staticmethod
            def lookup(name, *, create_if_missing=False): return "app " + name
        class Secret:
            @staticmethod
            def from_dict(values): return {"secret": values}
        class Volume:
            def __init__(self, name): self.name = name
            @staticmethod
            def from_name(name): return Volume(name)
            def with_mount_options(self, *, read_only=None, sub_path=None): return [self.name, read_only, sub_path]
        class Image:
            def __init__(self, lines): self.lines = lines
            @staticmethod
            def from_registry(tag): return Image(["FROM " + tag])
            def dockerfile_commands(self, *commands): return Image(self.lines + [line for command in commands for line in ([command] if isinstance(command, str) else command)])
        class Sandbox:
            def __init__(self, tags): self.tags = tags
            @staticmethod
            def create(*args, app=None, tags=None, image=None, env=None, secrets=None, timeout=300, idle_timeout=None, workdir=None, gpu=None, cpu=None, memory=None, block_network=False,
                       outbound_cidr_allowlist=None, outbound_domain_allowlist=None, inbound_cidr_allowlist=None, volumes={}, encrypted_ports=[], include_oidc_identity_token=False):
                calls.append(["create", dict(locals(), image=image.lines)])
                return Sandbox(tags)
            def get_tags(self): return tell(dict(self.tags))
            def terminate(self): calls.append(["terminate"])
        """;

    private const string Driver = """
        import json, sys
        sys.path.insert(0, ".")
        import modal
        request = json.loads(sys.stdin.read())
        if "tell" in request: modal.tell = lambda tags: request["tell"]
        failed = None
        try:
            import sandbox
            sandbox.create(request.get("secrets"), request.get("parameters"))
        except Exception as e:
            failed = str(e)
        print(json.dumps({"failed": failed, "calls": modal.calls}))
        """;

    [Theory]
    [InlineData("sandbox.py")]
    [InlineData("image.py")]
    public void Program_Compiles(string program)
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Closed);

        var finished = workspace.Python($"compile(open('{program}', encoding='utf-8').read(), '{program}', 'exec')", string.Empty);

        Assert.True(finished.Code == 0, finished.Output);
    }

    [Fact]
    public void CodeAgent_IsPassedToTheSdkAsDeclared()
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.CodeAgent);

        var options = Options(Run(workspace, """{ "secrets": { "GITHUB_TOKEN": "x" } }"""));

        Equal("""["9.9.9.0/24"]""", options["outbound_cidr_allowlist"]!);
        Equal("""["*.githubusercontent.com", "api.anthropic.com", "api.github.com"]""", options["outbound_domain_allowlist"]!);
        Equal("[0.2855, 1.0005]", options["cpu"]!);
        Equal("[4096, 4096]", options["memory"]!);
        Equal("[8080]", options["encrypted_ports"]!);
        Equal("3600", options["timeout"]!);
        Equal("600", options["idle_timeout"]!);
        Equal("""[{ "secret": { "GITHUB_TOKEN": "x" } }]""", options["secrets"]!);
    }

    [Fact]
    public void ClosedPolicy_IsBlocked()
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Closed);

        var options = Options(Run(workspace, "{}"));

        Equal("true", options["block_network"]!);
        Assert.Null(options["outbound_cidr_allowlist"]);
    }

    // The SDK of Python 1.5.4 has no key for either; the stub would refuse them, and so does the program, beforehand.
    [Fact]
    public void VirtualMachineOrBrokeredCredential_CreatesNothing()
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Everything);

        Unfit(workspace, """{ "parameters": { "tenant": "acme0001" } }""");
        workspace.Change("sandbox.create.json", body => body["runtime"] = "gvisor");
        Unfit(workspace, """{ "parameters": { "tenant": "acme0001" } }""");
        workspace.Change("sandbox.create.json", body => body.Remove("headerReplacements"));

        var options = Options(Run(workspace, """{ "parameters": { "tenant": "acme0001" } }"""));
        Equal("""{ "/cache": ["cache", false, null], "/data": ["data-acme0001", true, "for/acme0001"] }""", options["volumes"]!);
        Assert.All(options["image"]!.AsArray(), line => Assert.DoesNotContain('\n', line!.GetValue<string>()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "policykit.policy": "other" }""")]
    public void ServiceTellsOtherTags_SandboxIsTerminated(string tags)
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Closed);

        var result = Run(workspace, $$"""{ "tell": {{tags}} }""");

        Assert.NotNull(result["failed"]);
        Equal("""["terminate"]""", result["calls"]!.AsArray()[^1]!);
    }

    [Theory]
    [InlineData("""{ }""")]
    [InlineData("""{ "secrets": { "GITHUB_TOKEN": "x", "OTHER": "x" } }""")]
    [InlineData("""{ "secrets": { "GITHUB_TOKEN": "x" }, "parameters": { "tenant": "x" } }""")]
    public void UnfitCall_CreatesNothing(string request)
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.CodeAgent);

        Unfit(workspace, request);
    }

    [Fact]
    public void ParameterWithALineBreakAtItsEnd_CreatesNothing()
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Everything);
        workspace.Change("sandbox.create.json", body => body["runtime"] = "gvisor");
        workspace.Change("sandbox.create.json", body => body.Remove("headerReplacements"));

        Unfit(workspace, """{ "parameters": { "tenant": "acme0001\n" } }""");
    }

    [Fact]
    public void EndedAcceptance_CreatesNothing()
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Closed);
        workspace.Change("run.json", run => run["until"] = "2020-01-01");

        Unfit(workspace, "{}");
    }

    [Fact]
    public void OpenNetwork_CreatesNothing()
    {
        using var workspace = ModalWorkspace.WithPython(ModalWorkspace.Closed);
        workspace.Change("sandbox.create.json", body => body["networkAccess"]!["networkAccessType"] = "OPEN");

        Unfit(workspace, "{}");
    }

    private static void Unfit(ModalWorkspace workspace, string request)
    {
        var result = Run(workspace, request);
        Assert.NotNull(result["failed"]);
        Assert.Empty(result["calls"]!.AsArray());
    }

    private static JsonNode Options(JsonObject result)
    {
        Assert.Null(result["failed"]);
        var call = Assert.Single(result["calls"]!.AsArray())!;
        return call[1]!;
    }

    private static JsonObject Run(ModalWorkspace workspace, string request)
    {
        workspace.Write("modal.py", Stub);
        var finished = workspace.Python(Driver, request);
        Assert.True(finished.Code == 0, finished.Output);
        return JsonNode.Parse(finished.Output)!.AsObject();
    }

    private static void Equal(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {JsonNode.Parse(expected)!.ToJsonString()}\nactual   {actual.ToJsonString()}");
}
