using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Docker;

/// <summary>Ways in which a set allowed more than declared, each found by attacking it.</summary>
public sealed class DockerHoleTests
{
    private static readonly DockerProvider TheProvider = new();

    [Fact]
    public void ArgumentsThatXargsWouldSplit_AreWrittenAsCompose()
    {
        var compiled = Compile(Policy() with { Environment = Enumerable.Range(0, 40).Select(i => new NamedValue($"V{i:00}", new string('x', 4000))).ToEquatableArray() });

        Assert.Contains(compiled.Artifacts.Items, a => a.Path == "compose.yaml");
        Assert.DoesNotContain(compiled.Artifacts.Items, a => a.Path == "run.args");
    }

    [Theory]
    [InlineData("pki-private")]
    [InlineData("workspace")]
    [InlineData("other-agent_pki-private")]
    [InlineData("other-agent.workspace")]
    public void MountOfAVolumeOfTheSet_IsRefused(string source)
    {
        var policy = Policy() with { Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = source }) };

        Assert.Contains(Lower(policy).Refusals.Items, r => r.Subject == source);
    }

    [Fact]
    public void PolicyWithATargetsName_SharesNothingWithThePolicyThatIsCalledSo()
    {
        var one = Policy() with { Id = "a-dev" };
        var other = Policy() with { Id = "a", Targets = EquatableArray.Of(new TargetDeclaration("docker", "dev", default)) };

        Assert.NotEqual(Configuration(one).Project, Configuration(other).Project);
    }

    [Fact]
    public void LifetimeContainer_HasANameThatNoPolicyCanHave()
    {
        var compiled = Compile(Policy() with { Lifetime = new LifetimeLimits(new Limit(60), new Limit(60)) });

        Assert.Contains("--name=p.lifetime\n", compiled.Artifacts.Items.Single(a => a.Path == "lifetime.args").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void RootThatMayChangeItsUser_CannotHaveALifetime()
    {
        var policy = Policy() with
        {
            Identity = RunIdentity.Default with { Uid = 0, Gid = 0, Capabilities = EquatableArray.Of("SETUID") },
            Lifetime = new LifetimeLimits(new Limit(60), new Limit(60)),
        };

        Assert.Contains(Lower(policy).Refusals.Items, r => r.Subject == "SETUID");
        Assert.Empty(Lower(policy with { Lifetime = LifetimeLimits.Unbounded }).Refusals);
    }

    [Fact]
    public void UserOfTheLifetimeContainer_IsRefused() => Assert.Contains(
        Lower(Policy() with { Identity = RunIdentity.Default with { Uid = 65534 }, Lifetime = new LifetimeLimits(new Limit(60), new Limit(60)) }).Refusals.Items, r => r.Subject == "65534");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DiskQuotaWithAWritableVolume_IsADeviation(bool workspace)
    {
        var policy = Policy() with
        {
            Resources = ResourceRanges.Unbounded with { DiskMiB = new LimitRange(0, new Limit(1024)) },
            Persistence = workspace ? PersistenceKind.Disk : PersistenceKind.None,
            Mounts = workspace ? default : EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", ReadOnly = false }),
            Targets = EquatableArray.Of(new TargetDeclaration("docker", null, EquatableArray.Of(new NamedValue("DiskQuota", "true")))),
        };

        Assert.Contains(Lower(policy).Deviations.Items, d => d.Definition.Name == "DiskUnbounded");
        Assert.True(TheProvider.Semantics(Configuration(policy)).May.Resources.DiskMiB.IsUnbounded);
    }

    // Not a hole but the reverse: HAProxy refuses a rule that has to wait where there is no time to wait.
    [Fact]
    public void ListenerForOneName_HasTimeForTheLookUp()
    {
        var compiled = Compile(Policy() with { Rules = EquatableArray.Of(new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = "git.example.com", Ports = "22" }) });

        var lines = compiled.Artifacts.Items.Single(a => a.Path == "gateway/haproxy.cfg").Text.Split('\n').SkipWhile(l => l != "frontend raw_22").ToList();
        Assert.True(lines.IndexOf("  tcp-request inspect-delay 5s") is > 0 and var delay && delay < lines.FindIndex(l => l.Contains("do-resolve", StringComparison.Ordinal)));
    }

    private static SandboxPolicy Policy() => new()
    {
        Id = "p",
        TypeName = "Tests.P",
        Image = "docker.io/library/python:3.13-slim",
        Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };

    private static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    private static DockerConfiguration Configuration(SandboxPolicy policy) => (DockerConfiguration)Lower(policy).Configuration!;

    private static CompiledTarget Compile(SandboxPolicy policy) =>
        PolicyCompiler.Compile(RandomPolicies.AcceptBaseline(TheProvider, policy), policy.Targets[0]);
}
