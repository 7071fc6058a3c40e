using System.Diagnostics;

namespace PolicyKit.Docker.Tests;

/// <summary>The set of the sample policy code-agent, started from the checked-in files with Docker Compose and without PolicyKit.</summary>
internal static class ComposedSet
{
    private const string Agent = """
        t() { printf '%s ' "$1"; shift; "$@" >/dev/null 2>&1 && echo yes || echo no; }
        t github curl -sSm 8 https://api.github.com/ --cacert "$SSL_CERT_FILE"
        t raw curl -sSm 8 https://raw.githubusercontent.com/
        t foreign curl -sSm 4 https://example.com/
        t resolved curl -sSkm 4 --resolve example.com:443:45.80.0.9 https://example.com/
        t address curl -sSkm 4 https://93.184.216.34/
        t metadata curl -sSm 4 http://169.254.169.254/
        printf 'token %s\n' "$GITHUB_TOKEN"
        """;

    /// <summary>What the agent saw, line by line.</summary>
    public static async Task<IReadOnlyList<string>> Run(string endpoint)
    {
        using (var engine = await Engine.Connect(endpoint, TestContext.Current.CancellationToken))
        {
            await EngineFixture.Provide(engine, "policykit-infra:local");
            await EngineFixture.Provide(engine, "code-agent-sandbox:local");
        }

        var secrets = Directory.CreateTempSubdirectory("policykit-compose-");
        try
        {
            foreach (var name in new[] { "GITHUB_TOKEN", "ANTHROPIC_API_KEY" })
            {
                await File.WriteAllTextAsync(Path.Combine(secrets.FullName, name), "composed-secret", TestContext.Current.CancellationToken);
            }

            // The gateway's account reads them; the directory is this test's alone.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(secrets.FullName, (UnixFileMode)0b111_101_101);
            }

            using var run = Compose("run", "--rm", "-T", "sandbox", "sh", "-c", Agent);
            Assert.True(await run.End() == 0, run.Error);
            return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            using var down = Compose("down", "--volumes", "--timeout", "1");
            await down.End();
            secrets.Delete(recursive: true);
        }

        Command Compose(params string[] arguments)
        {
            var compose = Path.Combine(EngineFixture.Tools, "bin", "docker-compose");
            var start = new ProcessStartInfo(compose) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.Combine(EngineFixture.Repository, "policies", "deploy", "code-agent", "docker") };
            start.ArgumentList.Add("--progress=quiet");
            foreach (var argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment["DOCKER_HOST"] = endpoint;
            start.Environment["POLICYKIT_SECRETS_DIR"] = secrets.FullName;
            return Command.Start(start);
        }
    }

    /// <summary>What it has to see.</summary>
    public static IReadOnlyList<string> Expected { get; } = ["github yes", "raw yes", "foreign no", "resolved no", "address no", "metadata no", "token policykit-placeholder"];
}
