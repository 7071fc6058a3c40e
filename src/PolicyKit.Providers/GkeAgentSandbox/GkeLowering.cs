using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>Policy to manifests. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class GkeLowering : Lowering
{
    private readonly GkeEgress _egress;

    private GkeLowering(TargetPolicy target)
        : base(target)
    {
        _egress = GkeEgress.Of(target.Declared.Egress);
    }

    public static Lowered Lower(TargetPolicy target) => new GkeLowering(target).Lower();

    private Lowered Lower()
    {
        Deviate(GkeDeviations.ClusterNotReadBack);
        Deviate(GkeDeviations.NodeReachable);
        Dropped();
        Widened();
        Others();
        var resources = Policy.Resources;
        return Done(new GkeConfiguration
        {
            Namespace = Namespace(),
            Name = TargetName is { } name ? "policy-" + name : "policy",
            Image = Image(),
            BaseImage = Policy.BuildCommands.IsEmpty ? null : Policy.Image,
            BuildCommands = Policy.BuildCommands,
            Uid = Policy.Identity.Uid,
            Gid = Policy.Identity.Gid,
            WorkDirectory = Policy.Identity.WorkDirectory,
            ReadOnlyRoot = Policy.Identity.ReadOnlyRoot,
            Capabilities = Policy.Identity.Capabilities,
            MilliCpu = Amount(resources.MilliCpu, "resources.cpu"),
            MemoryMiB = Amount(resources.MemoryMiB, "resources.memory"),
            DiskMiB = Amount(resources.DiskMiB, "resources.disk"),
            LifetimeSeconds = Lifetime(),
            Command = Policy.Start,
            Environment = Policy.Environment,
            Secrets = Secrets(),
            Labels = Labels(),
            Volumes = Volumes(),
            Ports = Ports(),
            Networks = _egress.Networks.ToEquatableArray(),
            Hosts = _egress.Hosts.ToEquatableArray(),
            Warm = Policy.Scale?.Warm ?? 0,
            MaximumPods = Policy.Scale?.Maximum,
        });
    }

    private void Dropped()
    {
        var lost = Target.Declared.Egress.Except(_egress.Opened(rebound: false));
        foreach (var rule in Target.Rules.Items.Where(r => !r.IsDenial))
        {
            var missing = DeclaredAuthority.Destinations(rule).Intersect(lost);
            switch (rule.Kind)
            {
                case EgressRuleKind.AllowHost or EgressRuleKind.AllowAnyHost or EgressRuleKind.AllowNetwork when OnlyPortZero(missing):
                    break;
                case EgressRuleKind.AllowHttp:
                    DeviateIf(!missing.IsEmpty, GkeDeviations.HttpRuleUninspected, rule);
                    break;
                case EgressRuleKind.AllowMetadata:
                    DeviateIf(!missing.IsEmpty, GkeDeviations.MetadataUnreachable, rule);
                    break;
                case EgressRuleKind.AllowAnyHost:
                    Deviate(GkeDeviations.AnyHostUnreachable, rule);
                    break;
                case EgressRuleKind.AllowHost when rule.Transport != Transport.Tcp:
                    Deviate(GkeDeviations.UdpHostUnreachable, rule);
                    break;
                case EgressRuleKind.AllowHost when rule.PortSet.Ranges.Any(r => r.Count > GkeEgress.MostPorts):
                    Deviate(GkeDeviations.HostPortsTooMany, rule);
                    break;
                default:
                    Deviate(GkeDeviations.HoleInAllow, rule);
                    break;
            }
        }

        foreach (var rule in Target.Rules.Items.Where(r => r.Kind == EgressRuleKind.AllowHost && r.Entry.StartsWith("*.", StringComparison.Ordinal) && _egress.Hosts.Any(h => h.Hosts.Items.Contains(r.Entry))))
        {
            Deviate(GkeDeviations.WildcardOneLabel, rule);
        }
    }

    // No connection has port 0.
    private static bool OnlyPortZero(EgressSet missing) =>
        missing.IsSubsetOf(EgressSet.UnionAll(new[] { Transport.Tcp, Transport.Udp }.Select(t => EgressSet.Of(t, PortSet.Of(0), NameClasses.Everything, AddressSet.All))));

    private void Widened()
    {
        if (_egress.Hosts.IsEmpty)
        {
            return;
        }

        Deviate(GkeDeviations.BoundByLookup, "hosts", TargetPlace);
        Deviate(GkeDeviations.RebindingNotClosed);
        Deviate(GkeDeviations.DnsOpen);
        var opened = _egress.Opened(rebound: true);
        foreach (var rule in Target.Rules.Items.Where(r => r.IsDenial && DeclaredAuthority.Destinations(r).Overlaps(opened)))
        {
            Refuse(PolicyPlace.Rule(rule), rule.Entry, "A rule for a host opens whatever address its look-up returns, and there is no deny list that this denial could stand in.");
        }
    }

    private string Namespace()
    {
        if (Policy.Id.EndsWith("-", StringComparison.Ordinal))
        {
            Refuse(PolicyPlace.Policy, Policy.Id, "The id names the namespace, and no name in Kubernetes ends with '-'.");
        }

        return Policy.Id;
    }

    private string Image()
    {
        if (Policy.BuildCommands.IsEmpty)
        {
            return Policy.Image;
        }

        Deviate(GkeDeviations.BuildNetworkOpen);
        var image = Option("Image");
        if (image is not null && !PolicyGrammar.IsImage(image))
        {
            Refuse(TargetPlace, image, "Image says where the built image lies: registry/repository:tag.");
        }

        // No registry has a name below .invalid (RFC 2606), so nothing else is pulled instead.
        DeviateIf(image is null, GkeDeviations.ImageNotPlaced, "image", TargetPlace);
        return image ?? "policykit.invalid/" + Policy.Id;
    }

    private LimitRange Amount(LimitRange range, string place)
    {
        if (!range.Maximum.IsUnbounded && (range.Maximum.Value < 1 || range.Minimum > range.Maximum.Value))
        {
            Refuse(PolicyPlace.Part(place), place, "No amount lies in the declared range.");
        }

        return range;
    }

    private Limit Lifetime()
    {
        var (seconds, idle) = (Policy.Lifetime.Seconds, Policy.Lifetime.IdleSeconds);
        if (!seconds.IsUnbounded && seconds.Value is < 1 or > int.MaxValue)
        {
            Refuse(PolicyPlace.Part("lifetime"), seconds + " s", "A pod lives at least 1 and at most 2147483647 seconds.");
        }

        DeviateIf(idle.Value < seconds.Value, GkeDeviations.IdleNotStopped, "idle", PolicyPlace.Part("lifetime"));
        DeviateIf(!seconds.IsUnbounded && Policy.Scale is { Warm: > 0 }, GkeDeviations.LifetimeCountsPoolTime, "lifetime", PolicyPlace.Part("lifetime"));
        return seconds;
    }

    private EquatableArray<string> Secrets()
    {
        foreach (var credential in Target.Credentials)
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery != CredentialDelivery.Environment)
            {
                Refuse(place, credential.Name, "Kubernetes hands secrets to programs; nothing outside the sandbox sets headers. Use Delivery.Environment, or limit the credential to other targets.");
            }

            if (Policy.Environment.Items.Any(e => e.Name == credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }
        }

        return Target.Credentials.Select(c => c.Name).OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();
    }

    private EquatableArray<NamedValue> Labels()
    {
        foreach (var label in Policy.Labels.Items.Where(l => l.Name.Length > 57 || !IsName(l.Name, "-_.")))
        {
            Refuse(PolicyPlace.Policy, label.Name, "A label becomes an annotation, whose name has at most 57 letters, digits, '-', '_' and '.', and begins and ends with a letter or digit.");
        }

        return Policy.Labels;
    }

    private EquatableArray<GkeVolume> Volumes()
    {
        foreach (var mount in Policy.Mounts.Items.Where(m => m.Source.Length > 63 || !IsName(m.Source, "-") || m.Source.Any(c => c is >= 'A' and <= 'Z')))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.Source, "A volume is a claim, named by at most 63 of a-z, 0-9 and '-', the same for every sandbox of the template.");
        }

        foreach (var mount in Policy.Mounts.Items.Where(m => m.Path == Policy.Identity.WorkDirectory || m.Path.IndexOf(':') >= 0 || m.SubPath?.IndexOf('{') >= 0))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.Path, "A volume lies neither on the working directory nor at a path with ':', and its sub-path is the same for every sandbox.");
        }

        return Policy.Mounts.Select(m => new GkeVolume(m.Path, m.Source, m.SubPath, m.ReadOnly)).ToEquatableArray();
    }

    private EquatableArray<int> Ports()
    {
        foreach (var port in Policy.Ingress)
        {
            var (subject, place) = (Text(port.Port), PolicyPlace.Ingress(port.Port));
            DeviateIf(port.Transport != Transport.Tcp, GkeDeviations.UdpPortUnreachable, subject, place);
            DeviateIf(port is { Transport: Transport.Tcp, Callers: Callers.Owner }, GkeDeviations.RouterCallersNotEstablished, subject, place);
            DeviateIf(port is { Transport: Transport.Tcp, Callers: Callers.Public }, GkeDeviations.CallersNarrowed, subject, place);
        }

        return Policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp).Select(p => p.Port).Distinct().OrderBy(p => p).ToEquatableArray();
    }

    private void Others()
    {
        DeviateIf(Policy.Identity.Sudo, GkeDeviations.SudoUnavailable, "sudo", PolicyPlace.Part("runas"));
        DeviateIf(Policy.Persistence != PersistenceKind.None, GkeDeviations.NotPersisted, "persistence", PolicyPlace.Part("persist"));
        if (Policy.Resources.Gpu is { } gpu)
        {
            Refuse(PolicyPlace.Part("resources.gpu"), gpu, "Which node pool has GPUs, and that gVisor passes them on there, is not established.");
        }

        if (Policy.Isolation == IsolationLevel.HardwareVirtualization)
        {
            Refuse(PolicyPlace.Part("isolate"), Policy.Isolation.ToString(), "Sandbox node pools of GKE isolate by gVisor.");
        }

        foreach (var parameter in Policy.Parameters)
        {
            Refuse(PolicyPlace.Policy, parameter.Name, "A claim names its pool only, so that no value can be given per run.");
        }
    }

    private static bool IsName(string name, string inside) =>
        name.Length > 0 && IsWord(name[0]) && IsWord(name[name.Length - 1]) && name.All(c => IsWord(c) || inside.IndexOf(c) >= 0);

    private static bool IsWord(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';
}
