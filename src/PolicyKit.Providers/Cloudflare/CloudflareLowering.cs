using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>Policy to configuration. What may be reached comes from the declared authority; the rules only tell where a deviation stands.</summary>
internal sealed class CloudflareLowering : Lowering
{
    private const int LongestIdleSeconds = 21_600;

    // npm @cloudflare/sandbox 0.12.10, Sandbox.defaultPort.
    private const int ControlPort = 3_000;

    private static readonly (string Scheme, int Port)[] Schemes = { ("http", 80), ("https", 443) };

    private readonly List<CloudflareRule> _rules = new();
    private readonly List<EgressSet> _opened = new();

    private CloudflareLowering(TargetPolicy target)
        : base(target)
    {
    }

    public static Lowered Lower(TargetPolicy target) => new CloudflareLowering(target).Run();

    private bool Sdk => Option("Sdk") == "Version0";

    private Lowered Run()
    {
        var slices = Target.Declared.Egress.Slices();
        foreach (var (scheme, port) in Schemes)
        {
            foreach (var slice in slices.Where(s => s.Transport == Transport.Tcp && s.Ports.Contains(port)))
            {
                Rules(slice, scheme, port);
            }
        }

        Dropped();
        DeniedNetworks();
        var configuration = new CloudflareConfiguration
        {
            Worker = Name(),
            Sdk = Sdk,
            MaxInstances = Sdk && Policy.Scale is { } scale ? new Limit(scale.Maximum) : Limit.Unbounded,
            SecretsStore = Store(),
            Image = new CloudflareImage(Policy.Image, Policy.BuildCommands, Policy.Identity.Uid, Policy.Identity.Gid, Policy.Identity.WorkDirectory),
            Rules = _rules.ToEquatableArray(),
            Credentials = Credentials(),
            Instance = Instance(),
            LifetimeSeconds = Policy.Lifetime.Seconds,
            IdleSeconds = Idle(),
            Ports = Ports(),
            PublicPort = PublicPort(),
            Environment = Policy.Environment,
            Labels = Policy.Labels,
            Parameters = Policy.Parameters,
            Start = Policy.Start,
        };
        Others();
        return Done(configuration);
    }

    private void Rules(EgressSlice slice, string scheme, int port)
    {
        foreach (var entry in slice.Entries)
        {
            var http = Beyond(slice, entry.Leaf).Pieces.Select(p => p.Http).Distinct().ToList();
            if (http.Count > 1)
            {
                Refuse(PolicyPlace.Policy, entry.Pattern.ToString(), "Different requests are allowed at different addresses of one name, which the Worker cannot tell apart.");
                continue;
            }

            if (http.Count == 0)
            {
                if (!Beyond(slice, entry.Inherited).IsEmpty)
                {
                    _rules.Add(new CloudflareRule(scheme, entry.Pattern.ToString(), Allow: false, default));
                }

                continue;
            }

            var requests = http[0].Equals(HttpSet.All) ? default : Requests(http[0]);
            _rules.Add(new CloudflareRule(scheme, entry.Pattern.ToString(), Allow: true, requests));
            var names = NameSet.Of(entry.Pattern).Except(NameSet.UnionAll(entry.Holes.Select(NameSet.Of)));
            _opened.Add(EgressSet.Of(Transport.Tcp, PortSet.Of(port), NameClasses.NamesOnly(names), AddressSet.All, http[0]));
            DeviateIf(requests.IsEmpty, CloudflareDeviations.OnlyHttpLeaves);
        }
    }

    // What names reach at public addresses beyond what anybody may dial there: that is what host rules say, and a Worker can ask for names only.
    private static EgressLeaf Beyond(EgressSlice slice, EgressLeaf leaf) => leaf.Except(slice.NoNameLeaf).Intersect(EgressLeaf.Of(SpecialAddresses.PublicAddresses));

    private static EquatableArray<CloudflareRequests> Requests(HttpSet http) => http.Rules
        .Select(r => new CloudflareRequests(r.Methods.ToEquatableArray(), (r.Paths.ToPatterns() ?? throw new NotSupportedException("Paths that are no union of patterns.")).ToEquatableArray()))
        .ToEquatableArray();

    private void Dropped()
    {
        var lost = Target.Declared.Egress.Except(EgressSet.UnionAll(_opened));
        if (lost.IsEmpty)
        {
            return;
        }

        foreach (var rule in Target.Rules.Items.Where(r => !r.IsDenial && DeclaredAuthority.Destinations(r).Overlaps(lost)))
        {
            Deviate(
                rule.Kind switch
                {
                    EgressRuleKind.AllowNetwork => CloudflareDeviations.NetworkUnreachable,
                    EgressRuleKind.AllowMetadata => CloudflareDeviations.MetadataUnreachable,
                    _ => CloudflareDeviations.HostPortUnreachable,
                },
                rule.Entry,
                PolicyPlace.Rule(rule));
        }
    }

    private void DeniedNetworks()
    {
        if (_opened.Count == 0)
        {
            return;
        }

        Deviate(CloudflareDeviations.SpecialDestinationsByName);
        Deviate(CloudflareDeviations.LookupsNotEstablished);
        var opened = EgressSet.UnionAll(_opened).Intersect(EgressSet.Of(Transport.Tcp, PortSet.Of(80, 443), NameClasses.Everything, SpecialAddresses.PublicAddresses));
        foreach (var rule in Target.Rules.Items.Where(r => r.Kind == EgressRuleKind.DenyNetwork && DeclaredAuthority.Destinations(r).Overlaps(opened)))
        {
            Deviate(CloudflareDeviations.DeniedNetworkByName, rule.Entry, PolicyPlace.Rule(rule));
        }
    }

    private EquatableArray<CloudflareCredential> Credentials()
    {
        var rivals = Rivals();
        var variables = new HashSet<string>(Policy.Environment.Select(e => e.Name), StringComparer.Ordinal);
        foreach (var credential in Target.Credentials)
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery == CredentialDelivery.File)
            {
                Refuse(place, credential.Name, "Cloudflare has no secret files; use Delivery.Brokered, or Delivery.Environment.");
            }

            if (credential.Name is "SANDBOX")
            {
                Refuse(place, credential.Name, "The Worker's binding to its Durable Object has this name; rename the credential.");
            }

            if (variables.Contains(credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }

            if (rivals.TryGetValue(credential, out var other))
            {
                Refuse(place, credential.Name, $"The credential {other} sets the same header on the same hosts.");
            }
        }

        return Target.Credentials.Items.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Delivery == CredentialDelivery.Brokered
            ? new CloudflareCredential(c.Name, c.Header, c.Scheme, c.User, c.Hosts.Items.OrderBy(h => h, StringComparer.Ordinal).ToEquatableArray())
            : new CloudflareCredential(c.Name, null, null, null, default)).ToEquatableArray();
    }

    // For a brokered credential, the name of another with the same header on some of the same hosts: hosts that are equal, or one within the other.
    private Dictionary<CredentialReference, string> Rivals()
    {
        var said = Target.Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Brokered)
            .SelectMany(c => c.Hosts.Items, (Credential, Host) => (Credential, Host))
            .ToLookup(s => (s.Credential.Header, s.Host), s => s.Credential);
        var rivals = new Dictionary<CredentialReference, string>();
        foreach (var place in said)
        {
            foreach (var credential in place)
            {
                var others = NamePattern.Wider(place.Key.Host).Prepend(place.Key.Host).SelectMany(h => said[(place.Key.Header, h)].Take(2)).Where(o => o != credential);
                foreach (var other in others)
                {
                    rivals[credential] = other.Name;
                    rivals[other] = credential.Name;
                }
            }
        }

        return rivals;
    }

    private CloudflareInstance Instance()
    {
        if (CloudflareInstances.Choose(Policy.Resources) is not { } instance)
        {
            Refuse(PolicyPlace.Part("resources"), "resources", "No instance is that small: the smallest (lite) has 1/16 vCPU, 256 MiB and 2 GB of disk.");
            return CloudflareInstances.Predefined[0];
        }

        foreach (var part in CloudflareInstances.Short(instance, Policy.Resources))
        {
            Deviate(CloudflareDeviations.ResourcesReduced, part, PolicyPlace.Part(part));
        }

        return instance;
    }

    private Limit Idle()
    {
        var idle = Policy.Lifetime.IdleSeconds;
        if (!idle.IsUnbounded && idle.Value > LongestIdleSeconds)
        {
            Refuse(PolicyPlace.Part("lifetime"), idle + " s", "An idle container can be kept for at most 6 hours.");
        }

        return idle;
    }

    private EquatableArray<int> Ports()
    {
        foreach (var port in Policy.Ingress)
        {
            DeviateIf(port.Transport != Transport.Tcp, CloudflareDeviations.UdpPortUnreachable, Text(port.Port), PolicyPlace.Ingress(port.Port));
            if (Sdk && port.Port == ControlPort)
            {
                Refuse(PolicyPlace.Ingress(port.Port), Text(port.Port), "The SDK's supervisor in the container listens on this port.");
            }

            DeviateIf(port is { Transport: Transport.Tcp, Callers: Callers.Organization }, CloudflareDeviations.CallersNarrowed, Text(port.Port), PolicyPlace.Ingress(port.Port));
        }

        return Policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp).Select(p => p.Port).Distinct().OrderBy(p => p).ToEquatableArray();
    }

    private int? PublicPort()
    {
        var open = Policy.Ingress.Items.Where(p => p is { Transport: Transport.Tcp, Callers: Callers.Public }).Select(p => p.Port).Distinct().OrderBy(p => p).ToList();
        foreach (var port in open.Skip(1))
        {
            Refuse(PolicyPlace.Ingress(port), Text(port), "A Worker has one public address, so one port can answer to everybody.");
        }

        return open.Count == 0 ? null : open[0];
    }

    private void Others()
    {
        var identity = Policy.Identity;
        DeviateIf(identity.ReadOnlyRoot, CloudflareDeviations.RootWritable, "root", PolicyPlace.Part("runas"));
        DeviateIf(!identity.Capabilities.IsEmpty && identity.Uid != 0, CloudflareDeviations.CapabilitiesNotGranted, "capabilities", PolicyPlace.Part("runas"));
        DeviateIf(identity.Uid == 0 && !identity.Capabilities.Items.Contains("ALL"), CloudflareDeviations.RootCapabilities, "root", PolicyPlace.Part("runas"));
        DeviateIf(identity.Sudo, CloudflareDeviations.SudoNotGranted, "sudo", PolicyPlace.Part("runas"));
        DeviateIf(Policy.Isolation > IsolationLevel.Container, CloudflareDeviations.IsolationNotEstablished, "isolation", PolicyPlace.Part("isolate"));
        DeviateIf(Policy.Persistence != PersistenceKind.None, CloudflareDeviations.PersistenceLost, "persistence", PolicyPlace.Part("persist"));
        DeviateIf(Policy.Scale is { } scale && (!Sdk || scale.Warm > 0), CloudflareDeviations.ScaleNotLimited, "scale", PolicyPlace.Part("scale"));
        DeviateIf(Sdk, CloudflareDeviations.SdkSupportEnds, "sdk", TargetPlace);
        DeviateIf(!Policy.BuildCommands.IsEmpty, CloudflareDeviations.BuildNetworkOpen);
        foreach (var mount in Policy.Mounts)
        {
            Refuse(PolicyPlace.Mount(mount.Path), mount.Path, "The platform mounts no volumes; keep the data in R2 and reach it by an HTTP rule.");
        }

        if (!PolicyGrammar.IsAbsolutePath(Policy.Identity.WorkDirectory))
        {
            Refuse(PolicyPlace.Policy, Policy.Identity.WorkDirectory, "WORKDIR has no quotes and expands variables; a path holds letters, digits and '._-@+'.");
        }

        if (Policy.Resources.Gpu is { } gpu)
        {
            Refuse(PolicyPlace.Part("resources.gpu"), gpu, "Cloudflare has no GPUs for containers.");
        }

        RefuseReservedLabels();
    }

    // "--" is in no id that is let through here, so that policy "a-dev" and the target "dev" of policy "a" do not share a Worker.
    private string Name()
    {
        var name = TargetName is { } target ? Policy.Id + "--" + target : Policy.Id;
        if (name.Length > 63 || Policy.Id.Contains("--") || Policy.Id.EndsWith("-", StringComparison.Ordinal))
        {
            Refuse(PolicyPlace.Policy, name, "The name of a Worker has at most 63 characters, does not end with '-', and the policy's id may not hold '--'.");
        }

        return name;
    }

    private string Store()
    {
        var store = Option("SecretsStore") ?? new string('0', 32);
        if (store.Length != 32 || !store.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f')))
        {
            Refuse(TargetPlace, store, "The id of a Secrets Store has 32 lower-case hexadecimal digits.");
        }

        return store;
    }
}
