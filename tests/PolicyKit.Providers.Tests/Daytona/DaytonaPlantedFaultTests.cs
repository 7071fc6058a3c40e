using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Daytona;
using static PolicyKit.Providers.Tests.Daytona.DaytonaPolicies;

namespace PolicyKit.Providers.Tests.Daytona;

/// <summary>A lowering, a deviation or a semantics with a fault in it must not get past the proof.</summary>
public sealed class DaytonaPlantedFaultTests
{
    public static TheoryData<string> Faults => new(Lowerings.Keys);

    private static Dictionary<string, Func<DaytonaConfiguration, DaytonaConfiguration>> Lowerings { get; } = new()
    {
        ["a network"] = Network(n => n with { Networks = EquatableArray.Of("9.9.9.9/32") }),
        ["empty lists"] = Network(n => n with { Domains = default }),
        ["public"] = Sandbox(s => s with { Public = true }),
        ["an undeclared credential"] = Secrets(_ => new DaytonaSecret("OTHER", null, default, null)),
        ["a credential for another host"] = Secrets(s => s with { Hosts = EquatableArray.Of("example.org") }),
        ["a credential for every host"] = Secrets(s => s with { Hosts = default }),
        ["a readable credential"] = Secrets(s => s with { Store = null, Hosts = default }),
        ["one more vCPU"] = Sandbox(s => s with { Cpu = s.Cpu + 1 }),
        ["more memory"] = Sandbox(s => s with { MemoryGiB = s.MemoryGiB + 1 }),
        ["more disk"] = Sandbox(s => s with { DiskGiB = 21 }),
        ["a GPU"] = Sandbox(s => s with { Gpu = "H100" }),
        ["a longer life"] = Sandbox(s => s with { TtlMinutes = s.TtlMinutes + 1 }),
        ["an endless life"] = Sandbox(s => s with { TtlMinutes = 0 }),
        ["no idle stop"] = Sandbox(s => s with { AutoStopMinutes = 0 }),
        ["a disk that stays"] = Sandbox(s => s with { Ephemeral = false }),
        ["a volume"] = Sandbox(s => s with { Volumes = EquatableArray.Of(new DaytonaVolume("data", "/data", null)) }),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyLowering_IsNotProved(string fault)
    {
        var compiled = Compiled(Reference, new Faulty { Change = Lowerings[fault] });

        Assert.Equal(CompileStatus.Failed, compiled.Status);
        Assert.Equal(RuleCatalog.NotProved, Assert.Single(compiled.Findings.Items).RuleId);
        Assert.Empty(compiled.Artifacts);
    }

    [Fact]
    public void ListInsteadOfABlock_IsNotProved() =>
        Assert.Equal(CompileStatus.Failed, Compiled(Case("closed"), new Faulty { Change = Network(_ => new DaytonaNetwork(false, default, EquatableArray.Of("example.com"))) }).Status);

    [Fact]
    public void NoFault_IsProved() => Assert.Equal(CompileStatus.Emitted, Compiled(Reference, new Faulty()).Status);

    public static TheoryData<string> Wider => new(Vendor.Deviations.Where(d => d.Widens && d.Name != "ScaleNotLimited").Select(d => d.Name));

    // Each deviation met in a policy whose every acceptance is given, with an Opens that says nothing.
    [Theory]
    [MemberData(nameof(Wider))]
    public void DeviationThatOpensNothing_IsNotProved(string name)
    {
        var compiled = Compiled(
            Case(name switch
            {
                "NetworkRuleOpensAllPorts" => "networks",
                "OrganizationReachesAllPorts" => "code-agent",
                _ => "everything",
            }),
            new Faulty { Silent = name });

        Assert.Contains(compiled.Deviations.Items, d => d.Deviation.Definition.Name == name);
        Assert.Equal(CompileStatus.Failed, compiled.Status);
    }

    [Fact]
    public void WiderDeviationNotReported_IsNotProved() => Assert.All(
        Lowered(Reference).Deviations.Items.Where(d => d.Definition.Widens),
        d => Assert.Equal(CompileStatus.Failed, Compiled(Reference, new Faulty { Unreported = d }).Status));

    private static Func<DaytonaConfiguration, DaytonaConfiguration> Sandbox(Func<DaytonaSandbox, DaytonaSandbox> change) => c => c with { Sandbox = change(c.Sandbox) };

    private static Func<DaytonaConfiguration, DaytonaConfiguration> Network(Func<DaytonaNetwork, DaytonaNetwork> change) => Sandbox(s => s with { Network = change(s.Network) });

    private static Func<DaytonaConfiguration, DaytonaConfiguration> Secrets(Func<DaytonaSecret, DaytonaSecret> change) =>
        c => c with { Run = c.Run with { Secrets = c.Run.Secrets.Select(change).ToEquatableArray() } };

    private sealed class Faulty : Provider
    {
        public Func<DaytonaConfiguration, DaytonaConfiguration> Change { get; init; } = c => c;

        public string? Silent { get; init; }

        public Deviation? Unreported { get; init; }

        public override string Id => Vendor.Id;

        public override string DisplayName => Vendor.DisplayName;

        public override TargetWord Word => Vendor.Word;

        public override ImmutableArray<Capability> Capabilities => Vendor.Capabilities;

        public override ImmutableArray<DeviationDefinition> Deviations => Vendor.Deviations;

        public override ImmutableArray<DeviationBaseline> Baselines => Vendor.Baselines;

        public override ImmutableArray<Glue> Glue => Vendor.Glue;

        public override Lowered Lower(TargetPolicy policy)
        {
            var lowered = Vendor.Lower(policy);
            return lowered with
            {
                Configuration = lowered.Configuration is DaytonaConfiguration c ? Change(c) : null,
                Deviations = lowered.Deviations.Where(d => d != Unreported)
                    .Select(d => d.Definition.Name == Silent ? d with { Definition = d.Definition with { Opens = (_, _) => Authority.None } } : d).ToEquatableArray(),
            };
        }

        public override AuthorityBounds Semantics(ProviderConfiguration configuration) => Vendor.Semantics(configuration);

        public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => Vendor.Write(configuration, header);
    }
}
