using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.TestKit;

/// <summary>Policies drawn near every boundary: such as the reader of attributes would let through, and small enough for brute force.</summary>
public static class RandomPolicies
{
    /// <summary>Names near the hosts of the policies: apex, below, deeper, a sibling and a metadata endpoint's.</summary>
    public static readonly string[] Names =
        ["example.com", "api.example.com", "a.api.example.com", "b.a.api.example.com", "xexample.com", "other.net", "www.other.net", "metadata.google.internal"];

    private static readonly string[] Hosts = ["example.com", "api.example.com", "*.example.com", "*.api.example.com", "other.net", "*.other.net", "a.api.example.com"];

    private static readonly string[] Networks =
    [
        "1.1.1.0/24", "1.1.1.0/25", "1.1.1.128/25", "1.1.1.1/32", "8.8.8.8/32", "8.8.8.0/24", "9.0.0.0/8", "172.15.0.0/16", "172.32.0.0/16", "203.0.113.0/24", "198.18.0.0/15",
        "10.0.0.0/8", "10.1.0.0/16", "192.168.1.0/24", "100.64.0.0/10", "2606:4700::/32", "2001:db8::/32",

        // One address past an edge of those above, and the form of a mapped address.
        "1.1.0.255/32", "1.1.2.0/32", "1.1.1.127/32", "8.8.8.7/32", "8.8.8.9/32", "9.255.255.255/32", "11.0.0.0/32", "100.63.255.255/32", "100.128.0.0/32", "172.31.255.255/32", "192.167.255.255/32",
        "192.169.0.0/32", "8.8.8.8/31", "1.1.0.0/23", "64:ff9b::808:808/128", "64:ff9b::101:100/120",
    ];

    private static readonly string[] NamePorts = ["443", "443", "443", "80,443", "80,443", "80", "79-81", "442-444", "444", "442", "443-444", "442-443", "80-81", "5432", "*"];

    private static readonly string[] NetworkPorts = ["443", "80", "5432", "53", "1-65535", "*", "442-444", "444", "443-444", "52-54", "1-442,444-65535"];

    // Options of targets without which some deviation cannot be met, or some policy not be emitted.
    private static readonly Dictionary<string, NamedValue[]> Options = new(StringComparer.Ordinal)
    {
        ["cloudflare-sandboxes"] = [new("Sdk", "Version0")],
        ["daytona"] = [new("MaxDiskGiB", "5")],
        ["docker"] = [new("DiskQuota", "true"), new("Runtime", "GVisor")],
        ["e2b"] = [new("Plan", "Pro")],
        ["gke-agent-sandbox"] = [new("Image", "registry.example.com/agents/random:1")],
        ["replit"] = [new("Deployment", "Autoscale"), new("Module", "python-3.12")],
    };

    // Providers that limit no connection: most drawn policies declare every host, else nothing would be emitted.
    private static readonly HashSet<string> Open = new(StringComparer.Ordinal) { "exe-dev", "replit" };

    /// <summary>The rules that a provider takes no policy without: every host on every TCP port where it limits no connection, else none.</summary>
    public static IReadOnlyList<EgressRule> Required(string provider) =>
        Open.Contains(provider) ? [new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = "*", Because = "test" }] : [];

    /// <summary>The options that are drawn for a provider's target.</summary>
    public static IReadOnlyList<NamedValue> OptionsOf(string provider) => Options.GetValueOrDefault(provider, []);

    /// <summary>Policies for a provider, with any of its options.</summary>
    public static Gen<SandboxPolicy> For(string provider) =>
        from rules in Open.Contains(provider) ? Gen.Frequency((1, Rules), (9, OpenRules(provider))) : Gen.Frequency((8, Rules), (2, WebRules))
        from credentials in Credentials(rules)
        from shape in Gen.Frequency((8, Shape), (2, PlainShape), (1, BoundedShape))
        from options in Gen.Int[0, 1023]
        let chosen = OptionsOf(provider).Where((_, i) => (options & (1 << i)) != 0).OrderBy(o => o.Name, StringComparer.Ordinal).ToEquatableArray()
        select shape with
        {
            Rules = rules,
            Credentials = credentials,
            Targets = EquatableArray.Of(new TargetDeclaration(provider, null, chosen)),
        };

    /// <summary>The policy with an acceptance for every deviation that lowering for its first target meets.</summary>
    public static SandboxPolicy AcceptAll(Provider provider, SandboxPolicy policy)
    {
        var lowered = provider.Lower(new TargetPolicy(policy, policy.Targets[0]));
        return policy with { Acceptances = lowered.Deviations.Select(d => Accept(provider, d)).ToEquatableArray() };
    }

    /// <summary>The policy with the provider's newest baseline accepted and nothing else.</summary>
    public static SandboxPolicy AcceptBaseline(Provider provider, SandboxPolicy policy) => policy with
    {
        Acceptances = provider.Baselines.SelectMany(b => b.Deviations).Distinct()
            .Select(d => new Acceptance { Provider = provider.Id, Deviation = d, Because = "test", Owner = "tests", Until = "2099-12-31", Baseline = provider.Baselines[^1].TypeName }).ToEquatableArray(),
    };

    /// <summary>An acceptance of one deviation.</summary>
    public static Acceptance Accept(Provider provider, Deviation deviation) => new()
    {
        Provider = provider.Id,
        Deviation = deviation.Definition.Name,
        For = deviation.Definition.Intrinsic ? null : deviation.Subject,
        Because = "test",
        Owner = "tests",
        Until = "2099-12-31",
    };

    private static readonly Gen<EgressRule> AllowHost =
        Gen.Select(Gen.OneOf(Hosts), Gen.OneOf(NamePorts), Gen.OneOf(Transport.Tcp, Transport.Tcp, Transport.Tcp, Transport.Tcp, Transport.Udp))
            .Select((host, ports, transport) => new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport });

    private static readonly Gen<EgressRule> AllowHttp =
        Gen.Select(Gen.OneOf(Hosts), Gen.OneOf("GET", "GET,POST", ""), Gen.OneOf("/repos/acme/*", "/v1", ""))
            .Select((host, methods, path) => new EgressRule
            {
                Kind = EgressRuleKind.AllowHttp,
                Entry = host,
                Ports = "443",
                Methods = methods.Split(',', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray(),
                Paths = path.Length == 0 ? default : EquatableArray.Of(path),
            });

    private static readonly Gen<EgressRule> AllowNetwork =
        Gen.Select(Gen.OneOf(Networks), Gen.OneOf(NetworkPorts), Gen.OneOf(Transport.Tcp, Transport.Tcp, Transport.Udp))
            .Select((network, ports, transport) => new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = transport });

    private static readonly Gen<EgressRule> AnyHost =
        Gen.OneOf("443", "80,443", "80").Select(ports => new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports });

    private static readonly Gen<EgressRule> Metadata =
        Gen.OneOf("169.254.169.254", "metadata.google.internal").Select(e => new EgressRule { Kind = EgressRuleKind.AllowMetadata, Entry = e, Ports = "80", Because = "test" });

    private static readonly Gen<EgressRule> Denial = Gen.Frequency(
        (2, Gen.OneOf(Hosts).Select(h => new EgressRule { Kind = EgressRuleKind.DenyHost, Entry = h, Ports = "*", Transport = null })),
        (2, Gen.OneOf(Networks).Select(n => new EgressRule { Kind = EgressRuleKind.DenyNetwork, Entry = n, Ports = "*", Transport = null })),
        (1, Gen.OneOf(Hosts).Select(h => new EgressRule { Kind = EgressRuleKind.DenyHost, Entry = h, Ports = "80", Transport = null })),
        (1, Gen.OneOf(Networks).Select(n => new EgressRule { Kind = EgressRuleKind.DenyNetwork, Entry = n, Ports = "5432", Transport = Transport.Tcp })));

    private static readonly Gen<EquatableArray<EgressRule>> Rules = Gen.Select(
            Gen.Frequency((8, AllowHost), (3, AllowNetwork), (1, AllowHttp), (1, Metadata)).Array[0, 4],
            Gen.Frequency((8, Gen.Const(Array.Empty<EgressRule>())), (1, AnyHost.Array[1])),
            Gen.Frequency((4, Gen.Const(Array.Empty<EgressRule>())), (1, Denial.Array[1, 2])))
        .Select((allows, any, denials) => Canonical(Readable(allows.Concat(any).ToArray()).Concat(denials)));

    // Directed draws: what most providers can say exactly, and shapes that are rare among the others.
    private static readonly Gen<EquatableArray<EgressRule>> WebRules = Gen.Select(Gen.OneOf(Hosts), Gen.OneOf("443", "80,443", "80,443"))
        .Select((host, ports) => new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = Transport.Tcp }).Array[1, 2].Select(r => Canonical(r));

    // Beside any host there are no credentials, beside networks that cover the Internet there may be.
    private static Gen<EquatableArray<EgressRule>> OpenRules(string provider) => Gen.Select(
            Gen.OneOf([.. Required(provider)], new[] { "0.0.0.0/0", "::/0" }.Select(n => new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = n, Ports = "*" }).ToArray()),
            Gen.Frequency((8, AllowHost), (3, AllowNetwork), (1, AllowHttp), (1, Metadata)).Array[0, 2],
            Gen.Frequency((12, Gen.Const(Array.Empty<EgressRule>())), (1, Denial.Array[1])))
        .Select((open, allows, denials) => Canonical([.. open, .. allows, .. denials]));

    private static readonly Gen<SandboxPolicy> PlainShape = Gen.OneOf(new Limit(60), new Limit(3600)).Select(lifetime => new SandboxPolicy
    {
        Id = "random",
        TypeName = "Tests.Random",
        Image = "docker.io/library/python:3.13-slim",
        Lifetime = new LifetimeLimits(lifetime, lifetime),
    });

    private static readonly Gen<SandboxPolicy> BoundedShape = PlainShape.Select(plain => plain with
    {
        Resources = new ResourceRanges(new LimitRange(1000, new Limit(2000)), new LimitRange(512, new Limit(1024)), new LimitRange(0, new Limit(2048))),
        Identity = RunIdentity.Default with { ReadOnlyRoot = true },
    });

    private static readonly Gen<SandboxPolicy> Shape =
        from cpu in Gen.OneOf(LimitRange.Unbounded, new LimitRange(2000, new Limit(2000)), new LimitRange(1500, new Limit(4000)), new LimitRange(1000, Limit.Unbounded), new LimitRange(500, new Limit(16000)))
        from memory in Gen.OneOf(LimitRange.Unbounded, new LimitRange(4096, new Limit(4096)), new LimitRange(127, new Limit(129)), new LimitRange(1024, new Limit(65536)))
        from disk in Gen.OneOf(LimitRange.Unbounded, LimitRange.Unbounded, new LimitRange(10240, new Limit(20480)))
        from lifetime in Gen.OneOf(Limit.Unbounded, new Limit(60), new Limit(3599), new Limit(3600))
        from idle in Gen.OneOf(Limit.Unbounded, Limit.Unbounded, new Limit(600))
        from identity in Gen.OneOf(RunIdentity.Default, RunIdentity.Default, RunIdentity.Default, RunIdentity.Default with { ReadOnlyRoot = true }, RunIdentity.Default with { Uid = 0, Gid = 0 }, RunIdentity.Default with { Sudo = true }, RunIdentity.Default with { Capabilities = EquatableArray.Of("NET_BIND_SERVICE") })
        from ingress in Gen.Frequency(
            (12, EquatableArray<IngressPort>.Empty),
            (3, EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner))),
            (3, EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public))),
            (2, EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Organization), new IngressPort(9090, Transport.Udp, Callers.Owner))))
        from mounts in Gen.Frequency(
            (8, EquatableArray<MountPoint>.Empty),
            (4, EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" })),
            (2, EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", ReadOnly = false })),
            (1, EquatableArray.Of(new MountPoint { Path = "/cache", Source = "cache-{tenant}", ReadOnly = false })))
        from extras in Gen.Int[0, 31]
        from persistence in Gen.Frequency((8, PersistenceKind.None), (1, PersistenceKind.Disk), (1, PersistenceKind.Memory))
        from isolation in Gen.Frequency((8, IsolationLevel.Container), (1, IsolationLevel.UserSpaceKernel), (1, IsolationLevel.HardwareVirtualization))
        from scale in Gen.Frequency((13, (ScaleLimits?)null), (1, new ScaleLimits(10, 0)), (1, new ScaleLimits(10, 2)))
        select new SandboxPolicy
        {
            Id = "random",
            TypeName = "Tests.Random",
            Image = "docker.io/library/python:3.13-slim",
            Resources = new ResourceRanges(cpu, memory, disk),
            Lifetime = new LifetimeLimits(lifetime, idle),
            Identity = identity,
            Isolation = isolation,
            Ingress = ingress,
            Mounts = mounts,
            Parameters = mounts.Any(m => m.Source.Contains('{', StringComparison.Ordinal)) || extras == 1 ? EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")) : default,
            Labels = (extras & 2) != 0 ? EquatableArray.Of(new NamedValue("team", "a \"quoted\" {tenant} \u00e9")) : default,
            BuildCommands = (extras & 4) != 0 ? EquatableArray.Of("pip install 'uv'") : default,
            BuildHosts = (extras & 4) != 0 ? EquatableArray.Of("pypi.org") : default,
            Environment = (extras & 8) != 0 ? EquatableArray.Of(new NamedValue("MODE", "a'b\"c\n$d")) : default,
            Start = (extras & 16) != 0 ? EquatableArray.Of("python", "-m", "http.server", "a 'b' $c") : default,
            Scale = scale,
            Persistence = persistence,
        };

    // Any host is an error together with private networks; metadata addresses are opened by their own attribute only.
    private static IEnumerable<EgressRule> Readable(EgressRule[] allows) => allows.Any(r => r.Kind == EgressRuleKind.AllowAnyHost)
        ? allows.Where(r => r.Kind != EgressRuleKind.AllowNetwork || AddressSet.Of(r.Entry).IsSubsetOf(SpecialAddresses.PublicAddresses))
        : allows;

    private static EquatableArray<EgressRule> Canonical(IEnumerable<EgressRule> rules) => rules.Distinct()
        .OrderBy(r => r.Kind).ThenBy(r => r.Entry, StringComparer.Ordinal).ThenBy(r => r.Transport).ThenBy(r => r.Ports, StringComparer.Ordinal).ToEquatableArray();

    private static Gen<EquatableArray<CredentialReference>> Credentials(EquatableArray<EgressRule> rules)
    {
        var hosts = rules.Where(r => r.Kind is EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp && r.Transport == Transport.Tcp).Select(r => r.Entry).Distinct().ToArray();
        var none = Gen.Const(EquatableArray<CredentialReference>.Empty);
        if (rules.Any(r => r.Kind == EgressRuleKind.AllowAnyHost))
        {
            return none;
        }

        if (hosts.Length == 0)
        {
            // A host inside an opened network, which no rule names.
            var inside = Gen.Const(EquatableArray.Of(new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of("git.example.com"), Scheme = "Bearer" }));
            return rules.Any(r => r is { Kind: EgressRuleKind.AllowNetwork, Transport: Transport.Tcp }) ? Gen.Frequency((2, none), (1, inside)) : none;
        }

        var bearer = Gen.OneOf(hosts).Select(h => EquatableArray.Of(new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of(h), Scheme = "Bearer" }));
        var two = Gen.Select(Gen.OneOf(hosts), Gen.OneOf(hosts)).Select((a, b) => EquatableArray.Of(
            new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of(a), Header = "x-api-key" },
            new CredentialReference { Name = "B_PASSWORD", Hosts = EquatableArray.Of(b), Scheme = "Basic", User = "me" }));
        var readable = Gen.Const(EquatableArray.Of(new CredentialReference { Name = "A_TOKEN", Delivery = CredentialDelivery.Environment }));
        return Gen.Frequency((2, none), (2, bearer), (1, two), (1, readable));
    }
}
