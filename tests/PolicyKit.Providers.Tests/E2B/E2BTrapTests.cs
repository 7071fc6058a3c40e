using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.E2B;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.E2B.E2BPolicies;

namespace PolicyKit.Providers.Tests.E2B;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap: what the configuration really allows, or what becomes of a policy that meets it.</summary>
public sealed class E2BTrapTests
{
    private static readonly IpAddress Somewhere = IpAddress.Parse("93.184.216.34");

    [Fact]
    public void AllowOutAlone_RestrictsNothing()
    {
        var may = May(new E2BNetwork(EquatableArray.Of("1.1.1.1/32"), default, default, false));

        Assert.True(may.Egress.Contains(Transport.Udp, 53, null, IpAddress.Parse("9.9.9.9")));
        Assert.True(may.Egress.Contains(Transport.Tcp, 22, "any.example.com", Somewhere));
    }

    [Fact]
    public void NoNetworkPart_IsOpen_ButPrivateRangesAreNot()
    {
        var may = May(new E2BNetwork(default, default, default, true));

        Assert.True(may.Egress.Contains(Transport.Tcp, 443, null, Somewhere));
        Assert.All(
            new[] { "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.255", "192.168.0.1", "fd00::1", "fe80::1", "::1" },
            a => Assert.False(may.Egress.Contains(Transport.Tcp, 443, null, IpAddress.Parse(a))));
    }

    [Fact]
    public void InternetAccessOff_ClosesAllThatIsNotAllowed()
    {
        var may = May(new E2BNetwork(EquatableArray.Of("1.1.1.1/32"), default, default, false), internet: false);

        Assert.False(may.Egress.Contains(Transport.Tcp, 443, null, Somewhere));
        Assert.True(may.Egress.Contains(Transport.Icmp, 0, null, IpAddress.Parse("1.1.1.1")));
    }

    [Fact]
    public void HostEntry_OpensPorts80And443AndNoOther()
    {
        var may = May(Closed("api.example.com"));

        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "api.example.com", Somewhere));
        Assert.True(may.Egress.Contains(Transport.Tcp, 80, "api.example.com", Somewhere));
        Assert.False(may.Egress.Contains(Transport.Tcp, 8443, "api.example.com", Somewhere));
        Assert.False(may.Egress.Contains(Transport.Udp, 443, "api.example.com", Somewhere));
        Assert.False(may.Egress.Contains(Transport.Tcp, 443, null, Somewhere));
    }

    [Fact]
    public void HostEntry_OpensTheResolverForEveryPortProtocolAndName()
    {
        var may = May(Closed("api.example.com"));
        var resolver = IpAddress.Parse("8.8.8.8");

        Assert.True(may.Egress.Contains(Transport.Udp, 53, null, resolver));
        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "dns.google", resolver));
        Assert.True(may.Egress.Contains(Transport.Icmp, 0, null, resolver));
        Assert.Equal(NameSet.All, may.Resolution);
    }

    [Fact]
    public void WithoutAnyHostEntry_NoNameIsLookedUp() =>
        Assert.True(May(Closed("1.1.1.0/24")).Resolution.IsEmpty);

    [Fact]
    public void NetworkEntry_OpensEveryPortAndProtocol()
    {
        var may = May(Closed("203.0.113.0/24"));
        var inside = IpAddress.Parse("203.0.113.255");

        Assert.True(may.Egress.Contains(Transport.Tcp, 1, null, inside));
        Assert.True(may.Egress.Contains(Transport.Udp, 65535, "x.example.com", inside));
        Assert.True(may.Egress.Contains(Transport.Other, 0, null, inside));
        Assert.False(may.Egress.Contains(Transport.Tcp, 1, null, IpAddress.Parse("203.0.114.0")));
    }

    [Fact]
    public void DenialInsideAnAllow_HasNoEffect()
    {
        var may = May(new E2BNetwork(EquatableArray.Of("1.1.1.0/24"), EquatableArray.Of("0.0.0.0/0", "1.1.1.1/32"), default, false));

        Assert.True(may.Egress.Contains(Transport.Tcp, 443, null, IpAddress.Parse("1.1.1.1")));
    }

    [Fact]
    public void AllowOfAPrivateNetwork_StaysClosed() =>
        Assert.True(May(Closed("10.0.0.0/8")).Egress.IsEmpty);

    [Fact]
    public void Wildcard_IncludesDeeperNamesAndNotTheApex()
    {
        var may = May(Closed("*.example.com"));

        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "a.b.example.com", Somewhere));
        Assert.False(may.Egress.Contains(Transport.Tcp, 443, "example.com", Somewhere));
    }

    [Fact]
    public void HostEntryWithATrailingDot_NeverMatches() =>
        Assert.False(May(Closed("api.example.com.")).Egress.Contains(Transport.Tcp, 443, "api.example.com", Somewhere));

    [Fact]
    public void AllowedName_MayResolveToSpecialAddressesButNotToPrivateOnes()
    {
        var may = May(Closed("api.example.com"));

        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("168.63.129.16")));
        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("198.18.0.1")));
        Assert.False(may.Egress.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("169.254.169.254")));
    }

    [Fact]
    public void HeaderRuleHost_HidesAWiderOne()
    {
        var rules = EquatableArray.Of(
            new E2BHeaderRule("*.example.com", EquatableArray.Of(new NamedValue("a", "${e2b.secrets.wide}"))),
            new E2BHeaderRule("api.example.com", EquatableArray.Of(new NamedValue("b", "${e2b.secrets.narrow}"))));
        var may = May(new E2BNetwork(EquatableArray.Of("*.example.com"), EquatableArray.Of("0.0.0.0/0"), rules, false));

        var wide = may.Credentials.Single(c => c.Name == "wide").Audience;
        Assert.True(wide.Contains(Transport.Tcp, 443, "www.example.com", Somewhere));
        Assert.False(wide.Contains(Transport.Tcp, 443, "api.example.com", Somewhere));
        Assert.True(may.Credentials.Single(c => c.Name == "narrow").Audience.Contains(Transport.Tcp, 80, "api.example.com", Somewhere));
    }

    [Fact]
    public void PublicTraffic_ReachesEveryPort() => Assert.Equal(
        new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, Callers.Public),
        Assert.Single(May(new E2BNetwork(default, EquatableArray.Of("0.0.0.0/0"), default, true)).Ingress.Items));

    [Theory]
    [InlineData("5432", "HostPortUnreachable api.example.com")]
    [InlineData("443,22", "HostRuleOpensPort80 api.example.com", "HostPortUnreachable api.example.com")]
    [InlineData("80", "HostRuleOpensPort443 api.example.com")]
    [InlineData("443", "HostRuleOpensPort80 api.example.com")]
    [InlineData("80,443")]
    public void HostOnPorts_NeedsTheseAcceptances(string ports, params string[] own) => Assert.Equal(own, Own(Policy(Host("api.example.com", ports))));

    [Fact]
    public void HostOverUdp_IsDropped() => Assert.Equal(["HostPortUnreachable api.example.com"], Own(Policy(Host("api.example.com", "443", Transport.Udp))));

    [Fact]
    public void NarrowerHostUnderAWildcard_NeedsNoAcceptanceOfItsOwn() =>
        Assert.Equal(["HostRuleOpensPort80 *.example.com"], Own(Policy(Host("*.example.com"), Host("api.example.com"))));

    [Fact]
    public void DeniedNameUnderAWildcard_DropsTheWildcardAndKeepsOtherHosts()
    {
        var policy = Policy(Host("*.example.com", "80,443"), Host("other.net", "80,443"), DenyHost("www.example.com"));

        Assert.Equal(["HoleInAllow *.example.com"], Own(policy));
        Assert.Equal(["other.net"], Configuration(policy).Sandbox.Network.AllowOut);
    }

    [Fact]
    public void DeniedPublicNetwork_DropsEveryHost()
    {
        var policy = Policy(Host("example.com", "80,443"), DenyNetwork("1.1.1.0/24"));

        Assert.Equal(["HoleInAllow example.com"], Own(policy));
        Assert.Empty(Configuration(policy).Sandbox.Network.AllowOut);
    }

    // A name may resolve there on E2B, whatever the policy says.
    [Theory]
    [InlineData("168.63.129.16/32")]
    [InlineData("198.18.0.0/15")]
    public void DeniedRangeThatANameMayResolveTo_IsRefused(string network) =>
        Assert.Equal(network, Assert.Single(Lower(Policy(Host("example.com", "80,443"), DenyNetwork(network))).Refusals.Items).Subject);

    [Fact]
    public void TargetsName_SharesNoTemplateWithThePolicyThatIsCalledSo() => Assert.NotEqual(
        Configuration(Policy() with { Id = "a-dev" }).Template.Name,
        Configuration(Policy() with { Id = "a", Targets = EquatableArray.Of(new TargetDeclaration("e2b", "dev", default)) }).Template.Name);

    [Fact]
    public void DeniedPrivateNetwork_ChangesNothing() => Assert.Empty(Own(Policy(Host("example.com", "80,443"), DenyNetwork("10.0.0.0/8"))));

    [Fact]
    public void DeniedPartOfANetwork_IsCutOutByEmittingTheRest() => Assert.Equal(
        ["1.1.1.0/32", "1.1.1.2/31"],
        Configuration(Policy(Network("1.1.1.0/30", "443"), DenyNetwork("1.1.1.1/32"))).Sandbox.Network.AllowOut);

    [Fact]
    public void DeniedNameWithANetwork_DropsTheNetwork() =>
        Assert.Equal(["HoleInAllow 1.1.1.0/24"], Own(Policy(Network("1.1.1.0/24", "443"), DenyHost("example.com"))));

    [Theory]
    [InlineData("example.com", "80")]
    [InlineData("*", "80")]
    public void DenialOnAPortThatTheEntryOpensAnyway_IsRefused(string host, string port)
    {
        var rule = host == "*" ? AnyHost("443") : Host(host);
        var lowered = Lower(Policy(rule, DenyHost("example.com", port)));

        Assert.Null(lowered.Configuration);
        Assert.Equal("example.com", Assert.Single(lowered.Refusals.Items).Subject);
    }

    [Fact]
    public void DenialOfAPortOfTheResolver_IsRefusedWithHosts() =>
        Assert.Equal("8.8.8.8/32", Assert.Single(Lower(Policy(Host("example.com"), DenyNetwork("8.8.8.8/32", "53"))).Refusals.Items).Subject);

    [Theory]
    [InlineData("10.0.0.0/8", "PrivateNetworkUnreachable 10.0.0.0/8")]
    [InlineData("100.64.0.0/16", "PrivateNetworkUnreachable 100.64.0.0/16")]
    [InlineData("2606:4700::/32", "IPv6NotEnforced 2606:4700::/32")]
    [InlineData("1.1.1.0/24", "NetworkRuleOpensAllPorts 1.1.1.0/24")]
    public void Network_NeedsThisAcceptance(string network, string own) => Assert.Equal([own], Own(Policy(Network(network, "443"))));

    [Fact]
    public void NetworkWithinAnother_NeedsNoAcceptanceOfItsOwn() =>
        Assert.Equal(["NetworkRuleOpensAllPorts 1.1.1.0/24"], Own(Policy(Network("1.1.1.0/24", "443"), Network("1.1.1.128/25", "22"))));

    [Fact]
    public void NetworkAroundTheResolver_OpensLookUps() =>
        Assert.Contains(Lower(Policy(Network("8.8.8.0/24", "443"))).Deviations.Items, d => d.Definition.Name == "ResolverReachable");

    [Fact]
    public void HttpRule_IsDropped()
    {
        var policy = Policy(new EgressRule { Kind = EgressRuleKind.AllowHttp, Entry = "api.example.com", Ports = "443", Methods = EquatableArray.Of("GET") });

        Assert.Equal(["HttpRuleUninspected api.example.com"], Own(policy));
        Assert.False(Configuration(policy).Sandbox.AllowInternetAccess);
    }

    [Fact]
    public void MetadataRule_IsDropped() => Assert.Equal(
        ["MetadataUnreachable 169.254.169.254"],
        Own(Policy(new EgressRule { Kind = EgressRuleKind.AllowMetadata, Entry = "169.254.169.254", Ports = "80", Because = "test" })));

    [Fact]
    public void AnyHost_IsOneEntryAndNeedsNoOwnAcceptanceOnBothPorts()
    {
        var policy = RandomPolicies.AcceptBaseline(TheProvider, Policy(AnyHost()));

        Assert.Equal(["*"], Configuration(policy).Sandbox.Network.AllowOut);
        Assert.Equal(CompileStatus.Emitted, Compile(policy).Status);
    }

    [Fact]
    public void CodeAgent_NeedsThreeOwnAcceptancesAndIsProved()
    {
        Assert.Equal(3, Own(CodeAgent).Count());
        var compiled = Compile(CodeAgent);

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Assert.NotEqual(Verdict.Exceeds, compiled.Proof!.Verdict);
        Assert.DoesNotContain(compiled.Findings.Items, f => f.RuleId == RuleCatalog.UnusedAcceptance);
    }

    [Fact]
    public void CredentialOfAHostWithDeclaredPort80_IsUnverified() => Assert.Equal(
        ["HeaderRuleOnPort80 KEY"],
        Own(Policy(Host("api.example.com", "80,443")) with { Credentials = EquatableArray.Of(Credential("KEY", "api.example.com")) }));

    [Fact]
    public void CredentialOfAWiderHostThanReachable_IsSentToTheReachableOnesOnly()
    {
        var policy = Policy(Host("api.example.com"), Network("1.1.1.0/24", "443")) with { Credentials = EquatableArray.Of(Credential("KEY", "*.example.com")) };

        Assert.Equal("api.example.com", Assert.Single(Configuration(policy).Sandbox.Network.Rules.Items).Host);
    }

    [Fact]
    public void SpecificCredentialHost_CarriesTheHeadersOfTheWiderOneToo()
    {
        var policy = Policy(Host("*.example.com")) with { Credentials = EquatableArray.Of(Credential("WIDE", "*.example.com", "x-wide"), Credential("NARROW", "api.example.com", "x-narrow")) };

        var rules = Configuration(policy).Sandbox.Network.Rules;
        Assert.Equal(["x-narrow", "x-wide"], rules.Single(r => r.Host == "api.example.com").Headers.Select(h => h.Name));
        Assert.Equal(["x-wide"], rules.Single(r => r.Host == "*.example.com").Headers.Select(h => h.Name));
    }

    [Fact]
    public void TwoCredentialsForOneHeader_AreRefused() => Assert.Single(
        Lower(Policy(Host("api.example.com")) with { Credentials = EquatableArray.Of(Credential("A", "api.example.com"), Credential("B", "api.example.com")) }).Refusals.Items);

    [Fact]
    public void MoreThanTenCredentialHosts_AreRefused()
    {
        var hosts = Enumerable.Range(0, 11).Select(i => $"h{i}.example.com").ToList();
        SandboxPolicy With(int count) => Policy(hosts.Take(count).Select(h => Host(h)).ToArray()) with
        {
            Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Hosts = hosts.Take(count).ToEquatableArray() }),
        };

        Assert.Empty(Lower(With(10)).Refusals);
        Assert.Single(Lower(With(11)).Refusals.Items);
    }

    [Fact]
    public void CredentialForATopLevelDomain_IsRefused() => Assert.Single(
        Lower(Policy(Host("*.com")) with { Credentials = EquatableArray.Of(Credential("A", "*.com")) }).Refusals.Items);

    [Fact]
    public void SecretFile_IsRefused() => Assert.Single(
        Lower(Policy() with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Delivery = CredentialDelivery.File, Path = "/run/a" }) }).Refusals.Items);

    [Fact]
    public void BasicCredential_IsStoredEncoded()
    {
        var policy = Policy(Host("git.example.com")) with { Credentials = EquatableArray.Of(new CredentialReference { Name = "GIT_PASSWORD", Hosts = EquatableArray.Of("git.example.com"), Scheme = "Basic", User = "me" }) };

        var configuration = Configuration(policy);
        Assert.Equal(new E2BSecret("GIT_PASSWORD", "git-password-basic", "me"), Assert.Single(configuration.Run.Secrets.Items));
        Assert.Equal("Basic ${e2b.secrets.git-password-basic}", configuration.Sandbox.Network.Rules[0].Headers[0].Value);
    }

    [Theory]
    [InlineData("Hobby", 3600, true)]
    [InlineData("Hobby", 3601, false)]
    [InlineData("Pro", 86400, true)]
    [InlineData("Pro", 86401, false)]
    public void LifetimeBeyondThePlan_IsRefused(string plan, int seconds, bool taken)
    {
        var policy = Policy() with
        {
            Lifetime = new LifetimeLimits(new Limit(seconds), Limit.Unbounded),
            Targets = EquatableArray.Of(new TargetDeclaration("e2b", null, EquatableArray.Of(new NamedValue("Plan", plan)))),
        };

        Assert.Equal(taken, Lower(policy).Configuration is not null);
    }

    [Theory]
    [InlineData(0, null, 2)]
    [InlineData(0, 4000, 4)]
    [InlineData(3500, null, 4)]
    [InlineData(2000, 64000, 8)]
    [InlineData(1200, 1800, null)]
    [InlineData(9000, null, null)]
    [InlineData(0, 999, null)]
    public void Cpu_IsTheMostThatFits(int minimum, int? maximum, int? expected) => Assert.Equal(
        expected,
        (Lower(Policy() with { Resources = ResourceRanges.Unbounded with { MilliCpu = Range(minimum, maximum) } }).Configuration as E2BConfiguration)?.Template.CpuCount);

    [Theory]
    [InlineData(0, null, 1024)]
    [InlineData(0, 4096, 4096)]
    [InlineData(0, 129, 128)]
    [InlineData(129, 129, null)]
    [InlineData(0, 127, null)]
    [InlineData(2001, null, 2002)]
    [InlineData(0, 65536, 8192)]
    [InlineData(8193, null, null)]
    public void Memory_IsTheMostThatFits(int minimum, int? maximum, int? expected) => Assert.Equal(
        expected,
        (Lower(Policy() with { Resources = ResourceRanges.Unbounded with { MemoryMiB = Range(minimum, maximum) } }).Configuration as E2BConfiguration)?.Template.MemoryMiB);

    [Fact]
    public void Workload_NeverRunsAsTheAccountWithSudo() => Assert.All(
        new[] { RunIdentity.Default, RunIdentity.Default with { Uid = 0 } },
        i => Assert.NotEqual("user", Configuration(Policy() with { Identity = i }).Template.User.Name));

    [Fact]
    public void PausedSandbox_IsNeverWokenByTraffic()
    {
        var policy = RandomPolicies.AcceptBaseline(TheProvider, Policy() with { Persistence = PersistenceKind.Disk });
        var body = Compile(policy).Artifacts.Single(a => a.Path == "sandbox.create.json").Text;

        Assert.Contains("\"autoPauseMemory\": false,\n  \"autoResume\": {\n    \"enabled\": false", body, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadOnlyMountAndRoot_NeedAcceptances() => Assert.Equal(
        ["RootWritable root", "VolumeWritable /data"],
        Own(Policy() with { Identity = RunIdentity.Default with { ReadOnlyRoot = true }, Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" }) }));

    [Fact]
    public void SubPathOfAVolume_IsRefused() =>
        Assert.Single(Lower(Policy() with { Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", SubPath = "x" }) }).Refusals.Items);

    [Fact]
    public void PortOfTheDaemon_IsRefused() =>
        Assert.Single(Lower(Policy() with { Ingress = EquatableArray.Of(new IngressPort(49983, Transport.Tcp, Callers.Owner)) }).Refusals.Items);

    [Fact]
    public void FourThousandEndpoints_AreProvedWithinTheBudget()
    {
        var hosts = Enumerable.Range(0, 3000).Select(i => Host($"h{i}.example.com", "80,443")).ToArray();
        var networks = Enumerable.Range(0, 1096).Select(i => Network($"9.{i / 256}.{i % 256}.0/25", $"{1000 + i}")).ToArray();
        var policy = RandomPolicies.AcceptAll(TheProvider, Policy([.. hosts, .. networks]));

        Assert.Equal(CompileStatus.Emitted, Compile(policy).Status);
    }

    private static LimitRange Range(int minimum, int? maximum) => new(minimum, maximum is { } m ? new Limit(m) : Limit.Unbounded);

    private static E2BNetwork Closed(params string[] allow) => new(allow.ToEquatableArray(), EquatableArray.Of("0.0.0.0/0"), default, false);

    private static Authority May(E2BNetwork network, bool? internet = null)
    {
        var configuration = Configuration(Policy());
        return TheProvider.Semantics(configuration with { Sandbox = configuration.Sandbox with { Network = network, AllowInternetAccess = internet } }).May;
    }
}
