using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests;

/// <summary>A policy against its ceilings, and against what is said never to be reached.</summary>
public sealed class CeilingProofTests
{
    private static readonly PolicyCeiling Ceiling = new() { TypeName = "Acme.Ceiling", Rules = EquatableArray.Of(Host("*.example.com")), AllowBaselines = true };

    [Theory]
    [InlineData("a.example.com", "443", null)]
    [InlineData("a.b.example.com", "443", null)]
    [InlineData("example.com", "443", "example.com")]
    [InlineData("a.example.org", "443", "a.example.org")]
    [InlineData("a.example.com", "443,8443", "a.example.com:8443")]
    public void HostBeyondTheCeiling_IsRefused(string host, string ports, string? witness)
    {
        var compiled = Compile(Policy(Host(host, ports)));

        Assert.Equal(witness is null ? CompileStatus.Emitted : CompileStatus.Refused, compiled.Status);
        if (witness is not null)
        {
            var finding = Assert.Single(compiled.Findings, f => f.RuleId == RuleCatalog.CeilingExceeded);
            Assert.Contains(witness, finding.Message, StringComparison.Ordinal);
            Assert.Equal(PolicyPlace.Rule(Host(host, ports)), finding.Place);
        }
    }

    [Fact]
    public void CeilingWithoutRules_AllowsNothing() => Refused(RuleCatalog.CeilingExceeded, Policy(Host("a.example.com")), Ceiling with { Rules = default });

    [Fact]
    public void DenialOfTheCeiling_Holds() => Refused(
        RuleCatalog.CeilingExceeded,
        Policy(Host("x.example.com")),
        Ceiling with { Rules = EquatableArray.Of(Host("*.example.com"), new EgressRule { Kind = EgressRuleKind.DenyHost, Entry = "x.example.com", Ports = "*", Transport = null }) });

    [Fact]
    public void DenialOfThePolicy_KeepsItWithin()
    {
        var ceiling = Ceiling with { Rules = EquatableArray.Of(Host("*.example.com"), new EgressRule { Kind = EgressRuleKind.DenyHost, Entry = "x.example.com", Ports = "*", Transport = null }) };

        Refused(RuleCatalog.CeilingExceeded, Policy(Host("*.example.com")), ceiling);
        Assert.Equal(CompileStatus.Emitted, Compile(Policy(ceiling.Rules.ToArray()), ceiling).Status);
    }

    [Fact]
    public void SeveralCeilings_AllHold() => Refused(RuleCatalog.CeilingExceeded, Policy(Host("a.example.com")), Ceiling, Ceiling with { TypeName = "Acme.Other", Rules = EquatableArray.Of(Host("b.example.com")) });

    [Fact]
    public void TargetThatIsNotAllowed_IsRefused() => Refused(RuleCatalog.CeilingTarget, Policy(Host("a.example.com")), Ceiling with { Providers = EquatableArray.Of("modal") });

    [Fact]
    public void Isolation_IsTheLeast() => Refused(RuleCatalog.CeilingExceeded, Policy(Host("a.example.com")), Ceiling with { Isolation = IsolationLevel.UserSpaceKernel });

    [Fact]
    public void Lifetime_IsTheLongest()
    {
        var ceiling = Ceiling with { Lifetime = new LifetimeLimits(new Limit(3600), Limit.Unbounded) };
        var policy = Policy(Host("a.example.com"));

        Refused(RuleCatalog.CeilingExceeded, policy, ceiling);
        Assert.Equal(CompileStatus.Emitted, Compile(policy with { Lifetime = new LifetimeLimits(new Limit(3600), Limit.Unbounded) }, ceiling).Status);
    }

    [Fact]
    public void Callers_AreTheWidest()
    {
        var policy = Policy(Host("a.example.com")) with { Ingress = EquatableArray.Of(new IngressPort(8080, Core.Algebra.Transport.Tcp, Core.Model.Callers.Public)) };

        Refused(RuleCatalog.CeilingExceeded, policy, Ceiling with { Callers = Core.Model.Callers.Owner });
        Assert.Equal(CompileStatus.Emitted, Compile(policy).Status);
    }

    [Fact]
    public void BuildHosts_AreLimitedWhereTheyAreSaid()
    {
        var policy = Policy(Host("a.example.com")) with { BuildCommands = EquatableArray.Of("true"), BuildHosts = EquatableArray.Of("pypi.org") };

        Refused(RuleCatalog.CeilingExceeded, policy, Ceiling with { BuildHosts = EquatableArray.Of("files.example.com") });
        Assert.Equal(CompileStatus.Emitted, Compile(policy).Status);
    }

    [Fact]
    public void AcceptanceThatOpensMore_NeedsThePermission()
    {
        var policy = Policy(Host("a.example.com"), "e2b");

        // Port 80 of the host and the provider's resolver lie beyond a ceiling for port 443.
        var refused = Compile(policy, Ceiling with { AllowBaselines = false });
        Assert.Equal(CompileStatus.Refused, refused.Status);
        Assert.Contains(refused.Findings, f => f.RuleId == RuleCatalog.CeilingAcceptance && f.Message.Contains("HostRuleOpensPort80", StringComparison.Ordinal) && f.Message.Contains("tcp a.example.com:80", StringComparison.Ordinal));
        Assert.Contains(refused.Findings, f => f.RuleId == RuleCatalog.CeilingAcceptance && f.Message.Contains("ResolverReachable", StringComparison.Ordinal));

        var intrinsicOnly = Compile(policy);
        Assert.Equal(["HostRuleOpensPort80 for 'a.example.com'"], intrinsicOnly.Findings.Where(f => f.RuleId == RuleCatalog.CeilingAcceptance).Select(f => f.Arguments.Items[0]));
        Assert.Equal(CompileStatus.Emitted, Compile(policy, Ceiling with { MayAccept = EquatableArray.Of(new NamedValue("e2b", "HostRuleOpensPort80")) }).Status);
        Assert.Equal(CompileStatus.Emitted, Compile(policy, Ceiling with { Rules = EquatableArray.Of(Host("*.example.com", "80,443")) }).Status);
    }

    [Fact]
    public void Owner_MustBeNamed()
    {
        var policy = Policy(Host("a.example.com"), "e2b");
        var permissive = Ceiling with { MayAccept = EquatableArray.Of(new NamedValue("e2b", "HostRuleOpensPort80")) };

        Assert.Contains(Compile(policy, permissive with { Owners = EquatableArray.Of("nobody") }).Findings, f => f.RuleId == RuleCatalog.CeilingOwner);
    }

    [Theory]
    [InlineData("2026-12-31", 90, false)]
    [InlineData("2027-02-21", 90, true)]
    [InlineData("2027-02-20", 90, false)]
    [InlineData("2036-01-01", 0, false)]
    public void Term_IsCountedFromToday(string until, int days, bool found)
    {
        var policy = Policy(Host("a.example.com")) with
        {
            Ceilings = EquatableArray.Of(Ceiling with { LongestAcceptanceDays = days }),
            Acceptances = EquatableArray.Of(new Acceptance { Provider = "docker", Deviation = "NoIdleStop", Because = "b", Owner = "o", Until = until }),
        };

        Assert.Equal(found, AcceptanceExpiry.Judge(policy, new DateTime(2026, 11, 22)).Any(f => f.RuleId == RuleCatalog.CeilingTerm));
    }

    [Theory]
    [InlineData("docker", "169.254.169.254", null)]
    [InlineData("docker", "*.example.org", null)]
    [InlineData("docker", "a.example.com", RuleCatalog.NeverReached)]
    [InlineData("docker", "tcp a.example.com:80", null)]
    [InlineData("e2b", "tcp a.example.com:80", RuleCatalog.NeverReached)]
    [InlineData("e2b", "udp 8.8.8.8:53", RuleCatalog.NeverReached)]
    [InlineData("e2b", "udp 9.9.9.9:53", RuleCatalog.NeverUndecided)]
    public void Never_IsHeldAgainstWhatIsEmitted(string provider, string destination, string? ruleId)
    {
        var compiled = Compile(Policy(Host("a.example.com"), provider) with { Never = EquatableArray.Of(destination) }, []);

        Assert.Equal(ruleId is null ? [] : [ruleId], compiled.Findings.Select(f => f.RuleId).Where(r => r.StartsWith("PK7", StringComparison.Ordinal)));
        Assert.Equal(ruleId == RuleCatalog.NeverReached ? CompileStatus.Refused : CompileStatus.Emitted, compiled.Status);
    }

    private static void Refused(string ruleId, SandboxPolicy policy, params PolicyCeiling[] ceilings)
    {
        var compiled = Compile(policy, ceilings);

        Assert.Equal(CompileStatus.Refused, compiled.Status);
        Assert.Contains(compiled.Findings, f => f.RuleId == ruleId);
        Assert.Equal(CompileStatus.Emitted, Compile(policy, []).Status);
    }

    private static CompiledTarget Compile(SandboxPolicy policy) => Compile(policy, Ceiling);

    private static CompiledTarget Compile(SandboxPolicy policy, params PolicyCeiling[] ceilings)
    {
        var provider = ProviderCatalog.Find(policy.Targets[0].Provider)!;
        var accepted = RandomPolicies.AcceptAll(provider, policy) with { Ceilings = ceilings.ToEquatableArray() };
        return PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
    }

    private static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "agent", TypeName = "Policies.Agent", Image = "docker.io/library/busybox:1.36", Rules = rules.ToEquatableArray(), Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };

    private static SandboxPolicy Policy(EgressRule rule, string provider) => Policy(rule) with { Targets = EquatableArray.Of(new TargetDeclaration(provider, null, default)) };

    private static EgressRule Host(string host, string ports = "443") => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports };
}
