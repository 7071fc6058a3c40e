using Docker.DotNet.Models;

namespace PolicyKit.Docker;

/// <summary>Everything that one run asks of an engine, worked out before the engine is asked for anything.</summary>
public sealed record SetPlan
{
    /// <summary>Prefix of the names of all that the run makes: policy, target and the run's id.</summary>
    public required string Instance { get; init; }

    /// <summary>Labels of all that the run makes; leftovers are found by them.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Directory on the host that holds the emitted files; containers see parts of it read-only.</summary>
    public required string Directory { get; init; }

    /// <summary>Files below <see cref="Directory"/>: path and text.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Images to build or find.</summary>
    public required IReadOnlyList<SetImage> Images { get; init; }

    /// <summary>Networks.</summary>
    public required IReadOnlyList<NetworksCreateParameters> Networks { get; init; }

    /// <summary>Volumes of this run alone; removed with it.</summary>
    public required IReadOnlyList<string> Volumes { get; init; }

    /// <summary>Volumes that outlive the run: made when missing, never removed.</summary>
    public required IReadOnlyList<string> KeptVolumes { get; init; }

    /// <summary>Containers in an order in which each follows what it waits for; the sandbox is the last.</summary>
    public required IReadOnlyList<SetService> Services { get; init; }

    /// <summary>Names of the credentials that must be given.</summary>
    public IReadOnlyList<string> Secrets => Services.SelectMany(s => s.Secrets).Select(s => s.Name).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal).ToList();
}

/// <summary>An image that is built from a directory of the set unless it is there already.</summary>
/// <param name="Tag">Name with a digest of the Dockerfile as its tag, so that an image of another text is never taken for it.</param>
/// <param name="Context">Directory below the set's that holds <c>Dockerfile</c>.</param>
/// <param name="Network">Whether the build has a network.</param>
public sealed record SetImage(string Tag, string Context, bool Network);

/// <summary>A container of the set.</summary>
public sealed record SetService
{
    /// <summary>Part of the set: <c>sandbox</c>, <c>gateway</c>, <c>dns</c>, <c>router</c>, <c>pki</c> or <c>lifetime</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the engine is asked for; carries one network, more follow.</summary>
    public required CreateContainerParameters Create { get; init; }

    /// <summary>Networks to join before the start, after the one of <see cref="Create"/>: name of the network and fixed address or null.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> MoreNetworks { get; init; } = [];

    /// <summary>What it waits for.</summary>
    public IReadOnlyList<SetDependency> DependsOn { get; init; } = [];

    /// <summary>Credentials that it reads.</summary>
    public IReadOnlyList<SetSecret> Secrets { get; init; } = [];

    /// <summary>Part whose PID namespace it shares, or null.</summary>
    public string? PidOf { get; init; }
}

/// <summary>What a container waits for.</summary>
/// <param name="Service">The other part.</param>
/// <param name="Condition">Started, healthy, or done with exit code 0.</param>
public sealed record SetDependency(string Service, SetCondition Condition);

/// <summary>When a dependency is met.</summary>
public enum SetCondition
{
    /// <summary>It was started.</summary>
    Started,

    /// <summary>Its health check passed.</summary>
    Healthy,

    /// <summary>It ended with exit code 0.</summary>
    Completed,
}

/// <summary>A credential that a container reads.</summary>
/// <param name="Name">Name of the credential.</param>
/// <param name="Path">Where the container sees it.</param>
/// <param name="Delivery">How it gets there.</param>
public sealed record SetSecret(string Name, string Path, SetSecretDelivery Delivery)
{
    /// <summary>Whether it is a file and not a pipe.</summary>
    public bool IsFile => Delivery is SetSecretDelivery.File or SetSecretDelivery.VariableFile;

    /// <summary>Whether it becomes an environment variable of the workload.</summary>
    public bool IsVariable => Delivery is SetSecretDelivery.Variable or SetSecretDelivery.VariableFile;
}

/// <summary>How a credential gets into a container. In no case does it stand in an argument, in a variable that the engine tells, or on a disk.</summary>
public enum SetSecretDelivery
{
    /// <summary>A named pipe that is read once by a program of the set.</summary>
    Pipe,

    /// <summary>A named pipe that is read once before the workload starts, and becomes an environment variable of it.</summary>
    Variable,

    /// <summary>A file in the host's memory, read before the workload starts, and becomes an environment variable of it: gVisor opens no pipes of the host.</summary>
    VariableFile,

    /// <summary>A file in the host's memory (tmpfs), removed with the run: the workload may read it as often as it likes.</summary>
    File,
}
