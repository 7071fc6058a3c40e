using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Docker;

/// <summary>A set on an engine: made, started, waited for and removed.</summary>
public sealed class SandboxRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Each attempt waits for whoever was faster; more than a few at the same moment are not expected.
    private const int NetworkAttempts = 20;

    // What the engine says, and what to do then.
    private static readonly (string Says, string Hint)[] Hints =
    [
        ("port is already allocated", "Another program or run has the port: see 'policykit ps', or end it."),
        ("address already in use", "Another program or run has the port: see 'policykit ps', or end it."),
        ("no command specified", "The image has no command of its own: give one after --, or declare [Start(...)]."),
        ("unknown or invalid runtime name: runsc", "Install runsc of gVisor and register it with the engine under the name runsc ('runsc install', then restart the engine)."),
        ("unknown runtime specified runsc", "Install runsc of gVisor and register it with the engine under the name runsc ('runsc install', then restart the engine)."),
        ("no space left on device", "The engine's disk is full: 'docker system df' tells of what."),
    ];

    private readonly Engine _engine;
    private readonly Func<AddressSet, SetPlan> _planner;
    private readonly Action<string> _progress;
    private readonly Dictionary<string, string> _containers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _feeding = new();
    private readonly List<Task> _feeds = [];
    private SetPlan _plan;

    /// <summary>Prepares a run; nothing is asked of the engine yet.</summary>
    /// <param name="engine">Where it runs.</param>
    /// <param name="planner">Works out what runs from the networks that are taken; asked again when another run takes the planned network first.</param>
    /// <param name="taken">Networks that are taken now.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <exception cref="DockerRunException">No network is left.</exception>
    public SandboxRun(Engine engine, Func<AddressSet, SetPlan> planner, AddressSet taken, Action<string> progress)
    {
        _engine = engine;
        _planner = planner;
        _plan = planner(taken);
        _progress = progress;
    }

    /// <summary>What runs.</summary>
    public SetPlan Plan => _plan;

    private IDockerClient Client => _engine.Client;

    /// <summary>Id of the run.</summary>
    private string Run => _plan.Labels[RunLabels.Run];

    /// <summary>Id of a part's container.</summary>
    /// <param name="service">Part.</param>
    public string ContainerOf(string service) => _containers[service];

    /// <summary>Builds the images that are not there yet.</summary>
    /// <param name="rebuild">Build them even if they are.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <exception cref="DockerRunException">A build failed.</exception>
    public async Task BuildImages(bool rebuild, CancellationToken cancellation)
    {
        foreach (var image in _plan.Images)
        {
            if (!rebuild && await IsThere(image.Tag, cancellation).ConfigureAwait(false))
            {
                continue;
            }

            _progress($"building {image.Tag}");
            await Build(image, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Makes networks, volumes and containers and starts all but the sandbox, each after what it waits for; then makes the sandbox, not started yet.</summary>
    /// <param name="secrets">Value of each credential by name.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="DockerRunException">Something could not be made or did not become ready.</exception>
    public async Task Prepare(IReadOnlyDictionary<string, string> secrets, CancellationToken cancellation)
    {
        await MakeNetworks(cancellation).ConfigureAwait(false);
        SetDirectory.Create(_plan, _engine.Endpoint);
        await Asked("the volumes", async () =>
        {
            foreach (var volume in _plan.Volumes)
            {
                await Client.Volumes.CreateAsync(new VolumesCreateParameters { Name = volume, Labels = _plan.Labels.ToDictionary(StringComparer.Ordinal) }, cancellation).ConfigureAwait(false);
            }

            foreach (var volume in _plan.KeptVolumes)
            {
                await Client.Volumes.CreateAsync(new VolumesCreateParameters { Name = volume }, cancellation).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        foreach (var service in _plan.Services)
        {
            foreach (var dependency in service.DependsOn)
            {
                await WaitFor(dependency, cancellation).ConfigureAwait(false);
            }

            if (service.Name == "sandbox")
            {
                await WaitForReaders(cancellation).ConfigureAwait(false);
            }

            _progress(service.Name == "sandbox" ? "making the sandbox" : $"starting the {service.Name}");
            await Create(service, secrets, cancellation).ConfigureAwait(false);
            if (service.Name != "sandbox")
            {
                await Asked($"the {service.Name}", () => Client.Containers.StartContainerAsync(_containers[service.Name], new ContainerStartParameters(), cancellation)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Starts the sandbox, streams its output and returns its exit code.</summary>
    /// <param name="output">Gets its standard output.</param>
    /// <param name="error">Gets its standard error.</param>
    /// <param name="input">Its standard input, or null for none.</param>
    /// <param name="cancellation">Ends the waiting; the sandbox goes on until it is removed.</param>
    /// <exception cref="DockerRunException">It could not be started.</exception>
    public async Task<long> RunSandbox(Stream output, Stream error, Stream? input, CancellationToken cancellation)
    {
        var sandbox = _containers["sandbox"];
        using var stream = await Client.Containers.AttachContainerAsync(
            sandbox, new ContainerAttachParameters { Stream = true, Stdout = true, Stderr = true, Stdin = input is not null }, cancellation).ConfigureAwait(false);
        var copying = stream.CopyOutputToAsync(Stream.Null, output, error, cancellation);
        await Asked("the sandbox", () => Client.Containers.StartContainerAsync(sandbox, new ContainerStartParameters(), cancellation)).ConfigureAwait(false);
        if (input is not null)
        {
            _ = Task.Run(
                async () =>
                {
                    await stream.CopyFromAsync(input, cancellation).ConfigureAwait(false);
                    stream.CloseWrite();
                },
                cancellation);
        }

        // Its own credentials: a workload that starts without them would fail in a way that nobody understands.
        var fed = Task.WhenAll(_feeds);
        var ended = await Client.Containers.WaitContainerAsync(sandbox, cancellation).ConfigureAwait(false);
        await copying.ConfigureAwait(false);
        await output.FlushAsync(cancellation).ConfigureAwait(false);
        await error.FlushAsync(cancellation).ConfigureAwait(false);
        if (fed.IsFaulted)
        {
            await fed.ConfigureAwait(false);
        }

        return ended.StatusCode;
    }

    /// <summary>Passes a signal on to the sandbox.</summary>
    /// <param name="signal">Name, for example <c>SIGTERM</c>.</param>
    public async Task Signal(string signal)
    {
        try
        {
            await Client.Containers.KillContainerAsync(_containers["sandbox"], new ContainerKillParameters { Signal = signal }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DockerApiException)
        {
            // It has ended already.
        }
    }

    /// <summary>Whether the part that keeps the lifetime has ended, and the sandbox with it.</summary>
    public async Task<bool> LifetimeEnded() =>
        _containers.TryGetValue("lifetime", out var id) && !(await Client.Containers.InspectContainerAsync(id, CancellationToken.None).ConfigureAwait(false)).State!.Running;

    /// <summary>Ports of a part that the engine has published on addresses of the host.</summary>
    internal async Task<IEnumerable<KeyValuePair<string, IEnumerable<string>>>> Published(string service, CancellationToken cancellation)
    {
        var seen = await Client.Containers.InspectContainerAsync(_containers[service], cancellation).ConfigureAwait(false);
        return (seen.NetworkSettings?.Ports ?? new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal)).Where(p => p.Value is not null)
            .Select(p => KeyValuePair.Create(p.Key, p.Value.Select(b => $"{b.HostIP}:{b.HostPort}")));
    }

    /// <summary>What a part has written to its log.</summary>
    /// <param name="service">Part.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<string> Log(string service, CancellationToken cancellation)
    {
        using var stream = await Client.Containers.GetContainerLogsAsync(
            _containers[service], new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, cancellation).ConfigureAwait(false);
        var (output, error) = await stream.ReadOutputToEndAsync(cancellation).ConfigureAwait(false);
        return output + error;
    }

    /// <summary>Runs a program in a part and returns what it writes.</summary>
    internal async Task<string> Execute(string service, IList<string> command, CancellationToken cancellation)
    {
        var created = await Client.Exec.CreateContainerExecAsync(_containers[service], new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = command }, cancellation).ConfigureAwait(false);
        using var stream = await Client.Exec.StartContainerExecAsync(created.ID, new ContainerExecStartParameters(), cancellation).ConfigureAwait(false);
        var (output, error) = await stream.ReadOutputToEndAsync(cancellation).ConfigureAwait(false);
        return error.Length == 0 ? output : throw new DockerRunException($"{command[0]} in the {service} failed: {error}");
    }

    /// <summary>Removes everything that the run made.</summary>
    public async ValueTask DisposeAsync()
    {
        await _feeding.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_feeds).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _feeding.Dispose();
        try
        {
            await Leftovers.Remove(_engine, Run, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (Engine.IsLost(e) || e is DockerApiException)
        {
            // What ended the run is told elsewhere and must not be hidden by this.
            _progress($"not everything could be removed ({e.Message.TrimEnd()}); 'policykit down {Run}' does when the engine answers again");
        }
    }

    // Two runs that start at once see the same networks taken and plan the same one: the engine lets one of them have it.
    private async Task MakeNetworks(CancellationToken cancellation)
    {
        var made = new List<string>();
        var clashed = AddressSet.Empty;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                foreach (var network in _plan.Networks)
                {
                    made.Add((await Client.Networks.CreateNetworkAsync(network, cancellation).ConfigureAwait(false)).ID);
                }

                return;
            }
            catch (DockerApiException e) when (IsClash(e) && attempt < NetworkAttempts)
            {
                foreach (var network in made)
                {
                    await Client.Networks.DeleteNetworkAsync(network, cancellation).ConfigureAwait(false);
                }

                made.Clear();
                var mine = _plan.Networks.SelectMany(n => n.IPAM?.Config ?? []).Select(c => c.Subnet!).ToArray();

                // A network that another run is making is taken already and not listed yet.
                clashed = clashed.Union(AddressSet.Of(mine));
                _plan = _planner((await _engine.TakenNetworks(cancellation).ConfigureAwait(false)).Union(clashed));
            }
            catch (DockerApiException e)
            {
                throw new DockerRunException($"The engine refused the networks: {Explain(e)}", e);
            }
        }
    }

    private static bool IsClash(DockerApiException e) => (e.ResponseBody ?? e.Message) is { } text
        && (text.Contains("Pool overlaps", StringComparison.Ordinal) || text.Contains("networks have overlapping", StringComparison.Ordinal));

    private async Task Create(SetService service, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellation)
    {
        var create = service.Create;
        foreach (var secret in service.Secrets)
        {
            var value = secrets[secret.Name];
            var path = SetDirectory.MakeSecret(_plan, service.Name, secret, value);
            create.HostConfig!.Mounts!.Add(new Mount { Type = "bind", Source = path, Target = secret.Path, ReadOnly = true });
            if (!secret.IsFile)
            {
                _feeds.Add(SetDirectory.Feed(path, value, _feeding.Token));
            }
        }

        if (service.Secrets.Any(s => s.IsVariable))
        {
            var image = await Client.Images.InspectImageAsync(create.Image, cancellation).ConfigureAwait(false);
            ComposeTranslator.ReadVariablesFirst(create, image.Config!.Entrypoint, image.Config.Cmd);
        }

        if (service.PidOf is { } other)
        {
            create.HostConfig!.PidMode = "container:" + _containers[other];
        }

        await Asked($"the {service.Name}", async () =>
        {
            var created = await Client.Containers.CreateContainerAsync(create, cancellation).ConfigureAwait(false);
            _containers[service.Name] = created.ID;
            foreach (var (network, address) in service.MoreNetworks)
            {
                await Client.Networks.ConnectNetworkAsync(
                    network, new NetworkConnectParameters { Container = created.ID, EndpointConfig = ComposeTranslator.Endpoint(address) }, cancellation).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    // Nobody waits for the gateway to be healthy; that it has read its credentials says that it has started.
    private async Task WaitForReaders(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(_feeds).WaitAsync(Patience, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var unread = _plan.Services.First(s => s.Secrets.Count > 0).Name;
            throw new DockerRunException($"The {unread} did not read its credentials: {Last(await Log(unread, cancellation).ConfigureAwait(false))}");
        }
    }

    private async Task WaitFor(SetDependency dependency, CancellationToken cancellation)
    {
        if (dependency.Condition == SetCondition.Started)
        {
            return;
        }

        var container = _containers[dependency.Service];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var state = (await Client.Containers.InspectContainerAsync(container, limit.Token).ConfigureAwait(false)).State!;
                if (dependency.Condition == SetCondition.Completed && !state.Running && state.ExitCode == 0 && state.Status == "exited")
                {
                    return;
                }

                if (dependency.Condition == SetCondition.Healthy && state.Health?.Status == "healthy")
                {
                    return;
                }

                if (!state.Running && state.Status == "exited")
                {
                    throw new DockerRunException($"The {dependency.Service} ended with exit code {state.ExitCode.ToString(CultureInfo.InvariantCulture)}: {Last(await Log(dependency.Service, cancellation).ConfigureAwait(false))}");
                }

                await Task.Delay(100, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DockerRunException($"The {dependency.Service} was not ready after {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s: {Last(await Log(dependency.Service, cancellation).ConfigureAwait(false))}");
        }
    }

    private async Task<bool> IsThere(string tag, CancellationToken cancellation)
    {
        try
        {
            await Client.Images.InspectImageAsync(tag, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DockerImageNotFoundException)
        {
            return false;
        }
    }

    private async Task Build(SetImage image, CancellationToken cancellation)
    {
        using var context = new MemoryStream();
        await using (var tar = new TarWriter(context, leaveOpen: true))
        {
            var dockerfile = new PaxTarEntry(TarEntryType.RegularFile, "Dockerfile") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(_plan.Files[image.Context + "/Dockerfile"])) };
            await tar.WriteEntryAsync(dockerfile, cancellation).ConfigureAwait(false);
        }

        context.Position = 0;
        var log = new List<string>();
        string? failure = null;
        var messages = new Progress(message =>
        {
            if (message.Stream is { } line)
            {
                log.Add(line);
            }

            failure ??= message.Error?.Message;
        });
        var parameters = new ImageBuildParameters { Tags = [image.Tag], Remove = true, ForceRemove = true, NetworkMode = image.Network ? null : "none" };
        await Asked($"the image {image.Tag}", () => Client.Images.BuildImageFromDockerfileAsync(parameters, context, null, null, messages, cancellation)).ConfigureAwait(false);
        if (failure is not null)
        {
            throw new DockerRunException($"The image {image.Tag} could not be built: {failure}\n{Last(string.Concat(log))}");
        }
    }

    private static async Task Asked(string what, Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
        }
        catch (DockerApiException e)
        {
            throw new DockerRunException($"The engine refused {what}: {Explain(e)}", e);
        }
    }

    private static string Explain(DockerApiException e)
    {
        var text = e.ResponseBody ?? e.Message;
        try
        {
            text = System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("message").GetString() ?? text;
        }
        catch (Exception parse) when (parse is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not the engine's usual answer; say it as it is.
        }

        return Hints.FirstOrDefault(h => text.Contains(h.Says, StringComparison.OrdinalIgnoreCase)) is { Hint: { } hint } ? $"{text.TrimEnd().TrimEnd('.')}. {hint}" : text;
    }

    private static string Last(string log) => string.Join('\n', log.TrimEnd().Split('\n').TakeLast(20));

    // Progress<T> reports later, on another thread; the build's outcome is needed when the build has ended.
    private sealed class Progress(Action<JSONMessage> report) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => report(value);
    }
}
