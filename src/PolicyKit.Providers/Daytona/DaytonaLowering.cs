using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Daytona;

/// <summary>Policy to configuration. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class DaytonaLowering : ListedLowering
{
    private const int MostEntries = 10;
    private const int UsualCpu = 1;
    private const int UsualMemory = 1;
    private const int UsualDisk = 3;

    // npm @daytona/api-client 0.216.0, gpu-type.d.ts.
    private static readonly string[] Gpus = { "H100", "H200", "RTX-PRO-6000", "RTX-4090", "RTX-5090", "MI355X" };

    private readonly DaytonaEgress _egress;

    private DaytonaLowering(TargetPolicy target)
        : base(target, DaytonaDeviations.Listed, DaytonaEgress.WebPorts, ListedEgress.PublicIPv4) =>
        _egress = DaytonaEgress.Of(target.Declared.Egress);

    protected override DeviationDefinition LostName => _egress.AnyHost ? DaytonaDeviations.AnyHostUnreachable : base.LostName;

    public static Lowered Lower(TargetPolicy target) => new DaytonaLowering(target).Run();

    protected override void DroppedNetwork(EgressRule rule, EgressSet missing)
    {
        var displaced = Opening.Everywhere(_egress.Displaced);
        DeviateIf(missing.Overlaps(displaced), DaytonaDeviations.ListsExcludeEachOther, rule);
        base.DroppedNetwork(rule, missing.Except(displaced));
    }

    private Lowered Run()
    {
        Dropped(_egress.Opened());
        Widened();
        var opened = _egress.OpenedAtMost();
        RefuseDenials(
            rule => DeclaredAuthority.Destinations(rule).Overlaps(opened),
            "An entry for another rule opens what this denial closes (any host: every address on tcp 80 and 443, unless Daytona binds it; a network: every port), and Daytona has no deny list.");
        var configuration = new DaytonaConfiguration { Image = Image(), Sandbox = Sandbox(), Run = new DaytonaRun(Secrets(), Policy.Parameters, Policy.Start) };
        Others();
        return Done(configuration);
    }

    private void Widened()
    {
        if (!_egress.Hosts.IsEmpty)
        {
            // One for all hosts: a further host adds nothing to "every public address on tcp 80 and 443".
            var first = Target.Rules.Items.First(r => r.Kind == EgressRuleKind.AllowHost && Names(r.Entry).Overlaps(_egress.Names));
            Deviate(DaytonaDeviations.HostListNotBound, "hosts", PolicyPlace.Rule(first));
            Deviate(DaytonaDeviations.SpecialAddressesNotClosed);
        }

        WidenedNetworks(_egress.Networks);
    }

    private DaytonaNetwork Network()
    {
        var domains = _egress.Hosts.Select(h => h.ToString()).OrderBy(h => h, StringComparer.Ordinal).ToEquatableArray();
        var networks = _egress.Networks.ToCidrs().Select(c => c.ToString()).ToEquatableArray();
        foreach (var (count, what) in new[] { (domains.Count, "hosts"), (networks.Count, "networks") }.Where(l => l.Item1 > MostEntries))
        {
            Refuse(PolicyPlace.Policy, what, $"{Text(count)} {what}; Daytona takes at most {Text(MostEntries)}.");
        }

        foreach (var domain in domains.Where(d => !IsDomain(d)))
        {
            Refuse(PolicyPlace.Policy, domain, "Daytona takes names of at least two labels of which the last has letters only.");
        }

        // An empty list means an open network, so nothing is said by blocking.
        var blocked = domains.IsEmpty && networks.IsEmpty;
        DeviateIf(!blocked, DaytonaDeviations.EssentialServicesOpen);
        return new DaytonaNetwork(blocked, networks, domains);
    }

    private static bool IsDomain(string domain)
    {
        var labels = (domain.StartsWith("*.", StringComparison.Ordinal) ? domain.Substring(2) : domain).Split('.');
        return labels.Length > 1 && labels[labels.Length - 1].All(c => c is >= 'a' and <= 'z');
    }

    private bool Public()
    {
        foreach (var port in Policy.Ingress)
        {
            DeviateIf(port.Transport != Transport.Tcp, DaytonaDeviations.UdpPortUnreachable, Text(port.Port), PolicyPlace.Ingress(port.Port));
        }

        if (Policy.Ingress.Items.Where(p => p is { Transport: Transport.Tcp, Callers: Callers.Public }).OrderBy(p => p.Port).FirstOrDefault() is not { } open)
        {
            Deviate(DaytonaDeviations.OrganizationReachesAllPorts);
            return false;
        }

        Deviate(DaytonaDeviations.InboundAllPorts, Text(open.Port), PolicyPlace.Ingress(open.Port));
        return true;
    }

    private EquatableArray<DaytonaSecret> Secrets()
    {
        var secrets = new List<DaytonaSecret>();
        foreach (var credential in Target.Credentials.Items.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery == CredentialDelivery.File)
            {
                Refuse(place, credential.Name, "Daytona has no secret files; use Delivery.Brokered, or Delivery.Environment.");
            }

            if (Policy.Environment.Items.Any(e => e.Name == credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }

            if (credential.Delivery != CredentialDelivery.Brokered)
            {
                secrets.Add(new DaytonaSecret(credential.Name, null, default, null));
                continue;
            }

            // Without hosts a secret goes anywhere.
            if (credential.Hosts.IsEmpty)
            {
                Refuse(place, credential.Name, "A secret without hosts would be sent to any host.");
            }

            // Only hosts that are opened; for none there is no secret.
            var hosts = credential.Hosts.Where(h => DeclaredAuthority.Pattern(h).Overlaps(_egress.Reached)).ToEquatableArray();
            if (hosts.IsEmpty)
            {
                continue;
            }

            Deviate(DaytonaDeviations.SecretNotBound, credential.Name, place);
            secrets.Add(new DaytonaSecret(
                credential.Name, Name() + "_" + credential.Name, hosts, credential.Scheme == "Basic" ? credential.User ?? string.Empty : null));
        }

        return secrets.ToEquatableArray();
    }

    private DaytonaImage Image()
    {
        var identity = Policy.Identity;
        if (!PolicyGrammar.IsAbsolutePath(identity.WorkDirectory))
        {
            Refuse(PolicyPlace.Part("runas"), identity.WorkDirectory, "WORKDIR has no quotes and expands variables; a path holds letters, digits and '._-@+'.");
        }

        return new DaytonaImage(Policy.Image, Policy.BuildCommands, identity.WorkDirectory, identity.Uid, identity.Uid == 0 ? 0 : identity.Gid, identity.Uid != 0 && identity.Sudo);
    }

    private DaytonaSandbox Sandbox() => new()
    {
        Labels = Policy.Labels,
        Public = Public(),
        Network = Network(),
        Cpu = Pick(Policy.Resources.MilliCpu, 1000, UsualCpu, Option("MaxCpu", 4), "cpu", "vCPU, whole ones"),
        MemoryGiB = Pick(Policy.Resources.MemoryMiB, 1024, UsualMemory, Option("MaxMemoryGiB", 8), "memory", "memory, in whole GiB"),
        DiskGiB = Pick(Policy.Resources.DiskMiB, 1024, UsualDisk, Option("MaxDiskGiB", 10), "disk", "disk, in whole GiB"),
        Gpu = Policy.Resources.Gpu,
        AutoStopMinutes = Minutes(Policy.Lifetime.IdleSeconds),
        Ephemeral = Policy.Persistence == PersistenceKind.None,
        TtlMinutes = Minutes(Policy.Lifetime.Seconds),
        Volumes = Policy.Mounts.Select(m => new DaytonaVolume(m.Source, m.Path, m.SubPath)).ToEquatableArray(),
        Environment = Policy.Environment,
    };

    // The most that is declared and that the organisation may have; where there is no bound, what Daytona usually gives, or what is needed.
    private int Pick(LimitRange range, int unit, int usual, int most, string what, string amount)
    {
        var needed = (range.Minimum + unit - 1) / unit;
        var picked = Math.Min(range.Maximum.IsUnbounded ? Math.Max(needed, usual) : range.Maximum.Value / unit, most);
        var place = PolicyPlace.Part("resources." + what);
        if (picked < 1)
        {
            Refuse(place, what, $"No amount of {amount}, that a sandbox can have lies within the declared bound.");
            return 1;
        }

        DeviateIf(picked < needed, DaytonaDeviations.SmallerThanDeclared, what, place);
        return (int)picked;
    }

    // Daytona counts minutes, and 0 means never: rounded down, so that nothing lives longer.
    private int Minutes(Limit seconds)
    {
        if (seconds.IsUnbounded)
        {
            return 0;
        }

        if (seconds.Value is < 60 or > int.MaxValue)
        {
            Refuse(PolicyPlace.Part("lifetime"), seconds + " s", "Daytona counts in minutes: at least 60 seconds.");
            return 1;
        }

        return (int)(seconds.Value / 60);
    }

    private void Others()
    {
        Deviate(DaytonaDeviations.LookUpsOpen);
        Deviate(DaytonaDeviations.RulesNotConfirmed);
        Deviate(DaytonaDeviations.RootWithinReach);
        Deviate(DaytonaDeviations.BuildNetworkOpen);
        DeviateIf(!Policy.Lifetime.IdleSeconds.IsUnbounded, DaytonaDeviations.BusySandboxStops);
        DeviateIf(Policy.Identity.ReadOnlyRoot, DaytonaDeviations.RootWritable, "root", PolicyPlace.Part("runas"));
        DeviateIf(!Policy.Identity.Capabilities.IsEmpty, DaytonaDeviations.CapabilitiesNotGranted, "capabilities", PolicyPlace.Part("runas"));
        DeviateIf(Policy.Persistence == PersistenceKind.Memory, DaytonaDeviations.MemoryNotPersisted, "persistence", PolicyPlace.Part("persist"));
        DeviateIf(Policy.Scale is not null, DaytonaDeviations.ScaleNotLimited, "scale", PolicyPlace.Part("scale"));
        foreach (var mount in Policy.Mounts)
        {
            DeviateIf(mount.ReadOnly, DaytonaDeviations.VolumeWritable, mount.Path, PolicyPlace.Mount(mount.Path));
        }

        if (Policy.Isolation != IsolationLevel.Container)
        {
            Refuse(PolicyPlace.Policy, Policy.Isolation.ToString(), "An image becomes a container on Daytona; the SDK has no key for a virtual machine.");
        }

        if (Policy.Resources.Gpu is { } gpu && !Gpus.Contains(gpu))
        {
            Refuse(PolicyPlace.Part("resources.gpu"), gpu, "Daytona has the GPUs " + string.Join(", ", Gpus) + ".");
        }

        RefuseReservedLabels();
        foreach (var label in Policy.Labels.Items.Where(l => l.Name == "code-toolbox-language"))
        {
            Refuse(PolicyPlace.Policy, label.Name, "Daytona's SDK sets this label itself.");
        }
    }

    // "_" is in no id, so that policy "a-dev" and the target "dev" of policy "a" do not share a secret.
    private string Name() => TargetName is { } name ? Policy.Id + "_" + name : Policy.Id;

    private int Option(string name, int fallback) =>
        int.TryParse(Option(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
