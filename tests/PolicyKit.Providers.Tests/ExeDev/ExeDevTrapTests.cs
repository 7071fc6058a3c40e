using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers.ExeDev;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.ExeDev.ExeDevPolicies;

namespace PolicyKit.Providers.Tests.ExeDev;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap: what the commands really allow, or what becomes of a policy that meets it.</summary>
public sealed class ExeDevTrapTests
{
    private static readonly ExeDevConfiguration Machine = new() { Name = "m", Image = "i" };

    [Fact]
    public void MachineWithoutAnEgressPolicy_IsOpen()
    {
        var bounds = TheProvider.Semantics(Machine);

        Assert.Equal(EgressSet.All, bounds.May.Egress);
        Assert.Equal(NameSet.All, bounds.May.Resolution);
        Assert.True(bounds.Must.Egress.Contains(Transport.Tcp, 22, null, IpAddress.Parse("93.184.216.34")));
    }

    // The command that sets the egress policy is not documented: a guess that exe.dev ignores would leave an open machine behind a green build.
    [Fact]
    public void PolicyThatLimitsEgress_IsRefusedWhateverIsAccepted()
    {
        var policy = Policy(new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = "api.github.com", Ports = "443" }) with
        {
            Credentials = EquatableArray.Of(new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
        };

        Assert.Equal(CompileStatus.Refused, Compile(RandomPolicies.AcceptAll(TheProvider, policy)).Status);
        Assert.Equal(["open"], Refused(policy));
        Assert.Equal(["open"], Refused(Policy()));
    }

    [Fact]
    public void Denial_IsRefused() => Assert.Equal(
        ["169.254.169.254/32"], Refused(Policy([.. RandomPolicies.Required("exe-dev"), new EgressRule { Kind = EgressRuleKind.DenyNetwork, Entry = "169.254.169.254/32", Ports = "*", Transport = null }])));

    [Fact]
    public void Integration_IsAttachedToThisMachineOnly()
    {
        var text = Text(Case("everything"));

        Assert.Equal(3, text.Split("\"--attach=vm:everything\"").Length - 1);
        Assert.DoesNotContain("auto:all", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--attach=tag:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void IntegrationOfAWildcard_IsRefused() => Assert.Equal(
        ["A"], Refused(Policy(Network("0.0.0.0/0"), Network("::/0")) with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Hosts = EquatableArray.Of("*.example.com") }) }));

    [Fact]
    public void BasicCredentialOrSecretFile_IsRefused() => Assert.Equal(
        ["A", "B", "C"],
        Refused(Policy(Network("0.0.0.0/0"), Network("::/0")) with
        {
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A", Hosts = EquatableArray.Of("example.com"), Scheme = "Basic", User = "me" },
                new CredentialReference { Name = "B", Delivery = CredentialDelivery.File, Path = "/run/b" },
                new CredentialReference { Name = "C", Hosts = EquatableArray.Of("example.com"), Scheme = "Bearer", Header = "x-c" }),
        }));

    [Fact]
    public void Integration_ForwardsToTheHostAtWhateverAddress()
    {
        var bounds = TheProvider.Semantics(Machine with { Integrations = EquatableArray.Of(new ExeDevIntegration("m-a-h1", "api.example.com", "A", null)) });
        var (may, must) = (Assert.Single(bounds.May.Credentials.Items).Audience, Assert.Single(bounds.Must.Credentials.Items).Audience);

        Assert.True(may.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("10.0.0.1")));
        Assert.False(must.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("10.0.0.1")));
        Assert.False(may.Contains(Transport.Tcp, 443, "git.example.com", IpAddress.Parse("93.184.216.34")));
        Assert.False(may.Contains(Transport.Tcp, 80, "api.example.com", IpAddress.Parse("93.184.216.34")));
    }

    // "a-b" and "a" with "b" must not make one integration, nor "A" twice and "A_2".
    [Fact]
    public void NamesOfIntegrations_AreTold()
    {
        var policy = Policy(Network("0.0.0.0/0"), Network("::/0")) with
        {
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A", Hosts = EquatableArray.Of("a.example.com", "b.example.com") }, new CredentialReference { Name = "A_H2", Hosts = EquatableArray.Of("a.example.com") }),
        };

        Assert.Equal(["open-a-h1", "open-a-h2", "open-a-h2-h1"], ((ExeDevConfiguration)Lower(policy).Configuration!).Integrations.Select(i => i.Name));
    }

    [Fact]
    public void IntegrationsOfTheAccount_LeaveTheAnswerUndecided() => Assert.Equal(Verdict.Undecided, Compile(Case("open")).Proof!.Verdict);

    [Fact]
    public void UnsaidPort_IsPrivateAndTheOwnerReachesAll()
    {
        Assert.Contains("\"set-private\"", Text(Case("open")), StringComparison.Ordinal);
        Assert.All(TheProvider.Semantics(Machine).May.Ingress.Items, i => Assert.Equal(Callers.Owner, i.Callers));
        Assert.Contains(TheProvider.Semantics(Machine).May.Ingress.Items, i => i.Port.Contains(22));
    }

    // exe.dev picks a port by itself, so that a public address without one may lead anywhere.
    [Fact]
    public void PublicAddressWithoutAPort_LeadsToAnyPort() =>
        Assert.Contains(TheProvider.Semantics(Machine with { Public = true }).May.Ingress.Items, i => i.Port.Contains(5432) && i.Callers == Callers.Public);

    [Fact]
    public void PublicPort_IsPublicOnlyWhenDeclared()
    {
        SandboxPolicy With(Callers callers) => Open with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, callers)) };

        Assert.Contains("\"set-public\"", Text(With(Callers.Public)), StringComparison.Ordinal);
        Assert.Contains("\"set-private\"", Text(With(Callers.Organization)), StringComparison.Ordinal);
        Assert.Contains("\"set-private\"", Text(With(Callers.Owner)), StringComparison.Ordinal);
        Assert.Equal(["CallersNarrowed 8080"], Own(With(Callers.Organization)));
    }

    [Fact]
    public void SecondPort_IsRefused() => Assert.Equal(
        ["8081"], Refused(Open with { Ingress = EquatableArray.Of(new IngressPort(8081, Transport.Tcp, Callers.Owner), new IngressPort(8080, Transport.Tcp, Callers.Owner)) }));

    [Theory]
    [InlineData("agent-7", false)]
    [InlineData("7", true)]
    [InlineData("agent7", true)]
    [InlineData("agent-7a", true)]
    [InlineData("agent-", false)]
    public void NameThatEndsInADashAndDigits_IsRefused(string id, bool taken) => Assert.Equal(taken, !Refused(Open with { Id = id }).Any());

    [Theory]
    [InlineData("a b")]
    [InlineData("$HOME")]
    [InlineData("a\nrm x")]
    [InlineData("a;b")]
    [InlineData("'a'")]
    [InlineData("")]
    [InlineData("{{secret:TOKEN}}")]
    public void TextThatNeedsQuoting_IsRefused(string value) => Assert.Equal([value], Refused(Open with { Environment = EquatableArray.Of(new NamedValue("MODE", value)) }));

    [Fact]
    public void SetupScriptOfAnotherImage_IsNotSent() => Assert.Equal(["BuildNotDone build"], Own(Open with { BuildCommands = EquatableArray.Of("pip install uv") }));

    [Fact]
    public void Amounts_AreTheMostThatIsDeclaredInWholeUnits()
    {
        var text = Text(Case("everything"));

        Assert.Contains("\"--cpu=2\"", text, StringComparison.Ordinal);
        Assert.Contains("\"--memory=4GB\"", text, StringComparison.Ordinal);
        Assert.Contains("\"--disk=20GB\"", text, StringComparison.Ordinal);
        Assert.Equal(["cpu"], Refused(Open with { Resources = ResourceRanges.Unbounded with { MilliCpu = new LimitRange(0, new Limit(999)) } }));
        Assert.Equal(["memory"], Refused(Open with { Resources = ResourceRanges.Unbounded with { MemoryMiB = new LimitRange(1500, new Limit(2047)) } }));
        Assert.Equal(4, ((ExeDevConfiguration)Lower(Open with { Resources = ResourceRanges.Unbounded with { MilliCpu = new LimitRange(3001, Limit.Unbounded) } }).Configuration!).Cpu);
    }

    [Fact]
    public void NothingThatTheCommandsCannotSay_IsTakenInSilence()
    {
        Assert.Equal(["T4"], Refused(Open with { Resources = ResourceRanges.Unbounded with { Gpu = "T4" } }));
        Assert.Equal(["open"], Refused(Open with { SingleUse = true }));
        Assert.Equal(["tenant"], Refused(Open with { Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z]{1,8}")) }));
        Assert.Equal(
            ["SpecialAddressUnreachable 10.0.0.0/8", "RootWritable root", "CallersNarrowed 8080", "UdpPortUnreachable 9090", "MountUnavailable /data", "ScaleNotLimited scale", "BuildNotDone build", "StartNotSet start",
                "CredentialByIntegration API_KEY", "CredentialByIntegration GIT_TOKEN"],
            Own(Everything));
    }

    [Fact]
    public void Secret_IsAPlaceholder() => Assert.Contains("\"--env=DATABASE_URL={{secret:DATABASE_URL}}\"", Text(Case("everything")), StringComparison.Ordinal);

    [Fact]
    public void BaselineAlone_LetsThePlainPolicyThrough() => Assert.Equal(CompileStatus.Emitted, Compile(RandomPolicies.AcceptBaseline(TheProvider, Open)).Status);

    private static string Text(SandboxPolicy policy) => Compile(RandomPolicies.AcceptAll(TheProvider, policy)).Artifacts.Items.Single().Text;
}
