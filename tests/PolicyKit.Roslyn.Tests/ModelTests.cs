using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

public sealed class ModelTests
{
    /// <summary>Every attribute, each with every property, in an order that is not the canonical one.</summary>
    private const string Everything = """
        [Accept(E2BDeviation.HostRuleOpensPort80, For = "API.example.com.", Because = "redirects to TLS", Owner = "platform", Until = "2027-03-01", Target = "dev")]
        [Accept(DockerDeviation.IPv6NotRouted, For = "2001:db8::/32", Because = "not needed", Owner = "platform")]
        [Docker(Runtime = DockerRuntime.GVisor, DiskQuota = true, Engine = "28.0"), E2B(Plan = E2BPlan.Pro, Name = "dev", TeamMaxCpu = 16)]
        [SingleUse, Persist(Persistence.None), Scale(Max = 50, Warm = 2), Isolate(Isolation.UserSpaceKernel)]
        [Resources(Cpu = "0.5..4", MemoryMiB = "4096", DiskGiB = "1.5..", Gpu = "A10G")]
        [Lifetime("2h", Idle = "10m")]
        [RunAs(1001, 1002, WorkDirectory = "/work", ReadOnlyRoot = true, Sudo = true, Capabilities = ["NET_BIND_SERVICE", "CHOWN"])]
        [DenyNetworks("10.0.0.0/8", "203.0.113.7", Transport = Transport.Udp, Ports = "53")]
        [DenyHosts("evil.example.com", Because = "no")]
        [AllowMetadata("169.254.169.254", 80, Because = "identity", On = Targets.E2B)]
        [AllowHttp("api.example.com", Methods = "POST, GET", Paths = ["/b/*", "/a"], Path = "/c")]
        [AllowNetworks("2001:db8::/32", "192.168.7.0/24", Ports = "5432,80-90,85")]
        [AllowHosts("*.Example.com", "API.example.com.", Ports = "443, 8443", Transport = Transport.Udp, On = Targets.Docker, Because = "sync")]
        [Credential("Z_KEY", Host = "z.example.com", Header = "X-Api-Key", On = Targets.Docker | Targets.E2B)]
        [Credential("A_KEY", Hosts = new[] { "b.example.com", "a.example.com" }, Scheme = "Basic", User = "bot@example")]
        [Credential("E_KEY", Delivery = Delivery.Environment)]
        [Credential("F_KEY", Delivery = Delivery.File, Path = "/secrets/f", Host = "f.example.com")]
        [Expose(9000, Transport = Transport.Udp, Callers = Callers.Organization), Expose(8080)]
        [Mount("/data", Source = "v-{tenant}", SubPath = "sub/{tenant}", ReadOnly = false), Mount("/cache", Source = "cache")]
        [Build("b", "a"), AllowBuildHosts("z.example.com", "a.example.com"), AllowBuildHosts("a.example.com"), Start("python", "agent.py", "")]
        [Environment("MODE", "{not a parameter}"), Environment("B", ""), Label("team", "{tenant}"), Label("app", "x")]
        [Parameter("tenant", Pattern = "[a-z0-9]{8,32}")]
        """;

    [Fact]
    public void LeastPolicy_HasTheDefaults() => Assert.Equal(
        new SandboxPolicy { Id = "p", TypeName = "P", Image = "docker.io/library/alpine:3", Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)) },
        Reading.Good(string.Empty, "[Docker]"));

    [Fact]
    public void EveryAttribute_IsReadIntoTheCanonicalModel()
    {
        var expected = new SandboxPolicy
        {
            Id = "p",
            TypeName = "P",
            Image = "docker.io/library/alpine:3",
            Resources = new ResourceRanges(new LimitRange(500, new Limit(4000)), new LimitRange(4096, new Limit(4096)), new LimitRange(1536, Limit.Unbounded), "A10G"),
            Lifetime = new LifetimeLimits(new Limit(7200), new Limit(600)),
            Identity = new RunIdentity(1001, 1002, "/work", true, true, EquatableArray.Of("CHOWN", "NET_BIND_SERVICE")),
            Isolation = IsolationLevel.UserSpaceKernel,
            Rules = EquatableArray.Of(
                Rule(EgressRuleKind.AllowHost, "*.example.com", "443,8443", Core.Algebra.Transport.Udp) with { On = EquatableArray.Of("docker"), Because = "sync" },
                Rule(EgressRuleKind.AllowHost, "api.example.com", "443,8443", Core.Algebra.Transport.Udp) with { On = EquatableArray.Of("docker"), Because = "sync" },
                Rule(EgressRuleKind.AllowHttp, "api.example.com", "443") with { Methods = EquatableArray.Of("GET", "POST"), Paths = EquatableArray.Of("/a", "/b/*", "/c") },
                Rule(EgressRuleKind.AllowNetwork, "192.168.7.0/24", "80-90,5432"),
                Rule(EgressRuleKind.AllowNetwork, "2001:db8::/32", "80-90,5432"),
                Rule(EgressRuleKind.AllowMetadata, "169.254.169.254", "80") with { On = EquatableArray.Of("e2b"), Because = "identity" },
                Rule(EgressRuleKind.DenyHost, "evil.example.com", "*", null) with { Because = "no" },
                Rule(EgressRuleKind.DenyNetwork, "10.0.0.0/8", "53", Core.Algebra.Transport.Udp),
                Rule(EgressRuleKind.DenyNetwork, "203.0.113.7/32", "53", Core.Algebra.Transport.Udp)),
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A_KEY", Hosts = EquatableArray.Of("a.example.com", "b.example.com"), Scheme = "Basic", User = "bot@example" },
                new CredentialReference { Name = "E_KEY", Delivery = CredentialDelivery.Environment },
                new CredentialReference { Name = "F_KEY", Delivery = CredentialDelivery.File, Path = "/secrets/f", Hosts = EquatableArray.Of("f.example.com") },
                new CredentialReference { Name = "Z_KEY", Hosts = EquatableArray.Of("z.example.com"), Header = "x-api-key", On = EquatableArray.Of("docker", "e2b") }),
            Ingress = EquatableArray.Of(
                new IngressPort(8080, Core.Algebra.Transport.Tcp, Core.Model.Callers.Owner), new IngressPort(9000, Core.Algebra.Transport.Udp, Core.Model.Callers.Organization)),
            Mounts = EquatableArray.Of(
                new MountPoint { Path = "/cache", Source = "cache" }, new MountPoint { Path = "/data", Source = "v-{tenant}", SubPath = "sub/{tenant}", ReadOnly = false }),
            BuildCommands = EquatableArray.Of("b", "a"),
            BuildHosts = EquatableArray.Of("a.example.com", "z.example.com"),
            Start = EquatableArray.Of("python", "agent.py", ""),
            Environment = EquatableArray.Of(new NamedValue("B", ""), new NamedValue("MODE", "{not a parameter}")),
            Labels = EquatableArray.Of(new NamedValue("app", "x"), new NamedValue("team", "{tenant}")),
            Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
            SingleUse = true,
            Persistence = PersistenceKind.None,
            Scale = new ScaleLimits(50, 2),
            Targets = EquatableArray.Of(
                new TargetDeclaration("docker", null, EquatableArray.Of(new NamedValue("DiskQuota", "true"), new NamedValue("Engine", "28.0"), new NamedValue("Runtime", "GVisor"))),
                new TargetDeclaration("e2b", "dev", EquatableArray.Of(new NamedValue("Plan", "Pro"), new NamedValue("TeamMaxCpu", "16")))),
            Acceptances = EquatableArray.Of(
                new Acceptance { Provider = "docker", Deviation = "IPv6NotRouted", For = "2001:db8::/32", Because = "not needed", Owner = "platform" },
                new Acceptance { Provider = "e2b", Deviation = "HostRuleOpensPort80", For = "api.example.com", Target = "dev", Because = "redirects to TLS", Owner = "platform", Until = "2027-03-01" }),
        };

        var policy = Reading.Good(Everything, string.Empty);

        Assert.Equal(PolicyDocument.Json(expected), PolicyDocument.Json(policy));
        Assert.Equal(expected, policy);
    }

    [Fact]
    public void OrderOfAttributesAndFiles_NeverMatters()
    {
        var attributes = Everything.Split('\n', StringSplitOptions.RemoveEmptyEntries).Append("[Sandbox(\"p\", Image = \"docker.io/library/alpine:3\")]").ToArray();
        var expected = Reading.Good(Everything, string.Empty);
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            random.Shuffle(attributes);
            var files = attributes.GroupBy(_ => random.Next(4)).Select(g => string.Join("\n", g) + "\npublic sealed partial class P;").ToArray();
            random.Shuffle(files);

            var reading = Reading.Read(files);

            Assert.Equal(expected, reading.Model.Policy);
        }
    }

    [Fact]
    public void OrderNeverMatters_ForFindingsEither()
    {
        string[] attributes =
        [
            "[AllowHosts(\"a b\")]", "[AllowHosts(\"a b\", Ports = \"x\")]", "[DenyHosts(\"a..b\")]", "[Lifetime(\"soon\")]", "[Mount(\"/etc\", Source = \"v\")]",
            "[Accept(E2BDeviation.NoIdleStop)]", "[Sandbox(\"P\", Image = \"Alpine\")]", "[Docker]", "[RunAs(-1)]", "[AllowHosts(\"a b\")]",
        ];
        var expected = Reading.Read(string.Join("\n", attributes) + "\npublic sealed partial class P;").Model;
        Assert.Equal(12, expected.Findings.Count);
        for (var seed = 0; seed < 20; seed++)
        {
            new Random(seed).Shuffle(attributes);

            Assert.Equal(expected, Reading.Read(attributes.Select(a => a + " public sealed partial class P;").ToArray()).Model);
        }
    }

    [Fact]
    public void TwiceTheSame_IsOneRule()
    {
        var policy = Reading.Good("[AllowHosts(\"a.example.com\", \"A.example.com\")]\n[AllowHosts(\"a.example.com\", On = Targets.E2B, Because = \"b\")]\n[AllowHosts(\"a.example.com\", Ports = \"443\", Because = \"a\")]");

        Assert.Equal([Rule(EgressRuleKind.AllowHost, "a.example.com", "443") with { Because = "a" }], policy.Rules);
    }

    [Fact]
    public void CredentialSaidHostByHost_IsOneReference()
    {
        var policy = Reading.Good("[Credential(\"A\", Host = \"b.example.com\")]\n[Credential(\"A\", Host = \"a.example.com\")]");

        Assert.Equal(["a.example.com", "b.example.com"], Assert.Single(policy.Credentials).Hosts);
    }

    [Theory]
    [InlineData("2", 2000, 2000)]
    [InlineData("0.001", 1, 1)]
    [InlineData("1.5..2", 1500, 2000)]
    [InlineData("4..4", 4000, 4000)]
    [InlineData("8..", 8000, long.MaxValue)]
    public void Range(string text, long minimum, long maximum) =>
        Assert.Equal(new LimitRange(minimum, new Limit(maximum)), Reading.Good($"[Resources(Cpu = \"{text}\")]").Resources.MilliCpu);

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("90s", 90)]
    [InlineData("60m", 3600)]
    [InlineData("24h", 86400)]
    [InlineData("3650d", 315360000)]
    [InlineData("unbounded", long.MaxValue)]
    public void Duration(string text, long seconds) => Assert.Equal(new Limit(seconds), Reading.Good($"[Lifetime(\"{text}\")]").Lifetime.Seconds);

    [Theory]
    [InlineData("alpine")]
    [InlineData("python:3.13-slim")]
    [InlineData("localhost:5000/a/b_c:v1")]
    [InlineData("registry.example.com:5000/team/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Image(string image) => Assert.Equal(image, Reading.Read($"[Sandbox(\"p\", Image = \"{image}\")] [Docker] public sealed partial class P;").Model.Policy!.Image);

    [Fact]
    public void RunAs_GroupFollowsTheUser() => Assert.Equal((1234, 1234), (Reading.Good("[RunAs(1234)]").Identity.Uid, Reading.Good("[RunAs(1234)]").Identity.Gid));

    [Fact]
    public void Baselines_AreExpandedForTheTargetsThatThePolicyHas()
    {
        const string Baselines = """
            [assembly: AcceptBaseline<DockerBaseline_2026_11>(Because = "our hosts", Owner = "platform", Until = "2027-06-30")]
            [assembly: AcceptBaseline<E2BBaseline_2026_11>(Because = "the service", Owner = "platform", Until = "2027-06-30")]

            """;
        Acceptance Of(string deviation) => new()
        {
            Provider = "docker", Deviation = deviation, Because = "our hosts", Owner = "platform", Until = "2027-06-30", Baseline = "DockerBaseline_2026_11",
        };

        var reading = Reading.Read(Baselines + Reading.Policy("[Accept(DockerDeviation.NoIdleStop, Because = \"own\", Owner = \"team\", Until = \"2027-01-01\")]", "[Docker]"));

        Assert.Equal(
            [new Acceptance { Provider = "docker", Deviation = "NoIdleStop", Because = "own", Owner = "team", Until = "2027-01-01" }, Of("BuildNetworkOpen"), Of("NoIdleStop")],
            reading.Model.Policy!.Acceptances);
    }

    [Theory]
    [InlineData("policy", "Sandbox(\"p\", Image = \"docker.io/library/alpine:3\")")]
    [InlineData("image", "\"docker.io/library/alpine:3\"")]
    [InlineData("resources.disk", "\"1.5..\"")]
    [InlineData("lifetime", "\"2h\"")]
    [InlineData("lifetime.idle", "\"10m\"")]
    [InlineData("runas", "1001")]
    [InlineData("runas.readonlyroot", "true")]
    [InlineData("isolate", "Isolation.UserSpaceKernel")]
    [InlineData("persist", "Persistence.None")]
    [InlineData("scale", "Scale(Max = 50, Warm = 2)")]
    [InlineData("build", "\"b\"")]
    [InlineData("buildhosts", "\"z.example.com\"")]
    [InlineData("start", "\"python\"")]
    [InlineData("ingress:9000", "9000")]
    [InlineData("mount:/cache", "\"/cache\"")]
    [InlineData("credential:A_KEY", "\"A_KEY\"")]
    [InlineData("target:docker", "Docker(Runtime = DockerRuntime.GVisor, DiskQuota = true, Engine = \"28.0\")")]
    [InlineData("target:e2b-dev", "E2B(Plan = E2BPlan.Pro, Name = \"dev\", TeamMaxCpu = 16)")]
    [InlineData("rule:AllowHost:api.example.com:Udp:443,8443", "\"API.example.com.\"")]
    [InlineData("rule:AllowHttp:api.example.com:Tcp:443", "\"api.example.com\"")]
    [InlineData("rule:DenyNetwork:203.0.113.7/32:Udp:53", "\"203.0.113.7\"")]
    [InlineData("rule:DenyHost:evil.example.com::*", "\"evil.example.com\"")]
    [InlineData("rule:AllowMetadata:169.254.169.254:Tcp:80", "\"169.254.169.254\"")]
    [InlineData("accept:docker:IPv6NotRouted:2001:db8::/32:", "Accept(DockerDeviation.IPv6NotRouted, For = \"2001:db8::/32\", Because = \"not needed\", Owner = \"platform\")")]
    [InlineData("resources.unheard-of", "Resources(Cpu = \"0.5..4\", MemoryMiB = \"4096\", DiskGiB = \"1.5..\", Gpu = \"A10G\")")]
    [InlineData("unheard-of", "Sandbox(\"p\", Image = \"docker.io/library/alpine:3\")")]
    public void Place_IsFoundInTheSource(string place, string text) =>
        Assert.Equal(text, Reading.Text(Reading.Read(Reading.Policy(Everything, string.Empty)).Sources.Find(place, TestContext.Current.CancellationToken)));

    [Fact]
    public void EveryPlaceOfTheModel_IsKnown()
    {
        var reading = Reading.Read(Reading.Policy(Everything, string.Empty));
        var policy = reading.Model.Policy!;
        var places = policy.Rules.Select(PolicyPlace.Rule)
            .Concat(policy.Credentials.Select(c => PolicyPlace.Credential(c.Name)))
            .Concat(policy.Ingress.Select(i => PolicyPlace.Ingress(i.Port)))
            .Concat(policy.Mounts.Select(m => PolicyPlace.Mount(m.Path)))
            .Concat(policy.Targets.Select(t => PolicyPlace.Target(t.Id)))
            .Concat(policy.Acceptances.Select(PolicyPlace.Acceptance));

        Assert.All(places, p => Assert.DoesNotContain("Sandbox", Reading.Text(reading.Sources.Find(p, TestContext.Current.CancellationToken)), StringComparison.Ordinal));
    }

    [Fact]
    public void EqualDeclarations_AreEqualModels()
    {
        var one = Reading.Read(Reading.Policy(Everything, string.Empty)).Model;
        var other = Reading.Read("// a comment above\n" + Reading.Policy(Everything, string.Empty)).Model;

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    private static EgressRule Rule(EgressRuleKind kind, string entry, string ports, Core.Algebra.Transport? transport = Core.Algebra.Transport.Tcp) =>
        new() { Kind = kind, Entry = entry, Ports = ports, Transport = transport };
}
