using System.Text.Json.Nodes;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Docker;

/// <summary>What Compose makes of the file is what the configuration says: nothing is replaced, merged or forgotten on the way.</summary>
public sealed class DockerComposeModelTests
{
    public static TheoryData<string> Policies => new(DockerPolicies.Names.Where(n => !n.StartsWith("closed", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Policies))]
    public void EveryService_IsHardened(string policy)
    {
        using var workspace = new DockerWorkspace(policy);
        var services = Model(workspace)["services"]!.AsObject();

        Assert.All(services, s =>
        {
            Assert.Equal(["ALL"], Texts(s.Value!["cap_drop"]));
            Assert.Equal(["no-new-privileges:true"], Texts(s.Value["security_opt"]));
            Assert.Equal("private", (string?)s.Value["ipc"]);
            Assert.Null(s.Value["privileged"]);
            Assert.Null(s.Value["devices"]);
            Assert.True(s.Key == "sandbox" || (bool)s.Value["read_only"]!);
            Assert.Equal(s.Key switch { "router" => ["NET_ADMIN"], "pki" => ["CHOWN"], "sandbox" => workspace.Configuration.Workload.Capabilities, _ => [] }, Texts(s.Value["cap_add"]));
        });
        Assert.All(services.Where(s => s.Key != "gateway"), s => Assert.Null(s.Value!["ports"]));
        Assert.DoesNotContain(services, s => (s.Value!["volumes"]?.AsArray() ?? []).Any(v => ((string?)v!["source"])?.Contains("docker.sock", StringComparison.Ordinal) == true));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Sandbox_IsWhatTheConfigurationSays(string policy)
    {
        using var workspace = new DockerWorkspace(policy);
        var (workload, network) = (workspace.Configuration.Workload, workspace.Configuration.Network);
        var model = Model(workspace);
        var sandbox = model["services"]!["sandbox"]!;

        Assert.Equal($"{workload.Uid}:{workload.Gid}", (string?)sandbox["user"]);
        Assert.Equal(workload.WorkDirectory, (string?)sandbox["working_dir"]);
        Assert.Equal(workload.ReadOnlyRoot, (bool?)sandbox["read_only"] ?? false);
        Assert.Equal(workload.GVisor ? "runsc" : null, (string?)sandbox["runtime"]);
        Assert.Equal(workload.LifetimeSeconds.IsUnbounded ? null : "service:lifetime", (string?)sandbox["pid"]);
        Assert.Equal(512, (int)sandbox["pids_limit"]!);
        Assert.Equal(workload.MemoryMiB.IsUnbounded ? null : (workload.MemoryMiB.Value * 1024 * 1024).ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)sandbox["mem_limit"]);
        Assert.Equal((string?)sandbox["mem_limit"], (string?)sandbox["memswap_limit"]);
        Assert.Equal(workload.MilliCpu.IsUnbounded ? null : workload.MilliCpu.Value / 1000.0, sandbox["cpus"]?.GetValue<double>());

        // config prints $ doubled again, as a file that can be read once more.
        Assert.Equal(workload.Command, Texts(sandbox["command"]).Select(Single));
        Assert.All(workload.Environment, e => Assert.Equal(e.Value, Single((string)sandbox["environment"]![e.Name]!)));
        Assert.All(workload.Labels, l => Assert.Equal(l.Value, Single((string)sandbox["labels"]![l.Name]!)));
        Assert.All(workload.Mounts, m => Assert.Contains(sandbox["volumes"]!.AsArray(), v => (string?)v!["target"] == m.Path && (string?)v["type"] == "volume" && ((bool?)v["read_only"] ?? false) == m.ReadOnly));
        if (network is null)
        {
            Assert.Equal("none", (string?)sandbox["network_mode"]);
            return;
        }

        Assert.Equal(["sandbox"], sandbox["networks"]!.AsObject().Select(n => n.Key));
        var own = model["networks"]!["sandbox"]!;
        Assert.Equal(network.Routes.IsEmpty, (bool?)own["internal"] ?? false);
        Assert.Equal("true", (string?)own["driver_opts"]!["com.docker.network.bridge.inhibit_ipv4"]);
        Assert.Equal("1", (string?)sandbox["sysctls"]!["net.ipv6.conf.all.disable_ipv6"]);
        var ports = model["services"]!["gateway"]?["ports"]?.AsArray() ?? [];
        Assert.Equal(network.Published.Select(p => $"{p.Address} {p.Port} {p.Port} tcp"), ports.Select(p => $"{p!["host_ip"]} {p["published"]} {p["target"]} {p["protocol"]}"));
    }

    [Fact]
    public void Secrets_AreFilesOfTheGatewayAndNotOfTheSandbox()
    {
        using var workspace = new DockerWorkspace("code-agent");
        var services = Model(workspace)["services"]!;

        Assert.Equal(["ANTHROPIC_API_KEY", "GITHUB_TOKEN"], services["gateway"]!["secrets"]!.AsArray().Select(s => (string?)s!["source"]));
        Assert.Null(services["sandbox"]!["secrets"]);
        Assert.Equal("policykit-placeholder", (string?)services["sandbox"]!["environment"]!["GITHUB_TOKEN"]);
    }

    [Fact]
    public void MissingSecretsDirectory_IsAnError()
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Replace("compose.yaml", "${POLICYKIT_SECRETS_DIR:?", "${POLICYKIT_UNSET:?");

        Assert.Contains("POLICYKIT_UNSET", workspace.Compose("config", "-q").Errors, StringComparison.Ordinal);
    }

    private static JsonObject Model(DockerWorkspace workspace)
    {
        var finished = workspace.Compose("config", "--format", "json");
        finished.Succeeded();
        return JsonNode.Parse(finished.Output)!.AsObject();
    }

    private static IEnumerable<string> Texts(JsonNode? list) => (list?.AsArray() ?? []).Select(n => (string)n!);

    private static string Single(string text) => text.Replace("$$", "$", StringComparison.Ordinal);
}
