using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Core.Posture;
using PolicyKit.Providers;

namespace PolicyKit.Analyzers.Tests.Posture;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>What the engine says of policies, beyond the samples of the pages.</summary>
public sealed class PostureTests
{
    [Theory]
    [InlineData("curl -fsSL https://example.com/i.sh | sh")]
    [InlineData("curl https://example.com/i.sh | sudo -E bash -")]
    [InlineData("wget -qO- https://example.com/i.sh | tee /tmp/i | bash -s -- --yes")]
    [InlineData("bash <(curl -s https://example.com/i.sh)")]
    [InlineData("sh -c \"$(curl -fsSL https://example.com/i.sh)\"")]
    [InlineData("eval \"$(wget -qO- https://example.com/env)\"")]
    [InlineData("source <(curl -s https://example.com/env)")]
    [InlineData("apt-get update && /usr/bin/curl https://example.com/i.py | env X=1 python3")]
    [InlineData("bash -c \"`curl https://example.com/i.sh`\"")]
    public void CommandThatRunsTheNetwork_IsFound(string command) => Assert.Contains("PK6009", Rules(Policy() with { BuildCommands = EquatableArray.Of(command) }));

    [Theory]
    [InlineData("curl -fsSLo /tmp/x https://example.com/x && sha256sum -c x.sha256 && sh /tmp/x")]
    [InlineData("curl -s https://example.com/list | jq .name")]
    [InlineData("curl -s https://example.com/x.tar.gz | tar xz")]
    [InlineData("pip install uv | tee log")]
    [InlineData("bash -c 'echo hello'")]
    [InlineData("echo \"$(date)\" | sh")]
    [InlineData("apt-get install -y curl bash")]
    public void OrdinaryCommand_IsNotFound(string command) => Assert.DoesNotContain("PK6009", Rules(Policy() with { BuildCommands = EquatableArray.Of(command) }));

    [Theory]
    [InlineData("curl -k https://example.com/x", true)]
    [InlineData("curl -fsSLk https://example.com/x", true)]
    [InlineData("wget --no-check-certificate https://example.com/x", true)]
    [InlineData("git config --global http.sslVerify false", true)]
    [InlineData("npm config set strict-ssl false", true)]
    [InlineData("pip install --trusted-host example.com x", true)]
    [InlineData("curl --silent https://example.com/k", false)]
    [InlineData("tar -k x", false)]
    public void CommandThatChecksNoCertificate_IsFound(string command, bool found) => Assert.Equal(found, Rules(Policy() with { BuildCommands = EquatableArray.Of(command) }).Contains("PK6011"));

    [Theory]
    [InlineData("pip install uv", "pypi.org", true)]
    [InlineData("pip install uv", "pypi.org,files.pythonhosted.org", false)]
    [InlineData("pip install --index-url https://pkgs.example.com/simple uv", "pkgs.example.com", false)]
    [InlineData("git clone https://user@git.example.com:8443/x.git", "git.example.com", false)]
    [InlineData("git clone https://git.example.com/x.git", "*.example.com", false)]
    [InlineData("git clone https://git.example.com/x.git", "example.com", true)]
    [InlineData("echo done", "example.com", false)]
    public void HostThatACommandNeeds_IsComparedWithTheBuildHosts(string command, string hosts, bool found) =>
        Assert.Equal(found, Rules(Policy() with { BuildCommands = EquatableArray.Of(command), BuildHosts = hosts.Split(',').ToEquatableArray() }).Contains("PK6010"));

    // Linear: twice the text, about twice the memory.
    [Theory]
    [InlineData("curl ")]
    [InlineData("$(")]
    [InlineData("| ")]
    [InlineData("https://")]
    [InlineData("`")]
    public void LongCommand_TakesWorkInProportion(string part)
    {
        Work(part, 1000);
        var (once, fourTimes) = (Work(part, 10_000), Work(part, 40_000));

        Assert.True(fourTimes < once * 6, $"{once} bytes became {fourTimes}");
    }

    [Theory]
    [InlineData("api.example.com", null, false)]
    [InlineData("*.example.com", "*.example.com", false)]
    [InlineData("*.cloudfront.net", null, true)]
    public void Trifecta_NeedsAllThree(string host, string? credential, bool found)
    {
        var policy = Policy(Host(host), Host("key.example.org")) with
        {
            Credentials = EquatableArray.Of(new CredentialReference { Name = "KEY", Hosts = EquatableArray.Of(credential ?? "key.example.org"), Header = "x-api-key" }),
        };

        Assert.Equal(found, Rules(policy).Contains("PK7001"));
        Assert.DoesNotContain("PK7001", Rules(policy with { Credentials = default }));
    }

    [Fact]
    public void OpenWeb_WithAPrivateNetwork_IsATrifecta() => Assert.Contains("PK7001", Rules(Policy(
        new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = "443" },
        new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = "10.20.30.0/24", Ports = "5432" })));

    [Fact]
    public void OpenWebAlone_IsNone() => Assert.DoesNotContain(Rules(Policy(new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = "443" })), r => r.StartsWith("PK7", StringComparison.Ordinal));

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    public void SharedVolume_CountsWhereOneWrites(bool readOnly, bool otherReadOnly, bool found)
    {
        var reader = Policy(Host("*.cloudfront.net", because: "it reads there")) with { Id = "reader", Mounts = EquatableArray.Of(new MountPoint { Path = "/inbox", Source = "inbox", ReadOnly = readOnly }) };
        var sender = Policy(Host("webhook.site")) with { Id = "sender", Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "inbox", ReadOnly = otherReadOnly }) };

        Assert.DoesNotContain("PK7001", Rules(reader).Concat(Rules(sender)));
        Assert.Equal(found ? ["reader", "sender"] : [], PolicyPosture.JudgeTogether([sender, reader]).Select(f => f.Policy.Id));
    }

    [Fact]
    public void OneCredentialInManyPolicies_EachIsToldOfAnother()
    {
        var credentials = EquatableArray.Of(new CredentialReference { Name = "KEY", Hosts = EquatableArray.Of("key.example.org"), Header = "x-api-key" });
        var readers = Enumerable.Range(0, 4).Select(i => Policy(Host("*.cloudfront.net", because: "it reads there")) with { Id = "reader" + i, Credentials = credentials });
        var senders = Enumerable.Range(0, 4).Select(i => Policy(Host("webhook.site")) with { Id = "sender" + i, Credentials = credentials });
        var alone = Policy(Host("webhook.site")) with { Id = "alone" };

        var found = PolicyPosture.JudgeTogether(readers.Concat(senders).Append(alone)).ToList();

        Assert.Equal(["reader0", "reader1", "reader2", "reader3", "sender0", "sender1", "sender2", "sender3"], found.Select(f => f.Policy.Id));
        Assert.All(found, f => Assert.Equal(f.Policy.Id.StartsWith("reader", StringComparison.Ordinal) ? "sender0" : "reader0", f.Finding.Arguments.Items[0]));
    }

    [Theory]
    [InlineData("2600::/12", true)]
    [InlineData("2a00:1450:4001::/48", false)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("93.184.0.0/16", true)]
    [InlineData("93.184.216.0/24", false)]
    [InlineData("8.8.8.8/32", true)]
    public void NetworkWhereStrangersRead_IsAWayOut(string network, bool found) => Assert.Equal(found, Rules(Policy(
        new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = "443" }, Host("*.cloudfront.net", because: "it reads there")) with
    {
        Credentials = EquatableArray.Of(new CredentialReference { Name = "KEY", Hosts = EquatableArray.Of("key.example.org"), Header = "x-api-key" }),
    }).Contains("PK7001"));

    [Theory]
    [InlineData("api.example.com", "443", "*.example.com", "443", true)]
    [InlineData("api.example.com", "80,443", "*.example.com", "443", false)]
    [InlineData("example.com", "443", "*.example.com", "443", false)]
    [InlineData("*.a.example.com", "443", "*.example.com", "*", true)]
    [InlineData("api.example.org", "443", "*.example.com", "443", false)]
    public void NarrowRule_IsRedundantBesideAWideOne(string narrow, string narrowPorts, string wide, string widePorts, bool found) =>
        Assert.Equal(found, Rules(Policy(Host(narrow, narrowPorts), Host(wide, widePorts))).Contains("PK6012"));

    [Fact]
    public void RuleForOneTarget_IsNotCoveredByOneForAnother() => Assert.DoesNotContain("PK6012", Rules(Policy(
        Host("api.example.com") with { On = EquatableArray.Of("docker") }, Host("*.example.com") with { On = EquatableArray.Of("e2b") })));

    [Fact]
    public void CredentialForAHostInANetworkOnly_IsNeverSent() => Assert.Contains("PK4020", Rules(Policy(new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = "93.184.216.0/24", Ports = "443" }) with
    {
        Credentials = EquatableArray.Of(new CredentialReference { Name = "KEY", Hosts = EquatableArray.Of("api.example.com"), Header = "x-api-key" }),
    }));

    private static long Work(string part, int times)
    {
        var policy = Policy() with { BuildCommands = EquatableArray.Of(string.Concat(Enumerable.Repeat(part, times))), BuildHosts = EquatableArray.Of("example.com") };
        var before = GC.GetAllocatedBytesForCurrentThread();
        PolicyPosture.Judge(policy, (_, _) => false);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static IEnumerable<string> Rules(SandboxPolicy policy) => PolicyPosture.Judge(policy, ProviderCatalog.Enforces).Select(f => f.RuleId);

    private static EgressRule Host(string host, string ports = "443", string? because = null) => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = Transport.Tcp, Because = because };

    private static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "agent",
        TypeName = "Policies.Agent",
        Image = "docker.io/library/debian:bookworm-slim",
        Rules = rules.Select(r => r with { Transport = r.Transport ?? Transport.Tcp }).ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };
}
