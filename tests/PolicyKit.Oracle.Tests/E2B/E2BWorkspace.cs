using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.E2B;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.E2B;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>A directory with the emitted files of one policy, in which the vendor's own software runs.</summary>
internal sealed class E2BWorkspace : IDisposable
{
    private E2BWorkspace(SandboxPolicy policy)
    {
        var provider = new E2BProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Directory = System.IO.Directory.CreateTempSubdirectory("policykit-e2b-").FullName;
        foreach (var (path, text) in compiled.Artifacts.Select(a => (a.Path, a.Text)).Concat(provider.Glue.Select(g => (g.Path, g.Text))))
        {
            File.WriteAllText(Path.Combine(Directory, path), text);
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

    /// <summary>Everything that E2B can be told, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Policy("everything", Host("git.example.net", "80,443"), new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = "203.0.113.0/24", Ports = "5432" }) with
    {
        Lifetime = new LifetimeLimits(new Limit(1800), Limit.Unbounded),
        Identity = RunIdentity.Default with { Uid = 1234, WorkDirectory = "/srv/it's `here` $(id)" },
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment },
            new CredentialReference { Name = "GIT_PASSWORD", Hosts = EquatableArray.Of("git.example.net"), Scheme = "Basic", User = "x-access-token" }),
        Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data-{tenant}", ReadOnly = false }),
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
    public static E2BWorkspace WithNode(SandboxPolicy policy)
    {
        Tools.RequireNode("e2b");
        var workspace = new E2BWorkspace(policy);
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
            const { program, call, args } = JSON.parse(readFileSync(0, 'utf8'))
            const loaded = await import(`./out/${program}.js`)
            const result = await loaded[call](...args)
            process.stdout.write(JSON.stringify(result?.sandboxId ?? result ?? null))
            process.exit(0)
            """);
        return workspace;
    }

    /// <summary>A workspace for Python with a stub in place of the SDK, which cannot be had here.</summary>
    public static E2BWorkspace WithPython(SandboxPolicy policy)
    {
        Tools.RequirePython();
        return new E2BWorkspace(policy);
    }

    public JsonObject Json(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Directory, file)))!.AsObject();

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Directory, file), text);

    public void Change(string file, Action<JsonObject> change)
    {
        var json = Json(file);
        change(json);
        Write(file, json.ToJsonString());
    }

    public Finished Compile() => Tools.Start(Path.Combine(Directory, "node_modules", ".bin", "tsc"), ["-p", "."], Directory, string.Empty);

    /// <summary>Calls an exported function of a compiled program against an endpoint.</summary>
    public Finished Call(string program, string call, E2BEndpoint endpoint, params JsonNode[] args)
    {
        var compiled = Compile();
        Assert.True(compiled.Code == 0, compiled.Output);
        var request = new JsonObject { ["program"] = program, ["call"] = call, ["args"] = new JsonArray(args.Select(a => a.DeepClone()).ToArray()) };
        return Tools.Start("node", ["--no-warnings", "driver.mjs"], Directory, request.ToJsonString(), endpoint.Environment);
    }

    public Finished Python(string script, string input) => Tools.Start("python3", ["-B", "-c", script], Directory, input);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static SandboxPolicy Policy(string id, params EgressRule[] rules) => new()
    {
        Id = id,
        TypeName = "Tests." + id,
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("e2b", null, default)),
    };

    private static EgressRule Host(string host, string ports = "443") => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = Transport.Tcp };
}
