using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using static PolicyKit.Providers.Tests.Docker.DockerCases;
using static PolicyKit.TestKit.DockerPolicies;

namespace PolicyKit.Providers.Tests.Docker;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap of the engine and of the parts around it.</summary>
public sealed class DockerTrapTests
{
    [Fact]
    public void Wildcard_IsNeverTheApex()
    {
        var policy = Policy(Host("*.example.com"));

        Assert.Contains("if { var(sess.name) -m end .example.com }", Files(policy)["gateway/haproxy.cfg"], StringComparison.Ordinal);
        Assert.False(May(policy).Egress.Contains(Transport.Tcp, 443, "example.com", IpAddress.Parse("9.9.9.9")));
        Assert.True(May(policy).Egress.Contains(Transport.Tcp, 443, "a.b.example.com", IpAddress.Parse("9.9.9.9")));
    }

    [Fact]
    public void DeniedNameBelowWildcard_StandsAfterIt() => Assert.Equal(
        ["*.example.com Pass", "bad.example.com Deny"],
        Names(Policy(Host("*.example.com"), DenyHost("bad.example.com")), 443));

    [Fact]
    public void OnlyNames_NetworkIsInternalAndWithoutAddressOfTheHost()
    {
        var compose = Files(Policy(Host("api.example.com")))["compose.yaml"];

        Assert.Contains("internal: true", compose, StringComparison.Ordinal);
        Assert.Contains("inhibit_ipv4: \"true\"", compose, StringComparison.Ordinal);
        Assert.DoesNotContain("masquerade", compose, StringComparison.Ordinal);
    }

    [Fact]
    public void NetworkRules_NetworkIsNotInternalAndNotMasqueraded()
    {
        var compose = Files(Policy(Network("9.0.0.0/8", "443")))["compose.yaml"];

        Assert.DoesNotContain("internal: true", compose, StringComparison.Ordinal);
        Assert.Contains("inhibit_ipv4: \"true\"", compose, StringComparison.Ordinal);
        Assert.Contains("enable_ip_masquerade: \"false\"", compose, StringComparison.Ordinal);
        Assert.Contains("condition: \"service_healthy\"", compose, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Callers.Owner, null, "127.0.0.1")]
    [InlineData(Callers.Public, null, "0.0.0.0")]
    [InlineData(Callers.Public, "192.0.2.7", "192.0.2.7")]
    [InlineData(Callers.Owner, "192.0.2.7", "127.0.0.1")]
    public void PublishedPort_IsOnTheAddressOfItsCallers(Callers callers, string? option, string address)
    {
        var policy = Policy() with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, callers)) };

        Assert.Contains($"\"{address}:8080:8080/tcp\"", Files(option is null ? policy : Targeted(policy, ("PublishAddress", option)))["compose.yaml"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("localhost")]
    public void PublishAddressThatIsNone_IsRefused(string address) =>
        AssertRefused(Targeted(Policy() with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public)) }, ("PublishAddress", address)), address);

    [Fact]
    public void BrokeredCredential_IsNowhereButInTheGateway()
    {
        var files = Files(CodeAgent);

        Assert.Contains("env(GITHUB_TOKEN)", files["gateway/haproxy.cfg"], StringComparison.Ordinal);
        Assert.Contains("GITHUB_TOKEN: \"policykit-placeholder\"", files["compose.yaml"], StringComparison.Ordinal);
        Assert.DoesNotContain("${GITHUB_TOKEN", files["compose.yaml"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "set-header x-key %[var(txn.secret)]")]
    [InlineData("Bearer", null, "set-header x-key \"Bearer %[var(txn.secret)]\"")]
    [InlineData("Basic", "me", "set-header x-key \"Basic %[str(me:),concat(,txn.secret),base64]\"")]
    public void Credential_IsSetInItsForm(string? scheme, string? user, string line) => Assert.Contains(
        $"set-var(txn.secret) env(KEY)\n  http-request {line}\n",
        Files(Policy(Host("api.example.com")) with { Credentials = EquatableArray.Of(Credential("KEY", "x-key", scheme, user, "api.example.com")) })["gateway/haproxy.cfg"],
        StringComparison.Ordinal);

    [Fact]
    public void CredentialForHostBelowWildcard_IsSetThereOnly()
    {
        var policy = Policy(Host("*.example.com")) with { Credentials = EquatableArray.Of(Credential("KEY", "x-key", null, null, "api.example.com")) };

        Assert.Equal(["*.example.com Pass", "api.example.com Inspect"], Names(policy, 443));
        Assert.Equal("api.example.com\n", Files(policy)["pki/hosts"]);
    }

    [Fact]
    public void CredentialForWildcard_DeviatesAndIsNotSent()
    {
        var policy = Policy(Host("*.example.com")) with { Credentials = EquatableArray.Of(Credential("KEY", "x-key", null, null, "*.example.com")) };

        Assert.Equal(["WildcardNotDecrypted KEY"], Deviations(policy));
        Assert.DoesNotContain("env(KEY)", Files(policy)["gateway/haproxy.cfg"], StringComparison.Ordinal);
    }

    [Fact]
    public void CredentialForHostBehindNetworkRule_DeviatesAndIsNotSent()
    {
        var policy = Policy(Network("203.0.113.0/24", "443"), Host("other.example.com")) with { Credentials = EquatableArray.Of(Credential("KEY", "x-key", null, null, "api.example.com")) };

        Assert.Equal(["CredentialNotSent KEY"], Deviations(policy));
        Assert.DoesNotContain("env(KEY)", Files(policy)["gateway/haproxy.cfg"], StringComparison.Ordinal);
    }

    [Fact]
    public void CredentialForHostOnDatabasePortOnly_Deviates() => Assert.Equal(
        ["CredentialNotSent KEY"],
        Deviations(Policy(Host("db.example.com", "5432")) with { Credentials = EquatableArray.Of(Credential("KEY", "x-key", null, null, "db.example.com")) }));

    [Fact]
    public void CredentialOnPlainHttp_IsNotSent()
    {
        var policy = Policy(Host("api.example.com", "80,443")) with { Credentials = EquatableArray.Of(Credential("KEY", "x-key", null, null, "api.example.com")) };

        Assert.Equal(["api.example.com Pass"], Names(policy, 80));
        Assert.Equal(["api.example.com Inspect"], Names(policy, 443));
    }

    [Fact]
    public void UdpByName_Deviates() => Assert.Equal(["UdpByName api.example.com"], Deviations(Policy(Host("api.example.com", "443", Transport.Udp))));

    [Fact]
    public void IPv6Network_Deviates()
    {
        Assert.Equal(["IPv6NotRouted 2606:4700::/32"], Deviations(Policy(Network("2606:4700::/32", "443"))));
        Assert.DoesNotContain("router/policy.nft", Files(Policy(Network("2606:4700::/32", "443"), Host("api.example.com"))).Keys);
    }

    [Fact]
    public void OneNameOnRawPort_IsRelayed()
    {
        Assert.Empty(Deviations(Policy(Host("db.example.com", "5432"))));
        Assert.Equal(DockerListenerKind.Raw, Assert.Single(Configuration(Policy(Host("db.example.com", "5432"))).Network!.Listeners).Kind);
    }

    [Fact]
    public void RawPort_WaitsForTheLookUp() =>
        Assert.Contains("bind 10.252.130.2:5432\n  tcp-request inspect-delay 5s\n  tcp-request content do-resolve(", Files(Policy(Host("db.example.com", "5432")))["gateway/haproxy.cfg"], StringComparison.Ordinal);

    [Fact]
    public void TwoNamesOnRawPort_Deviate()
    {
        var policy = Policy(Host("a.example.com", "5432"), Host("b.example.com", "5432"));

        Assert.Equal(["SharedNamePort a.example.com", "SharedNamePort b.example.com"], Deviations(policy));
        Assert.Equal(DockerListenerKind.Tls, Assert.Single(Configuration(policy).Network!.Listeners).Kind);
    }

    [Fact]
    public void WildcardOnRawPort_Deviates() => Assert.Equal(["SharedNamePort *.example.com"], Deviations(Policy(Host("*.example.com", "5432"))));

    [Fact]
    public void HttpRule_ComparesMethodAndPathAndRefusesWhatIsReadDifferently()
    {
        var proxy = Files(Policy(Http("api.example.com", "443", "GET", "/repos/acme/*", "/user")))["gateway/haproxy.cfg"];

        Assert.Contains("if { method GET } { path -m beg '/repos/acme/' }", proxy, StringComparison.Ordinal);
        Assert.Contains("if { method GET } { path -m str '/user' }", proxy, StringComparison.Ordinal);
        Assert.Contains(@"deny deny_status 400 if { path -m reg -i '(%25|%c0|%c1|%2e|%2f|%5c|%00|%3b|\\|//|/[.]{1,2}(/|$)|;|#)' }", proxy, StringComparison.Ordinal);
        Assert.Contains("deny deny_status 400 if { req.hdr(x-http-method-override) -m found }", proxy, StringComparison.Ordinal);
        Assert.Contains("deny deny_status 403 if { req.hdr(upgrade) -m found }", proxy, StringComparison.Ordinal);
        Assert.Contains("deny deny_status 403 if !{ var(txn.allowed) -m bool }", proxy, StringComparison.Ordinal);
        Assert.Contains("deny deny_status 405 if { method TRACE CONNECT }", proxy, StringComparison.Ordinal);
    }

    [Fact]
    public void HttpRuleForWildcardOnTls_DeviatesAndIsNotRelayed()
    {
        var policy = Policy(Http("*.example.com", "443", "GET", "/a"));

        Assert.Equal(["WildcardNotDecrypted *.example.com"], Deviations(policy));
        Assert.True(May(policy).Egress.IsEmpty);
    }

    [Theory]
    [InlineData("/it's")]
    [InlineData("/a;b")]
    public void PathThatTheGatewayCannotCompare_IsRefused(string path) => AssertRefused(Policy(Http("api.example.com", "443", "GET", path)), "api.example.com");

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    public void NameThatResolvesInside_IsRefused(string address)
    {
        foreach (var policy in new[] { Policy(Host("api.example.com")), Policy(AnyHost("443")) })
        {
            Assert.All(Configuration(policy).Network!.Addresses, l => Assert.False(AddressSet.Of(l.Cidrs.Items.ToArray()).Contains(IpAddress.Parse(address))));
            Assert.False(May(policy).Egress.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse(address)));
        }
    }

    [Fact]
    public void PrivateNetwork_IsReachedByAllowedNamesOnItsPortOnly()
    {
        var egress = May(Policy(Host("api.example.com", "443,8443"), Network("10.1.0.0/16", "8443"))).Egress;
        var inside = IpAddress.Parse("10.1.2.3");

        Assert.True(egress.Contains(Transport.Tcp, 8443, "api.example.com", inside));
        Assert.True(egress.Contains(Transport.Tcp, 8443, null, inside));
        Assert.False(egress.Contains(Transport.Tcp, 443, "api.example.com", inside));
        Assert.False(egress.Contains(Transport.Tcp, 443, null, inside));
    }

    [Fact]
    public void DeniedNameWithNetworkOnItsPort_Deviates()
    {
        Assert.Equal(["DeniedNameByAddress bad.example.com"], Deviations(Policy(DenyHost("bad.example.com"), Network("9.0.0.0/8", "443"))));
        Assert.Empty(Deviations(Policy(DenyHost("bad.example.com", "80"), Network("9.0.0.0/8", "443"))));
    }

    [Fact]
    public void DeniedNetwork_IsAHoleInListsAndRoutes()
    {
        var network = Configuration(Policy(Host("api.example.com"), Network("9.0.0.0/8", "5432"), DenyNetwork("9.9.9.0/24"))).Network!;

        Assert.All(network.Addresses.Select(a => a.Cidrs).Concat(network.Routes.Select(r => r.Cidrs)), c => Assert.False(AddressSet.Of(c.Items.ToArray()).Contains(IpAddress.Parse("9.9.9.9"))));
    }

    [Fact]
    public void Resolver_NeverForwardsAndKnowsAllowedNamesOnly()
    {
        var dns = Files(Policy(Host("api.example.com")))["dns/unbound.conf"];

        Assert.Contains("local-zone: \".\" static", dns, StringComparison.Ordinal);
        Assert.DoesNotContain("forward", dns, StringComparison.Ordinal);
        Assert.Equal(["  local-data: \"api.example.com. 60 IN A 10.252.130.2\""], dns.Split('\n').Where(l => l.Contains("local-data", StringComparison.Ordinal)));
    }

    [Fact]
    public void GVisorWithLifetime_DeviatesAndHasNoLifetimeContainer()
    {
        Assert.Equal(["NoIdleStop", "LifetimeNeedsExternalTimer"], Deviations(Named("gvisor")).Order(StringComparer.Ordinal).Reverse());
        Assert.DoesNotContain("service:lifetime", Files(Named("gvisor"))["compose.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public void Lifetime_IsAnotherContainersExit()
    {
        var compose = Files(CodeAgent)["compose.yaml"];

        Assert.Contains("pid: \"service:lifetime\"", compose, StringComparison.Ordinal);
        Assert.Contains("- \"sleep\"\n      - \"3600\"", compose, StringComparison.Ordinal);
    }

    [Fact]
    public void IdleNotBelowLifetime_IsNoDeviation()
    {
        Assert.Empty(Deviations(Policy() with { Lifetime = new LifetimeLimits(new Limit(600), new Limit(600)) }));
        Assert.Equal(["NoIdleStop"], Deviations(Policy() with { Lifetime = new LifetimeLimits(new Limit(600), new Limit(599)) }));
    }

    [Theory]
    [InlineData(false, PersistenceKind.None, null, DockerDisk.Unbounded, new[] { "DiskUnbounded disk" })]
    [InlineData(true, PersistenceKind.None, null, DockerDisk.Memory, new[] { "DiskIsMemoryBacked disk", "ImageVolumes" })]
    [InlineData(true, PersistenceKind.Disk, null, DockerDisk.Unbounded, new[] { "DiskUnbounded disk", "ImageVolumes" })]
    [InlineData(false, PersistenceKind.None, "true", DockerDisk.Quota, new[] { "ImageVolumes" })]
    public void Disk_IsBoundedWhereItCanBe(bool readOnly, PersistenceKind persistence, string? quota, DockerDisk disk, string[] deviations)
    {
        var policy = Policy() with
        {
            Identity = RunIdentity.Default with { ReadOnlyRoot = readOnly },
            Persistence = persistence,
            Resources = ResourceRanges.Unbounded with { DiskMiB = new LimitRange(0, new Limit(1024)) },
        };
        policy = quota is null ? policy : Targeted(policy, ("DiskQuota", quota));

        Assert.Equal(deviations, Deviations(policy));
        Assert.Equal(disk, Configuration(policy).Workload.Disk);
    }

    [Fact]
    public void QuotaWithWritableVolume_IsNoBoundOnTheVolume()
    {
        var policy = Targeted(
            Policy() with { Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", ReadOnly = false }), Resources = ResourceRanges.Unbounded with { DiskMiB = new LimitRange(0, new Limit(1024)) } },
            ("DiskQuota", "true"));

        Assert.Equal(["DiskUnbounded disk", "ImageVolumes"], Deviations(policy));
    }

    [Fact]
    public void VolumesThatTheImageDeclares_LeaveTheProofUndecided()
    {
        var compiled = Compile(Policy() with { Identity = RunIdentity.Default with { ReadOnlyRoot = true } });

        Assert.Equal(Verdict.Undecided, compiled.Proof!.Verdict);
    }

    [Fact]
    public void NoNetwork_IsPlainRun()
    {
        var files = Files(Named("closed"));

        Assert.Equal(["build.args", "run.args", "sandbox/Dockerfile"], files.Keys.Order(StringComparer.Ordinal));
        var lines = files["run.args"].Split('\n');
        Assert.Superset(new HashSet<string> { "--network=none", "--cap-drop=ALL", "--security-opt=no-new-privileges:true", "--user=1000:1000", "--env=DATABASE_URL", "--pids-limit=512" }, lines.ToHashSet());
        Assert.Contains("--env=A=a 'b' \"c\" ${D} $E $$F #g", lines);
    }

    [Fact]
    public void LineBreakInArgumentFile_IsRefused()
    {
        AssertRefused(Policy() with { Environment = EquatableArray.Of(new NamedValue("A", "x\n--privileged")) }, "line break");
        AssertRefused(Policy() with { Labels = EquatableArray.Of(new NamedValue("a", "x\r--privileged")) }, "line break");
        AssertRefused(Policy() with { Start = EquatableArray.Of("x\n--privileged") }, "line break");
    }

    [Fact]
    public void LineBreakInCompose_StaysInItsString()
    {
        var policy = Policy(Host("api.example.com")) with { Environment = EquatableArray.Of(new NamedValue("A", "x\"\n    privileged: true\u0085\u2028")) };

        Assert.DoesNotContain(Files(policy)["compose.yaml"].Split('\n'), l => l.TrimStart().StartsWith("privileged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.252.0.0/24", true)]
    [InlineData("192.168.4.0/24", true)]
    [InlineData("10.252.0.0/16", false)]
    [InlineData("9.9.9.0/24", false)]
    [InlineData("fd00::/24", false)]
    public void SubnetPrefix_IsAPrivateTwentyFour(string option, bool fits) =>
        Assert.Equal(fits, Lower(Targeted(Policy(Host("api.example.com")), ("SubnetPrefix", option))).Refusals.IsEmpty);

    [Fact]
    public void SubnetPrefixInsideNetworkRule_IsRefused() =>
        AssertRefused(Targeted(Policy(Network("10.252.0.0/16", "443")), ("SubnetPrefix", "10.252.7.0/24")), "10.252.7.0/24");

    [Fact]
    public void Subnet_StepsOutOfTheWayOfNetworkRules() =>
        Assert.NotEqual(Configuration(Policy(Host("api.example.com"))).Network!.Prefix, Configuration(Policy(Network("10.252.0.0/16", "443"))).Network!.Prefix);

    [Fact]
    public void SafeCapabilities_AreAdded() => Assert.Empty(Lower(Policy() with { Identity = RunIdentity.Default with { Capabilities = EquatableArray.Of("CHOWN", "SETUID") } }).Refusals);

    [Theory]
    [InlineData("NET_ADMIN")]
    [InlineData("NET_RAW")]
    [InlineData("SYS_ADMIN")]
    [InlineData("SYS_PTRACE")]
    [InlineData("KILL")]
    [InlineData("ALL")]
    public void DangerousCapability_IsRefused(string capability) => AssertRefused(Policy() with { Identity = RunIdentity.Default with { Capabilities = EquatableArray.Of(capability) } }, capability);

    public static TheoryData<string> Unknown => new(Refusable.Keys);

    private static Dictionary<string, SandboxPolicy> Refusable { get; } = new()
    {
        ["Sudo"] = Policy() with { Identity = RunIdentity.Default with { Sudo = true } },
        ["T4"] = Policy() with { Resources = ResourceRanges.Unbounded with { Gpu = "T4" } },
        ["udp 53"] = Policy() with { Ingress = EquatableArray.Of(new IngressPort(53, Transport.Udp, Callers.Owner)) },
        ["8080"] = Policy() with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Organization)) },
        ["tenant"] = Policy() with { Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z]+")) },
        ["sub"] = Policy() with { Mounts = EquatableArray.Of(new MountPoint { Path = "/d", Source = "d", SubPath = "sub" }) },
        ["Persistence.Memory"] = Policy() with { Persistence = PersistenceKind.Memory },
        ["UserSpaceKernel"] = Policy() with { Isolation = IsolationLevel.UserSpaceKernel },
        ["HardwareVirtualization"] = Targeted(Policy() with { Isolation = IsolationLevel.HardwareVirtualization }, ("Runtime", "GVisor")),
        ["ports"] = Policy(Enumerable.Range(1, 18).Select(i => Host("api.example.com", $"{i * 1000}-{(i * 1000) + 59}")).ToArray()),
        ["api.example.com"] = Policy(Host("api.example.com", "*")),
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void WhatDockerDoesNotHave_IsRefused(string subject) => AssertRefused(Refusable[subject], subject);

    private static void AssertRefused(SandboxPolicy policy, string subject)
    {
        Assert.Contains(subject, Lower(policy).Refusals.Select(r => r.Subject));
        Assert.Equal(CompileStatus.Refused, Compile(policy).Status);
    }

    private static PolicyKit.Core.Authorities.Authority May(SandboxPolicy policy) => TheProvider.Semantics(Configuration(policy)).May;

    private static IEnumerable<string> Names(SandboxPolicy policy, int port) =>
        Configuration(policy).Network!.Listeners.Single(l => l.Ports.Contains(port)).Names.Select(n => $"{n.Pattern} {n.Action}");
}
