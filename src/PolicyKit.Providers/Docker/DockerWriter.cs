using System.Collections.Immutable;
using System.Text;
using PolicyKit.Core.Documents;

namespace PolicyKit.Providers.Docker;

/// <summary>Configuration to files: a Compose set, or the arguments of plain <c>docker run</c> where there is no network.</summary>
internal static class DockerWriter
{
    // Below what every xargs hands to one command: 128 KiB for GNU's, 32 KiB for BusyBox's, 5,000 words for BSD's.
    private const int MostArgumentBytes = 16_384;
    private const int MostWords = 1_000;

    public static ImmutableArray<Artifact> Write(DockerConfiguration configuration, ArtifactHeader header)
    {
        var files = ImmutableArray.CreateBuilder<Artifact>();
        files.Add(new Artifact("sandbox/Dockerfile", DockerfileWriter.Write(configuration, header)));
        if (!UsesCompose(configuration))
        {
            files.Add(new Artifact("build.args", DockerRunWriter.Build(configuration)));
            files.Add(new Artifact("run.args", DockerRunWriter.Run(configuration, header.Hash)));
            if (!configuration.Workload.LifetimeSeconds.IsUnbounded)
            {
                files.Add(new Artifact("lifetime.args", DockerRunWriter.Lifetime(configuration)));
            }

            return Sorted(files);
        }

        files.Add(new Artifact("compose.yaml", ComposeWriter.Write(configuration, header)));
        if (configuration.Network is { } network)
        {
            files.Add(new Artifact("sandbox/resolv.conf", ResolvConf(network)));
            if (NeedsGateway(network))
            {
                files.Add(new Artifact("gateway/haproxy.cfg", HaproxyWriter.Write(network, header)));
            }

            if (!network.Listeners.IsEmpty)
            {
                files.Add(new Artifact("dns/unbound.conf", UnboundWriter.Write(network, header)));
            }

            for (var i = 0; i < network.Addresses.Count; i++)
            {
                files.Add(new Artifact($"gateway/addresses-{Number(i)}.lst", string.Concat(network.Addresses[i].Cidrs.Items.Select(c => c + "\n"))));
            }

            if (!network.Routes.IsEmpty)
            {
                files.Add(new Artifact("router/policy.nft", NftWriter.Write(network, header)));
            }

            if (DecryptedHosts(network) is { IsEmpty: false } hosts)
            {
                files.Add(new Artifact("pki/hosts", string.Concat(hosts.Select(h => h + "\n"))));
            }
        }

        return Sorted(files);
    }

    /// <summary>
    /// Whether plain <c>docker run</c> is not enough, or its arguments are too long: xargs would deal them out to several commands, the later of which lack <c>--network=none</c> and the rest.
    /// </summary>
    internal static bool UsesCompose(DockerConfiguration configuration) =>
        configuration.Network is not null || configuration.Workload.Readable.Items.Any(r => r.Path is not null)
        || Encoding.UTF8.GetByteCount(DockerRunWriter.Run(configuration, string.Empty)) > MostArgumentBytes || configuration.Workload.Command.Count > MostWords;

    internal static bool NeedsGateway(DockerNetwork network) => !network.Listeners.IsEmpty || !network.Published.IsEmpty;

    internal static ImmutableArray<string> DecryptedHosts(DockerNetwork network) => network.Listeners.Items
        .Where(l => l.Kind == DockerListenerKind.Tls).SelectMany(l => l.Names.Items)
        .Where(r => r.Action == DockerNameAction.Inspect).Select(r => r.Pattern)
        .Distinct(StringComparer.Ordinal).OrderBy(h => h, StringComparer.Ordinal).ToImmutableArray();

    internal static ImmutableArray<string> Secrets(DockerNetwork? network) => (network?.Listeners ?? default).Items
        .SelectMany(l => l.Names.Items).SelectMany(r => r.Headers.Items).Select(h => h.Credential)
        .Distinct(StringComparer.Ordinal).OrderBy(c => c, StringComparer.Ordinal).ToImmutableArray();

    /// <summary>Name servers of the policy's own: single addresses to which udp 53 is routed. Used where the set has no name server.</summary>
    internal static ImmutableArray<string> NameServers(DockerNetwork network) => !network.Listeners.IsEmpty
        ? ImmutableArray.Create(network.Prefix + ".3")
        : network.Routes.Items.Where(r => r.Transport == Core.Algebra.Transport.Udp && r.Ports.Contains(53)).SelectMany(r => r.Cidrs.Items)
            .Where(c => c.EndsWith("/32", StringComparison.Ordinal)).Select(c => c.Substring(0, c.Length - 3)).Distinct(StringComparer.Ordinal).Take(3).ToImmutableArray();

    internal static string Header(ArtifactHeader header) => string.Concat(header.Lines().Select(l => ("# " + YamlWriter.CommentText(l)).TrimEnd() + "\n"));

    internal static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string ResolvConf(DockerNetwork network)
    {
        var text = new StringBuilder();
        foreach (var server in NameServers(network))
        {
            text.Append("nameserver ").Append(server).Append('\n');
        }

        return text.Append("options timeout:2 attempts:1\n").ToString();
    }

    private static ImmutableArray<Artifact> Sorted(IEnumerable<Artifact> files) => files.OrderBy(f => f.Path, StringComparer.Ordinal).ToImmutableArray();
}
