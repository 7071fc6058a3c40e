using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Modal;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Modal.ModalPolicies;

namespace PolicyKit.Providers.Tests.Modal;

/// <summary>A lowering, a deviation or a semantics with a fault in it must not get past the proof.</summary>
public sealed class ModalPlantedFaultTests
{
    private static readonly EquatableArray<string> None = EquatableArray<string>.Empty;

    public static TheoryData<string> Faults => new(Lowerings.Keys);

    private static Dictionary<string, Func<ModalConfiguration, ModalConfiguration>> Lowerings { get; } = new()
    {
        ["one more network"] = Network(n => n with { AllowedCidrs = EquatableArray.Of("9.9.9.9/32") }),
        ["every network"] = Network(n => n with { AllowedCidrs = EquatableArray.Of("0.0.0.0/0") }),
        ["an open network"] = Network(n => n with { Type = ModalNetworkType.Open }),
        ["a public port"] = Sandbox(s => s with { OpenPorts = EquatableArray.Of(8080) }),
        ["an undeclared credential"] = c => c with { Run = c.Run with { Secrets = EquatableArray.Of("OTHER") } },
        ["a header from an undeclared secret"] = Sandbox(s => s with { HeaderReplacements = EquatableArray.Of(new ModalHeaderReplacement("api.github.com", "other", EquatableArray.Of(new NamedValue("x", "$OTHER")))) }),
        ["one more vCPU"] = Resources(r => r with { MilliCpuMax = r.MilliCpuMax + 500 }),
        ["no limit to the CPU"] = Resources(r => r with { MilliCpuMax = 0 }),
        ["more memory"] = Resources(r => r with { MemoryMiBMax = r.MemoryMiBMax + 1 }),
        ["no limit to the memory"] = Resources(r => r with { MemoryMiBMax = 0 }),
        ["a GPU"] = Resources(r => r with { Gpu = "T4" }),
        ["a longer life"] = Sandbox(s => s with { TimeoutSeconds = s.TimeoutSeconds + 1 }),
        ["no idle stop"] = Sandbox(s => s with { IdleTimeoutSeconds = null }),
        ["a volume"] = Sandbox(s => s with { Volumes = EquatableArray.Of(new ModalVolume("/data", "data", null, true)) }),
    };

    private static Dictionary<string, Func<ModalConfiguration, ModalConfiguration>> OfVolumes { get; } = new()
    {
        ["writable"] = Sandbox(s => s with { Volumes = s.Volumes.Select(v => v with { ReadOnly = false }).ToEquatableArray() }),
        ["the whole volume"] = Sandbox(s => s with { Volumes = s.Volumes.Select(v => v with { SubPath = null }).ToEquatableArray() }),
        ["in gVisor"] = Sandbox(s => s with { VirtualMachine = false }),
        ["a list instead of nothing"] = Network(_ => new ModalNetwork(ModalNetworkType.Allowlist, None, None)),
    };

    private static Dictionary<string, Func<ModalConfiguration, ModalConfiguration>> OfBrokered { get; } = new()
    {
        ["a credential for another host"] = Headers(h => h with { Domain = "example.org" }),
        ["a credential for every host"] = Headers(h => h with { Domain = "*" }),
        ["a credential for the hosts below"] = Headers(h => h with { Domain = "*.git.example.com" }),
        ["an undeclared secret"] = Headers(h => h with { Headers = EquatableArray.Of(new NamedValue("x", "a $$ $OTHER")) }),
        ["a readable credential"] = c => c with { Run = c.Run with { Secrets = EquatableArray.Of("API_KEY") } },
        ["a host"] = Network(n => n with { AllowedDomains = EquatableArray.Of("git.example.com") }),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyLowering_IsNotProved(string fault) => NotProved(CodeAgent, Lowerings[fault]);

    [Fact]
    public void FaultyLoweringOfVolumes_IsNotProved()
    {
        var policy = RandomPolicies.AcceptBaseline(TheProvider, Policy() with
        {
            Isolation = IsolationLevel.HardwareVirtualization,
            Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", SubPath = "mine" }),
        });

        Assert.Equal(CompileStatus.Emitted, Compile(policy).Status);
        Assert.All(OfVolumes.Values, fault => NotProved(policy, fault));
    }

    [Fact]
    public void FaultyLoweringOfHeaders_IsNotProved() => Assert.All(OfBrokered.Values, fault => NotProved(Brokered, fault));

    [Fact]
    public void NoFault_IsProved()
    {
        Assert.Equal(CompileStatus.Emitted, Compile(CodeAgent, new Faulty()).Status);
        Assert.Equal(CompileStatus.Emitted, Compile(Brokered, new Faulty()).Status);
    }

    public static TheoryData<string> Wider => new(TheProvider.Deviations.Where(d => d.Widens && d.Name != "ScaleNotLimited").Select(d => d.Name));

    // Each deviation met in a policy whose every acceptance is given, with an Opens that says nothing.
    [Theory]
    [MemberData(nameof(Wider))]
    public void DeviationThatOpensNothing_IsNotProved(string name)
    {
        var compiled = Compile(ModalBaselineTests.Case(name == "HeaderReplacementByClaim" ? "brokered" : "everything"), new Faulty { Silent = name });

        Assert.Contains(compiled.Deviations.Items, d => d.Deviation.Definition.Name == name);
        Assert.Equal(CompileStatus.Failed, compiled.Status);
    }

    [Fact]
    public void DeviationNotReported_IsNotProved() => Assert.All(
        Lower(CodeAgent).Deviations,
        d => Assert.Equal(CompileStatus.Failed, Compile(CodeAgent, new Faulty { Unreported = d }).Status));

    private static void NotProved(SandboxPolicy policy, Func<ModalConfiguration, ModalConfiguration> fault)
    {
        var compiled = Compile(policy, new Faulty { Change = fault });

        Assert.Equal(CompileStatus.Failed, compiled.Status);
        Assert.Equal(RuleCatalog.NotProved, Assert.Single(compiled.Findings.Items).RuleId);
        Assert.Empty(compiled.Artifacts);
    }

    private static Func<ModalConfiguration, ModalConfiguration> Sandbox(Func<ModalSandbox, ModalSandbox> change) => c => c with { Sandbox = change(c.Sandbox) };

    private static Func<ModalConfiguration, ModalConfiguration> Network(Func<ModalNetwork, ModalNetwork> change) => Sandbox(s => s with { Network = change(s.Network) });

    private static Func<ModalConfiguration, ModalConfiguration> Resources(Func<ModalResources, ModalResources> change) => Sandbox(s => s with { Resources = change(s.Resources) });

    private static Func<ModalConfiguration, ModalConfiguration> Headers(Func<ModalHeaderReplacement, ModalHeaderReplacement> change) =>
        Sandbox(s => s with { HeaderReplacements = s.HeaderReplacements.Select(change).ToEquatableArray() });

    private sealed class Faulty : Provider
    {
        public Func<ModalConfiguration, ModalConfiguration> Change { get; init; } = c => c;

        public string? Silent { get; init; }

        public Deviation? Unreported { get; init; }

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
                Configuration = lowered.Configuration is ModalConfiguration c ? Change(c) : null,
                Deviations = lowered.Deviations.Where(d => d != Unreported)
                    .Select(d => d.Definition.Name == Silent ? d with { Definition = d.Definition with { Opens = (_, _) => Authority.None } } : d).ToEquatableArray(),
            };
        }

        public override AuthorityBounds Semantics(ProviderConfiguration configuration) => TheProvider.Semantics(configuration);

        public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => TheProvider.Write(configuration, header);
    }
}
