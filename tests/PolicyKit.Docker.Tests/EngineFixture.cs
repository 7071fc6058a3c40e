using Docker.DotNet.Models;
using PolicyKit.Docker.Tests;
using PolicyKit.Providers;

[assembly: AssemblyFixture(typeof(EngineFixture))]

namespace PolicyKit.Docker.Tests;

/// <summary>The engine that eng/engine.sh starts, or the one that DOCKER_HOST names. In CI its absence is a failure, elsewhere the tests are skipped with the reason.</summary>
public sealed class EngineFixture
{
    /// <summary>Where the scripts of eng/ put what they install.</summary>
    public static string Tools { get; } = Environment.GetEnvironmentVariable("POLICYKIT_TOOLS")
        ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "policykit", "tools");

    /// <summary>Home of the engine's script: root file system, authority of the pretended Internet.</summary>
    public static string Home => Path.Combine(Tools, "engine");

    /// <summary>Image with everything that the set, the attacker and the pretended Internet need.</summary>
    public const string Base = "policykit-base:local";

    /// <summary>Root of this repository.</summary>
    public static string Repository { get; } = Upwards(AppContext.BaseDirectory);

    /// <summary>Where the engine listens.</summary>
    public static string Endpoint => Environment.GetEnvironmentVariable("POLICYKIT_ENGINE") ?? "unix://" + Path.Combine(Home, "policykit", "run", "docker.sock");

    /// <summary>What arrived at the pretended Internet of eng/engine.sh, as JSON lines.</summary>
    public static string World => Path.Combine(Home, "policykit", "world", "arrived.jsonl");

    /// <summary>Connects; skips the test or fails in CI when there is no engine.</summary>
    public static async Task<Engine> Connect()
    {
        try
        {
            return await Engine.Connect(Endpoint, TestContext.Current.CancellationToken);
        }
        catch (DockerRunException e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"{e.Message} 'bash eng/engine.sh start' starts one (root on Debian).");
            throw;
        }
    }

    /// <summary>Gives the base image the names of images that a set asks for: the engine has no way to a registry.</summary>
    public static async Task Provide(Engine engine, SetPlan plan)
    {
        foreach (var image in plan.Images)
        {
            await Provide(engine, image.Tag);
        }
    }

    /// <summary>Gives the base image a name.</summary>
    public static Task Provide(Engine engine, string tag) =>
        engine.Client.Images.TagImageAsync(Base, new ImageTagParameters { RepositoryName = tag[..tag.LastIndexOf(':')], Tag = tag[(tag.LastIndexOf(':') + 1)..] }, TestContext.Current.CancellationToken);

    /// <summary>Gives the base image the names of a probe's images.</summary>
    public static Task ProvideProbe(Engine engine, CompiledTarget compiled) => Provide(engine, Probing.Probe.Sketch(compiled, Core.Algebra.AddressSet.Empty).Set);

    private static string Upwards(string from) => File.Exists(Path.Combine(from, "PolicyKit.sln")) ? from : Upwards(Path.GetDirectoryName(from)!);
}
