using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Docker.DockerCases;

namespace PolicyKit.Providers.Tests.Docker;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>A lowering or a deviation with a fault in it must not get past the proof.</summary>
public sealed class DockerPlantedFaultTests
{
    public static TheoryData<string> Faults => new(Lowerings.Keys);

    private static Dictionary<string, Func<DockerConfiguration, DockerConfiguration>> Lowerings { get; } = new()
    {
        ["one more port of a listener"] = Listener(l => l with { Ports = new PortRange(l.Ports.First, l.Ports.Last + 1) }),
        ["one more name"] = Rules(r => r.Append(r[^1] with { Pattern = "example.org", Headers = default })),
        ["a wildcard for a name"] = Rules(r => r.Select(n => n.Pattern == "*.example.com" ? n with { Pattern = "*.com" } : n)),
        ["every name"] = Rules(r => r.Prepend(r.First(n => n.Action == DockerNameAction.Pass) with { Pattern = "*" })),
        ["no denial"] = Rules(r => r.Where(n => n.Action != DockerNameAction.Deny)),
        ["denials first"] = Rules(r => r.OrderBy(n => n.Action == DockerNameAction.Deny ? 0 : 1)),
        ["passed instead of inspected"] = Rules(r => r.Select(n => n.Requests.IsEmpty ? n : n with { Action = DockerNameAction.Pass, Requests = default, Headers = default })),
        ["one more method"] = Requests(q => q with { Methods = q.Methods.Append("DELETE").ToEquatableArray() }),
        ["every method"] = Requests(q => q with { Methods = default }),
        ["one more path"] = Requests(q => q with { Paths = q.Paths.Append("/repos/acm").ToEquatableArray() }),
        ["a shorter prefix"] = Requests(q => q with { Paths = EquatableArray.Of("/repos/*") }),
        ["credentials interchanged"] = Rules(r => r.Select(n => n with { Headers = n.Headers.Select(h => h with { Credential = h.Credential == "GITHUB_TOKEN" ? "GIT_PASSWORD" : "GITHUB_TOKEN" }).ToEquatableArray() })),
        ["an undeclared secret"] = Rules(r => r.Select(n => n.Headers.IsEmpty ? n : n with { Headers = EquatableArray.Of(new DockerHeader("x", "OTHER", null, null)) })),
        ["a private address in a list"] = Lists(c => c.Append("10.9.0.0/16")),
        ["a metadata address in a list"] = Lists(c => c.Append("169.254.169.254/32")),
        ["one bit of a list"] = Lists(c => c.Select(n => n == "11.0.0.0/8" ? "10.0.0.0/7" : n)),
        ["no hole in a list"] = Lists(c => c.Append("203.0.113.0/24")),
        ["one bit of a route"] = Routes(r => r with { Cidrs = r.Cidrs.Select(c => c == "9.9.9.9/32" ? "9.9.9.8/31" : c).ToEquatableArray() }),
        ["one more port of a route"] = Routes(r => r with { Ports = new PortRange(r.Ports.First, r.Ports.Last + 1) }),
        ["another transport"] = Routes(r => r with { Transport = r.Transport == Transport.Tcp ? Transport.Udp : Transport.Tcp }),
        ["published for everybody"] = Network(n => n with { Published = n.Published.Select(p => p with { Address = "0.0.0.0" }).ToEquatableArray() }),
        ["one more published port"] = Network(n => n with { Published = n.Published.Append(new DockerPublished(22, "127.0.0.1")).ToEquatableArray() }),
        ["root"] = Workload(w => w with { Uid = 0 }),
        ["a capability"] = Workload(w => w with { Capabilities = w.Capabilities.Append("NET_RAW").ToEquatableArray() }),
        ["a writable root"] = Workload(w => w with { ReadOnlyRoot = false }),
        ["more CPU"] = Workload(w => w with { MilliCpu = new Limit(w.MilliCpu.Value + 1) }),
        ["no memory limit"] = Workload(w => w with { MemoryMiB = Limit.Unbounded }),
        ["more disk"] = Workload(w => w with { DiskMiB = new Limit(w.DiskMiB.Value + 1) }),
        ["a disk without bound"] = Workload(w => w with { Disk = DockerDisk.Unbounded }),
        ["a longer life"] = Workload(w => w with { LifetimeSeconds = new Limit(w.LifetimeSeconds.Value + 1) }),
        ["a persistent workspace"] = Workload(w => w with { PersistentWorkspace = true }),
        ["a volume"] = Workload(w => w with { Mounts = w.Mounts.Append(new MountPoint { Source = "x", Path = "/x" }).ToEquatableArray() }),
        ["a writable volume"] = Workload(w => w with { Mounts = w.Mounts.Select(m => m with { ReadOnly = false }).ToEquatableArray() }),
        ["a readable credential"] = Workload(w => w with { Readable = w.Readable.Append(new DockerReadableCredential("GITHUB_TOKEN", null)).ToEquatableArray() }),
        ["a file as variable"] = Workload(w => w with { Readable = w.Readable.Select(r => r with { Path = null }).ToEquatableArray() }),
        ["a build network"] = c => c with { BuildNetwork = true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyLowering_IsNotProved(string fault)
    {
        Assert.NotEqual(Configuration(DockerPolicies.Everything), Lowerings[fault](Configuration(DockerPolicies.Everything)));

        var compiled = Compile(DockerPolicies.Everything, new Faulty { Change = Lowerings[fault] });

        Assert.Equal(CompileStatus.Failed, compiled.Status);
        Assert.Equal(RuleCatalog.NotProved, Assert.Single(compiled.Findings.Items).RuleId);
        Assert.Empty(compiled.Artifacts);
    }

    [Fact]
    public void NoFault_IsProved() => Assert.Equal(CompileStatus.Emitted, Compile(DockerPolicies.Everything, new Faulty()).Status);

    public static TheoryData<string> Wider => new(TheProvider.Deviations.Where(d => d.Widens).Select(d => d.Name));

    [Theory]
    [MemberData(nameof(Wider))]
    public void DeviationThatOpensNothing_IsNotProved(string name)
    {
        var policy = name switch
        {
            "LifetimeNeedsExternalTimer" => DockerPolicies.Named("gvisor"),
            "DeniedNameByAddress" => DockerPolicies.Policy(DockerPolicies.DenyHost("api.example.com"), DockerPolicies.Network("9.0.0.0/8", "443")),
            "ImageVolumes" => DockerPolicies.Policy() with { Identity = RunIdentity.Default with { ReadOnlyRoot = true } },
            _ => DockerPolicies.CodeAgent,
        };

        var compiled = Compile(policy, new Faulty { Silent = name });

        Assert.Contains(compiled.Deviations.Items, d => d.Deviation.Definition.Name == name);
        Assert.Equal(CompileStatus.Failed, compiled.Status);
    }

    private static Func<DockerConfiguration, DockerConfiguration> Workload(Func<DockerWorkload, DockerWorkload> change) => c => c with { Workload = change(c.Workload) };

    private static Func<DockerConfiguration, DockerConfiguration> Network(Func<DockerNetwork, DockerNetwork> change) => c => c with { Network = change(c.Network!) };

    private static Func<DockerConfiguration, DockerConfiguration> Listener(Func<DockerListener, DockerListener> change) =>
        Network(n => n with { Listeners = n.Listeners.Select(change).ToEquatableArray() });

    private static Func<DockerConfiguration, DockerConfiguration> Rules(Func<EquatableArray<DockerNameRule>, IEnumerable<DockerNameRule>> change) =>
        Listener(l => l.Ports.First == 443 ? l with { Names = change(l.Names).ToEquatableArray() } : l);

    private static Func<DockerConfiguration, DockerConfiguration> Requests(Func<DockerHttpRule, DockerHttpRule> change) =>
        Rules(r => r.Select(n => n with { Requests = n.Requests.Select(change).ToEquatableArray() }));

    private static Func<DockerConfiguration, DockerConfiguration> Lists(Func<EquatableArray<string>, IEnumerable<string>> change) =>
        Network(n => n with { Addresses = n.Addresses.Select(a => new DockerAddresses(change(a.Cidrs).ToEquatableArray())).ToEquatableArray() });

    private static Func<DockerConfiguration, DockerConfiguration> Routes(Func<DockerRoute, DockerRoute> change) =>
        Network(n => n with { Routes = n.Routes.Select(change).ToEquatableArray() });

    private sealed class Faulty : Provider
    {
        public Func<DockerConfiguration, DockerConfiguration> Change { get; init; } = c => c;

        public string? Silent { get; init; }

        public override string Id => TheProvider.Id;

        public override string DisplayName => TheProvider.DisplayName;

        public override TargetWord Word => TheProvider.Word;

        public override ImmutableArray<Capability> Capabilities => TheProvider.Capabilities;

        public override ImmutableArray<DeviationDefinition> Deviations => TheProvider.Deviations;

        public override ImmutableArray<DeviationBaseline> Baselines => TheProvider.Baselines;

        public override ImmutableArray<Glue> Glue => TheProvider.Glue;

        public override Lowered Lower(TargetPolicy policy)
        {
            var lowered = TheProvider.Lower(policy);
            return lowered with
            {
                Configuration = lowered.Configuration is DockerConfiguration c ? Change(c) : null,
                Deviations = lowered.Deviations.Select(d => d.Definition.Name == Silent ? d with { Definition = d.Definition with { Opens = (_, _) => Authority.None } } : d).ToEquatableArray(),
            };
        }

        public override AuthorityBounds Semantics(ProviderConfiguration configuration) => TheProvider.Semantics(configuration);

        public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => TheProvider.Write(configuration, header);
    }
}
