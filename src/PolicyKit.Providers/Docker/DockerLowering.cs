using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>Policy to configuration. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class DockerLowering : Lowering
{
    // Whoever could change routes, addresses or other processes would undo the topology (reference run on Engine 20.10.24 and 28.5.2).
    private static readonly string[] SafeCapabilities = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "NET_BIND_SERVICE", "SETGID", "SETUID" };


    private DockerLowering(TargetPolicy target)
        : base(target)
    {
    }

    public static Lowered Lower(TargetPolicy target) => new DockerLowering(target).Run();

    private Lowered Run()
    {
        var network = Network();
        var workload = Workload();
        Refused();
        if (!Policy.BuildCommands.IsEmpty && !Policy.BuildHosts.IsEmpty)
        {
            Deviate(DockerDeviations.BuildNetworkOpen, string.Empty, PolicyPlace.Part("buildhosts"));
        }

        var configuration = new DockerConfiguration
        {
            // "_" is in no id, so that policy "a-dev" and the target "dev" of policy "a" share neither containers nor images.
            Project = TargetName is { } name ? $"{Policy.Id}_{name}" : Policy.Id,
            PolicyId = Policy.Id,
            Image = Policy.Image,
            BuildCommands = Policy.BuildCommands,
            BuildNetwork = !Policy.BuildCommands.IsEmpty && !Policy.BuildHosts.IsEmpty,
            Workload = workload,
            Network = network,
        };
        if (!DockerWriter.UsesCompose(configuration) && Texts().Any(t => t.IndexOfAny(new[] { '\n', '\r' }) >= 0))
        {
            Refuse(PolicyPlace.Policy, "line break", "run.args holds one argument on a line, so no value may hold a line break.");
        }
        return Done(configuration);
    }

    private IEnumerable<string> Texts() => Policy.Start.Items
        .Concat(Policy.Environment.Items.Select(e => e.Value))
        .Concat(Policy.Labels.Items.Select(l => l.Value));

    private DockerWorkload Workload()
    {
        var identity = Policy.Identity;
        var gvisor = Option("Runtime") == "GVisor";
        var lifetime = Policy.Lifetime.Seconds;
        if (gvisor && !lifetime.IsUnbounded)
        {
            Deviate(DockerDeviations.LifetimeNeedsExternalTimer, string.Empty, PolicyPlace.Part("lifetime"));
            lifetime = Limit.Unbounded;
        }

        // An idle sandbox ends with its lifetime at the latest.
        if (Policy.Lifetime.IdleSeconds.Value < lifetime.Value)
        {
            Deviate(DockerDeviations.NoIdleStop, string.Empty, PolicyPlace.Part("lifetime.idle"));
        }

        var (disk, size) = Disk();
        if (identity.ReadOnlyRoot || disk != DockerDisk.Unbounded)
        {
            Deviate(DockerDeviations.ImageVolumes, string.Empty, identity.ReadOnlyRoot ? PolicyPlace.Part("runas.readonlyroot") : PolicyPlace.Part("resources.disk"));
        }

        return new DockerWorkload
        {
            Uid = identity.Uid,
            Gid = identity.Gid,
            WorkDirectory = identity.WorkDirectory,
            ReadOnlyRoot = identity.ReadOnlyRoot,
            Capabilities = identity.Capabilities,
            MilliCpu = Policy.Resources.MilliCpu.Maximum,
            MemoryMiB = Policy.Resources.MemoryMiB.Maximum,
            Disk = disk,
            DiskMiB = size,
            LifetimeSeconds = lifetime,
            GVisor = gvisor,
            PersistentWorkspace = Policy.Persistence == PersistenceKind.Disk,
            Command = Policy.Start,
            Environment = Policy.Environment,
            Labels = Policy.Labels,
            Mounts = Policy.Mounts,
            Readable = Target.Credentials.Items.Where(c => c.IsReadableInside).Select(c => new DockerReadableCredential(c.Name, c.Path)).ToEquatableArray(),
        };
    }

    private (DockerDisk Disk, Limit Size) Disk()
    {
        var declared = Policy.Resources.DiskMiB.Maximum;
        if (declared.IsUnbounded)
        {
            return (DockerDisk.Unbounded, Limit.Unbounded);
        }

        // A quota is one of the container's own layer, and a volume in memory one of the working directory: other volumes have none.
        var bounded = Policy.Persistence == PersistenceKind.None && Policy.Mounts.Items.All(m => m.ReadOnly);
        if (Option("DiskQuota") == "true")
        {
            if (!bounded)
            {
                Deviate(DockerDeviations.DiskUnbounded, "disk", PolicyPlace.Part("resources.disk"));
            }

            return (DockerDisk.Quota, declared);
        }

        if (Policy.Identity.ReadOnlyRoot && bounded)
        {
            Deviate(DockerDeviations.DiskIsMemoryBacked, "disk", PolicyPlace.Part("resources.disk"));
            return (DockerDisk.Memory, declared);
        }

        Deviate(DockerDeviations.DiskUnbounded, "disk", PolicyPlace.Part("resources.disk"));
        return (DockerDisk.Unbounded, Limit.Unbounded);
    }

    private void Refused()
    {
        var identity = Policy.Identity;
        foreach (var capability in identity.Capabilities.Items.Where(c => !SafeCapabilities.Contains(c)))
        {
            Refuse("runas.capabilities", capability, $"with it the sandbox could change its own network or watch other parts of the set; these can be had: {string.Join(", ", SafeCapabilities)}.");
        }

        // ptrace asks for the same user and no fewer capabilities; the container that keeps the lifetime has none and runs as 65534.
        if (!Policy.Lifetime.Seconds.IsUnbounded && (identity.Uid == DockerWorkload.LifetimeUser || (identity.Uid == 0 && identity.Capabilities.Items.Contains("SETUID"))))
        {
            Refuse("runas.capabilities", identity.Uid == 0 ? "SETUID" : "65534", "the sandbox could become the user of the process that ends its lifetime, and stop it.");
        }

        if (identity.Sudo)
        {
            Refuse("runas.sudo", "Sudo", "every container runs with no-new-privileges, which sudo needs not to be set.");
        }

        var isolation = Option("Runtime") == "GVisor" ? IsolationLevel.UserSpaceKernel : IsolationLevel.Container;
        if (isolation < Policy.Isolation)
        {
            Refuse("isolate", Policy.Isolation.ToString(), isolation == IsolationLevel.Container && Policy.Isolation == IsolationLevel.UserSpaceKernel
                ? "the runtime runc is a container on the host's kernel; write [Docker(Runtime = DockerRuntime.GVisor)]."
                : "Docker Engine has no virtual machines.");
        }

        if (Policy.Resources.Gpu is { } gpu)
        {
            Refuse("resources.gpu", gpu, "GPUs are not emitted for Docker.");
        }

        if (Policy.Persistence == PersistenceKind.Memory)
        {
            Refuse("persist", "Persistence.Memory", "Docker keeps no memory image of a stopped container.");
        }

        var paths = Policy.Mounts.Items.Select(m => m.Path).Concat(Target.Credentials.Items.Select(c => c.Path)).OfType<string>().Append(identity.WorkDirectory);
        foreach (var path in paths.Where(p => !PolicyGrammar.IsAbsolutePath(p)))
        {
            Refuse(PolicyPlace.Policy, path, "WORKDIR, tmpfs and mount options have no quotes; a path holds letters, digits and '._-@+'.");
        }

        foreach (var parameter in Policy.Parameters)
        {
            Refuse("parameter:" + parameter.Name, parameter.Name, "Compose puts values in without comparing them with the pattern.");
        }

        foreach (var mount in Policy.Mounts.Items.Where(m => m.SubPath is not null))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.SubPath!, "sub-paths of volumes need Engine 26 and are not emitted.");
        }

        foreach (var mount in Policy.Mounts.Items.Where(m => IsOwnVolume(m.Source)))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.Source, "it is the name of a volume of the set itself, which may hold keys or the files of another sandbox.");
        }

        foreach (var port in Policy.Ingress.Items.Where(p => p.Transport != Transport.Tcp))
        {
            Refuse(PolicyPlace.Ingress(port.Port), "udp " + port.Port.ToString(CultureInfo.InvariantCulture), "the gateway relays TCP only.");
        }

        foreach (var port in Policy.Ingress.Items.Where(p => p.Callers == Callers.Organization))
        {
            Refuse(PolicyPlace.Ingress(port.Port), port.Port.ToString(CultureInfo.InvariantCulture), "a published port cannot tell members of an organisation from others; declare Owner or Public.");
        }
    }

    // Compose puts the project's name and "_" before the volumes of a set; the form without a network puts a dot.
    private static bool IsOwnVolume(string source) =>
        new[] { "workspace", "pki-public", "pki-private" }.Any(v => source == v || source.EndsWith("_" + v, StringComparison.Ordinal) || source.EndsWith("." + v, StringComparison.Ordinal));

    private DockerNetwork? Network()
    {
        var egress = new DockerEgress(Target, Deviate, Refuse);
        egress.Lower();
        var published = Policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp)
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
        var address = Option("PublishAddress") ?? "0.0.0.0";
        if (!IpAddress.TryParse(address, out var ip) || !ip.IsIPv4)
        {
            Refuse(TargetPlace, address, "PublishAddress is an IPv4 address of the host.");
        }

        return ip.ToString();
    }

    // A /24 of its own for each policy: two projects with one subnet clash ("Pool overlaps"). Steps on where a route of the policy lies in it.
    private string Prefix(IReadOnlyCollection<DockerRoute> routes)
    {
        var taken = AddressSet.Of(routes.SelectMany(r => r.Cidrs.Items).Select(Cidr.Parse));
        if (Option("SubnetPrefix") is { } option)
        {
            if (!Cidr.TryParse(option, out var chosen, out _, out _) || chosen is not { IsIPv4: true, PrefixLength: 24 } || !AddressSet.Of(chosen).IsSubsetOf(SpecialAddresses.Private))
            {
                Refuse(TargetPlace, option, "SubnetPrefix is a private IPv4 /24, such as \"10.251.7.0/24\".");
            }
            else if (AddressSet.Of(chosen).Overlaps(taken))
            {
                Refuse(TargetPlace, option, "a network rule of the policy lies in it, and what is on the sandbox's own network is never routed.");
            }
            else
            {
                return Octets(chosen.ToString());
            }
        }

        var hash = 2166136261u;
        foreach (var c in Target.Target.Id + "/" + Policy.Id)
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

        Refuse(TargetPlace, "10.240.0.0/12", "the policy's network rules leave no private /24 for the sandbox; set SubnetPrefix.");
        return "10.240.0";
    }

    private static string Octets(string cidr) => cidr.Substring(0, cidr.LastIndexOf('.'));
}
