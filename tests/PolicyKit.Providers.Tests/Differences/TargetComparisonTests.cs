using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Differences;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Differences;

/// <summary>Each kind of change with its cause.</summary>
public sealed class TargetComparisonTests
{
    private static readonly Provider Docker = ProviderCatalog.Find("docker")!;

    [Fact]
    public void NothingChanged_NothingTold() => Assert.True(Compare(Policy("a.example.com"), Policy("a.example.com")).IsEmpty);

    [Fact]
    public void ReasonOfARule_ChangesNothing()
    {
        var policy = Policy("a.example.com");

        Assert.True(Compare(policy, policy with { Rules = policy.Rules.Select(r => r with { Because = "it is needed" }).ToEquatableArray(), Description = "new words" }).IsEmpty);
    }

    [Fact]
    public void NewHost_IsWidenedByThePolicy()
    {
        var difference = Compare(Policy("a.example.com"), Policy("a.example.com", "b.example.com"));

        var change = Assert.Single(difference.Changes);
        Assert.Equal((ChangeDirection.Widened, Dimension.Egress, CauseKind.Policy), (change.Direction, change.Dimension, change.Cause.Kind));
        Assert.StartsWith("tcp b.example.com:443", change.Witness, StringComparison.Ordinal);
        Assert.Equal("rule AllowHost b.example.com (tcp 443) is new", change.Cause.Text);
        Assert.True(difference.Recreate);
    }

    [Fact]
    public void HostUnderAWildcard_IsNoChange() => Assert.Empty(Compare(Policy("*.example.com"), Policy("*.example.com", "b.example.com")).Changes);

    [Fact]
    public void RemovedHost_IsNarrowed() => Assert.Equal([ChangeDirection.Narrowed], Compare(Policy("a.example.com", "b.example.com"), Policy("a.example.com")).Changes.Select(c => c.Direction));

    [Fact]
    public void RemovedDenial_IsWidenedByIt()
    {
        var policy = Policy("*.example.com");
        var denied = policy with { Rules = policy.Rules.Append(new EgressRule { Kind = EgressRuleKind.DenyHost, Entry = "x.example.com", Ports = "*", Transport = null }).ToEquatableArray() };

        var change = Assert.Single(Compare(denied, policy).Changes);

        Assert.StartsWith("tcp x.example.com:443", change.Witness, StringComparison.Ordinal);
        Assert.Contains("DenyHost x.example.com", change.Cause.Text, StringComparison.Ordinal);
        Assert.EndsWith("is gone", change.Cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FragmentOfAnotherVersion_IsTheCause()
    {
        var (old, current) = (Policy("a.example.com"), Policy("a.example.com", "b.example.com"));

        var change = Assert.Single(Compare(Included(old, "1.0.0.0"), Included(current, "1.1.0.0")).Changes);

        Assert.Equal(CauseKind.Fragment, change.Cause.Kind);
        Assert.EndsWith("in the fragment Acme.Hosts of Acme.Policies, 1.0.0.0 to 1.1.0.0", change.Cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FragmentThatIsNewlyIncluded_IsTheEditOfThePolicy()
    {
        var change = Assert.Single(Compare(Policy("a.example.com"), Included(Policy("a.example.com", "b.example.com"), "1.1.0.0")).Changes);

        Assert.Equal(CauseKind.Policy, change.Cause.Kind);
        Assert.EndsWith("by the fragment Acme.Hosts of Acme.Policies 1.1.0.0, which is newly included", change.Cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void VersionOfAFragmentAlone_ChangesNothing() => Assert.True(Compare(Included(Policy("a.example.com"), "1.0.0.0"), Included(Policy("a.example.com"), "1.1.0.0")).IsEmpty);

    [Fact]
    public void LongerLife_IsWidened()
    {
        var policy = Policy("a.example.com");

        var change = Assert.Single(Compare(policy, policy with { Lifetime = new LifetimeLimits(new Limit(7200), Limit.Unbounded) }, p => p with { Lifetime = new LifetimeLimits(new Limit(3600), Limit.Unbounded) }).Changes, c => c.Dimension == Dimension.Lifetime && c.Witness.StartsWith("lifetime", StringComparison.Ordinal));

        Assert.Equal("lifetime (seconds) 7200, was 3600", change.Witness);
    }

    [Fact]
    public void RefusedBefore_AllowedNothing()
    {
        var policy = Policy("a.example.com");
        var refused = policy with { Persistence = PersistenceKind.Memory };

        var difference = Compare(refused, policy);

        Assert.Equal((CompileStatus.Refused, CompileStatus.Emitted), (difference.Before, difference.After));
        Assert.Contains(difference.Changes, c => c.Direction == ChangeDirection.Widened && c.Witness.StartsWith("tcp a.example.com:443", StringComparison.Ordinal));
    }

    [Fact]
    public void ExtendedAcceptance_Widens_AndAShortenedOneDoesNot()
    {
        var policy = Policy("a.example.com") with { BuildCommands = EquatableArray.Of("true"), BuildHosts = EquatableArray.Of("pypi.org") };
        var accepted = RandomPolicies.AcceptAll(Docker, policy);
        SandboxPolicy Until(string date) => accepted with { Acceptances = accepted.Acceptances.Select(a => a with { Until = date }).ToEquatableArray() };

        var longer = TargetComparison.Compare(Snapshot(Until("2027-01-01")), Snapshot(Until("2027-06-01")));
        var shorter = TargetComparison.Compare(Snapshot(Until("2027-06-01")), Snapshot(Until("2027-01-01")));

        Assert.Empty(longer.Changes);
        Assert.True(longer.Widens);
        Assert.All(longer.Acceptances, a => Assert.Equal(AcceptanceChangeKind.Extended, a.Kind));
        Assert.False(shorter.Widens);
        Assert.All(shorter.Acceptances, a => Assert.Equal(AcceptanceChangeKind.Shortened, a.Kind));
    }

    [Fact]
    public void DeviationThatWasNotKnownThen_IsAChangedProviderFact()
    {
        var provider = ProviderCatalog.Find("e2b")!;
        var policy = RandomPolicies.AcceptAll(provider, Policy("a.example.com") with { Targets = EquatableArray.Of(new TargetDeclaration("e2b", null, default)) });
        var compiled = PolicyCompiler.Compile(provider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
        var all = compiled.Deviations.Select(d => new RecordedDeviation(d.Deviation.Definition.Name, d.Deviation.Subject)).ToEquatableArray();
        var then = all.Where(d => d.Name != "HostRuleOpensPort80").ToEquatableArray();

        Assert.True(TargetComparison.Compare(new TargetSnapshot(compiled, all), new TargetSnapshot(compiled)).IsEmpty);
        var change = Assert.Single(TargetComparison.Compare(new TargetSnapshot(compiled, then), new TargetSnapshot(compiled)).Changes);

        Assert.Equal((ChangeDirection.Widened, CauseKind.ProviderFact), (change.Direction, change.Cause.Kind));
        Assert.StartsWith("tcp a.example.com:80", change.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoTargets_AreNotCompared() => Assert.Throws<ArgumentException>(() => TargetComparison.Compare(Snapshot(Policy("a.example.com")), Snapshot(Policy("a.example.com") with { Id = "other" })));

    private static TargetDifference Compare(SandboxPolicy before, SandboxPolicy after, Func<SandboxPolicy, SandboxPolicy>? change = null) =>
        TargetComparison.Compare(Snapshot(change is null ? before : change(before)), Snapshot(after));

    private static TargetSnapshot Snapshot(SandboxPolicy policy)
    {
        var accepted = policy.Acceptances.IsEmpty ? RandomPolicies.AcceptAll(Docker, policy) : policy;
        return new TargetSnapshot(PolicyCompiler.Compile(Docker, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget));
    }

    private static SandboxPolicy Policy(params string[] hosts) => new()
    {
        Id = "agent",
        TypeName = "Policies.Agent",
        Image = "docker.io/library/busybox:1.36",
        Rules = hosts.Order(StringComparer.Ordinal).Select(h => new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = h, Ports = "443" }).ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };

    private static SandboxPolicy Included(SandboxPolicy policy, string version) => policy with
    {
        Fragments = EquatableArray.Of(new IncludedFragment("Acme.Hosts", "Acme.Policies", version, policy.Rules.Select(PolicyPlace.Rule).ToEquatableArray())),
    };
}
