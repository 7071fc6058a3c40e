using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Readers.Docker;

/// <summary>The form without a network: <c>run.args</c>, <c>build.args</c>, <c>lifetime.args</c>.</summary>
internal static class RunFiles
{
    public static (DockerConfiguration Configuration, string Hash) Read(IReadOnlyDictionary<string, string> files)
    {
        // An empty line is an empty argument; only the one after the last line feed is none.
        var lines = DockerReader.File(files, "run.args").Split('\n')[..^1];
        var arguments = lines.TakeWhile(l => l.StartsWith("--", StringComparison.Ordinal)).ToList();
        var words = lines.Skip(arguments.Count).ToList();
        string? One(string name) => Many(name).FirstOrDefault();
        IEnumerable<string> Many(string name) => arguments.Where(a => a.StartsWith($"--{name}=", StringComparison.Ordinal)).Select(a => a[(name.Length + 3)..]);
        var labels = Many("label").Select(Pair).ToList();
        var owner = One("user")!.Split(':');
        var workDirectory = One("workdir")!;
        var tmpfs = Many("tmpfs").ToList();
        var storage = One("storage-opt");
        var mounts = Many("mount").Select(m => m.Split(',')).Select(m => new MountPoint
        {
            Source = m[1]["source=".Length..],
            Path = m[2]["target=".Length..],
            ReadOnly = m.Contains("readonly"),
        }).ToList();
        var project = One("name")!;
        var (image, commands) = DockerReader.Dockerfile(files);
        var (disk, size) = ComposeFiles.Disk(storage is null ? null : storage["size=".Length..], tmpfs, workDirectory);
        var configuration = new DockerConfiguration
        {
            Project = project,
            PolicyId = labels.First(l => l.Name == "policykit.policy").Value,
            Image = image,
            BuildCommands = commands,
            BuildNetwork = DockerReader.File(files, "build.args").Split('\n')[0] != "--network=none",
            Workload = new DockerWorkload
            {
                Uid = ComposeFiles.Number(owner[0]),
                Gid = ComposeFiles.Number(owner[1]),
                WorkDirectory = workDirectory,
                ReadOnlyRoot = arguments.Contains("--read-only"),
                Capabilities = Many("cap-add").ToEquatableArray(),
                MilliCpu = One("cpus") is { } cpus ? new Limit((long)(decimal.Parse(cpus, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 1000)) : Limit.Unbounded,
                MemoryMiB = ComposeFiles.Mebibytes(One("memory")),
                Disk = disk,
                DiskMiB = size,
                LifetimeSeconds = One("pid") is null ? Limit.Unbounded : new Limit(ComposeFiles.Number(DockerReader.File(files, "lifetime.args").Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])),
                GVisor = One("runtime") == "runsc",
                PersistentWorkspace = mounts.Any(m => m.Source == project + ".workspace" && m.Path == workDirectory),
                Command = words.Skip(1).ToEquatableArray(),
                Environment = Many("env").Where(e => e.Contains('=')).Select(Pair).ToEquatableArray(),
                Labels = labels.Where(l => !l.Name.StartsWith("policykit.", StringComparison.Ordinal)).ToEquatableArray(),
                Mounts = mounts.Where(m => m.Source != project + ".workspace" || m.Path != workDirectory).ToEquatableArray(),
                Readable = Many("env").Where(e => !e.Contains('=')).Select(e => new DockerReadableCredential(e, null)).ToEquatableArray(),
            },
        };
        return (configuration, labels.First(l => l.Name == "policykit.hash").Value);
    }

    private static NamedValue Pair(string text) => new(text[..text.IndexOf('=')], text[(text.IndexOf('=') + 1)..]);
}
