using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Replit;

namespace PolicyKit.Readers.Replit;

/// <summary>Reads Replit's project files back. Keys that PolicyKit never writes are errors, whatever Replit would do with them.</summary>
public sealed class ReplitReader : ProviderReader
{
    private const string ProjectFile = ".replit";
    private const string NixFile = "replit.nix";
    private const string SecretsFile = "secrets.json";

    /// <inheritdoc/>
    public override string Provider => "replit";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        Only(files, "a Replit", ProjectFile, NixFile, SecretsFile);
        if (Text(files, NixFile) != ReplitConfiguration.Nix)
        {
            throw new ArtifactFormatException(NixFile, 0, "It is the same for every policy, and differs.");
        }

        var map = new MapReader(TomlReader.Read(Text(files, ProjectFile), ProjectFile), ProjectFile);
        var configuration = Project(map) with { Secrets = Root(files, SecretsFile, Secrets) };
        map.End();
        return configuration;
    }

    private static ReplitConfiguration Project(MapReader map)
    {
        if (!map.Has("modules") || map.Texts("modules") is not { Count: <= 1 } modules)
        {
            throw map.Error("'modules' is a list of one module or none");
        }

        if (map.Map("nix", n => n.Text("channel")) != ReplitConfiguration.Channel)
        {
            throw map.Error("another channel");
        }

        var run = Program(map);
        var ports = map.Maps("ports", Port);
        if (ports.Count > 1)
        {
            throw map.Error("the web address leads to one port");
        }

        var environment = map.MapOr("env", e => e.Keys.Select(k => new NamedValue(k, e.Text(k))).ToEquatableArray(), default);
        var configuration = new ReplitConfiguration { Module = modules.IsEmpty ? null : modules[0], Run = run, Environment = environment, Port = ports.IsEmpty ? null : ports[0] };
        return map.Map("deployment", d => Deployment(d, configuration));
    }

    private static ReplitConfiguration Deployment(MapReader map, ReplitConfiguration project)
    {
        var autoscale = map.Text("deploymentTarget") switch
        {
            "vm" => false,
            "autoscale" => true,
            var other => throw map.Error($"{JsonWriter.Quote(other)} is not a deployment target"),
        };
        var (build, program) = (map.Has("build") ? map.Texts("build") : default, ReplitConfiguration.Build);
        if (map.Has("build") && (build.Count <= program.Count || !build.Items.Take(program.Count).SequenceEqual(program, StringComparer.Ordinal)))
        {
            throw map.Error("'build' is another program");
        }

        if (!Program(map).Equals(project.Run))
        {
            throw map.Error("'run' is another program than the workspace's");
        }

        if (map.FlagOrNull("ignorePorts") != (project.Port is null ? true : null))
        {
            throw map.Error("'ignorePorts' is said to be true exactly where there is no port");
        }

        return project with { Autoscale = autoscale, BuildCommands = build.Items.Skip(program.Count).ToEquatableArray() };
    }

    private static EquatableArray<string> Program(MapReader map) => !map.Has("run") ? default
        : map.Texts("run") is { IsEmpty: false } run ? run : throw map.Error("'run' is empty");

    private static int Port(MapReader map)
    {
        if (map.FlagOrNull("exposeLocalhost") != false || map.Integer("externalPort") != 80)
        {
            throw map.Error("a port leads from 80, and 'exposeLocalhost' is said to be false");
        }

        return map.Integer("localPort") is >= 1 and <= 65535 and var port ? (int)port : throw map.Error("'localPort' is out of range");
    }

    private static EquatableArray<string> Secrets(MapReader map)
    {
        map.Texts("generated");
        map.TextOrNull("until");
        return map.Has("secrets") ? map.Texts("secrets") : throw map.Error("'secrets' is missing");
    }
}
