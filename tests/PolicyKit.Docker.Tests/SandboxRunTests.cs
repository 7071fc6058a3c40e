using System.Text;
using PolicyKit.Core;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>A run as the user sees it, with the pretended Internet of eng/engine.sh outside.</summary>
public sealed class SandboxRunTests
{
    // Names by the resolver, trust by the environment, as any program does it; then what no rule opens.
    private const string Agent = """
        t() { printf '%s ' "$1"; shift; "$@" >/dev/null 2>/tmp/err && echo yes || echo no; }
        t github curl -sSm 8 https://api.github.com/ --cacert "$SSL_CERT_FILE"
        t raw curl -sSm 8 https://raw.githubusercontent.com/
        t foreign curl -sSm 4 https://example.com/
        t resolved curl -sSkm 4 --resolve example.com:443:45.80.0.9 https://example.com/
        t address curl -sSkm 4 https://93.184.216.34/
        t plain curl -sSm 4 http://api.github.com/
        t fronted curl -sSfm 4 --cacert "$SSL_CERT_FILE" -H "Host: example.com" https://api.github.com/
        t metadata curl -sSm 4 http://169.254.169.254/
        printf 'token %s\n' "$GITHUB_TOKEN"
        exit 7
        """;

    [Fact]
    public async Task Agent_ReachesWhatIsDeclaredAndNothingElse()
    {
        const string Secret = "real-secret-4711";
        var run = await Start("code-agent", Agent, new Dictionary<string, string> { ["GITHUB_TOKEN"] = Secret, ["ANTHROPIC_API_KEY"] = "other-secret" });

        Assert.Equal(
            ["github yes", "raw yes", "foreign no", "resolved no", "address no", "plain no", "fronted no", "metadata no", "token policykit-placeholder"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(7, run.Code);
        Assert.Contains("authorization: Bearer " + Secret, run.Arrived, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", run.Arrived, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Inspected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_WithoutNetwork_StillRuns()
    {
        var run = await Start("closed", "cat /proc/net/dev | grep -c eth; echo \"$DATABASE_URL\"", new Dictionary<string, string> { ["DATABASE_URL"] = "db-secret" });

        Assert.Equal(["0", "db-secret"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("db-secret", run.Inspected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_InGVisor_RunsOnAnotherKernel()
    {
        var policy = DockerPolicies.InGVisor(DockerPolicies.Named("closed"));
        var run = await Start(policy, "uname -r; echo \"$DATABASE_URL\"; exit 7", new Dictionary<string, string> { ["DATABASE_URL"] = "db-secret" });

        Assert.Equal(["4.4.0", "db-secret"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(7, run.Code);
        Assert.DoesNotContain("db-secret", run.Inspected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndOfTheLifetime_EndsTheSandbox()
    {
        var policy = DockerPolicies.Named("closed-timed") with { Lifetime = new Core.Model.LifetimeLimits(new Core.Model.Limit(3), Core.Model.Limit.Unbounded) };
        var run = await Start(policy, "trap '' TERM HUP INT; sleep 100; sleep 100", []);

        Assert.Equal(137, run.Code);
        Assert.True(run.LifetimeEnded);
    }

    private static Task<Finished> Start(string policy, string script, Dictionary<string, string> secrets) => Start(DockerPolicies.Named(policy), script, secrets);

    private static async Task<Finished> Start(Core.Model.SandboxPolicy policy, string script, Dictionary<string, string> secrets)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var engine = await EngineFixture.Connect();
        Assert.SkipUnless(File.Exists(EngineFixture.World) || Environment.GetEnvironmentVariable("CI") == "true", "The pretended Internet of eng/engine.sh is not there.");
        var compiled = Plans.Compile(policy with { Start = EquatableArray.Of("/bin/sh", "-c", script) });
        var id = RunInstance.NewId();
        var sandbox = new SandboxRun(engine, taken => RunInstance.Plan(compiled, id, RunInstance.DirectoryOf(id), taken), await engine.TakenNetworks(cancellation), _ => { });
        await EngineFixture.Provide(engine, sandbox.Plan);
        var before = new FileInfo(EngineFixture.World).Length;
        Finished finished;
        await using (sandbox)
        {
            await sandbox.Prepare(secrets, cancellation);
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            var code = await sandbox.RunSandbox(output, error, null, cancellation);
            var inspected = new StringBuilder();
            foreach (var service in sandbox.Plan.Services)
            {
                inspected.AppendLine(System.Text.Json.JsonSerializer.Serialize(await engine.Client.Containers.InspectContainerAsync(sandbox.ContainerOf(service.Name), cancellation)));
                inspected.AppendLine(service.Name == "sandbox" ? string.Empty : await sandbox.Log(service.Name, cancellation));
            }

            await using var log = new FileStream(EngineFixture.World, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Seek(before, SeekOrigin.Begin);
            using var reader = new StreamReader(log);
            finished = new Finished(code, Encoding.UTF8.GetString(output.ToArray()), await reader.ReadToEndAsync(cancellation), inspected.ToString(), await sandbox.LifetimeEnded());
        }

        Assert.DoesNotContain(await Leftovers.List(engine, cancellation), r => r.Id == id);
        Assert.False(Directory.Exists(RunInstance.DirectoryOf(id)));
        return finished;
    }

    private sealed record Finished(long Code, string Output, string Arrived, string Inspected, bool LifetimeEnded);
}
