using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Daytona;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Daytona;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>A directory with the emitted files of one policy, in which the vendor's own SDK runs against a local endpoint.</summary>
internal sealed class DaytonaWorkspace : IDisposable
{
    private DaytonaWorkspace(SandboxPolicy policy)
    {
        var provider = new DaytonaProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Directory = System.IO.Directory.CreateTempSubdirectory("policykit-daytona-").FullName;
        foreach (var (path, text) in compiled.Artifacts.Select(a => (a.Path, a.Text)).Concat(provider.Glue.Select(g => (g.Path, g.Text))))
        {
            Write(path, text);
        }
    }

    public string Directory { get; }

    /// <summary>The reference policy of the design.</summary>
    public static SandboxPolicy CodeAgent { get; } = Policy("code-agent", Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com")) with
    {
        Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), LimitRange.Unbounded),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "ANTHROPIC_API_KEY", Hosts = EquatableArray.Of("api.anthropic.com"), Header = "x-api-key" },
            new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
        BuildCommands = EquatableArray.Of("pip install uv"),
    };

    /// <summary>Everything else that Daytona can be told, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Policy("everything", new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = "9.9.9.0/24", Ports = "5432" }) with
    {
        Resources = ResourceRanges.Unbounded with { Gpu = "H100" },
        Identity = RunIdentity.Default with { Uid = 1234, WorkDirectory = "/srv/here" },
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment },
            new CredentialReference { Name = "GIT_PASSWORD", Hosts = EquatableArray.Of("git.example.net"), Scheme = "Basic", User = "x-access-token" }),
        Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data-{tenant}", SubPath = "for/{tenant}", ReadOnly = false }),
        BuildCommands = EquatableArray.Of("echo \"$HOME\" <<EOF > '/etc/x' \\\nUSER root\nCOPY a b\nEOF"),
        Start = EquatableArray.Of("python", "-m", "http.server", "it's $HOME; \"8080\""),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d} `e`")),
        Labels = EquatableArray.Of(new NamedValue("tenant", "{tenant} \u00e9 {other}")),
        Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
        Persistence = PersistenceKind.Disk,
    };

    public static SandboxPolicy Closed { get; } = Policy("closed");

    public static SandboxPolicy Named(string name) => name switch
    {
        "code-agent" => CodeAgent,
        "everything" => Everything,
        _ => Closed,
    };

    /// <summary>A workspace with the npm packages at hand; without them the test is skipped, or fails in CI.</summary>
    public static DaytonaWorkspace WithNode(SandboxPolicy policy)
    {
        Tools.RequireNode("@daytona/sdk");
        var workspace = new DaytonaWorkspace(policy);
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
        workspace.Write("driver.mjs", """
            import { readFileSync } from 'node:fs'
            const { create } = await import('./out/sandbox.js')
            const { id } = await create(...JSON.parse(readFileSync(0, 'utf8')))
            process.stdout.write(id)
            process.exit(0)
            """);
        return workspace;
    }

    /// <summary>A workspace for Python with a stub in place of the SDK, which cannot be had here.</summary>
    public static DaytonaWorkspace WithPython(SandboxPolicy policy)
    {
        Tools.RequirePython();
        return new DaytonaWorkspace(policy);
    }

    public JsonObject Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Directory, file)))!.AsObject();

    public string Text(string file) => File.ReadAllText(Path.Combine(Directory, file));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Directory, file), text);

    public void Change(string file, Action<JsonObject> change)
    {
        var json = Json(file);
        change(json);
        Write(file, json.ToJsonString());
    }

    public Finished Compile() => Tools.Start(Path.Combine(Directory, "node_modules", ".bin", "tsc"), ["-p", "."], Directory, string.Empty);

    /// <summary>Compiles the program and calls it against an endpoint.</summary>
    public Finished Create(DaytonaEndpoint endpoint, JsonNode? secrets = null, JsonNode? parameters = null)
    {
        var compiled = Compile();
        Assert.True(compiled.Code == 0, compiled.Output);
        var input = new JsonArray(secrets?.DeepClone() ?? new JsonObject(), parameters?.DeepClone() ?? new JsonObject());
        return Tools.Start("node", ["--no-warnings", "driver.mjs"], Directory, input.ToJsonString(), endpoint.Environment);
    }

    public Finished Python(string script, string input) => Tools.Start("python3", ["-B", "-c", script], Directory, input);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static SandboxPolicy Policy(string id, params EgressRule[] rules) => new()
    {
        Id = id,
        TypeName = "Tests." + id,
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("daytona", null, default)),
    };

    private static EgressRule Host(string host) => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = "443", Transport = Transport.Tcp };
}
