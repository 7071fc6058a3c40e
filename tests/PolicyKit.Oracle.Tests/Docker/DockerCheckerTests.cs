using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Docker;

/// <summary>The software that runs the emitted files reads them without complaint, and complains about broken copies.</summary>
public sealed class DockerCheckerTests
{
    public static TheoryData<string> Policies => new(DockerPolicies.Names);

    [Theory]
    [MemberData(nameof(Policies))]
    public void EmittedFiles_AreAcceptedByEveryChecker(string policy)
    {
        using var workspace = new DockerWorkspace(policy);

        if (workspace.Has("compose.yaml"))
        {
            workspace.Compose("config", "-q").Succeeded();
        }

        if (workspace.Has("gateway/haproxy.cfg"))
        {
            var finished = workspace.Haproxy();
            finished.Succeeded();
            Assert.DoesNotContain("[ALERT]", finished.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("[WARNING]", finished.Errors, StringComparison.Ordinal);
        }

        if (workspace.Has("dns/unbound.conf"))
        {
            workspace.Unbound().Succeeded();
        }

        if (workspace.Has("router/policy.nft"))
        {
            workspace.Nft().Succeeded();
        }

        Assert.All(Directory.EnumerateFiles(workspace.Directory, "*.sh", SearchOption.AllDirectories), f => workspace.Shell(f).Succeeded());
    }

    [Theory]
    [InlineData("/etc/policykit/gateway/addresses-0.lst", "/etc/policykit/gateway/addresses-9.lst")]
    [InlineData("'^([a-z0-9_]", "^([a-z0-9_]")]
    [InlineData("req.ssl_sni,lower", "req.ssl_name,lower")]
    [InlineData("default_backend pass\n", "default_backend past\n")]
    [InlineData("resolvers upstream", "resolvers downstream")]
    [InlineData("deny_status 421", "deny_status 42")]
    [InlineData("verify required", "verify maybe")]
    [InlineData(":443\n", ":443443\n")]
    [InlineData("mode http\n", "mode htp\n")]
    [InlineData("strict-sni", "lax-sni")]
    [InlineData("unless { ", "unless ")]
    [InlineData("-m ip -f", "-m cidr -f")]
    public void BrokenProxyFile_IsRefused(string old, string now)
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Replace("gateway/haproxy.cfg", old, now);

        workspace.Haproxy().Refused();
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0/x")]
    [InlineData("example.com")]
    public void BrokenAddressList_IsRefused(string line)
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Write("gateway/addresses-0.lst", line + "\n");

        workspace.Haproxy().Refused();
    }

    [Theory]
    [InlineData("local-zone: \".\" static", "local-zone: \".\" statical")]
    [InlineData("  do-ip6: no", "  do-ip6: never")]
    [InlineData("access-control: 0.0.0.0/0 refuse", "access-control: 0.0.0.0/40 refuse")]
    [InlineData("refuse\n", "decline\n")]
    [InlineData(" 60 IN A ", " 60 IN AA ")]
    [InlineData("module-config: \"iterator\"", "module-config: \"reiterator\"")]
    [InlineData("hide-version: yes", "hide-versions: yes")]
    [InlineData("server:\n", "service:\n")]
    [InlineData("  interface: ", "  interface: x")]
    [InlineData("port: 53", "port: \"fifty\"")]
    public void BrokenNameServerFile_IsRefused(string old, string now)
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Replace("dns/unbound.conf", old, now);

        workspace.Unbound().Refused();
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.0/33")]
    [InlineData("tcp dport", "tpc dport")]
    [InlineData("dport 5432", "dport 54320000")]
    [InlineData("policy drop;", "policy dorp;")]
    [InlineData("table ip policykit {", "table ip policykit")]
    [InlineData("masquerade", "mascarade")]
    [InlineData("ct state new", "ct state old")]
    [InlineData("hook forward", "hook backward")]
    [InlineData("ip daddr { ", "ip daddr ( ")]
    [InlineData("counter drop", "counter drop accept x")]
    public void BrokenRouterFile_IsRefused(string old, string now)
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Replace("router/policy.nft", old, now);

        workspace.Nft().Refused();
    }

    [Theory]
    [InlineData("  sandbox:\n", "  sandbox:\n    no_such_key: true\n")]
    [InlineData("cap_drop:", "cap_dorp:")]
    [InlineData("\"service:lifetime\"", "\"service:lifetimes\"")]
    [InlineData("condition: \"service_healthy\"", "condition: \"service_fine\"")]
    [InlineData("pids_limit: 512", "pids_limit: \"many\"")]
    [InlineData("mem_limit: \"4096m\"", "mem_limit: \"4096q\"")]
    [InlineData("\"127.0.0.1:8080:8080/tcp\"", "\"127.0.0.1:80800:8080/tcp\"")]
    [InlineData("source: \"pki-public\"", "source: \"pki-other\"")]
    [InlineData("interval: \"1s\"", "interval: \"1 while\"")]
    public void BrokenComposeFile_IsRefused(string old, string now)
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Replace("compose.yaml", old, now);

        workspace.Compose("config", "-q").Refused();
    }

    [Theory]
    [InlineData("do\n", "od\n")]
    [InlineData("done\n", "")]
    [InlineData("\"$(", "\"$((")]
    public void BrokenProgram_IsRefused(string old, string now)
    {
        using var workspace = new DockerWorkspace("code-agent");
        workspace.Replace("gateway/start.sh", old, now);

        workspace.Shell("gateway/start.sh").Refused();
    }
}
