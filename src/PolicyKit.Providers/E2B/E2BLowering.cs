using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.E2B;

/// <summary>Policy to configuration. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class E2BLowering : ListedLowering
{
    private const string AgentAccount = "agent";
    private const string EverythingV4 = "0.0.0.0/0";
    private const int MostHeaderHosts = 10;
    private const int EnvdPort = 49983;

    private readonly E2BEgress _egress;

    private E2BLowering(TargetPolicy target)
        : base(target, E2BDeviations.Listed, E2BEgress.WebPorts, AddressSet.AllIPv4.Except(E2BEgress.NeverReachable))
    {
        _egress = E2BEgress.Of(target.Declared.Egress);
    }

    public static Lowered Lower(TargetPolicy target) => new E2BLowering(target).Run();

    private Lowered Run()
    {
        Dropped(_egress.Opened());
        Widened();
        DeniedInside();
        Intrinsic();
        var network = Network();
        var template = Template();
        var sandbox = Sandbox(network);
        var run = new E2BRun(Secrets(), Policy.Parameters, Policy.Start);
        Others();
        var configuration = new E2BConfiguration { Template = template, Sandbox = sandbox, Run = run };
        return Done(configuration);
    }

    private void Widened()
    {
        var web = Target.Rules.Items.Where(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowAnyHost && r.Transport == Transport.Tcp).ToList();
        Hosts(web.Where(r => r.PortSet.Contains(443)), _egress.OnPort80, E2BDeviations.HostRuleOpensPort80);
        Hosts(web.Where(r => r.PortSet.Contains(80)), _egress.OnPort443, E2BDeviations.HostRuleOpensPort443);

        WidenedNetworks(_egress.Networks);
    }

    // One acceptance for the widest rule: what a narrower one adds is within it.
    private void Hosts(IEnumerable<EgressRule> rules, NameSet declared, DeviationDefinition definition)
    {
        var undeclared = _egress.Names.Except(declared).Except(SpecialAddresses.MetadataNames);
        if (undeclared.IsEmpty)
        {
            return;
        }

        var concerned = rules.Select(r => (Rule: r, Names: Names(r.Entry))).Where(r => r.Names.Overlaps(undeclared)).ToList();
        var entries = new HashSet<string>(concerned.Select(r => r.Rule.Entry), StringComparer.Ordinal);
        foreach (var (rule, _) in concerned)
        {
            DeviateIf(!NamePattern.Wider(rule.Entry).Any(entries.Contains), definition, rule);
        }
    }

    // An allow always wins on E2B, so a denial must not lie in what an entry opens beyond the declared.
    private void DeniedInside()
    {
        var opened = EgressSet.Of(Transport.Tcp, E2BEgress.WebPorts, NameClasses.NamesOnly(_egress.Names), SpecialAddresses.PublicAddresses)
            .Union(Opening.Everywhere(_egress.Networks))
            .Union(E2BEgress.Everywhere(_egress.OpensResolver ? E2BEgress.Resolver : AddressSet.Empty, NameClasses.AddressOnly));
        RefuseDenials(
            rule => DeclaredAuthority.Destinations(rule).Overlaps(opened) || DeniesWhatNamesReach(rule),
            "An entry for another rule opens what this denial closes (a host: tcp 80 and 443; a network: every port; any host: 8.8.8.8), and on E2B an allow always wins.");
    }

    // An allowed name may resolve to whatever E2B itself does not deny, special ranges and 168.63.129.16 among it.
    private bool DeniesWhatNamesReach(EgressRule rule) =>
        rule.Kind == EgressRuleKind.DenyNetwork && rule.Transport is null or Transport.Tcp && rule.PortSet.Overlaps(E2BEgress.WebPorts)
        && !_egress.Hosts.IsEmpty && !AddressSet.Of(rule.Entry).IsSubsetOf(E2BEgress.NeverReachable);

    private void Intrinsic()
    {
        Deviate(E2BDeviations.BuildNetworkOpen);
        Deviate(E2BDeviations.OrchestratorReachable);
        DeviateIf(FirstPublicPort() is null, E2BDeviations.OwnerReachesAllPorts);
        Deviate(E2BDeviations.RootWithinReach);
        DeviateIf(_egress.OpensResolver, E2BDeviations.ResolverReachable);
        DeviateIf(!_egress.Hosts.IsEmpty, E2BDeviations.SpecialDestinationsByName);
        DeviateIf(!Policy.Lifetime.IdleSeconds.IsUnbounded, E2BDeviations.NoIdleStop);
        DeviateIf(!Policy.Lifetime.Seconds.IsUnbounded, E2BDeviations.LifetimeExtendable);
        DeviateIf(!Policy.Resources.DiskMiB.Maximum.IsUnbounded, E2BDeviations.DiskNotLimited);
    }

    private E2BNetwork Network() => new(
        _egress.Hosts.Select(h => h.ToString()).OrderBy(h => h, StringComparer.Ordinal).Concat(_egress.Networks.ToCidrs().Select(c => c.ToString())).ToEquatableArray(),
        EquatableArray.Of(EverythingV4),
        HeaderRules(),
        Ingress());

    private bool Ingress()
    {
        foreach (var port in Policy.Ingress)
        {
            var (subject, place) = (Text(port.Port), PolicyPlace.Ingress(port.Port));
            if (port.Port == EnvdPort && port.Transport == Transport.Tcp)
            {
                Refuse(place, subject, "E2B's own daemon listens on this port.");
            }

            DeviateIf(port.Transport != Transport.Tcp, E2BDeviations.UdpPortUnreachable, subject, place);
            DeviateIf(port is { Transport: Transport.Tcp, Callers: Callers.Organization }, E2BDeviations.CallersNarrowed, subject, place);
        }

        if (FirstPublicPort() is not { } open)
        {
            return false;
        }

        Deviate(E2BDeviations.InboundAllPorts, Text(open.Port), PolicyPlace.Ingress(open.Port));
        return true;
    }

    private IngressPort? FirstPublicPort() =>
        Policy.Ingress.Items.Where(p => p is { Transport: Transport.Tcp, Callers: Callers.Public }).OrderBy(p => p.Port).FirstOrDefault();

    private EquatableArray<E2BHeaderRule> HeaderRules()
    {
        var headers = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var brokered = Target.Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Brokered)
            .Select(c => (Credential: c, Names: NameSet.UnionAll(c.Hosts.Select(DeclaredAuthority.Pattern)))).ToList();
        var keys = brokered.SelectMany(b => Keys(b.Credential)).Distinct().Take(MostHeaderHosts + 1).ToList();
        foreach (var key in keys)
        {
            // A more specific key hides a wider one (no merging), so it carries the headers of every credential that covers it.
            var values = headers[key] = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (credential, _) in brokered.Where(b => DeclaredAuthority.Pattern(key).IsSubsetOf(b.Names)))
            {
                if (values.ContainsKey(credential.Header))
                {
                    Refuse(PolicyPlace.Credential(credential.Name), credential.Name, $"Another credential sets the header {credential.Header} on {key}.");
                    continue;
                }

                values.Add(credential.Header, Value(credential));
                CheckHeader(credential, key, values[credential.Header]);
            }

            if (values.Count > 20)
            {
                Refuse(PolicyPlace.Policy, key, "A host takes at most 20 headers.");
            }
        }

        if (keys.Count > MostHeaderHosts)
        {
            Refuse(PolicyPlace.Policy, "credentials", $"At most {Text(MostHeaderHosts)} hosts take credentials.");
        }

        CredentialsOnPort80(brokered.Select(b => b.Credential));
        return headers.Select(h => new E2BHeaderRule(h.Key, h.Value.Select(v => new NamedValue(v.Key, v.Value)).ToEquatableArray())).ToEquatableArray();
    }

    // Only hosts that are opened by name: else a connection to an opened network could claim the name and be given the header.
    private IEnumerable<string> Keys(CredentialReference credential)
    {
        foreach (var host in credential.Hosts)
        {
            var names = DeclaredAuthority.Pattern(host);
            if (names.IsSubsetOf(_egress.Names))
            {
                yield return host;
                continue;
            }

            foreach (var opened in _egress.Hosts.Where(h => !h.IsAny && NameSet.Of(h).IsSubsetOf(names)))
            {
                yield return opened.ToString();
            }
        }
    }

    private void CheckHeader(CredentialReference credential, string key, string value)
    {
        var place = PolicyPlace.Credential(credential.Name);
        if (key.StartsWith("*.", StringComparison.Ordinal) && key.IndexOf('.', 2) < 0)
        {
            Refuse(place, credential.Name, $"{key} gives the credential to every host below a top-level domain.");
        }

        if (key.Length > 128 || credential.Header.Length > 64 || value.Length > 2048)
        {
            Refuse(place, credential.Name, "A host takes at most 128 characters, a header name 64, a header value 2048.");
        }
    }

    // The acceptance of HostRuleOpensPort80 speaks of credentials too; where the policy itself opens port 80 there is none.
    private void CredentialsOnPort80(IEnumerable<CredentialReference> credentials)
    {
        var plain = _egress.OnPort80.Intersect(_egress.Names);
        foreach (var credential in credentials.Where(c => c.Hosts.Items.Any(h => DeclaredAuthority.Pattern(h).Overlaps(plain))))
        {
            Deviate(E2BDeviations.HeaderRuleOnPort80, credential.Name, PolicyPlace.Credential(credential.Name));
        }
    }

    private static string Value(CredentialReference credential)
    {
        var secret = "${e2b.secrets." + Store(credential) + "}";
        return credential.Scheme is null ? secret : credential.Scheme + " " + secret;
    }

    private static string Store(CredentialReference credential) =>
        credential.Name.ToLowerInvariant().Replace('_', '-') + (BasicUser(credential) is null ? string.Empty : "-basic");

    private static string? BasicUser(CredentialReference credential) => credential.Scheme == "Basic" ? credential.User ?? string.Empty : null;

    private EquatableArray<E2BSecret> Secrets()
    {
        var secrets = Target.Credentials.Items.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Delivery == CredentialDelivery.Brokered
            ? new E2BSecret(c.Name, Store(c), BasicUser(c))
            : new E2BSecret(c.Name, null, null)).ToEquatableArray();
        foreach (var credential in Target.Credentials)
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery == CredentialDelivery.File)
            {
                Refuse(place, credential.Name, "E2B has no secret files; use Delivery.Brokered, or Delivery.Environment.");
            }

            if (credential.Delivery == CredentialDelivery.Brokered && secrets.Items.Count(s => s.Store == Store(credential)) > 1)
            {
                Refuse(place, credential.Name, "Two credentials would have the same name in E2B's secret store; rename one.");
            }

            if (credential.Delivery == CredentialDelivery.Environment && Policy.Environment.Items.Any(e => e.Name == credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }
        }

        return secrets;
    }

    private E2BTemplate Template()
    {
        var resources = Policy.Resources;
        var root = Policy.Identity.Uid == 0;
        return new E2BTemplate(
            Name(),
            Policy.Image,
            new E2BUser(root ? "root" : AgentAccount, Policy.Identity.Uid, root ? 0 : Policy.Identity.Gid, !root && Policy.Identity.Sudo),
            Policy.Identity.WorkDirectory,
            Policy.BuildCommands,
            Pick(resources.MilliCpu, unit: 1000, least: 1, usual: 2, Option("TeamMaxCpu", 8), "resources.cpu", "vCPU (whole ones, at least 1, at most the team's {0})"),
            Pick(resources.MemoryMiB, unit: 2, least: 64, usual: 512, Option("TeamMaxMemoryMiB", 8192) / 2, "resources.memory", "MiB (even, at least 128, at most the team's {0})") * 2,
            (int)Math.Min(resources.DiskMiB.Minimum, int.MaxValue));
    }

    // The most that is declared and that the team may have; where there is no bound, what E2B usually gives, or the least that is needed.
    private int Pick(LimitRange range, int unit, int least, int usual, int team, string place, string what)
    {
        var minimum = Math.Max(least, (range.Minimum + unit - 1) / unit);
        var maximum = range.Maximum.IsUnbounded ? Math.Max(minimum, usual) : range.Maximum.Value / unit;
        var amount = Math.Min(maximum, team);
        if (amount >= minimum)
        {
            return (int)amount;
        }

        var bound = (unit == 1000 ? team : team * (long)unit).ToString(CultureInfo.InvariantCulture);
        Refuse(PolicyPlace.Part(place), place, $"No amount of {string.Format(CultureInfo.InvariantCulture, what, bound)} lies in the declared range.");
        return least;
    }

    private E2BSandbox Sandbox(E2BNetwork network) => new()
    {
        TemplateId = Name(),
        Metadata = Policy.Labels,
        TimeoutSeconds = Timeout(),
        AllowInternetAccess = network.AllowOut.IsEmpty ? false : null,
        Network = network,
        Environment = Policy.Environment,
        AutoPause = Policy.Persistence != PersistenceKind.None,
        AutoPauseMemory = Policy.Persistence == PersistenceKind.Memory,
        Volumes = Policy.Mounts.Select(m => new E2BVolume(m.Source, m.Path)).ToEquatableArray(),
    };

    private int Timeout()
    {
        var longest = Option("Plan") is "Pro" or "Enterprise" ? 86_400 : 3_600;
        var declared = Policy.Lifetime.Seconds;
        if (!declared.IsUnbounded && (declared.Value > longest || declared.Value < 1))
        {
            Refuse(PolicyPlace.Part("lifetime"), declared + " s", $"A sandbox of the plan {Option("Plan") ?? "Hobby"} lives at least 1 and at most {Text(longest)} seconds.");
        }

        return (int)Math.Min(declared.Value, longest);
    }

    private void Others()
    {
        DeviateIf(Policy.Identity.ReadOnlyRoot, E2BDeviations.RootWritable, "root", PolicyPlace.Part("runas"));
        DeviateIf(!Policy.Identity.Capabilities.IsEmpty && Policy.Identity.Uid != 0, E2BDeviations.CapabilitiesNotGranted, "capabilities", PolicyPlace.Part("runas"));
        DeviateIf(Policy.Scale is not null, E2BDeviations.ScaleNotLimited, "scale", PolicyPlace.Part("scale"));
        foreach (var mount in Policy.Mounts)
        {
            DeviateIf(mount.ReadOnly, E2BDeviations.VolumeWritable, mount.Path, PolicyPlace.Mount(mount.Path));
            if (mount.SubPath is not null)
            {
                Refuse(PolicyPlace.Mount(mount.Path), mount.Path, "E2B mounts whole volumes; use a volume of its own for each sub-path.");
            }
        }

        if (Policy.Resources.Gpu is { } gpu)
        {
            Refuse(PolicyPlace.Part("resources.gpu"), gpu, "E2B has no GPUs.");
        }

        RefuseReservedLabels();
    }

    // "_" is in no id, so that policy "a-dev" and the target "dev" of policy "a" do not share a template.
    private string Name() => TargetName is { } name ? Policy.Id + "_" + name : Policy.Id;

    private int Option(string name, int fallback) =>
        int.TryParse(Option(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
