using System.Text.Json.Nodes;

namespace PolicyKit.Oracle.Tests.Modal;

/// <summary>The vendor's own SDK type-checks the emitted programs, and puts what the policy says on the wire.</summary>
public sealed class ModalSdkTests
{
    private const string Token = """{ "secrets": { "GITHUB_TOKEN": "x" } }""";

    [Theory]
    [InlineData("code-agent")]
    [InlineData("everything")]
    [InlineData("closed")]
    [InlineData("gpu")]
    public void EmittedPrograms_AreTakenByTheCompiler(string name)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Named(name));

        var finished = workspace.Compile();

        Assert.True(finished.Code == 0, finished.Output);
    }

    [Fact]
    public void CodeAgent_IsOnTheWireAsDeclared()
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.CodeAgent);

        var seen = workspace.Create(Token);

        Assert.Null(seen["failed"]);
        var definition = seen["definition"]!;
        Equal("""{ "networkAccessType": 3, "allowedCidrs": ["9.9.9.0/24"], "allowedDomains": ["*.githubusercontent.com", "api.anthropic.com", "api.github.com"] }""", definition["networkAccess"]!);

        // 0.285 cores: the SDK alone would have sent 284 thousandths.
        Equal("""{ "memoryMb": 4096, "milliCpu": 285, "gpuConfig": { "count": 0, "gpuType": "" }, "memoryMbMax": 4096, "milliCpuMax": 1000 }""", definition["resources"]!);
        Equal("""{ "ports": [{ "port": 8080, "unencrypted": false, "tunnelType": 0 }] }""", definition["openPorts"]!);
        Equal("3600", definition["timeoutSecs"]!);
        Equal("600", definition["idleTimeoutSecs"]!);
        Equal("\"gvisor\"", definition["runtime"]!);
        Equal("""{ "GITHUB_TOKEN": "x" }""", seen["environment"]!);
        Equal("""["AuthTokenGet", "AppGetOrCreate", "ImageGetOrCreate", "ImageGetOrCreate", "SandboxCreateV2", "SandboxTagsGetV2", "SandboxListV2"]""", seen["calls"]!);

        // Image, resources, times, directory, ports, network, runtime: nothing besides.
        Equal("[3, 5, 7, 8, 20, 22, 28, 33]", seen["fields"]!);
    }

    [Fact]
    public void ClosedPolicy_IsBlockedOnTheWire()
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Closed);

        var seen = workspace.Create("{}");

        Assert.Null(seen["failed"]);
        Equal("""{ "networkAccessType": 2, "allowedCidrs": [], "allowedDomains": [] }""", seen["definition"]!["networkAccess"]!);
    }

    [Fact]
    public void BrokeredCredential_IsANamedSecretAndNeverInside()
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Everything);

        var seen = workspace.Create("""{ "parameters": { "tenant": "acme0001" } }""");

        Assert.Null(seen["failed"]);
        var definition = seen["definition"]!;
        Equal("""{ "headerReplacements": [{ "domain": "git.example.com", "secretId": "st-git-token", "headers": { "authorization": "Bearer $GIT_TOKEN" } }] }""", definition["outbound"]!);
        Equal("""{ "networkAccessType": 3, "allowedCidrs": ["9.9.9.0/24"], "allowedDomains": [] }""", definition["networkAccess"]!);
        Equal("""{ "st-git-token": {} }""", seen["secrets"]!);
        Equal("[]", definition["secretIds"]!);
        Equal("\"vm\"", definition["runtime"]!);
    }

    [Fact]
    public void TextsThatWantToBeCode_StayTexts()
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Everything);

        var seen = workspace.Create("""{ "parameters": { "tenant": "acme0001" } }""");

        var definition = seen["definition"]!;
        Equal("""["python", "-m", "http.server", "it's $HOME; \"8080\""]""", definition["entrypointArgs"]!);
        Equal("""{ "MODE": "a 'b' \"c\"\n${d} `e`" }""", seen["environment"]!);
        Equal("""[{ "volumeId": "vo-cache", "mountPath": "/cache", "readOnly": false }, { "volumeId": "vo-data-acme0001", "mountPath": "/data", "readOnly": true, "subPath": "for/acme0001" }]""", definition["volumeMounts"]!);
        Assert.Contains("acme0001 \u00e9 {other}", seen["tags"]!.AsArray().Select(t => t!["tagValue"]!.GetValue<string>()));

        var image = seen["images"]!.AsArray().Select(l => l!.GetValue<string>()).ToList();
        Assert.All(image, line => Assert.DoesNotContain('\n', line));
        Assert.Equal(["USER 1234:1000"], image.Where(l => l.StartsWith("USER", StringComparison.Ordinal)));
        Assert.Contains("""RUN ["/bin/sh","-c","echo \"$HOME\" <<EOF > '/etc/x' \\\nUSER root\nEOF"]""", image);
    }

    [Fact]
    public void Gpu_GoesToTheFirstBackend()
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Gpu);

        var seen = workspace.Create("{}");

        Assert.Null(seen["failed"]);
        Assert.Contains("SandboxCreate", Calls(seen));
        Equal("""{ "count": 2, "gpuType": "T4" }""", seen["definition"]!["resources"]!["gpuConfig"]!);
        Equal("""{ "networkAccessType": 2, "allowedCidrs": [], "allowedDomains": [] }""", seen["definition"]!["networkAccess"]!);
    }

    // Each is a way in which a later SDK, or an edit, could widen what is sent; the compiler takes them all.
    [Theory]
    [InlineData("outboundCidrAllowlist: networkAccess", "cidrAllowList: networkAccess")]
    [InlineData("{ outboundDomainAllowlist: networkAccess.allowedDomains }", "{ outboundDomainsAllowlist: networkAccess.allowedDomains }")]
    [InlineData("networkAccess.allowedDomains }", "[...networkAccess.allowedDomains, '*'] }")]
    [InlineData("outboundCidrAllowlist: networkAccess.allowedCidrs", "outboundCidrAllowlist: ['0.0.0.0/0']")]
    [InlineData("timeoutMs: body.timeoutSecs * 1000", "timeoutMs: 86_400_000")]
    [InlineData("idleTimeoutMs: body", "idleTimeOutMs: body")]
    [InlineData("i6pn: body.i6pnEnabled", "i6pn: true")]
    [InlineData("includeOidcIdentityToken: body.includeOidcIdentityToken", "includeOidcIdentityToken: true")]
    [InlineData("experimentalEnableSnapshot: body.enableSnapshot", "experimentalEnableSnapshot: true")]
    [InlineData("cpuLimit: cores", "cpuMaximum: cores")]
    [InlineData("memoryLimitMiB: resources", "memoryMaximumMiB: resources")]
    [InlineData("runtime: runtime(),", "")]
    [InlineData("encryptedPorts: body", "unencryptedPorts: body")]
    [InlineData("encryptedPorts: body", "h2Ports: body")]
    [InlineData("workdir: body.workdir,", "workdir: body.workdir, name: 'x',")]
    [InlineData("workdir: body.workdir,", "workdir: body.workdir, customDomain: 'sandboxes.example.com',")]
    [InlineData("workdir: body.workdir,", "workdir: body.workdir, experimentalOptions: { enable_exit_snapshot: true },")]
    [InlineData("workdir: body.workdir,", "workdir: body.workdir, inboundCidrAllowlist: ['0.0.0.0/0'],")]
    [InlineData("workdir: body.workdir,", "workdir: body.workdir, pty: true,")]
    [InlineData("tags,\n    volumes", "tags: {},\n    volumes")]
    public void ProgramThatSendsSomethingElse_CreatesNothing(string old, string now)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.CodeAgent);
        Replace(workspace, old, now);

        var seen = workspace.Create(Token);

        Assert.Contains("does not send what the policy says", seen["failed"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("SandboxCreateV2", Calls(seen));
    }

    [Theory]
    [InlineData("readOnly: mount.readOnly", "readOnly: false")]
    [InlineData("subPath: filled(mount.subPath, values) }) })", "subpath: filled(mount.subPath, values) }) })")]
    [InlineData("withHeaderReplacement({ domain,", "withHeaderReplacement({ domain: '*',")]
    public void ProgramThatWidensVolumesOrHeaders_CreatesNothing(string old, string now)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Everything);
        Replace(workspace, old, now);

        var seen = workspace.Create("""{ "parameters": { "tenant": "acme0001" } }""");

        Assert.Contains("does not send what the policy says", seen["failed"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("SandboxCreateV2", Calls(seen));
    }

    [Theory]
    [InlineData("blockNetwork: true", "blockNetwork: false")]
    [InlineData("blockNetwork: true", "block_network: true")]
    public void ProgramThatDoesNotBlock_CreatesNothing(string old, string now)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Closed);
        Replace(workspace, old, now);

        Assert.DoesNotContain("SandboxCreateV2", Calls(workspace.Create("{}")));
    }

    [Theory]
    [InlineData("""{ "timeoutSecs": 7200 }""")]
    [InlineData("""{ "timeoutSecs": 0 }""")]
    [InlineData("""{ "idleTimeoutSecs": 0 }""")]
    [InlineData("""{ "resourceInfo.milliCpuMax": 8000 }""")]
    [InlineData("""{ "resourceInfo.memoryMbMax": 65536 }""")]
    [InlineData("""{ "resourceInfo.gpuType": "T4" }""")]
    [InlineData("""{ "tunnels": [{ "host": "h", "port": 443, "containerPort": 22 }] }""")]
    public void ServiceTellsSomethingElse_SandboxIsTerminated(string tell) => Terminated(tell);

    [Fact]
    public void ServiceDoesNotListTheSandbox_ItIsTerminated() => Terminated("null");

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{ "tagName": "policykit.policy", "tagValue": "other" }]""")]
    public void ServiceTellsOtherTags_SandboxIsTerminated(string tags)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.CodeAgent);

        var seen = workspace.Create($$"""{ "secrets": { "GITHUB_TOKEN": "x" }, "tags": {{tags}} }""");

        Assert.Contains("tags", seen["failed"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("SandboxTerminateV2", Calls(seen)[^1]);
    }

    [Theory]
    [InlineData("everything", """{ "parameters": { "tenant": "acme 0001" } }""")]
    [InlineData("everything", """{ "parameters": { "tenant": "acme0001\n" } }""")]
    [InlineData("everything", """{ }""")]
    [InlineData("everything", """{ "parameters": { "tenant": "acme0001", "other": "x" } }""")]
    [InlineData("everything", """{ "parameters": { "tenant": "acme0001" }, "secrets": { "GIT_TOKEN": "x" } }""")]
    [InlineData("code-agent", """{ }""")]
    [InlineData("code-agent", """{ "secrets": { "GITHUB_TOKEN": "x", "OTHER": "x" } }""")]
    public void UnfitCall_CreatesNothing(string policy, string request)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Named(policy));

        var seen = workspace.Create(request);

        Assert.NotNull(seen["failed"]);
        Assert.Empty(Calls(seen));
    }

    [Fact]
    public void EndedAcceptance_CreatesNothing()
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Closed);
        workspace.Change("run.json", run => run["until"] = "2020-01-01");

        var seen = workspace.Create("{}");

        Assert.Contains("2020-01-01", seen["failed"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(Calls(seen));
    }

    [Theory]
    [InlineData("runtime", "\"runc\"")]
    [InlineData("workdir", "\"srv\"")]
    [InlineData("timeoutSecs", "0.5")]
    [InlineData("networkAccess", """{ "networkAccessType": "OPEN", "allowedCidrs": [], "allowedDomains": [] }""")]
    [InlineData("resources", """{ "milliCpu": 2000, "milliCpuMax": 1000 }""")]
    public void DefinitionThatTheSdkRefuses_CreatesNothing(string key, string value)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.Closed);
        workspace.Change("sandbox.create.json", body => body[key] = JsonNode.Parse(value));

        var seen = workspace.Create("{}");

        Assert.NotNull(seen["failed"]);
        Assert.DoesNotContain("SandboxCreateV2", Calls(seen));
    }

    private static void Terminated(string tell)
    {
        using var workspace = ModalWorkspace.WithNode(ModalWorkspace.CodeAgent);

        var seen = workspace.Create($$"""{ "secrets": { "GITHUB_TOKEN": "x" }, "tell": {{tell}} }""");

        Assert.Contains("does not hold to the policy", seen["failed"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("SandboxTerminateV2", Calls(seen)[^1]);
    }

    private static void Replace(ModalWorkspace workspace, string old, string now)
    {
        var program = workspace.Read("sandbox.ts");
        Assert.Contains(old, program, StringComparison.Ordinal);
        workspace.Write("sandbox.ts", program.Replace(old, now, StringComparison.Ordinal));
    }

    private static List<string> Calls(JsonObject seen) => seen["calls"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();

    private static void Equal(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {JsonNode.Parse(expected)!.ToJsonString()}\nactual   {actual.ToJsonString()}");
}
