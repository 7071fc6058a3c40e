using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyKit.Core.Model;
using PolicyKit.Oracle.Tests.Docker;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Hostile;

/// <summary>What the languages' own parsers read from files that hold every hostile string which a provider takes: exactly those strings.</summary>
public sealed class TextReadBackTests
{
    private static readonly SandboxPolicy Networked = HostilePolicies.Laden(new DockerProvider(), network: true);

    private static readonly SandboxPolicy Closed = HostilePolicies.Laden(new DockerProvider(), network: false, longest: 64);

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    /// <summary>Node and Python, in which the emitted programs read their data, agree with each other and with the parser of .NET.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public void JsonFiles_AreReadAlikeByNodeAndPython(string id)
    {
        Tools.Require(Tools.Start("node", ["--version"], Path.GetTempPath(), string.Empty).Code == 0, "node is missing.");
        Tools.RequirePython();
        var provider = ProviderCatalog.Find(id)!;
        var policy = RandomPolicies.AcceptAll(provider, HostilePolicies.Laden(provider, network: true));
        var compiled = PolicyCompiler.Compile(provider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.True(compiled.Status == CompileStatus.Emitted, string.Join("; ", compiled.Findings));
        var files = compiled.Artifacts.Where(a => a.Path.EndsWith(".json", StringComparison.Ordinal) || a.Path.EndsWith(".jsonc", StringComparison.Ordinal)).ToList();
        var words = compiled.Artifacts.Where(a => a.Path.EndsWith("Dockerfile", StringComparison.Ordinal)).SelectMany(a => a.Text.Split('\n')).Where(l => l.StartsWith("RUN [", StringComparison.Ordinal)).Select(l => l[4..]);

        // Comments are whole lines.
        var texts = files.Select(f => string.Join('\n', f.Text.Split('\n').Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))).Concat(words).ToList();
        if (texts.Count == 0)
        {
            Assert.Equal("docker", id);
            return;
        }

        var expected = texts.Select(t => JsonNode.Parse(t)).ToList();
        const string Node = "const t=JSON.parse(require('fs').readFileSync(0,'utf8'));process.stdout.write(JSON.stringify(t.map(x=>JSON.parse(x))))";
        const string Python = "import json,sys;sys.stdin.reconfigure(encoding='utf-8');print(json.dumps([json.loads(x) for x in json.load(sys.stdin)]))";
        var input = JsonSerializer.Serialize(texts);
        foreach (var finished in new[] { Tools.Start("node", ["-e", Node], Path.GetTempPath(), input), Tools.Start("python3", ["-c", Python], Path.GetTempPath(), input) })
        {
            Assert.True(finished.Code == 0, finished.Output);
            var read = JsonNode.Parse(finished.Output)!.AsArray();
            Assert.Equal(expected.Count, read.Count);
            Assert.All(expected.Zip(read), pair => Assert.True(JsonNode.DeepEquals(pair.First, pair.Second)));
        }

        // TOML by Python alone, which has a parser of its own.
        var held = expected.SelectMany(Strings).ToHashSet(StringComparer.Ordinal);
        foreach (var toml in compiled.Artifacts.Where(a => a.Path == ".replit"))
        {
            var parsed = Tools.Start("python3", ["-c", "import json,sys,tomllib;sys.stdin.reconfigure(encoding='utf-8');print(json.dumps(tomllib.loads(sys.stdin.read())))"], Path.GetTempPath(), toml.Text);
            Assert.True(parsed.Code == 0, parsed.Output);
            held.UnionWith(Strings(JsonNode.Parse(parsed.Output)));
        }

        // And what they agree on is what was meant. On exe.dev a variable is one argument, NAME=value; what a provider drops with a deviation of its own is not there.
        var commands = compiled.Deviations.Items.Any(d => d.Deviation.Definition.Name.StartsWith("Build", StringComparison.Ordinal) && d.Deviation.Definition.Kind == DeviationKind.Tighter) ? [] : policy.BuildCommands.Items.AsEnumerable();
        Assert.All(policy.Environment.Items, e => Assert.True(held.Contains(e.Value) || held.Any(h => h.EndsWith($"{e.Name}={e.Value}", StringComparison.Ordinal)), e.Value));
        Assert.All(commands, t => Assert.Contains(t, held));
        // exe.dev takes no text that would need quotes.
        Assert.InRange(policy.Environment.Count, id == "exe-dev" ? 50 : 150, 400);
        Figures.Add(id, Figures.HostileSurvived, policy.Environment.Count + policy.Labels.Count + policy.Start.Count + policy.BuildCommands.Count);
    }

    [Fact]
    public void ComposeFile_HoldsEveryString()
    {
        using var workspace = new DockerWorkspace(Networked);
        var finished = workspace.Compose("config", "--format", "json");
        finished.Succeeded();
        var sandbox = JsonNode.Parse(finished.Output)!["services"]!["sandbox"]!;

        // config prints $ doubled again, as a file that can be read once more.
        static string Single(JsonNode? text) => ((string)text!).Replace("$$", "$", StringComparison.Ordinal);

        Assert.Equal(Networked.Start, sandbox["command"]!.AsArray().Select(Single));
        Assert.All(Networked.Environment, e => Assert.Equal(e.Value, Single(sandbox["environment"]![e.Name])));
        Assert.All(Networked.Labels, l => Assert.Equal(l.Value, Single(sandbox["labels"]![l.Name])));
        Assert.InRange(Networked.Start.Count, 150, 400);
        Figures.Add("docker", Figures.HostileSurvived, Networked.Start.Count + Networked.Environment.Count + Networked.Labels.Count);
    }

    [Fact]
    public void GatewayNamesAndRouterFiles_AreAccepted()
    {
        using var workspace = new DockerWorkspace(Networked);

        workspace.Haproxy().Succeeded();
        workspace.Unbound().Succeeded();
        if (workspace.Has("router/policy.nft"))
        {
            workspace.Nft().Succeeded();
        }

        Assert.Contains("/~root", workspace.Read("gateway/haproxy.cfg"), StringComparison.Ordinal);
    }

    /// <summary>As the comment of the file says: <c>xargs -d '\n'</c> gives each line to the program as one argument.</summary>
    [Fact]
    public void ArgumentFile_GivesEveryString()
    {
        using var workspace = new DockerWorkspace(Closed);
        var finished = workspace.Run("sh", ["-c", "xargs -d '\\n' printf '%s\\0' < run.args"]);
        finished.Succeeded();
        var arguments = finished.Output.Split('\0')[..^1];

        Assert.Equal(Closed.Start, arguments[^Closed.Start.Count..]);
        Assert.All(Closed.Environment, e => Assert.Contains($"--env={e.Name}={e.Value}", arguments));
        Assert.All(Closed.Labels, l => Assert.Contains($"--label={l.Name}={l.Value}", arguments));
        Assert.All(arguments[..^(Closed.Start.Count + 1)], a => Assert.StartsWith("--", a, StringComparison.Ordinal));
        Assert.InRange(Closed.Start.Count, 100, 400);
        Figures.Add("docker", Figures.HostileSurvived, Closed.Start.Count + Closed.Environment.Count + Closed.Labels.Count);
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(e => Strings(e.Value)),
        JsonArray list => list.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
