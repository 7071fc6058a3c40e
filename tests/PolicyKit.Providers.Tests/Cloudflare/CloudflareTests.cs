using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Cloudflare;
using PolicyKit.Readers;
using PolicyKit.Readers.Cloudflare;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.E2B.E2BPolicies;

namespace PolicyKit.Providers.Tests.Cloudflare;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

public sealed class CloudflareTests
{
    private static readonly CloudflareProvider Cloudflare = new();

    private static SandboxPolicy CodeAgent { get; } = Targeted(Policy(Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com")) with
    {
        Id = "code-agent",
        TypeName = "Policies.CodeAgent",
        Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), new LimitRange(20480, new Limit(20480))),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Credentials = EquatableArray.Of(Credential("ANTHROPIC_API_KEY", "api.anthropic.com", "x-api-key"), new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        BuildCommands = EquatableArray.Of("pip install uv"),
        BuildHosts = EquatableArray.Of("files.pythonhosted.org", "pypi.org"),
    });

    private static SandboxPolicy Everything { get; } = Targeted(Policy(
        AnyHost("443"), DenyHost("*.example.org"), DenyNetwork("9.9.9.0/24"),
        new EgressRule { Kind = EgressRuleKind.AllowHttp, Entry = "plain.example.com", Ports = "80", Methods = EquatableArray.Of("GET", "HEAD"), Paths = EquatableArray.Of("/pub/*") }) with
    {
        Id = "everything",
        Identity = new RunIdentity(1234, 1235, "/srv/work.d", false, false, default),
        Resources = new ResourceRanges(new LimitRange(0, new Limit(3500)), new LimitRange(0, new Limit(10_000)), new LimitRange(0, new Limit(8_000))),
        Credentials = EquatableArray.Of(new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment }),
        Ingress = EquatableArray.Of(new IngressPort(3000, Transport.Tcp, Callers.Public), new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        BuildCommands = EquatableArray.Of("echo \"$HOME\" > '/etc/x'", "true # y"),
        Start = EquatableArray.Of("python", "it's $HOME; \"8080\""),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d}")),
        Labels = EquatableArray.Of(new NamedValue("tenant", "{tenant}")),
        Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
    });

    [Theory]
    [InlineData("code-agent")]
    [InlineData("code-agent-sdk")]
    [InlineData("everything")]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Emitted(name switch { "code-agent" => CodeAgent, "code-agent-sdk" => WithSdk(CodeAgent), _ => Everything });

        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/Cloudflare/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }

    [Fact]
    public void ReferencePolicy_NeedsTwoAcceptancesOfItsOwn() =>
        Assert.Equal(["ResourcesReduced resources.cpu", "ResourcesReduced resources.disk"], Emitted(CodeAgent).Deviations.Where(d => !d.Deviation.Definition.Intrinsic).Select(d => $"{d.Deviation.Definition.Name} {d.Deviation.Subject}"));

    // Page 2: enableInternet is true by default. The program says false, whatever the policy.
    [Fact]
    public void DirectInternet_IsOffForEveryPolicy()
    {
        var index = Cloudflare.GlueOf(Emitted(CodeAgent).Configuration!).Single(g => g.Path == "src/index.ts").Text;

        Assert.Contains("enableInternet: false", index, StringComparison.Ordinal);
        Assert.DoesNotContain("enableInternet: true", index, StringComparison.Ordinal);
        Assert.True(index.IndexOf("await this.limit(container)", StringComparison.Ordinal) < index.IndexOf("container.start(", StringComparison.Ordinal));
    }

    // Page 9: a redirect that the Worker follows carries the credential to a denied host.
    [Fact]
    public void Redirects_AreLeftToTheContainer() =>
        Assert.Contains("redirect: 'manual'", Cloudflare.Glue.Single(g => g.Path == "src/egress.ts").Text, StringComparison.Ordinal);

    // The SDK asks for its proxy by this name; lists and handlers in an object's storage, of whatever deployment, are read by the SDK's own.
    [Fact]
    public void ProxyOfTheSdk_IsReplaced()
    {
        var index = Cloudflare.GlueOf(Emitted(WithSdk(CodeAgent)).Configuration!).Single(g => g.Path == "src/index.ts").Text;

        Assert.Contains("export class ContainerProxy extends WorkerEntrypoint<Env>", index, StringComparison.Ordinal);
        Assert.Contains("override enableInternet = false", index, StringComparison.Ordinal);
        Assert.Contains("override interceptHttps = true", index, StringComparison.Ordinal);
    }

    [Fact]
    public void Sdk_MeansTheSameAuthorityAndOneDeviationMore()
    {
        var (platform, sdk) = (Emitted(CodeAgent), Emitted(WithSdk(CodeAgent)));

        Assert.Equal(Cloudflare.Semantics(platform.Configuration!), Cloudflare.Semantics(sdk.Configuration!));
        Assert.Equal("SdkSupportEnds sdk", string.Join(", ", sdk.Deviations.Select(Named).Except(platform.Deviations.Select(Named))));

        static string Named(JudgedDeviation d) => $"{d.Deviation.Definition.Name} {d.Deviation.Subject}";
    }

    [Fact]
    public void Scale_IsALimitWithTheSdkOnly()
    {
        var policy = Targeted(Policy(Host("api.example.com")) with { Scale = new ScaleLimits(7, 0) });

        Assert.Contains(Emitted(policy).Deviations, d => d.Deviation.Definition.Name == "ScaleNotLimited");
        var sdk = Emitted(WithSdk(policy));
        Assert.DoesNotContain(sdk.Deviations, d => d.Deviation.Definition.Name == "ScaleNotLimited");
        Assert.Equal(new Limit(7), ((CloudflareConfiguration)sdk.Configuration!).MaxInstances);
    }

    // Page 3: bare host lists ignore scheme and port, and entries in capitals never match.
    [Fact]
    public void HostLists_AreNeverEmitted() =>
        Assert.All(Emitted(Everything).Artifacts.Select(a => a.Text).Concat(Cloudflare.Glue.Select(g => g.Text)), t =>
            Assert.False(t.Replace("allowedHosts: string[] = []", string.Empty, StringComparison.Ordinal).Contains("allowedHosts", StringComparison.Ordinal) || t.Contains("deniedHosts", StringComparison.Ordinal)));

    [Fact]
    public void Wildcard_NeverIncludesItsApex()
    {
        var may = May(Targeted(Policy(Host("*.example.com"))));

        Assert.True(may.Egress.Contains(Transport.Tcp, 443, "a.b.example.com", IpAddress.Parse("93.184.216.34")));
        Assert.False(may.Egress.Contains(Transport.Tcp, 443, "example.com", IpAddress.Parse("93.184.216.34")));
    }

    [Fact]
    public void HostOnPort443_DoesNotOpenPort80() =>
        Assert.False(May(Targeted(Policy(Host("api.example.com")))).Egress.Contains(Transport.Tcp, 80, "api.example.com", IpAddress.Parse("93.184.216.34"), new HttpRequest("GET", "/")));

    [Fact]
    public void DeniedName_IsAnEntryAfterTheWiderOne()
    {
        var rules = ((CloudflareConfiguration)Emitted(Targeted(Policy(Host("*.example.com"), DenyHost("*.internal.example.com")))).Configuration!).Rules;

        Assert.Equal(["*.example.com True", "*.internal.example.com False"], rules.Select(r => $"{r.Host} {r.Allow}"));
    }

    [Fact]
    public void Credential_IsNeverSentInTheClear()
    {
        var policy = Targeted(Policy(Host("api.example.com", "80,443")) with { Credentials = EquatableArray.Of(Credential("API_KEY", "api.example.com")) });

        var audience = Assert.Single(May(policy).Credentials.Items).Audience;
        Assert.True(audience.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("93.184.216.34")));
        Assert.True(audience.Ports(Transport.Tcp).Equals(PortSet.Of(443)));
    }

    [Theory]
    [InlineData("HostPortUnreachable", "api.example.com")]
    [InlineData("NetworkUnreachable", "203.0.113.0/24")]
    [InlineData("DeniedNetworkByName", "9.9.9.0/24")]
    public void WhatCannotBeSaid_DeviatesAtItsRule(string deviation, string subject)
    {
        var policy = Targeted(Policy(Host("api.example.com", "443,8443"), Network("203.0.113.0/24", "5432"), DenyNetwork("9.9.9.0/24")));

        var found = Cloudflare.Lower(new TargetPolicy(policy, policy.Targets[0])).Deviations.Items.Single(d => d.Definition.Name == deviation);
        Assert.Equal(subject, found.Subject);
    }

    [Theory]
    [InlineData(2000, 4096, 20480, "", 1000, 4096)]
    [InlineData(4000, 12288, 20480, "standard-4", 4000, 12288)]
    [InlineData(500, 1024, 4096, "basic", 250, 1024)]
    [InlineData(100, 300, 2048, "lite", 62, 256)]
    public void Instance_IsTheMostWithinTheBounds(int milliCpu, int memory, int disk, string type, int gotCpu, int gotMemory)
    {
        var policy = Targeted(Policy() with { Resources = new ResourceRanges(new LimitRange(0, new Limit(milliCpu)), new LimitRange(0, new Limit(memory)), new LimitRange(0, new Limit(disk))) });
        var instance = ((CloudflareConfiguration)Emitted(policy).Configuration!).Instance;

        Assert.Equal((type.Length == 0 ? null : type, gotCpu, gotMemory), (instance.Type, instance.MilliCpu, instance.MemoryMiB));
    }

    [Theory]
    [InlineData("volumes")]
    [InlineData("secret file")]
    [InlineData("two public ports")]
    [InlineData("idle for seven hours")]
    [InlineData("port of the supervisor")]
    [InlineData("same header twice")]
    public void WhatNoAcceptanceCanLetThrough_IsRefused(string what)
    {
        var policy = Targeted(Policy(Host("api.example.com")));
        policy = what switch
        {
            "volumes" => policy with { Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" }) },
            "secret file" => policy with { Credentials = EquatableArray.Of(new CredentialReference { Name = "KEY", Delivery = CredentialDelivery.File, Path = "/run/key" }) },
            "two public ports" => policy with { Ingress = EquatableArray.Of(new IngressPort(3000, Transport.Tcp, Callers.Public), new IngressPort(3001, Transport.Tcp, Callers.Public)) },
            "port of the supervisor" => WithSdk(policy) with { Ingress = EquatableArray.Of(new IngressPort(3000, Transport.Tcp, Callers.Owner)) },
            "idle for seven hours" => policy with { Lifetime = new LifetimeLimits(new Limit(86_400), new Limit(25_200)) },
            _ => policy with { Credentials = EquatableArray.Of(Credential("A", "api.example.com"), Credential("B", "api.example.com")) },
        };
        var compiled = Compiled(policy);

        Assert.Equal(CompileStatus.Refused, compiled.Status);
        Assert.Contains(compiled.Findings.Items, f => f.RuleId == RuleCatalog.CannotHold);
    }

    [Theory]
    [InlineData("wrangler.jsonc", "\"preview_urls\": false", "\"preview_urls\": true")]
    [InlineData("wrangler.jsonc", "\"workers_dev\": true", "\"workers_dev\": false")]
    [InlineData("wrangler.jsonc", "\"main\": \"src/index.ts\"", "\"main\": \"src/other.ts\"")]
    [InlineData("wrangler.jsonc", "\"main\":", "\"vars\": { \"X\": \"1\" },\n  \"main\":")]
    [InlineData("wrangler.jsonc", "\"binding\": \"DATABASE_URL\"", "\"binding\": \"OTHER\"")]
    [InlineData("wrangler.jsonc", "\"./Dockerfile\"", "\"./Other\"")]
    [InlineData("src/policy.json", "\"scheme\": \"https\"", "\"scheme\": \"ftp\"")]
    [InlineData("src/policy.json", "\"allow\": false", "\"allow\": null")]
    [InlineData("src/policy.json", "\"/pub/*\"", "\"/pub/*\", \"relative\"")]
    [InlineData("src/policy.json", "\"rules\":", "\"proxy\": \"x\", \"rules\":")]
    [InlineData("src/policy.json", "\"*.example.org\"", "\"*.EXAMPLE.org\"")]
    [InlineData("Dockerfile", "USER 1234:1235", "USER agent")]
    [InlineData("Dockerfile", "chmod a-s", "chmod a+x")]
    [InlineData("Dockerfile", "USER 0:0", "USER 0:0\nENV LD_PRELOAD=/x.so")]
    public void ForeignText_IsAnError(string file, string old, string now)
    {
        var files = Emitted(Everything).Artifacts.ToDictionary(a => a.Path, a => a.Text);
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(old, now, StringComparison.Ordinal);

        Assert.Throws<ArtifactFormatException>(() => new CloudflareReader().Read(files));
    }

    [Theory]
    [InlineData("wrangler.jsonc", "\"enabled\": false", "\"enabled\": true")]
    [InlineData("wrangler.jsonc", "\"class_name\": \"Sandbox\",\n      \"image\"", "\"class_name\": \"Other\",\n      \"image\"")]
    [InlineData("wrangler.jsonc", "\"nodejs_compat\"", "\"nodejs_compat\",\n    \"experimental\"")]
    [InlineData("wrangler.jsonc", "\"tag\": \"v1\"", "\"tag\": \"v2\"")]
    [InlineData("wrangler.jsonc", "\"vcpu\": 1", "\"vcpu\": 5")]
    [InlineData("Dockerfile", "cloudflare/sandbox:0.12.10", "cloudflare/sandbox:latest")]
    [InlineData("Dockerfile", "ENTRYPOINT [\"/sandbox\"]", "ENTRYPOINT [\"/bin/sh\"]")]
    public void ForeignTextBesideTheSdk_IsAnError(string file, string old, string now)
    {
        var files = Emitted(WithSdk(CodeAgent)).Artifacts.ToDictionary(a => a.Path, a => a.Text);
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(old, now, StringComparison.Ordinal);

        Assert.Throws<ArtifactFormatException>(() => new CloudflareReader().Read(files));
    }

    [Fact]
    public void WiderRule_IsNotProved()
    {
        var compiled = Emitted(CodeAgent);
        var configuration = (CloudflareConfiguration)compiled.Configuration!;
        var allowed = compiled.Allowed();

        Assert.Equal(Verdict.Within, Cloudflare.Semantics(configuration).May.IsWithin(allowed).Verdict);
        foreach (var wider in new[]
        {
            configuration with { Rules = configuration.Rules.Append(new CloudflareRule("http", "api.github.com", true, default)).ToEquatableArray() },
            configuration with { Rules = configuration.Rules.Append(new CloudflareRule("https", "evil.example.net", true, default)).ToEquatableArray() },
            configuration with { Credentials = configuration.Credentials.Select(c => c with { Hosts = EquatableArray.Of("*.githubusercontent.com", c.Hosts[0]) }).ToEquatableArray() },
            configuration with { LifetimeSeconds = Limit.Unbounded },
            configuration with { PublicPort = 8080 },
            configuration with { Instance = CloudflareInstances.Predefined[5] },
        })
        {
            Assert.Equal(Verdict.Exceeds, Cloudflare.Semantics(wider).May.IsWithin(allowed).Verdict);
        }
    }

    private static SandboxPolicy Targeted(SandboxPolicy policy) => policy with { Targets = EquatableArray.Of(new TargetDeclaration("cloudflare-sandboxes", null, default)) };

    private static SandboxPolicy WithSdk(SandboxPolicy policy) => policy with { Targets = EquatableArray.Of(new TargetDeclaration("cloudflare-sandboxes", null, EquatableArray.Of(new NamedValue("Sdk", "Version0")))) };

    private static CompiledTarget Compiled(SandboxPolicy policy)
    {
        var accepted = RandomPolicies.AcceptAll(Cloudflare, policy);
        return PolicyCompiler.Compile(Cloudflare, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
    }

    private static CompiledTarget Emitted(SandboxPolicy policy)
    {
        var compiled = Compiled(policy);
        Assert.True(compiled.Status == CompileStatus.Emitted, string.Join("; ", compiled.Findings));
        return compiled;
    }

    private static Authority May(SandboxPolicy policy) => Cloudflare.Semantics(Emitted(policy).Configuration!).May;
}
