using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Modal;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Modal.ModalPolicies;

namespace PolicyKit.Providers.Tests.Modal;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap: what the definition really allows, or what becomes of a policy that meets it.</summary>
public sealed class ModalTrapTests
{
    private static readonly IpAddress Somewhere = IpAddress.Parse("93.184.216.34");

    [Fact]
    public void OpenNetwork_IsEverything() => Assert.Equal(EgressSet.All, May(new ModalNetwork(ModalNetworkType.Open, default, default)).Egress);

    [Fact]
    public void BlockedNetwork_HasNoLookUps()
    {
        var may = May(new ModalNetwork(ModalNetworkType.Blocked, default, default));

        Assert.True(may.Egress.IsEmpty);
        Assert.True(may.Resolution.IsEmpty);
    }

    [Fact]
    public void EmptyAllowlist_OpensNothingButLookUps()
    {
        var may = May(new ModalNetwork(ModalNetworkType.Allowlist, default, default));

        Assert.True(may.Egress.IsEmpty);
        Assert.True(may.Resolution.Contains("a.tunnel.example.org"));
    }

    // The address is the sandbox's choice, so the name in the entry does not bound what is reached.
    [Fact]
    public void DomainEntry_ReachesAnyServerThatAnswersToAFalseName()
    {
        var bounds = Bounds(Allow(domains: "api.example.com"));

        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 443, "evil.example.org", Somewhere));
        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 443, null, Somewhere));
        Assert.Equal(NameBinding.Claim, bounds.May.NameBinding);
        Assert.True(bounds.Must.Egress.Contains(Transport.Tcp, 443, "api.example.com", Somewhere));
        Assert.False(bounds.Must.Egress.Contains(Transport.Tcp, 443, "evil.example.org", Somewhere));
    }

    [Fact]
    public void DomainEntry_OpensTls443Only()
    {
        var may = May(Allow(domains: "*"));

        Assert.False(may.Egress.Contains(Transport.Tcp, 80, "api.example.com", Somewhere));
        Assert.False(may.Egress.Contains(Transport.Tcp, 8443, "api.example.com", Somewhere));
        Assert.False(may.Egress.Contains(Transport.Udp, 443, "api.example.com", Somewhere));
    }

    [Fact]
    public void DomainEntry_MayReachSpecialAddressesOnlyUnverified()
    {
        var bounds = Bounds(Allow(domains: "api.example.com"));

        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 443, null, IpAddress.Parse("169.254.169.254")));
        Assert.False(bounds.Must.Egress.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void WildcardEntry_SurelyMatchesBelowAndNotSurelyTheApex()
    {
        var bounds = Bounds(Allow(domains: "*.example.com"));

        Assert.True(bounds.Must.Egress.Contains(Transport.Tcp, 443, "a.b.example.com", Somewhere));
        Assert.False(bounds.Must.Egress.Contains(Transport.Tcp, 443, "example.com", Somewhere));
        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 443, "example.com", Somewhere));
    }

    [Fact]
    public void CidrEntry_OpensEveryPortAndProtocol()
    {
        var may = May(Allow("1.1.1.0/24"));

        Assert.True(may.Egress.Contains(Transport.Udp, 53, null, IpAddress.Parse("1.1.1.1")));
        Assert.True(may.Egress.Contains(Transport.Icmp, 0, null, IpAddress.Parse("1.1.1.1")));
        Assert.True(may.Egress.Contains(Transport.Tcp, 22, "any.example.com", IpAddress.Parse("1.1.1.1")));
        Assert.False(may.Egress.Contains(Transport.Tcp, 443, null, Somewhere));
    }

    [Fact]
    public void Lists_AddUp()
    {
        var may = May(new ModalNetwork(ModalNetworkType.Allowlist, EquatableArray.Of("1.1.1.0/24"), EquatableArray.Of("api.example.com")));

        Assert.True(may.Egress.Contains(Transport.Tcp, 22, null, IpAddress.Parse("1.1.1.1")));
        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "api.example.com", Somewhere));
    }

    [Fact]
    public void EntryThatNobodyDocuments_HasNoMeaning()
    {
        Assert.Throws<FormatException>(() => May(Allow("api.example.com/24")));
        Assert.Throws<FormatException>(() => May(Allow(domains: "api.*.com")));
    }

    [Fact]
    public void LookUpsUnderNetworksAlone_AreUnverified()
    {
        var bounds = Bounds(Allow("1.1.1.0/24"));

        Assert.Equal(NameSet.All, bounds.May.Resolution);
        Assert.True(bounds.Must.Resolution.IsEmpty);
    }

    [Fact]
    public void NetworkPolicy_CannotBeReadBack() =>
        Assert.Equal(Verdict.Undecided, Compile(RandomPolicies.AcceptBaseline(TheProvider, Policy())).Proof!.Verdict);

    [Fact]
    public void HeaderReplacement_OfAWildcardIncludesItsApex()
    {
        var configuration = Configuration(Brokered);
        var sandbox = configuration.Sandbox with { HeaderReplacements = configuration.Sandbox.HeaderReplacements.Select(h => h with { Domain = "*.example.com" }).ToEquatableArray() };
        var may = TheProvider.Semantics(configuration with { Sandbox = sandbox }).May;

        Assert.True(may.Credentials.Single(c => c.Name == "API_KEY").Audience.Contains(Transport.Tcp, 443, "example.com", IpAddress.Parse("198.51.0.1")));
    }

    [Fact]
    public void ReferencePolicyWithReadableCredentials_NeedsOneOwnAcceptance()
    {
        Assert.Equal(["ServerNameNotBound hosts"], Own(CodeAgent));
        var compiled = Compile(CodeAgent);

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Assert.NotEqual(Verdict.Exceeds, compiled.Proof!.Verdict);
        Assert.DoesNotContain(compiled.Findings.Items, f => f.RuleId == RuleCatalog.UnusedAcceptance);
    }

    [Fact]
    public void BaselineAlone_LetsNoHostThrough() =>
        Assert.Equal(CompileStatus.Refused, Compile(RandomPolicies.AcceptBaseline(TheProvider, Policy(Host("api.example.com")))).Status);

    [Fact]
    public void BrokeredCredentialWithHosts_IsRefusedAndNeverAnEnvironmentVariable()
    {
        var policy = Policy(Host("api.example.com")) with { Credentials = EquatableArray.Of(Credential("KEY", "api.example.com")) };

        Assert.Equal(["KEY"], Refused(policy));
        Assert.Null(Lower(policy).Configuration);
    }

    [Fact]
    public void BrokeredCredentialOfAHostInANetwork_IsReplacedOutside()
    {
        var configuration = Configuration(Brokered);

        Assert.Equal(
            [
                new ModalHeaderReplacement("git.example.com", "api-key", EquatableArray.Of(new NamedValue("x-api-key", "$API_KEY"))),
                new ModalHeaderReplacement("git.example.com", "git-token", EquatableArray.Of(new NamedValue("authorization", "Bearer $GIT_TOKEN"))),
            ],
            configuration.Sandbox.HeaderReplacements.Items);
        Assert.Empty(configuration.Run.Secrets);
        Assert.Contains("HeaderReplacementByClaim API_KEY", Own(Brokered));
    }

    [Fact]
    public void BrokeredCredentialForAWildcard_IsRefused() =>
        Assert.Equal(["KEY"], Refused(Policy(Network("1.1.1.0/24", "443")) with { Credentials = EquatableArray.Of(Credential("KEY", "*.example.com")) }));

    [Fact]
    public void TwoCredentialsForOneHeader_AreRefused() => Assert.Equal(
        ["B"], Refused(Policy(Network("1.1.1.0/24", "443")) with { Credentials = EquatableArray.Of(Credential("A", "x.example.com"), Credential("B", "x.example.com")) }));

    [Fact]
    public void MoreThanTwentyFiveHeaders_AreRefused()
    {
        SandboxPolicy With(int count) => Policy(Network("1.1.1.0/24", "443")) with
        {
            Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Hosts = Enumerable.Range(0, count).Select(i => $"h{i}.example.com").ToEquatableArray() }),
        };

        Assert.Empty(Refused(With(25)));
        Assert.Equal(["credentials"], Refused(With(26)));
    }

    [Fact]
    public void SecretFile_IsRefused() =>
        Assert.Equal(["A"], Refused(Policy() with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Delivery = CredentialDelivery.File, Path = "/run/a" }) }));

    [Fact]
    public void MoreThanAHundredHosts_AreRefused()
    {
        Assert.Empty(Refused(Policy(Enumerable.Range(0, 100).Select(i => Host($"h{i}.example.com")).ToArray())));
        Assert.Equal(["p"], Refused(Policy(Enumerable.Range(0, 101).Select(i => Host($"h{i}.example.com")).ToArray())));
    }

    [Theory]
    [InlineData("5432", "HostPortUnreachable api.example.com")]
    [InlineData("80", "HostPortUnreachable api.example.com")]
    [InlineData("22,443", "ServerNameNotBound hosts", "HostPortUnreachable api.example.com")]
    [InlineData("443", "ServerNameNotBound hosts")]
    public void HostOnPorts_NeedsTheseAcceptances(string ports, params string[] own) => Assert.Equal(own, Own(Policy(Host("api.example.com", ports))));

    [Fact]
    public void HostOverUdp_IsDropped() => Assert.Equal(["HostPortUnreachable api.example.com"], Own(Policy(Host("api.example.com", "443", Transport.Udp))));

    [Fact]
    public void AnyHost_IsOneEntry() => Assert.Equal(["*"], Configuration(Policy(AnyHost())).Sandbox.Network.AllowedDomains);

    // Under a false name every server answers, the denied one too.
    [Theory]
    [InlineData("other.net", "*")]
    [InlineData("other.net", "443")]
    public void DeniedHostBesideAnAllowedOne_IsRefused(string host, string ports) => Assert.Equal([host], Refused(Policy(Host("api.example.com"), DenyHost(host, ports))));

    [Theory]
    [InlineData("1.1.1.0/24")]
    [InlineData("10.0.0.0/8")]
    [InlineData("169.254.169.254/32")]
    public void DeniedNetworkBesideAnAllowedHost_IsNotAccepted(string network)
    {
        var lowered = Lower(Policy(Host("api.example.com"), DenyNetwork(network)));

        Assert.True(lowered.Configuration is null || ((ModalConfiguration)lowered.Configuration).Sandbox.Network.AllowedDomains.IsEmpty);
    }

    [Fact]
    public void DenialOnAnotherPort_ChangesNothing() => Assert.Empty(Refused(Policy(Host("api.example.com"), DenyHost("other.net", "22"))));

    [Fact]
    public void DeniedPartOfANetwork_IsCutOutByEmittingTheRest() => Assert.Equal(
        ["1.1.1.0/32", "1.1.1.2/31"],
        Configuration(Policy(Network("1.1.1.0/30", "443"), DenyNetwork("1.1.1.1/32"))).Sandbox.Network.AllowedCidrs);

    [Fact]
    public void DenialOfAPortInsideANetwork_IsRefused() =>
        Assert.Equal(["1.1.1.0/24"], Refused(Policy(Network("1.1.1.0/24", "443"), DenyNetwork("1.1.1.0/24", "25"))));

    [Fact]
    public void DeniedNameWithANetwork_DropsTheNetwork() => Assert.Equal(["HoleInAllow 1.1.1.0/24"], Own(Policy(Network("1.1.1.0/24", "443"), DenyHost("example.com"))));

    [Theory]
    [InlineData("10.0.0.0/8", "PrivateNetworkUnreachable 10.0.0.0/8")]
    [InlineData("100.64.0.0/16", "PrivateNetworkUnreachable 100.64.0.0/16")]
    [InlineData("198.18.0.0/15", "PrivateNetworkUnreachable 198.18.0.0/15")]
    [InlineData("2606:4700::/32", "IPv6NotEnforced 2606:4700::/32")]
    [InlineData("1.1.1.0/24", "NetworkRuleOpensAllPorts 1.1.1.0/24")]
    public void Network_NeedsThisAcceptance(string network, string own) => Assert.Equal([own], Own(Policy(Network(network, "443"))));

    [Fact]
    public void NetworkWithinAnother_NeedsNoAcceptanceOfItsOwn() =>
        Assert.Equal(["NetworkRuleOpensAllPorts 1.1.1.0/24"], Own(Policy(Network("1.1.1.0/24", "443"), Network("1.1.1.128/25", "22"))));

    [Fact]
    public void HttpRule_IsDropped()
    {
        var policy = Policy(new EgressRule { Kind = EgressRuleKind.AllowHttp, Entry = "api.example.com", Ports = "443", Methods = EquatableArray.Of("GET") });

        Assert.Equal(["HttpRuleUninspected api.example.com"], Own(policy));
        Assert.Equal(ModalNetworkType.Blocked, Configuration(policy).Sandbox.Network.Type);
    }

    [Fact]
    public void MetadataRule_IsDropped() => Assert.Equal(
        ["MetadataUnreachable 169.254.169.254"],
        Own(Policy(new EgressRule { Kind = EgressRuleKind.AllowMetadata, Entry = "169.254.169.254", Ports = "80", Because = "test" })));

    [Theory]
    [InlineData(Callers.Public, 1)]
    [InlineData(Callers.Owner, 0)]
    public void Port_NeedsANetworkThatIsNotBlockedAndAUrlOnlyForEverybody(Callers callers, int urls)
    {
        var sandbox = Configuration(Policy() with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, callers)) }).Sandbox;

        Assert.Equal(ModalNetworkType.Allowlist, sandbox.Network.Type);
        Assert.Empty(sandbox.Network.AllowedCidrs);
        Assert.Equal(urls, sandbox.OpenPorts.Count);
    }

    [Fact]
    public void UrlOfAPort_AsksNobodyWhoTheyAre()
    {
        var configuration = Configuration(Policy());

        Assert.Contains(
            new IngressGrant(PortSet.Of(8080), Transport.Tcp, Callers.Public),
            TheProvider.Semantics(configuration with { Sandbox = configuration.Sandbox with { OpenPorts = EquatableArray.Of(8080) } }).May.Ingress.Items);
    }

    [Fact]
    public void OrganizationAndUdpPorts_NeedAcceptances() => Assert.Equal(
        ["CallersNarrowed 8080", "UdpPortUnreachable 53"],
        Own(Policy() with { Ingress = EquatableArray.Of(new IngressPort(53, Transport.Udp, Callers.Owner), new IngressPort(8080, Transport.Tcp, Callers.Organization)) }));

    [Theory]
    [InlineData(1, true)]
    [InlineData(86400, true)]
    [InlineData(86401, false)]
    [InlineData(0, false)]
    public void LifetimeBeyondADay_IsRefused(int seconds, bool taken) =>
        Assert.Equal(taken, Lower(Policy() with { Lifetime = new LifetimeLimits(new Limit(seconds), Limit.Unbounded) }).Configuration is not null);

    // A core of Modal is two virtual CPUs, and without a limit a sandbox bursts.
    [Theory]
    [InlineData(2000, 2000, 1000, 1000)]
    [InlineData(0, 4000, 125, 2000)]
    [InlineData(0, 101, 50, 50)]
    [InlineData(1501, 8001, 751, 4000)]
    [InlineData(1000, null, 500, 0)]
    [InlineData(0, null, 0, 0)]
    public void Cpu_IsReservedAsNeededAndLimitedAsDeclared(int minimum, int? maximum, int request, int limit)
    {
        var asked = Configuration(Policy() with { Resources = ResourceRanges.Unbounded with { MilliCpu = Range(minimum, maximum) } }).Sandbox.Resources;

        Assert.Equal((request, limit), (asked.MilliCpu, asked.MilliCpuMax));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2001, 2001)]
    public void CpuThatHasNoHalf_IsRefused(int minimum, int maximum) =>
        Assert.Equal(["resources.cpu"], Refused(Policy() with { Resources = ResourceRanges.Unbounded with { MilliCpu = Range(minimum, maximum) } }));

    [Theory]
    [InlineData("A100", true)]
    [InlineData("A100-80GB:8", true)]
    [InlineData("A100:0", false)]
    [InlineData("A100:1:1", false)]
    [InlineData("a b", false)]
    [InlineData(":2", false)]
    public void Gpu_HasTheFormThatModalReads(string gpu, bool taken) =>
        Assert.Equal(taken, Lower(Policy() with { Resources = ResourceRanges.Unbounded with { Gpu = gpu } }).Configuration is not null);

    [Fact]
    public void Isolation_IsSaidAndNeverLeftToModal()
    {
        Assert.Contains("\"runtime\": \"gvisor\"", Body(Policy()), StringComparison.Ordinal);
        Assert.Contains("\"runtime\": \"vm\"", Body(Policy() with { Isolation = IsolationLevel.HardwareVirtualization }), StringComparison.Ordinal);
    }

    [Fact]
    public void PrivateNetworking_IsSaidToBeOff() => Assert.Contains("\"i6pnEnabled\": false", Body(Policy()), StringComparison.Ordinal);

    [Fact]
    public void Volumes_KeepSubPathAndMode()
    {
        var policy = Policy() with { Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", SubPath = "a/b" }) };

        Assert.Equal(new ModalVolume("/data", "data", "a/b", true), Assert.Single(Configuration(policy).Sandbox.Volumes.Items));
        Assert.Empty(Own(policy));
    }

    [Fact]
    public void WorkloadIsTakenForRoot_WhateverTheImageSays()
    {
        Assert.True(TheProvider.Semantics(Configuration(Policy())).May.Identity.Root);
        Assert.Equal(new ModalUser(1000, 1000), Configuration(Policy()).Image.User);
    }

    [Fact]
    public void OtherThingsThatModalLacks_NeedAcceptances() => Assert.Equal(
        ["RootWritable root", "CapabilitiesNotGranted capabilities", "NotPersisted persistence", "ScaleNotLimited scale"],
        Own(Policy() with
        {
            Identity = RunIdentity.Default with { ReadOnlyRoot = true, Capabilities = EquatableArray.Of("SYS_PTRACE") },
            Persistence = PersistenceKind.Disk,
            Scale = new ScaleLimits(10, 0),
        }));

    // What a false name reaches covers any list of hosts, so the proof cannot see a host too many: what honest names reach must be within what is declared, but for the ports of networks.
    [Fact]
    public void HonestNames_ReachNothingBesideTheDeclared() => RandomPolicies.For("modal").Sample(
        policy =>
        {
            var lowered = Lower(policy);
            if (lowered.Configuration is { } configuration)
            {
                var target = new TargetPolicy(policy, policy.Targets[0]);
                var ports = EgressSet.UnionAll(lowered.Deviations.Where(d => d.Definition.Name == "NetworkRuleOpensAllPorts").Select(d => d.Definition.Opens(target, d.Subject).Egress));

                // Names of metadata endpoints are holes in every wildcard that is declared, and in none that is emitted.
                var metadata = EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(SpecialAddresses.MetadataNames), AddressSet.All);
                Assert.Empty(TheProvider.Semantics(configuration).Must.Egress.Except(target.Declared.Egress.Union(ports).Union(metadata)).Witnesses(3));
            }
        },
        iter: 500);

    [Fact]
    public void ShuffledRules_GiveTheSameConfiguration() => RandomPolicies.For("modal").SelectMany(p => Gen.Shuffle(p.Rules.Items.ToArray()).Select(r => (Policy: p, Rules: r))).Sample(
        drawn => Assert.Equal(Lower(drawn.Policy).Configuration, Lower(drawn.Policy with { Rules = drawn.Rules.ToEquatableArray() }).Configuration),
        iter: 300);

    [Fact]
    public void ThousandNetworks_AreProvedWithinTheBudget()
    {
        var networks = Enumerable.Range(0, 1000).Select(i => Network($"9.{i / 256}.{i % 256}.0/25", $"{1000 + i}")).ToArray();

        Assert.Equal(CompileStatus.Emitted, Compile(RandomPolicies.AcceptAll(TheProvider, Policy(networks))).Status);
    }

    private static LimitRange Range(int minimum, int? maximum) => new(minimum, maximum is { } m ? new Limit(m) : Limit.Unbounded);

    private static ModalNetwork Allow(string? cidr = null, string? domains = null) => new(
        ModalNetworkType.Allowlist,
        cidr is null ? default : EquatableArray.Of(cidr),
        domains is null ? default : EquatableArray.Of(domains));

    private static string Body(SandboxPolicy policy) =>
        Compile(RandomPolicies.AcceptBaseline(TheProvider, policy)).Artifacts.Single(a => a.Path == "sandbox.create.json").Text;

    private static Authority May(ModalNetwork network) => Bounds(network).May;

    private static AuthorityBounds Bounds(ModalNetwork network)
    {
        var configuration = Configuration(Policy());
        return TheProvider.Semantics(configuration with { Sandbox = configuration.Sandbox with { Network = network } });
    }
}
