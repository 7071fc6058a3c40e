using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>Policy to configuration. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class DockerLowering
{
    // Whoever could change routes, addresses or other processes would undo the topology (reference run on Engine 20.10.24 and 28.5.2).
    private static readonly string[] SafeCapabilities = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "NET_BIND_SERVICE", "SETGID", "SETUID" };

    private readonly TargetPolicy _target;
    private readonly SandboxPolicy _policy;
    private readonly List<Deviation> _deviations = new();
    private readonly List<Refusal> _refusals = new();

    private DockerLowering(TargetPolicy target)
    {
        _target = target;
        _policy = target.Policy;
    }

    public static Lowered Lower(TargetPolicy target) => new DockerLowering(target).Run();

    private Lowered Run()
    {
        var network = Network();
        var workload = Workload();
        Refused();
        if (!_policy.BuildCommands.IsEmpty && !_policy.BuildHosts.IsEmpty)
        {
            Deviates(DockerDeviations.BuildNetworkOpen, string.Empty, PolicyPlace.Part("buildhosts"));
        }

        var configuration = new DockerConfiguration
        {
            // "_" is in no id, so that policy "a-dev" and the target "dev" of policy "a" share neither containers nor images.
            Project = _target.Target.Name is { } name ? $"{_policy.Id}_{name}" : _policy.Id,
            PolicyId = _policy.Id,
            Image = _policy.Image,
            BuildCommands = _policy.BuildCommands,
            BuildNetwork = !_policy.BuildCommands.IsEmpty && !_policy.BuildHosts.IsEmpty,
            Workload = workload,
            Network = network,
        };
        if (!DockerWriter.UsesCompose(configuration) && Texts().Any(t => t.IndexOfAny(new[] { '\n', '\r' }) >= 0))
        {
            Refuse(PolicyPlace.Policy, "line break", "run.args holds one argument on a line, so no value may hold a line break.");
        }

        var deviations = _deviations.Distinct().OrderBy(d => d.Definition.Value).ThenBy(d => d.Subject, StringComparer.Ordinal).ThenBy(d => d.Place, StringComparer.Ordinal).ToEquatableArray();
        var refusals = _refusals.Distinct().OrderBy(r => r.Place, StringComparer.Ordinal).ThenBy(r => r.Why, StringComparer.Ordinal).ToEquatableArray();
        return new Lowered(refusals.IsEmpty ? configuration : null, deviations, refusals);
    }

    private IEnumerable<string> Texts() => _policy.Start.Items
        .Concat(_policy.Environment.Items.Select(e => e.Value))
        .Concat(_policy.Labels.Items.Select(l => l.Value));

    private DockerWorkload Workload()
    {
        var identity = _policy.Identity;
        var gvisor = _target.Target.Option("Runtime") == "GVisor";
        var lifetime = _policy.Lifetime.Seconds;
        if (gvisor && !lifetime.IsUnbounded)
        {
            Deviates(DockerDeviations.LifetimeNeedsExternalTimer, string.Empty, PolicyPlace.Part("lifetime"));
            lifetime = Limit.Unbounded;
        }

        // An idle sandbox ends with its lifetime at the latest.
        if (_policy.Lifetime.IdleSeconds.Value < lifetime.Value)
        {
            Deviates(DockerDeviations.NoIdleStop, string.Empty, PolicyPlace.Part("lifetime.idle"));
        }

        var (disk, size) = Disk();
        if (identity.ReadOnlyRoot || disk != DockerDisk.Unbounded)
        {
            Deviates(DockerDeviations.ImageVolumes, string.Empty, identity.ReadOnlyRoot ? PolicyPlace.Part("runas.readonlyroot") : PolicyPlace.Part("resources.disk"));
        }

        return new DockerWorkload
        {
            Uid = identity.Uid,
            Gid = identity.Gid,
            WorkDirectory = identity.WorkDirectory,
            ReadOnlyRoot = identity.ReadOnlyRoot,
            Capabilities = identity.Capabilities,
            MilliCpu = _policy.Resources.MilliCpu.Maximum,
            MemoryMiB = _policy.Resources.MemoryMiB.Maximum,
            Disk = disk,
            DiskMiB = size,
            LifetimeSeconds = lifetime,
            GVisor = gvisor,
            PersistentWorkspace = _policy.Persistence == PersistenceKind.Disk,
            Command = _policy.Start,
            Environment = _policy.Environment,
            Labels = _policy.Labels,
            Mounts = _policy.Mounts,
            Readable = _target.Credentials.Items.Where(c => c.IsReadableInside).Select(c => new DockerReadableCredential(c.Name, c.Path)).ToEquatableArray(),
        };
    }

    private (DockerDisk Disk, Limit Size) Disk()
    {
        var declared = _policy.Resources.DiskMiB.Maximum;
        if (declared.IsUnbounded)
        {
            return (DockerDisk.Unbounded, Limit.Unbounded);
        }

        // A quota is one of the container's own layer, and a volume in memory one of the working directory: other volumes have none.
        var bounded = _policy.Persistence == PersistenceKind.None && _policy.Mounts.Items.All(m => m.ReadOnly);
        if (_target.Target.Option("DiskQuota") == "true")
        {
            if (!bounded)
            {
                Deviates(DockerDeviations.DiskUnbounded, "disk", PolicyPlace.Part("resources.disk"));
            }

            return (DockerDisk.Quota, declared);
        }

        if (_policy.Identity.ReadOnlyRoot && bounded)
        {
            Deviates(DockerDeviations.DiskIsMemoryBacked, "disk", PolicyPlace.Part("resources.disk"));
            return (DockerDisk.Memory, declared);
        }

        Deviates(DockerDeviations.DiskUnbounded, "disk", PolicyPlace.Part("resources.disk"));
        return (DockerDisk.Unbounded, Limit.Unbounded);
    }

    private void Refused()
    {
        var identity = _policy.Identity;
        foreach (var capability in identity.Capabilities.Items.Where(c => !SafeCapabilities.Contains(c)))
        {
            Refuse("runas.capabilities", capability, $"with it the sandbox could change its own network or watch other parts of the set; these can be had: {string.Join(", ", SafeCapabilities)}.");
        }

        // ptrace asks for the same user and no fewer capabilities; the container that keeps the lifetime has none and runs as 65534.
        if (!_policy.Lifetime.Seconds.IsUnbounded && (identity.Uid == DockerWorkload.LifetimeUser || (identity.Uid == 0 && identity.Capabilities.Items.Contains("SETUID"))))
        {
            Refuse("runas.capabilities", identity.Uid == 0 ? "SETUID" : "65534", "the sandbox could become the user of the process that ends its lifetime, and stop it.");
        }

        if (identity.Sudo)
        {
            Refuse("runas.sudo", "Sudo", "every container runs with no-new-privileges, which sudo needs not to be set.");
        }

        var isolation = _target.Target.Option("Runtime") == "GVisor" ? IsolationLevel.UserSpaceKernel : IsolationLevel.Container;
        if (isolation < _policy.Isolation)
        {
            Refuse("isolate", _policy.Isolation.ToString(), isolation == IsolationLevel.Container && _policy.Isolation == IsolationLevel.UserSpaceKernel
                ? "the runtime runc is a container on the host's kernel; write [Docker(Runtime = DockerRuntime.GVisor)]."
                : "Docker Engine has no virtual machines.");
        }

        if (_policy.Resources.Gpu is { } gpu)
        {
            Refuse("resources.gpu", gpu, "GPUs are not emitted for Docker.");
        }

        if (_policy.Persistence == PersistenceKind.Memory)
        {
            Refuse("persist", "Persistence.Memory", "Docker keeps no memory image of a stopped container.");
        }

        var paths = _policy.Mounts.Items.Select(m => m.Path).Concat(_target.Credentials.Items.Select(c => c.Path)).OfType<string>().Append(identity.WorkDirectory);
        foreach (var path in paths.Where(p => !PolicyGrammar.IsAbsolutePath(p)))
        {
            Refuse(PolicyPlace.Policy, path, "WORKDIR, tmpfs and mount options have no quotes; a path holds letters, digits and '._-@+'.");
        }

        foreach (var parameter in _policy.Parameters)
        {
            Refuse("parameter:" + parameter.Name, parameter.Name, "Compose puts values in without comparing them with the pattern.");
        }

        foreach (var mount in _policy.Mounts.Items.Where(m => m.SubPath is not null))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.SubPath!, "sub-paths of volumes need Engine 26 and are not emitted.");
        }

        foreach (var mount in _policy.Mounts.Items.Where(m => IsOwnVolume(m.Source)))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.Source, "it is the name of a volume of the set itself, which may hold keys or the files of another sandbox.");
        }

        foreach (var port in _policy.Ingress.Items.Where(p => p.Transport != Transport.Tcp))
        {
            Refuse(PolicyPlace.Ingress(port.Port), "udp " + port.Port.ToString(CultureInfo.InvariantCulture), "the gateway relays TCP only.");
        }

        foreach (var port in _policy.Ingress.Items.Where(p => p.Callers == Callers.Organization))
        {
            Refuse(PolicyPlace.Ingress(port.Port), port.Port.ToString(CultureInfo.InvariantCulture), "a published port cannot tell members of an organisation from others; declare Owner or Public.");
        }
    }

    // Compose puts the project's name and "_" before the volumes of a set; the form without a network puts a dot.
    private static bool IsOwnVolume(string source) =>
        new[] { "workspace", "pki-public", "pki-private" }.Any(v => source == v || source.EndsWith("_" + v, StringComparison.Ordinal) || source.EndsWith("." + v, StringComparison.Ordinal));

    private DockerNetwork? Network()
    {
        var egress = new DockerEgress(_target, Deviates, Refuse);
        egress.Lower();
        var published = _policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp)
            .Select(p => new DockerPublished(p.Port, p.Callers == Callers.Owner ? "127.0.0.1" : PublicAddress()))
            .ToEquatableArray();
        if (egress.Listeners.Count == 0 && egress.Routes.Count == 0 && published.IsEmpty)
        {
            return null;
        }

        return new DockerNetwork
        {
            Prefix = Prefix(egress.Routes),
            Listeners = egress.Listeners.ToEquatableArray(),
            Addresses = egress.Addresses.ToEquatableArray(),
            Routes = egress.Routes.ToEquatableArray(),
            Published = published,
        };
    }

    private string PublicAddress()
    {
        var address = _target.Target.Option("PublishAddress") ?? "0.0.0.0";
        if (!IpAddress.TryParse(address, out var ip) || !ip.IsIPv4)
        {
            Refuse(PolicyPlace.Target(_target.Target.Id), address, "PublishAddress is an IPv4 address of the host.");
        }

        return ip.ToString();
    }

    // A /24 of its own for each policy: two projects with one subnet clash ("Pool overlaps"). Steps on where a route of the policy lies in it.
    private string Prefix(IReadOnlyCollection<DockerRoute> routes)
    {
        var taken = AddressSet.Of(routes.SelectMany(r => r.Cidrs.Items).Select(Cidr.Parse));
        if (_target.Target.Option("SubnetPrefix") is { } option)
        {
            if (!Cidr.TryParse(option, out var chosen, out _, out _) || chosen is not { IsIPv4: true, PrefixLength: 24 } || !AddressSet.Of(chosen).IsSubsetOf(SpecialAddresses.Private))
            {
                Refuse(PolicyPlace.Target(_target.Target.Id), option, "SubnetPrefix is a private IPv4 /24, such as \"10.251.7.0/24\".");
            }
            else if (AddressSet.Of(chosen).Overlaps(taken))
            {
                Refuse(PolicyPlace.Target(_target.Target.Id), option, "a network rule of the policy lies in it, and what is on the sandbox's own network is never routed.");
            }
            else
            {
                return Octets(chosen.ToString());
            }
        }

        var hash = 2166136261u;
        foreach (var c in _target.Target.Id + "/" + _policy.Id)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        for (var i = 0u; i < 4096; i++)
        {
            var slot = (hash + i) % 4096;
            var cidr = string.Format(CultureInfo.InvariantCulture, "10.{0}.{1}.0/24", 240 + (slot / 256), slot % 256);
            if (!AddressSet.Of(cidr).Overlaps(taken))
            {
                return Octets(cidr);
            }
        }

        Refuse(PolicyPlace.Target(_target.Target.Id), "10.240.0.0/12", "the policy's network rules leave no private /24 for the sandbox; set SubnetPrefix.");
        return "10.240.0";
    }

    private static string Octets(string cidr) => cidr.Substring(0, cidr.LastIndexOf('.'));

    private void Deviates(DeviationDefinition definition, string subject, string place) => _deviations.Add(new Deviation(definition, subject, place));

    private void Refuse(string place, string subject, string why) => _refusals.Add(new Refusal(place, subject, why));
}
