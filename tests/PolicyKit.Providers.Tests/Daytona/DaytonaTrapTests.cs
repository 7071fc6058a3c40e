using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Daytona;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Daytona.DaytonaPolicies;
using static PolicyKit.Providers.Tests.Modal.ModalPolicies;

namespace PolicyKit.Providers.Tests.Daytona;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap: what the body really allows, or what becomes of a policy that meets it.</summary>
public sealed class DaytonaTrapTests
{
    private static readonly IpAddress Somewhere = IpAddress.Parse("93.184.216.34");

    [Fact]
    public void EmptyLists_AreOpenAndNeverEmitted()
    {
        Assert.Equal(EgressSet.All, Bounds().May.Egress);
        Assert.True(Configured(On()).Sandbox.Network.BlockAll);
        Assert.True(Configured(On(Network("10.0.0.0/8", "443"))).Sandbox.Network.BlockAll);
    }

    [Fact]
    public void Block_WinsOverLists() => Assert.True(Bounds(block: true, networks: "1.1.1.0/24", domains: "example.com").May.Egress.IsEmpty);

    [Fact]
    public void LookUpsUnderABlock_AreNotEstablished()
    {
        var bounds = Bounds(block: true);

        Assert.Equal(NameSet.All, bounds.May.Resolution);
        Assert.True(bounds.Must.Resolution.IsEmpty);
    }

    [Fact]
    public void DomainEntry_OpensBothWebPortsAndBindsNoAddress()
    {
        var bounds = Bounds(domains: "api.example.com");

        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 80, "api.example.com", Somewhere));
        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 443, "evil.example.org", Somewhere));
        Assert.True(bounds.May.Egress.Contains(Transport.Tcp, 443, null, IpAddress.Parse("169.254.169.254")));
        Assert.Equal(NameBinding.Claim, bounds.May.NameBinding);
        Assert.False(bounds.Must.Egress.Contains(Transport.Tcp, 443, "evil.example.org", Somewhere));
        Assert.True(bounds.Must.Egress.Contains(Transport.Tcp, 443, "api.example.com", Somewhere));
    }

    [Fact]
    public void OtherPortsUnderDomains_AreUndecided()
    {
        Assert.Contains(DaytonaDeviations.OtherPorts, Bounds(domains: "api.example.com").May.Undecided.Items);
        Assert.DoesNotContain(DaytonaDeviations.OtherPorts, Bounds(networks: "1.1.1.0/24").May.Undecided.Items);
    }

    [Theory]
    [InlineData("1.1.1.0/24", null, true)]
    [InlineData(null, "example.com", true)]
    [InlineData(null, null, false)]
    public void EssentialServices_AreUndecidedUnderAList(string? networks, string? domains, bool undecided) => Assert.Equal(
        undecided, Bounds(networks is null && domains is null, networks, domains).May.Undecided.Items.Contains(DaytonaDeviations.Essential));

    [Fact]
    public void RulesInForce_AreNeverEstablished() => Assert.Equal(Verdict.Undecided, Compiled(Case("closed")).Proof!.Verdict);

    [Fact]
    public void WildcardEntry_MatchesAtAnyDepthAndNotTheApex()
    {
        var must = Bounds(domains: "*.example.com").Must.Egress;

        Assert.True(must.Contains(Transport.Tcp, 443, "a.b.example.com", Somewhere));
        Assert.False(must.Contains(Transport.Tcp, 443, "example.com", Somewhere));
    }

    [Fact]
    public void NetworkEntry_OpensEveryPortAndProtocol()
    {
        var may = Bounds(networks: "1.1.1.0/24").May.Egress;

        Assert.True(may.Contains(Transport.Udp, 53, null, IpAddress.Parse("1.1.1.1")));
        Assert.True(may.Contains(Transport.Icmp, 0, null, IpAddress.Parse("1.1.1.1")));
        Assert.False(may.Contains(Transport.Tcp, 443, null, Somewhere));
    }

    [Fact]
    public void NetworkEntryForAPrivateRange_OpensIt() => Assert.True(Bounds(networks: "10.0.0.0/8").May.Egress.Contains(Transport.Tcp, 22, null, IpAddress.Parse("10.1.2.3")));

    [Fact]
    public void EntryThatNobodyDocuments_HasNoMeaning()
    {
        Assert.Throws<FormatException>(() => Bounds(networks: "api.example.com"));
        Assert.Throws<FormatException>(() => Bounds(domains: "*"));
    }

    [Fact]
    public void HostsAndNetworks_KeepTheHosts()
    {
        var policy = On(Host("api.example.com"), Network("1.1.1.0/24", "5432"));

        Assert.Equal(["HostListNotBound hosts", "ListsExcludeEachOther 1.1.1.0/24"], Subjects(policy));
        Assert.Empty(Configured(policy).Sandbox.Network.Networks);
    }

    [Fact]
    public void AnyHost_HasNoEntryAndTakesTheHostsBesideItAlong()
    {
        var policy = On(AnyHost(), Host("api.example.com"));

        Assert.Equal(["AnyHostUnreachable *", "AnyHostUnreachable api.example.com"], Subjects(policy));
        Assert.True(Configured(policy).Sandbox.Network.BlockAll);
    }

    [Theory]
    [InlineData("5432", "HostPortUnreachable api.example.com")]
    [InlineData("22,443", "HostListNotBound hosts", "HostPortUnreachable api.example.com")]
    [InlineData("443", "HostListNotBound hosts")]
    [InlineData("80,443", "HostListNotBound hosts")]
    public void HostOnPorts_NeedsTheseAcceptances(string ports, params string[] own) => Assert.Equal(own, Subjects(On(Host("api.example.com", ports))));

    [Theory]
    [InlineData("10.0.0.0/8", "PrivateNetworkUnreachable 10.0.0.0/8")]
    [InlineData("2606:4700::/32", "IPv6NotEnforced 2606:4700::/32")]
    [InlineData("1.1.1.0/24", "NetworkRuleOpensAllPorts 1.1.1.0/24")]
    public void Network_NeedsThisAcceptance(string network, string own) => Assert.Equal([own], Subjects(On(Network(network, "443"))));

    [Fact]
    public void BareAddress_GetsItsPrefix() => Assert.Equal(["1.1.1.1/32"], Configured(On(Network("1.1.1.1/32", "443"))).Sandbox.Network.Networks.Items);

    [Fact]
    public void MoreThanTenEntries_AreRefused()
    {
        EgressRule[] Hosts(int count) => [.. Enumerable.Range(0, count).Select(i => Host($"h{i}.example.com"))];
        EgressRule[] Networks(int count) => [.. Enumerable.Range(0, count).Select(i => Network($"9.{i * 2}.0.0/16", "443"))];

        Assert.Empty(Refusals(On(Hosts(10))));
        Assert.Equal(["hosts"], Refusals(On(Hosts(11))));
        Assert.Empty(Refusals(On(Networks(10))));
        Assert.Equal(["networks"], Refusals(On(Networks(11))));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("*.com")]
    [InlineData("example.xn--p1ai")]
    public void NameThatTheValidatorRefuses_IsRefused(string host) => Assert.Equal([host], Refusals(On(Host(host))));

    [Theory]
    [InlineData("other.net", "*")]
    [InlineData("other.net", "80")]
    public void DeniedHostBesideAnAllowedOne_IsRefused(string host, string ports) => Assert.Equal([host], Refusals(On(Host("api.example.com"), DenyHost(host, ports))));

    [Fact]
    public void DenialOfAPortInsideANetwork_IsRefused() => Assert.Equal(["1.1.1.0/24"], Refusals(On(Network("1.1.1.0/24", "443"), DenyNetwork("1.1.1.0/24", "25"))));

    [Fact]
    public void DeniedPartOfANetwork_IsCutOutByEmittingTheRest() => Assert.Equal(
        ["1.1.1.0/32", "1.1.1.2/31"], Configured(On(Network("1.1.1.0/30", "443"), DenyNetwork("1.1.1.1/32"))).Sandbox.Network.Networks.Items);

    [Fact]
    public void DeniedNameWithANetwork_DropsTheNetwork() => Assert.Equal(["HoleInAllow 1.1.1.0/24"], Subjects(On(Network("1.1.1.0/24", "443"), DenyHost("example.com"))));

    [Fact]
    public void HttpAndMetadataRules_AreDropped() => Assert.Equal(
        ["HttpRuleUninspected api.example.com", "MetadataUnreachable 169.254.169.254"],
        Subjects(On(
            new EgressRule { Kind = EgressRuleKind.AllowHttp, Entry = "api.example.com", Ports = "443", Methods = EquatableArray.Of("GET") },
            new EgressRule { Kind = EgressRuleKind.AllowMetadata, Entry = "169.254.169.254", Ports = "80", Because = "test" })));

    [Fact]
    public void SecretWithoutHosts_GoesAnywhereAndIsRefused()
    {
        var configuration = Configured(Reference);
        var secrets = configuration.Run.Secrets.Select(s => s with { Hosts = default }).ToEquatableArray();
        var may = Vendor.Semantics(configuration with { Run = configuration.Run with { Secrets = secrets } }).May;

        Assert.True(may.Credentials.Items[0].Audience.Contains(Transport.Tcp, 443, "evil.example.org", Somewhere));
        Assert.Equal(["A"], Refusals(On(Host("api.example.com")) with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A" }) }));
    }

    [Fact]
    public void Secret_MayLeaveOnPlainHttp() => Assert.True(
        Vendor.Semantics(Configured(Reference)).May.Credentials.Items[0].Audience.Contains(Transport.Tcp, 80, "api.anthropic.com", Somewhere));

    [Fact]
    public void SecretsOfTwoTargets_DoNotShareTheStoresName()
    {
        string? Store(string? target) => Configured(Reference with { Targets = EquatableArray.Of(new TargetDeclaration("daytona", target, default)) }).Run.Secrets.Items[0].Store;

        Assert.Equal(("code-agent_ANTHROPIC_API_KEY", "code-agent_dev_ANTHROPIC_API_KEY"), (Store(null), Store("dev")));
    }

    [Fact]
    public void BasicCredential_IsStoredWhole() => Assert.Equal("x-access-token", Configured(Case("everything")).Run.Secrets.Items.Single(s => s.Name == "GIT_PASSWORD").BasicUser);

    [Fact]
    public void SecretFileOrVariableOfTheSameName_IsRefused()
    {
        Assert.Equal(["A"], Refusals(On() with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A", Delivery = CredentialDelivery.File, Path = "/run/a" }) }));
        Assert.Equal(["A"], Refusals(On() with { Credentials = EquatableArray.Of(Readable("A")), Environment = EquatableArray.Of(new NamedValue("A", "b")) }));
    }

    [Theory]
    [InlineData(Callers.Owner, false)]
    [InlineData(Callers.Organization, false)]
    [InlineData(Callers.Public, true)]
    public void Public_IsSaidForCallersFromEverywhereOnly(Callers callers, bool open)
    {
        var sandbox = Configured(On() with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, callers)) });

        Assert.Equal(open, sandbox.Sandbox.Public);
        Assert.Equal([new IngressGrant(PortSet.Range(1, 65535), Transport.Tcp, open ? Callers.Public : Callers.Organization)], Vendor.Semantics(sandbox).May.Ingress.Items);
    }

    [Fact]
    public void UdpPort_NeedsAnAcceptance() => Assert.Equal(["UdpPortUnreachable 53"], Subjects(On() with { Ingress = EquatableArray.Of(new IngressPort(53, Transport.Udp, Callers.Owner)) }));

    // Minutes, rounded down; zero would mean never.
    [Theory]
    [InlineData(3600, 60)]
    [InlineData(3659, 60)]
    [InlineData(60, 1)]
    [InlineData(59, null)]
    [InlineData(0, null)]
    public void Seconds_AreRoundedDownToMinutesAndNeverToZero(int seconds, int? minutes)
    {
        foreach (var lifetime in new[] { new LifetimeLimits(new Limit(seconds), Limit.Unbounded), new LifetimeLimits(Limit.Unbounded, new Limit(seconds)) })
        {
            var sandbox = Lowered(On() with { Lifetime = lifetime }).Configuration is DaytonaConfiguration configuration ? configuration.Sandbox : null;

            Assert.Equal(minutes, sandbox is null ? null : sandbox.TtlMinutes + sandbox.AutoStopMinutes);
        }
    }

    [Fact]
    public void ZeroMinutes_MeanNever()
    {
        var may = Vendor.Semantics(Configured(On())).May;

        Assert.True(may.LifetimeSeconds.IsUnbounded && may.IdleSeconds.IsUnbounded);
    }

    // Whole units, at most what the organisation may have, never more than declared.
    [Theory]
    [InlineData(4096, 4096, 4)]
    [InlineData(1024, 8191, 7)]
    [InlineData(0, 65536, 8)]
    [InlineData(0, null, 1)]
    [InlineData(1500, null, 2)]
    [InlineData(1500, 1600, 1, "SmallerThanDeclared memory")]
    [InlineData(16384, 16384, 8, "SmallerThanDeclared memory")]
    public void Memory_IsGiBAndNeverMoreThanDeclared(int minimum, int? maximum, int gib, params string[] own)
    {
        var policy = On() with { Resources = ResourceRanges.Unbounded with { MemoryMiB = new LimitRange(minimum, maximum is { } m ? new Limit(m) : Limit.Unbounded) } };

        Assert.Equal(gib, Configured(policy).Sandbox.MemoryGiB);
        Assert.Equal(own, Subjects(policy));
    }

    [Fact]
    public void LessThanOneUnit_IsRefused() => Assert.Equal(
        ["cpu", "disk", "memory"],
        Refusals(On() with { Resources = new ResourceRanges(new LimitRange(0, new Limit(999)), new LimitRange(0, new Limit(1023)), new LimitRange(0, new Limit(1023))) }).Order(StringComparer.Ordinal));

    [Fact]
    public void RaisedLimit_IsUsed()
    {
        var target = new TargetDeclaration("daytona", null, EquatableArray.Of(new NamedValue("MaxDiskGiB", "40")));

        Assert.Equal(20, Configured(Reference with { Targets = EquatableArray.Of(target) }).Sandbox.DiskGiB);
    }

    [Theory]
    [InlineData("H100", true)]
    [InlineData("A100", false)]
    public void Gpu_IsOneOfTheSdksKinds(string gpu, bool taken) =>
        Assert.Equal(taken, Lowered(On() with { Resources = ResourceRanges.Unbounded with { Gpu = gpu } }).Configuration is not null);

    [Theory]
    [InlineData(PersistenceKind.None, true)]
    [InlineData(PersistenceKind.Disk, false)]
    [InlineData(PersistenceKind.Memory, false, "MemoryNotPersisted persistence")]
    public void StoppedSandbox_IsDeletedUnlessItsDiskIsToStay(PersistenceKind kind, bool ephemeral, params string[] own)
    {
        var policy = On() with { Persistence = kind };

        Assert.Equal(ephemeral, Configured(policy).Sandbox.Ephemeral);
        Assert.Equal(own, Subjects(policy));
    }

    [Fact]
    public void StrongerIsolation_IsRefused() =>
        Assert.Equal(["UserSpaceKernel"], Refusals(On() with { Isolation = IsolationLevel.UserSpaceKernel }));

    [Fact]
    public void ReadOnlyVolume_NeedsAnAcceptance() => Assert.Equal(
        ["VolumeWritable /data"],
        Subjects(On() with { Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" }, new MountPoint { Path = "/tmp/w", Source = "w", ReadOnly = false }) }));

    [Fact]
    public void WorkloadIsTakenForRoot_WhateverTheImageSays() => Assert.True(Vendor.Semantics(Configured(On())).May.Identity.Root);

    [Fact]
    public void DirectoryThatADockerfileWouldExpand_IsRefused() =>
        Assert.Equal(["/srv/$HOME"], Refusals(On() with { Identity = RunIdentity.Default with { WorkDirectory = "/srv/$HOME" } }));

    [Theory]
    [InlineData("code-toolbox-language")]
    [InlineData("policykit.policy")]
    public void LabelThatIsSetBySomebodyElse_IsRefused(string name) => Assert.Equal([name], Refusals(On() with { Labels = EquatableArray.Of(new NamedValue(name, "x")) }));

    [Fact]
    public void ReferencePolicy_NeedsFourOwnAcceptances()
    {
        Assert.Equal(["HostListNotBound hosts", "SecretNotBound ANTHROPIC_API_KEY", "SecretNotBound GITHUB_TOKEN", "SmallerThanDeclared disk"], Subjects(Reference));
        Assert.Equal(Verdict.Undecided, Compiled(Reference).Proof!.Verdict);
    }

    [Fact]
    public void BaselineAlone_LetsNoHostThrough() =>
        Assert.Equal(CompileStatus.Refused, Compiled(RandomPolicies.AcceptBaseline(Vendor, On(Host("api.example.com")))).Status);

    // What a false name reaches covers any list of hosts, so the proof cannot see a host too many: what honest names reach must be within what is declared, on the other web port too.
    [Fact]
    public void HonestNames_ReachNothingBesideTheDeclared() => RandomPolicies.For("daytona").Sample(
        policy =>
        {
            if (Lowered(policy).Configuration is DaytonaConfiguration configuration)
            {
                var declared = NameSet.UnionAll(policy.Rules.Items.Where(r => r.Kind == EgressRuleKind.AllowHost && r.PortSet.Overlaps(PortSet.Of(80, 443))).Select(r => DeclaredAuthority.Pattern(r.Entry)));
                Assert.True(NameSet.UnionAll(configuration.Sandbox.Network.Domains.Select(DeclaredAuthority.Pattern)).IsSubsetOf(declared));
            }
        },
        iter: 500);

    [Fact]
    public void ShuffledRules_GiveTheSameConfiguration() => RandomPolicies.For("daytona").SelectMany(p => Gen.Shuffle(p.Rules.Items.ToArray()).Select(r => (Policy: p, Rules: r))).Sample(
        drawn => Assert.Equal(Lowered(drawn.Policy).Configuration, Lowered(drawn.Policy with { Rules = drawn.Rules.ToEquatableArray() }).Configuration),
        iter: 300);
}
