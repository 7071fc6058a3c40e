using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Replit;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Replit.ReplitPolicies;

namespace PolicyKit.Providers.Tests.Replit;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap: what the files really allow, or what becomes of a policy that meets it.</summary>
public sealed class ReplitTrapTests
{
    private static readonly IpAddress Somewhere = IpAddress.Parse("93.184.216.34");

    // A green build must not make anybody believe that egress is limited.
    [Fact]
    public void PolicyThatLimitsEgress_IsRefusedWhateverIsAccepted()
    {
        var policy = Policy(new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = "example.com", Ports = "443" });

        Assert.Equal(CompileStatus.Refused, Compile(RandomPolicies.AcceptAll(TheProvider, policy)).Status);
        Assert.Equal(["open"], Refused(policy));
        Assert.Equal(["open"], Refused(Policy()));
    }

    [Theory]
    [InlineData("443")]
    [InlineData("1-65534")]
    public void EveryHostOnSomePorts_IsRefused(string ports) => Assert.Equal(["open"], Refused(Policy(AnyHost(ports))));

    [Fact]
    public void EveryHostOnEveryPort_IsTakenHoweverItIsSaid()
    {
        Assert.Empty(Refused(Policy(AnyHost("1-65535"))));
        Assert.Empty(Refused(Policy(Network("0.0.0.0/0"), Network("::/0"))));
        Assert.Equal(["open"], Refused(Policy(Network("0.0.0.0/0"))));
        Assert.Equal(["open"], Refused(Policy(AnyHost("*") with { Transport = Transport.Udp })));
    }

    [Fact]
    public void Denial_IsRefusedEvenOfWhatIsClosedAnyway() => Assert.Equal(
        ["10.0.0.0/8"], Refused(Policy([.. RandomPolicies.Required("replit"), new EgressRule { Kind = EgressRuleKind.DenyNetwork, Entry = "10.0.0.0/8", Ports = "*", Transport = null }])));

    [Fact]
    public void Files_LimitNoConnection()
    {
        var bounds = TheProvider.Semantics(new ReplitConfiguration());

        Assert.Equal(EgressSet.All, bounds.May.Egress);
        Assert.Equal(NameSet.All, bounds.May.Resolution);
        Assert.Equal(EgressSet.All, bounds.May.BuildEgress);
        Assert.True(bounds.Must.Egress.Contains(Transport.Tcp, 22, null, Somewhere));
        Assert.False(bounds.Must.Egress.Contains(Transport.Tcp, 80, null, IpAddress.Parse("169.254.169.254")));
    }

    [Fact]
    public void EveryHost_DeclaresNeitherMetadataNorAddressesNorUdp()
    {
        var opens = new TargetPolicy(Open, Open.Targets[0]).Declared;

        Assert.False(opens.Egress.Contains(Transport.Tcp, 80, null, IpAddress.Parse("169.254.169.254")));
        Assert.True(ReplitOpens("SpecialAddressesNotClosed").Egress.Contains(Transport.Tcp, 80, null, IpAddress.Parse("169.254.169.254")));
        Assert.True(ReplitOpens("NothingFiltered").Egress.Contains(Transport.Udp, 53, "example.com", Somewhere));
        Assert.False(ReplitOpens("NothingFiltered").Egress.Contains(Transport.Tcp, 443, "example.com", Somewhere));
    }

    [Fact]
    public void BrokeredOrFileCredential_IsRefusedAndNeverAVariable()
    {
        Assert.Equal(["TOKEN"], Refused(Open with { Credentials = EquatableArray.Of(new CredentialReference { Name = "TOKEN", Hosts = EquatableArray.Of("example.com") }) }));
        Assert.Equal(["TOKEN"], Refused(Open with { Credentials = EquatableArray.Of(new CredentialReference { Name = "TOKEN", Delivery = CredentialDelivery.File, Path = "/run/token" }) }));
    }

    [Fact]
    public void Secret_StandsInNoProjectFile()
    {
        var files = Compile(Case("everything")).Artifacts.ToDictionary(a => a.Path, a => a.Text);

        Assert.DoesNotContain("DATABASE_URL", files[".replit"], StringComparison.Ordinal);
        Assert.Contains("\"DATABASE_URL\"", files["secrets.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void SecretNamedAsAVariable_IsRefused() => Assert.Equal(
        ["A"],
        Refused(Open with
        {
            Environment = EquatableArray.Of(new NamedValue("A", "x")),
            Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Delivery = CredentialDelivery.Environment }),
        }));

    // Account-level secrets go to every app that links them.
    [Fact]
    public void SecretsOfTheAccount_LeaveTheAnswerUndecided() => Assert.Equal(Verdict.Undecided, Compile(Case("open")).Proof!.Verdict);

    [Fact]
    public void UndeclaredPort_MayBeDetectedAndPublic()
    {
        var may = TheProvider.Semantics(new ReplitConfiguration { Port = 8080 }).May;

        Assert.Contains(may.Ingress.Items, i => i.Port.Contains(9999) && i.Callers == Callers.Public);
    }

    [Fact]
    public void PortForTheOwner_IsPublicWithoutASettingOfTheOrganisation()
    {
        Assert.Equal(["PortIsPublic 8080"], Own(Open with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)) }));
        Assert.Empty(Own(Open with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public)) }));
    }

    [Fact]
    public void SecondPort_IsRefused() => Assert.Equal(
        ["8081"], Refused(Open with { Ingress = EquatableArray.Of(new IngressPort(8081, Transport.Tcp, Callers.Public), new IngressPort(8080, Transport.Tcp, Callers.Public)) }));

    [Fact]
    public void LocalhostPort_IsNeverExposed() => Assert.Contains("exposeLocalhost = false", Text(Case("everything")), StringComparison.Ordinal);

    [Fact]
    public void DeploymentWithoutAPort_IsToldToIgnorePorts()
    {
        Assert.Contains("ignorePorts = true", Text(Case("open")), StringComparison.Ordinal);
        Assert.DoesNotContain("ignorePorts", Text(Case("everything")), StringComparison.Ordinal);
    }

    [Fact]
    public void UnsaidModule_IsSaidToBeNone() => Assert.Contains("modules = []", Text(Case("open")), StringComparison.Ordinal);

    [Theory]
    [InlineData("Python-3.12")]
    [InlineData("python 3")]
    [InlineData("")]
    [InlineData("3python")]
    public void OddModule_IsRefused(string module) =>
        Assert.Equal([module], Refused(Open with { Targets = EquatableArray.Of(new TargetDeclaration("replit", null, EquatableArray.Of(new NamedValue("Module", module)))) }));

    [Fact]
    public void BuildCommand_IsAnArgumentAndNoPartOfAnother()
    {
        var configuration = (ReplitConfiguration)Compile(Case("everything")).Configuration!;

        Assert.Equal(2, configuration.BuildCommands.Count);
        Assert.Contains("\"build\", \"pip install uv\", \"echo \\\"$HOME\\\" > '/tmp/x'\\n[deployment]\"]\n", Text(Case("everything")), StringComparison.Ordinal);
    }

    [Fact]
    public void WorkspaceFiles_CanBeChangedFromInside() => Assert.Equal(Mutability.Inside, TheProvider.Semantics(new ReplitConfiguration()).May.Mutability);

    [Fact]
    public void NothingThatTheFilesCannotSay_IsTakenInSilence()
    {
        Assert.Equal(["T4"], Refused(Open with { Resources = ResourceRanges.Unbounded with { Gpu = "T4" } }));
        Assert.Equal(["UserSpaceKernel"], Refused(Open with { Isolation = IsolationLevel.UserSpaceKernel }));
        Assert.Equal(["open"], Refused(Open with { SingleUse = true }));
        Assert.Equal(["tenant"], Refused(Open with { Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z]{1,8}")) }));
        Assert.Equal(
            ["SpecialAddressUnreachable 10.0.0.0/8", "RootWritable root", "CapabilitiesNotGranted capabilities", "PortIsPublic 8080", "UdpPortUnreachable 9090", "MountUnavailable /data", "MemoryNotKept persistence",
                "ScaleNotLimited scale"],
            Own(Everything));
    }

    [Fact]
    public void BaselineAlone_LetsThePlainPolicyThrough() => Assert.Equal(CompileStatus.Emitted, Compile(RandomPolicies.AcceptBaseline(TheProvider, Open)).Status);

    private static EgressRule AnyHost(string ports) => new() { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports };

    private static EgressRule Network(string network) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = "*" };

    private static Authority ReplitOpens(string name) => TheProvider.Deviation(name).Opens(new TargetPolicy(Open, Open.Targets[0]), string.Empty);

    private static string Text(SandboxPolicy policy) => Compile(policy).Artifacts.First(a => a.Path == ".replit").Text;
}
