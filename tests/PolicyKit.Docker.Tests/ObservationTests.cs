using System.Text.Json;
using PolicyKit.Docker.Observing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

public sealed class ObservationTests
{
    [Fact]
    public void UnusedRules_AreToldApartFromUsedOnes()
    {
        var report = Report("code-agent", gateway: """
            policykit|tls_443|443|--|pass.0|raw.githubusercontent.com||
            policykit|tls_443|443|CD|inspect.1|api.github.com||
            policykit|inspect_tls_443_1|0|--|-|-|api.github.com|GET https://api.github.com/user
            """, allowed: Set(("203.0.113.9", "tcp", 5432)));

        Assert.Equal(
            ["AllowHosts *.githubusercontent.com 1", "AllowHosts api.anthropic.com 0", "AllowHosts api.github.com 1", "AllowNetworks 203.0.113.0/24:5432 1", "AllowNetworks 9.9.9.0/24:5432 0", "Credential ANTHROPIC_API_KEY 0", "Credential GITHUB_TOKEN 1"],
            report.Declared.Select(d => $"{d.What} {d.Count}"));
        Assert.Empty(report.Refused);
    }

    [Fact]
    public void RefusedRequest_IsOfferedByItselfFirst()
    {
        var report = Report("http", gateway: "policykit|inspect_tls_443_0|0|PR|-|-|api.github.com|PATCH /repos/acme/x/issues/1");

        var refused = Assert.Single(report.Refused);
        Assert.Equal("tcp api.github.com:443 PATCH /repos/acme/x/issues/1", refused.What);
        Assert.Equal(
            ["""[AllowHttp("api.github.com", Methods = "PATCH", Path = "/repos/acme/x/issues/1")]""", """[AllowHttp("api.github.com", Methods = "PATCH", Path = "/repos/acme/x/issues/*")]""", """[AllowHosts("api.github.com")]"""],
            refused.Attributes);
    }

    [Fact]
    public void NamesThatWereOnlyLookedUp_AreOfferedExactlyAndThenTogether()
    {
        const string Log = """
            [1] unbound[1:0] info: . static 10.0.0.10@1 pypi.org. A IN
            [1] unbound[1:0] info: . static 10.0.0.10@1 pypi.org. AAAA IN
            [1] unbound[1:0] info: . static 10.0.0.10@1 a.example.net. A IN
            [1] unbound[1:0] info: . static 10.0.0.10@1 b.example.net. A IN
            [1] unbound[1:0] info: . static 10.0.0.10@1 api.github.com. A IN
            """;
        var report = Report("code-agent", names: Log);

        Assert.Equal(["a.example.net", "b.example.net", "pypi.org"], report.Refused.Select(r => r.What));
        Assert.Equal(["""[AllowHosts("a.example.net")]""", """[AllowHosts("*.example.net")]"""], report.Refused[0].Attributes);
        Assert.Equal(["""[AllowHosts("pypi.org")]"""], report.Refused[2].Attributes);
        Assert.All(report.Refused, r => Assert.Equal("name server", r.By));
    }

    [Fact]
    public void RefusedAddress_IsOfferedAsOneAddressAndPort()
    {
        var report = Report("networks", refused: Set(("8.8.8.8", "udp", 53), ("10.99.0.1", "tcp", 22)));

        Assert.Equal(
            ["""[AllowNetworks("10.99.0.1/32", Ports = "22")]""", """[AllowNetworks("8.8.8.8/32", Ports = "53", Transport = Transport.Udp)]"""],
            report.Refused.SelectMany(r => r.Attributes));
    }

    [Fact]
    public void WhatADenialTakesAway_IsNotOffered()
    {
        var refused = Assert.Single(Report("wild", gateway: "policykit|tls_443|443|PR|deny|login.example.com||").Refused);

        Assert.Empty(refused.Attributes);
        Assert.Contains("DenyHosts", refused.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policykit|tls_443|443|PR|-|x\"), System.Evil(\"||")]
    [InlineData("policykit|tls_443|443|PR|-|a|b|c|d|e")]
    [InlineData("policykit|tls_443|99999999999|PR|-|a.example.net||")]
    [InlineData("policykit|")]
    [InlineData("a.example.net policykit|tls_443|443|PR|-|b.example.net||")]
    public void LineThatTheAgentForged_BecomesNoAttribute(string line) => Assert.Empty(Report("code-agent", gateway: line).Refused);

    [Fact]
    public void HostilePath_BecomesNoAttribute()
    {
        var refused = Assert.Single(Report("http", gateway: "policykit|inspect_tls_443_0|0|PR|-|-|api.github.com|GET /x\")] [AllowAnyHost] //").Refused);

        Assert.Equal(["""[AllowHosts("api.github.com")]"""], refused.Attributes);
    }

    [Theory]
    [InlineData("code-agent")]
    [InlineData("everything")]
    [InlineData("networks")]
    public void ObservedSet_DiffersInLogsAlone(string policy)
    {
        var plan = Plans.Of(policy);
        var observed = Observation.Prepare(plan);

        foreach (var (path, text) in plan.Files)
        {
            var added = observed.Files[path].Split('\n').Except(text.Split('\n')).ToList();
            var taken = text.Split('\n').Except(observed.Files[path].Split('\n')).ToList();
            Assert.All(taken, l => Assert.Contains(l, new[] { "  option tcplog", "  option httplog" }));
            Assert.All(added, l => Assert.True(l.StartsWith("  log-format ", StringComparison.Ordinal) || l.StartsWith("  set ", StringComparison.Ordinal) || l.EndsWith("{ ip daddr . meta l4proto . th dport }", StringComparison.Ordinal), l));
        }

        Assert.Contains(plan.Files, f => observed.Files[f.Key] != f.Value);
    }

    [Fact]
    public async Task RealRun_TellsWhatWasUsedAndWhatWasRefused()
    {
        using var engine = await EngineFixture.Connect();
        const string Agent = """
            c="curl -sm 5 -o /dev/null --cacert $SSL_CERT_FILE"
            $c https://api.github.com/repos/acme/x
            $c -X DELETE https://api.github.com/repos/acme/x
            $c https://pypi.org/
            python3 -c 'import socket; socket.create_connection(("10.1.7.7", 5432), 5)'
            python3 -c 'import socket; socket.create_connection(("8.8.8.8", 443), 1)' 2>/dev/null
            """;
        var compiled = Plans.Compile(DockerPolicies.Everything with { Start = Core.EquatableArray.Of("/bin/sh", "-c", Agent) });
        var id = RunInstance.NewId();
        await using var run = new SandboxRun(engine, taken => Observation.Prepare(RunInstance.Plan(compiled, id, RunInstance.DirectoryOf(id), taken)), await engine.TakenNetworks(TestContext.Current.CancellationToken), _ => { });
        await EngineFixture.Provide(engine, run.Plan);
        foreach (var part in run.Plan.Services)
        {
            // Other tests publish the same ports.
            part.Create.HostConfig!.PortBindings = null!;
        }

        await run.Prepare(run.Plan.Secrets.ToDictionary(s => s, _ => "secret"), TestContext.Current.CancellationToken);
        await run.RunSandbox(Stream.Null, Stream.Null, null, TestContext.Current.CancellationToken);
        var report = await Observation.Collect(compiled, run, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["AllowHttp api.github.com GET,POST /repos/acme/* /user", "AllowNetworks 10.1.0.0/16:5432-5433", "Credential GITHUB_TOKEN"],
            report.Declared.Where(d => d.Count > 0).Select(d => d.What));
        Assert.Equal(["pypi.org", "tcp 8.8.8.8:443", "tcp api.github.com:443 DELETE /repos/acme/x"], report.Refused.Select(r => r.What));
    }

    private static string Set(params (string Address, string Protocol, int Port)[] elements) => JsonSerializer.Serialize(new
    {
        nftables = new object[] { new { metainfo = new { version = "1.0.6" } }, new { set = new { elem = elements.Select(e => new { concat = new object[] { e.Address, e.Protocol, e.Port } }) } } },
    });

    private static ObservationReport Report(string policy, string names = "", string gateway = "", string allowed = "", string refused = "") =>
        Observation.Report(Plans.Compile(DockerPolicies.Named(policy)), names, gateway, allowed, refused);
}
