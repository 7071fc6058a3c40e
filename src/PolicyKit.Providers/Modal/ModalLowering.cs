using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Modal;

/// <summary>Policy to configuration. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class ModalLowering : ListedLowering
{
    private const int LongestLife = 86_400;
    private const int MostDomains = 100;
    private const int MostHeaders = 25;
    private const int LeastMilliCores = 125;
    private const int LeastMemory = 128;

    private readonly ModalEgress _egress;

    private ModalLowering(TargetPolicy target)
        : base(target, ModalDeviations.Listed, PortSet.Of(443), ListedEgress.PublicIPv4)
    {
        _egress = ModalEgress.Of(target.Declared.Egress);
    }

    public static Lowered Lower(TargetPolicy target) => new ModalLowering(target).Run();

    private Lowered Run()
    {
        Dropped(_egress.Opened());
        Widened();
        DeniedInside();
        var headers = HeaderReplacements();
        var sandbox = Sandbox(headers);
        var run = new ModalRun(Name(), Secrets(), Policy.Parameters);
        Others();
        var configuration = new ModalConfiguration { Image = Image(), Sandbox = sandbox, Run = run };
        return Done(configuration);
    }

    private void Widened()
    {
        if (!_egress.Hosts.IsEmpty)
        {
            // One for all hosts: a further host adds nothing to "every public address on tcp 443".
            var first = Target.Rules.Items.First(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowAnyHost && Names(r.Entry).Overlaps(_egress.Names));
            Deviate(ModalDeviations.ServerNameNotBound, "hosts", PolicyPlace.Rule(first));
            Deviate(ModalDeviations.SpecialAddressesNotClosed);
        }

        WidenedNetworks(_egress.Networks);
    }

    // There is no deny list, so a denial must not lie in what an entry opens beyond the declared.
    private void DeniedInside()
    {
        var opened = _egress.OpenedAtMost();
        RefuseDenials(
            rule => DeclaredAuthority.Destinations(rule).Overlaps(opened),
            "An entry for another rule opens what this denial closes (any host: every address on tcp 443, under a false server name; a network: every port), and Modal has no deny list.");
    }

    private ModalNetwork Network()
    {
        var domains = _egress.Hosts.Select(h => h.ToString()).OrderBy(h => h, StringComparer.Ordinal).ToEquatableArray();
        var cidrs = _egress.Networks.ToCidrs().Select(c => c.ToString()).ToEquatableArray();
        if (domains.Count > MostDomains)
        {
            Refuse(PolicyPlace.Policy, Policy.Id, $"{Text(domains.Count)} hosts; Modal takes at most {Text(MostDomains)}.");
        }

        foreach (var local in domains.Where(d => d != "*" && d.IndexOf('.') < 0))
        {
            Refuse(PolicyPlace.Policy, local, "Modal takes fully qualified names only.");
        }

        // A blocked network has no open ports and no connect tokens, so a port needs a list that allows nothing.
        var blocked = domains.IsEmpty && cidrs.IsEmpty && !Policy.Ingress.Items.Any(p => p.Transport == Transport.Tcp);
        DeviateIf(!blocked, ModalDeviations.DnsOpen);
        return new ModalNetwork(blocked ? ModalNetworkType.Blocked : ModalNetworkType.Allowlist, cidrs, domains);
    }

    private EquatableArray<int> OpenPorts()
    {
        foreach (var port in Policy.Ingress)
        {
            var (subject, place) = (Text(port.Port), PolicyPlace.Ingress(port.Port));
            DeviateIf(port.Transport != Transport.Tcp, ModalDeviations.UdpPortUnreachable, subject, place);
            DeviateIf(port is { Transport: Transport.Tcp, Callers: Callers.Organization }, ModalDeviations.CallersNarrowed, subject, place);
        }

        // Only these get a URL, which asks nobody who they are; the owner calls by connect token.
        return Policy.Ingress.Items.Where(p => p is { Transport: Transport.Tcp, Callers: Callers.Public }).Select(p => p.Port).Distinct().OrderBy(p => p).ToEquatableArray();
    }

    private EquatableArray<ModalHeaderReplacement> HeaderReplacements()
    {
        var replacements = new List<ModalHeaderReplacement>();
        var taken = new HashSet<(string Host, string Header)>();
        foreach (var credential in Target.Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Brokered).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (!_egress.Hosts.IsEmpty)
            {
                Refuse(
                    place,
                    credential.Name,
                    "Modal sets headers outside the sandbox only where no list of hosts is given, so this policy's hosts and its brokered credentials exclude each other. Limit the credential to other targets, or state that it may be read inside (Delivery.Environment).");
                continue;
            }

            foreach (var host in credential.Hosts.Items.Where(h => DeclaredAuthority.Audience(credential with { Hosts = EquatableArray.Of(h) }, Target.Declared.Egress).Overlaps(_egress.Opened())))
            {
                if (host.StartsWith("*", StringComparison.Ordinal))
                {
                    Refuse(place, credential.Name, $"{host} would send the credential to the name itself and to every host below it; say the hosts one by one.");
                    continue;
                }

                if (!taken.Add((host, credential.Header)))
                {
                    Refuse(place, credential.Name, $"Another credential sets the header {credential.Header} on {host}.");
                    continue;
                }

                replacements.Add(new ModalHeaderReplacement(host, Store(credential), EquatableArray.Of(new NamedValue(credential.Header, Value(credential)))));
                Deviate(ModalDeviations.HeaderReplacementByClaim, credential.Name, place);
            }
        }

        if (replacements.Count > MostHeaders)
        {
            Refuse(PolicyPlace.Policy, "credentials", $"{Text(replacements.Count)} headers; Modal takes at most {Text(MostHeaders)}.");
        }

        return replacements.OrderBy(r => r.Domain, StringComparer.Ordinal).ThenBy(r => r.Secret, StringComparer.Ordinal).ToEquatableArray();
    }

    private static string Store(CredentialReference credential) => credential.Name.ToLowerInvariant().Replace('_', '-');

    private static string Value(CredentialReference credential) =>
        credential.Scheme is null ? "$" + credential.Name : credential.Scheme.Replace("$", "$$") + " $" + credential.Name;

    private EquatableArray<string> Secrets()
    {
        foreach (var credential in Target.Credentials)
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery == CredentialDelivery.File)
            {
                Refuse(place, credential.Name, "Modal has no secret files; use Delivery.Environment.");
            }

            if (credential.Delivery == CredentialDelivery.Environment && Policy.Environment.Items.Any(e => e.Name == credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }
        }

        return Target.Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Environment).Select(c => c.Name).OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();
    }

    private ModalImage Image()
    {
        var identity = Policy.Identity;
        return new ModalImage(Policy.Image, Policy.BuildCommands, identity.WorkDirectory, identity.Uid == 0 || identity.Sudo ? null : new ModalUser(identity.Uid, identity.Gid));
    }

    private ModalSandbox Sandbox(EquatableArray<ModalHeaderReplacement> headers)
    {
        var idle = Policy.Lifetime.IdleSeconds;
        var timeout = Timeout();
        return new ModalSandbox
        {
            Tags = Policy.Labels,
            Entrypoint = Policy.Start,
            TimeoutSeconds = timeout,
            IdleTimeoutSeconds = idle.IsUnbounded ? null : (int)Math.Min(idle.Value, timeout),
            WorkDirectory = Policy.Identity.WorkDirectory,
            VirtualMachine = Policy.Isolation == IsolationLevel.HardwareVirtualization,
            Resources = Resources(),
            Network = Network(),
            HeaderReplacements = headers,
            OpenPorts = OpenPorts(),
            Volumes = Policy.Mounts.Select(m => new ModalVolume(m.Path, m.Source, m.SubPath, m.ReadOnly)).ToEquatableArray(),
            Environment = Policy.Environment,
        };
    }

    private int Timeout()
    {
        var declared = Policy.Lifetime.Seconds;
        if (!declared.IsUnbounded && declared.Value is > LongestLife or < 1)
        {
            Refuse(PolicyPlace.Part("lifetime"), declared + " s", $"A sandbox lives at least 1 and at most {Text(LongestLife)} seconds.");
        }

        if (Policy.Lifetime.IdleSeconds.Value < 1)
        {
            Refuse(PolicyPlace.Part("lifetime"), Policy.Lifetime.IdleSeconds + " s", "The time without activity is at least 1 second.");
        }

        return (int)Math.Min(declared.Value, LongestLife);
    }

    private ModalResources Resources()
    {
        var declared = Policy.Resources;

        // One physical core is two virtual CPUs; what is reserved is rounded up, what limits down.
        var (cpu, cpuMax) = Reserve(new LimitRange((declared.MilliCpu.Minimum + 1) / 2, Half(declared.MilliCpu.Maximum)), LeastMilliCores, "resources.cpu", "vCPU");
        var (memory, memoryMax) = Reserve(declared.MemoryMiB, LeastMemory, "resources.memory", "memory");
        if (declared.Gpu is { } gpu)
        {
            if (!IsGpu(gpu))
            {
                Refuse(PolicyPlace.Part("resources.gpu"), gpu, "Modal names a GPU by letters, digits and '-', with ':' and a count if more than one: A100, T4:2, A100-80GB.");
            }

            if (Policy.Isolation == IsolationLevel.HardwareVirtualization)
            {
                Refuse(PolicyPlace.Part("resources.gpu"), gpu, "That Modal attaches GPUs to virtual machines is not established.");
            }
        }

        return new ModalResources(cpu, cpuMax, memory, memoryMax, declared.Gpu);
    }

    // Reserves what is needed, limits to what is declared. Without a declaration Modal's defaults stand.
    private (int Request, int Maximum) Reserve(LimitRange range, int usual, string place, string what)
    {
        var maximum = range.Maximum.IsUnbounded ? 0 : range.Maximum.Value;
        if (range.Minimum > int.MaxValue || maximum > int.MaxValue || (!range.Maximum.IsUnbounded && (maximum < 1 || range.Minimum > maximum)))
        {
            Refuse(PolicyPlace.Part(place), place, $"No amount of {what} that Modal can be asked for lies in the declared range.");
            return (usual, usual);
        }

        var request = range.Minimum > 0 ? range.Minimum : maximum > 0 ? Math.Min(usual, maximum) : 0;
        return ((int)request, (int)maximum);
    }

    private static Limit Half(Limit limit) => limit.IsUnbounded ? limit : new Limit(limit.Value / 2);

    private static bool IsGpu(string gpu)
    {
        var parts = gpu.Split(':');
        return parts[0].Length is > 0 and <= 32 && parts[0].All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '-')
            && (parts.Length == 1 || (parts.Length == 2 && parts[1].Length == 1 && parts[1][0] is >= '1' and <= '8'));
    }

    private void Others()
    {
        Deviate(ModalDeviations.NetworkPolicyNotReadBack);
        Deviate(ModalDeviations.OwnerReachesAllPorts);
        Deviate(ModalDeviations.RunsAsRoot);
        Deviate(ModalDeviations.BuildNetworkOpen);
        DeviateIf(!Policy.Resources.DiskMiB.Maximum.IsUnbounded, ModalDeviations.DiskNotLimited);
        DeviateIf(Policy.Identity.ReadOnlyRoot, ModalDeviations.RootWritable, "root", PolicyPlace.Part("runas"));
        DeviateIf(!Policy.Identity.Capabilities.IsEmpty, ModalDeviations.CapabilitiesNotGranted, "capabilities", PolicyPlace.Part("runas"));
        DeviateIf(Policy.Persistence != PersistenceKind.None, ModalDeviations.NotPersisted, "persistence", PolicyPlace.Part("persist"));
        DeviateIf(Policy.Scale is not null, ModalDeviations.ScaleNotLimited, "scale", PolicyPlace.Part("scale"));
        RefuseReservedLabels();

        foreach (var mount in Policy.Mounts.Items.Where(m => m.Source.IndexOf('{') < 0 && !IsObjectName(m.Source)))
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.Source, "Modal names a volume by at most 63 letters, digits, '-', '.' and '_'.");
        }
    }

    private static bool IsObjectName(string name) =>
        name.Length is > 0 and < 64 && name.All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '-' or '.' or '_');

    // "_" is in no id, so that policy "a-dev" and the target "dev" of policy "a" do not share an app.
    private string Name() => TargetName is { } name ? Policy.Id + "_" + name : Policy.Id;
}
