using Docker.DotNet;
using Docker.DotNet.Models;

namespace PolicyKit.Docker;

/// <summary>A run as the engine knows it.</summary>
/// <param name="Id">Id of the run.</param>
/// <param name="Policy">Policy.</param>
/// <param name="Target">Target.</param>
/// <param name="Created">When its first container was made, in UTC; null when only networks or volumes are left.</param>
/// <param name="Sandbox">State of the sandbox as the engine words it, for example <c>Up 5 minutes</c>; <c>none</c> when there is no container of it.</param>
/// <param name="Containers">How many containers it has.</param>
public sealed record RunSummary(string Id, string Policy, string Target, DateTime? Created, string Sandbox, int Containers);

/// <summary>Finds and removes what runs made, by their labels; also after a crash.</summary>
public static class Leftovers
{
    private const int Attempts = 50;

    /// <summary>All runs of which the engine still has something, and those of which only the directory is left on this machine.</summary>
    public static async Task<IReadOnlyList<RunSummary>> List(Engine engine, CancellationToken cancellation)
    {
        var containers = await Containers(engine, null, cancellation).ConfigureAwait(false);
        var networks = await Networks(engine, null, cancellation).ConfigureAwait(false);
        var volumes = await Volumes(engine, null, cancellation).ConfigureAwait(false);
        var labels = containers.Select(c => c.Labels).Concat(networks.Select(n => n.Labels)).Concat(volumes.Select(v => v.Labels));
        var known = labels.GroupBy(l => l[RunLabels.Run], StringComparer.Ordinal).Select(group =>
        {
            var own = containers.Where(c => c.Labels[RunLabels.Run] == group.Key).ToList();
            var sandbox = own.FirstOrDefault(c => c.Labels.TryGetValue(RunLabels.Part, out var part) && part == "sandbox");
            return new RunSummary(
                group.Key, Value(group.First(), RunLabels.Policy), Value(group.First(), RunLabels.Target), own.Count == 0 ? null : own.Min(c => c.Created), sandbox?.Status ?? "none", own.Count);
        }).ToList();
        var forgotten = SetDirectory.Orphans(engine.Endpoint).Where(o => known.All(k => k.Id != o.Run)).Select(o => new RunSummary(o.Run, o.Policy, o.Target, null, "none", 0));
        return known.Concat(forgotten).OrderBy(r => r.Created).ThenBy(r => r.Id, StringComparer.Ordinal).ToList();
    }

    /// <summary>Removes everything of a run: containers, networks, its own volumes, its directory. Volumes that a policy mounts or keeps stay.</summary>
    public static async Task Remove(Engine engine, string run, CancellationToken cancellation)
    {
        // The sandbox first: from then on nothing of the agent runs.
        var containers = await Containers(engine, run, cancellation).ConfigureAwait(false);
        foreach (var container in containers.OrderBy(c => Value(c.Labels, RunLabels.Part) == "sandbox" ? 0 : 1))
        {
            await Unless404(() => engine.Client.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellation)).ConfigureAwait(false);
        }

        foreach (var network in await Networks(engine, run, cancellation).ConfigureAwait(false))
        {
            await Unless404(() => engine.Client.Networks.DeleteNetworkAsync(network.ID, cancellation)).ConfigureAwait(false);
        }

        foreach (var volume in await Volumes(engine, run, cancellation).ConfigureAwait(false))
        {
            await Unless404(() => engine.Client.Volumes.RemoveAsync(volume.Name, true, cancellation)).ConfigureAwait(false);
        }

        SetDirectory.Remove(run);
    }

    private static string Value(IDictionary<string, string> labels, string key) => labels.TryGetValue(key, out var value) ? value : "?";

    private static Dictionary<string, IDictionary<string, bool>> Filter(string? run) =>
        new(StringComparer.Ordinal) { ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [run is null ? RunLabels.Run : $"{RunLabels.Run}={run}"] = true } };

    private static Task<IList<ContainerListResponse>> Containers(Engine engine, string? run, CancellationToken cancellation) =>
        engine.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filter(run) }, cancellation);

    private static Task<IList<NetworkResponse>> Networks(Engine engine, string? run, CancellationToken cancellation) =>
        engine.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = Filter(run) }, cancellation);

    private static async Task<IList<VolumeResponse>> Volumes(Engine engine, string? run, CancellationToken cancellation) =>
        (await engine.Client.Volumes.ListAsync(new VolumesListParameters { Filters = Filter(run) }, cancellation).ConfigureAwait(false)).Volumes ?? [];

    private static async Task Unless404(Func<Task> remove)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await remove().ConfigureAwait(false);
                return;
            }
            catch (DockerApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                // Somebody else removed it in the meantime.
                return;
            }
            catch (DockerApiException e) when (attempt < Attempts && (e.StatusCode == System.Net.HttpStatusCode.Conflict || e.Message.Contains("active endpoints", StringComparison.Ordinal)))
            {
                // Somebody else is removing it, or the engine has not let go of a container yet.
                await Task.Delay(100).ConfigureAwait(false);
            }
        }
    }
}
