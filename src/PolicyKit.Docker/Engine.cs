using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Docker;

/// <summary>A Docker engine on this machine.</summary>
public sealed class Engine : IDisposable
{
    // errno of a full disk, which is an IOException too.
    private const int NoSpaceLeft = 28;

    private static readonly System.Version Oldest = new(20, 10);

    private Engine(IDockerClient client, string endpoint, string version)
    {
        Client = client;
        Endpoint = endpoint;
        Version = version;
    }

    /// <summary>Version that it tells, for example <c>28.5.2</c>.</summary>
    public string Version { get; }

    /// <summary>Where it listens.</summary>
    public string Endpoint { get; }

    internal IDockerClient Client { get; }

    /// <summary>Connects.</summary>
    /// <param name="endpoint">Value of DOCKER_HOST; null or empty: the default socket.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="DockerRunException">It cannot be reached, or is too old, or is on another machine.</exception>
    public static async Task<Engine> Connect(string? endpoint, CancellationToken cancellation)
    {
        var uri = string.IsNullOrEmpty(endpoint) ? "unix:///var/run/docker.sock" : endpoint;
        if (!uri.StartsWith("unix://", StringComparison.Ordinal))
        {
            throw new DockerRunException($"DOCKER_HOST is '{uri}'. The engine must be on this machine and listen on a unix socket: containers read the emitted files from a directory, and secrets through pipes.");
        }

        try
        {
            var client = new DockerClientBuilder().WithEndpoint(new Uri(uri)).Build();
            var version = await client.System.GetVersionAsync(cancellation).ConfigureAwait(false);
            var digits = string.Join('.', version.Version.Split('+', '-')[0].Split('.').Take(2));
            return System.Version.TryParse(digits, out var number) && number < Oldest
                ? throw new DockerRunException(string.Create(CultureInfo.InvariantCulture, $"The Docker engine is {version.Version}; {Oldest} or newer is needed."))
                : new Engine(client, uri, version.Version);
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException or IOException or TimeoutException or UnauthorizedAccessException or DockerApiException)
        {
            throw new DockerRunException($"No Docker engine answers at {uri} ({e.GetBaseException().Message}). Start it, or set DOCKER_HOST.", e);
        }
    }

    /// <summary>Whether an exception says that the engine does not answer any more: it was stopped, restarted or has crashed.</summary>
    /// <param name="e">What was thrown.</param>
    public static bool IsLost(Exception e) => e is HttpRequestException or System.Net.Sockets.SocketException || (e is IOException and not (FileNotFoundException or DirectoryNotFoundException) && e.HResult != NoSpaceLeft);

    /// <summary>IPv4 networks that the engine's own networks use.</summary>
    public async Task<AddressSet> TakenNetworks(CancellationToken cancellation)
    {
        var networks = await Client.Networks.ListNetworksAsync(new NetworksListParameters(), cancellation).ConfigureAwait(false);
        var subnets = networks.SelectMany(n => n.IPAM?.Config ?? []).Select(c => c.Subnet).Where(s => s is not null && Cidr.TryParse(s, out _, out _, out _));
        return AddressSet.Of(subnets.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
