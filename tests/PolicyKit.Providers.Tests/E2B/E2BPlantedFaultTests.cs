using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.E2B;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.E2B.E2BPolicies;

namespace PolicyKit.Providers.Tests.E2B;

/// <summary>A lowering, a deviation or a semantics with a fault in it must not get past the proof.</summary>
public sealed class E2BPlantedFaultTests
{
    public static TheoryData<string> Faults => new(Lowerings.Keys);

    private static Dictionary<string, Func<E2BConfiguration, E2BConfiguration>> Lowerings { get; } = new()
    {
        ["one more address"] = Network(n => n with { AllowOut = n.AllowOut.Append("9.9.9.9/32").ToEquatableArray() }),
        ["one more host"] = Network(n => n with { AllowOut = n.AllowOut.Append("example.org").ToEquatableArray() }),
        ["a wildcard for a name"] = Network(n => n with { AllowOut = n.AllowOut.Append("*.github.com").ToEquatableArray() }),
        ["every host"] = Network(n => n with { AllowOut = n.AllowOut.Append("*").ToEquatableArray() }),
        ["no default denial"] = Network(n => n with { DenyOut = default }),
        ["half a default denial"] = Network(n => n with { DenyOut = EquatableArray.Of("0.0.0.0/1") }),
        ["public traffic"] = Network(n => n with { AllowPublicTraffic = true }),
        ["a credential for another host"] = Network(n => n with { Rules = n.Rules.Append(n.Rules[0] with { Host = "*.githubusercontent.com" }).ToEquatableArray() }),
        ["credentials interchanged"] = Network(n => n with { Rules = EquatableArray.Of(n.Rules[0] with { Headers = n.Rules[1].Headers }, n.Rules[1] with { Headers = n.Rules[0].Headers }) }),
        ["an undeclared secret"] = Network(n => n with { Rules = EquatableArray.Of(n.Rules[0] with { Headers = EquatableArray.Of(new NamedValue("x", "${e2b.secrets.other}")) }) }),
        ["a readable credential"] = c => c with { Run = c.Run with { Secrets = c.Run.Secrets.Select(s => s with { Store = null }).ToEquatableArray() } },
        ["one more CPU"] = c => c with { Template = c.Template with { CpuCount = c.Template.CpuCount + 1 } },
        ["more memory"] = c => c with { Template = c.Template with { MemoryMiB = c.Template.MemoryMiB + 2 } },
        ["root"] = c => c with { Template = c.Template with { User = new E2BUser("root", 0, 0, false) } },
        ["a pause"] = c => c with { Sandbox = c.Sandbox with { AutoPause = true } },
        ["a volume"] = c => c with { Sandbox = c.Sandbox with { Volumes = EquatableArray.Of(new E2BVolume("data", "/data")) } },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultyLowering_IsNotProved(string fault)
    {
        var compiled = Compile(CodeAgent, new Faulty { Change = Lowerings[fault] });

        Assert.Equal(CompileStatus.Failed, compiled.Status);
        Assert.Equal(RuleCatalog.NotProved, Assert.Single(compiled.Findings.Items).RuleId);
        Assert.Empty(compiled.Artifacts);
    }

    [Fact]
    public void NoFault_IsProved() => Assert.Equal(CompileStatus.Emitted, Compile(CodeAgent, new Faulty()).Status);

    public static TheoryData<string> Wider => new(TheProvider.Deviations.Where(d => d.Widens && d.Name != "ScaleNotLimited").Select(d => d.Name));

    // Each deviation met in a policy whose every acceptance is given, with an Opens that says nothing.
    [Theory]
    [MemberData(nameof(Wider))]
    public void DeviationThatOpensNothing_IsNotProved(string name)
    {
        var policy = RandomPolicies.AcceptAll(TheProvider, E2BBaselineTests.Case(name switch { "HostRuleOpensPort443" => "any-host", "OwnerReachesAllPorts" => "closed", _ => "everything" }));
        if (name == "HostRuleOpensPort443")
        {
            policy = RandomPolicies.AcceptAll(TheProvider, policy with { Rules = EquatableArray.Of(AnyHost("80")) });
        }

        var compiled = Compile(policy, new Faulty { Silent = name });

        Assert.Contains(compiled.Deviations.Items, d => d.Deviation.Definition.Name == name);
        Assert.Equal(CompileStatus.Failed, compiled.Status);
    }

    [Fact]
    public void DeviationNotReported_IsNotProved() => Assert.All(
        TheProvider.Lower(new TargetPolicy(CodeAgent, CodeAgent.Targets[0])).Deviations,
        d => Assert.Equal(CompileStatus.Failed, Compile(CodeAgent, new Faulty { Unreported = d }).Status));

    [Fact]
    public void SemanticsThatForgetsAnEntry_MakesMustSmallerThanTheDeclared()
    {
        var policy = Policy(Host("api.example.com", "80,443"));
        var declared = new TargetPolicy(policy, policy.Targets[0]).Declared;
        var v4 = declared.Egress.Intersect(E2BEgressOf(AddressSet.AllIPv4));
        var must = TheProvider.Semantics(Configuration(policy)).Must;

        Assert.True(v4.IsSubsetOf(must.Egress));
        Assert.False(v4.IsSubsetOf(TheProvider.Semantics(Network(n => n with { AllowOut = default })(Configuration(policy))).Must.Egress));
    }

    private static EgressSet E2BEgressOf(AddressSet addresses) => EgressSet.Of(PolicyKit.Core.Algebra.Transport.Tcp, PortSet.All, NameClasses.Everything, addresses);

    private static Func<E2BConfiguration, E2BConfiguration> Network(Func<E2BNetwork, E2BNetwork> change) =>
        c => c with { Sandbox = c.Sandbox with { Network = change(c.Sandbox.Network) } };

    private sealed class Faulty : Provider
    {
        public Func<E2BConfiguration, E2BConfiguration> Change { get; init; } = c => c;

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
                Configuration = lowered.Configuration is E2BConfiguration c ? Change(c) : null,
                Deviations = lowered.Deviations.Where(d => d != Unreported)
                    .Select(d => d.Definition.Name == Silent ? d with { Definition = d.Definition with { Opens = (_, _) => Authority.None } } : d).ToEquatableArray(),
            };
        }

        public override AuthorityBounds Semantics(ProviderConfiguration configuration) => TheProvider.Semantics(configuration);

        public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) => TheProvider.Write(configuration, header);
    }
}
