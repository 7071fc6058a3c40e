using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Modal;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Modal;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>A directory with the emitted files of one policy, in which the vendor's own SDK runs against a local endpoint (node/modal.mjs).</summary>
internal sealed class ModalWorkspace : IDisposable
{
    private ModalWorkspace(SandboxPolicy policy)
    {
        var provider = new ModalProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Directory = System.IO.Directory.CreateTempSubdirectory("policykit-modal-").FullName;
        foreach (var (path, text) in compiled.Artifacts.Select(a => (a.Path, a.Text)).Concat(provider.Glue.Select(g => (g.Path, g.Text))))
        {
            Write(path, text);
        }
    }

    public string Directory { get; }

    /// <summary>The reference policy of the design, with a credential that may be read inside and a public port.</summary>
    public static SandboxPolicy CodeAgent { get; } = Policy("code-agent", Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com"), Network("9.9.9.0/24", "5432")) with
    {
        Resources = new ResourceRanges(new LimitRange(570, new Limit(2000)), new LimitRange(4096, new Limit(4096)), LimitRange.Unbounded),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public)),
        Credentials = EquatableArray.Of(new CredentialReference { Name = "GITHUB_TOKEN", Delivery = CredentialDelivery.Environment }),
        BuildCommands = EquatableArray.Of("pip install uv"),
    };

    /// <summary>Everything else that Modal can be told, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Policy("everything", Network("9.9.9.0/24", "443")) with
    {
        Identity = RunIdentity.Default with { Uid = 1234, WorkDirectory = "/srv/it's `here` $(id)" },
        Credentials = EquatableArray.Of(new CredentialReference { Name = "GIT_TOKEN", Hosts = EquatableArray.Of("git.example.com"), Scheme = "Bearer" }),
        Mounts = EquatableArray.Of(
            new MountPoint { Path = "/cache", Source = "cache", ReadOnly = false },
            new MountPoint { Path = "/data", Source = "data-{tenant}", SubPath = "for/{tenant}" }),
        BuildCommands = EquatableArray.Of("echo \"$HOME\" <<EOF > '/etc/x' \\\nUSER root\nEOF"),
        Start = EquatableArray.Of("python", "-m", "http.server", "it's $HOME; \"8080\""),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d} `e`")),
        Labels = EquatableArray.Of(new NamedValue("tenant", "{tenant} \u00e9 {other}")),
        Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
        Isolation = IsolationLevel.HardwareVirtualization,
    };

    public static SandboxPolicy Closed { get; } = Policy("closed");

    public static SandboxPolicy Gpu { get; } = Policy("gpu") with { Resources = ResourceRanges.Unbounded with { Gpu = "T4:2" } };

    public static SandboxPolicy Named(string name) => name switch
    {
        "code-agent" => CodeAgent,
        "everything" => Everything,
        "gpu" => Gpu,
        _ => Closed,
    };

    /// <summary>A workspace with the npm packages at hand; without them the test is skipped, or fails in CI.</summary>
    public static ModalWorkspace WithNode(SandboxPolicy policy)
    {
        Tools.RequireNode("modal");
        var workspace = new ModalWorkspace(policy);
        File.CreateSymbolicLink(Path.Combine(workspace.Directory, "node_modules"), Path.Combine(Tools.Node, "node_modules"));
        workspace.Write("package.json", """{ "type": "module" }""");
        workspace.Write("tsconfig.json", """
            {
              "compilerOptions": {
                "target": "es2023", "module": "nodenext", "moduleResolution": "nodenext", "lib": ["es2023", "dom"], "strict": true, "exactOptionalPropertyTypes": true,
                "noUncheckedIndexedAccess": true, "resolveJsonModule": true, "skipLibCheck": true, "types": [], "outDir": "out"
              },
              "include": ["*.ts"]
            }
            """);
        File.Copy(RepositoryFiles.Path("tests/PolicyKit.Oracle.Tests/node/modal.mjs"), Path.Combine(workspace.Directory, "modal.mjs"));
        return workspace;
    }

    /// <summary>A workspace for Python with a stub in place of the SDK, which cannot be had here.</summary>
    public static ModalWorkspace WithPython(SandboxPolicy policy)
    {
        Tools.RequirePython();
        return new ModalWorkspace(policy);
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Directory, file));

    public JsonObject Json(string file) => JsonNode.Parse(Read(file))!.AsObject();

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Directory, file), text);

    public void Change(string file, Action<JsonObject> change)
    {
        var json = Json(file);
        change(json);
        Write(file, json.ToJsonString());
    }

    public Finished Compile() => Tools.Start(Path.Combine(Directory, "node_modules", ".bin", "tsc"), ["-p", "."], Directory, string.Empty);

    /// <summary>Compiles and calls <c>create</c> against the endpoint; what the endpoint saw.</summary>
    public JsonObject Create(string request)
    {
        var compiled = Compile();
        Assert.True(compiled.Code == 0, compiled.Output);
        var asked = JsonNode.Parse(request)!.AsObject();
        asked["program"] = "out/sandbox.js";
        var finished = Tools.Start("node", ["--no-warnings", "modal.mjs"], Directory, asked.ToJsonString(), new Dictionary<string, string> { ["HOME"] = Directory });
        Assert.True(finished.Code == 0, finished.Output);
        return JsonNode.Parse(finished.Output)!.AsObject();
    }

    public Finished Python(string script, string input) => Tools.Start("python3", ["-B", "-c", script], Directory, input);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static SandboxPolicy Policy(string id, params EgressRule[] rules) => new()
    {
        Id = id,
        TypeName = "Tests." + id,
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("modal", null, default)),
    };

    private static EgressRule Host(string host) => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = "443", Transport = Transport.Tcp };

    private static EgressRule Network(string network, string ports) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = Transport.Tcp };
}
