using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.E2B.E2BPolicies;

namespace PolicyKit.Providers.Tests.E2B;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

public sealed class E2BBaselineTests
{
    public static TheoryData<string> Cases => new("code-agent", "closed", "any-host", "everything");

    [Theory]
    [MemberData(nameof(Cases))]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Compile(Case(name));

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/E2B/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }

    [Fact]
    public void Programs_AreTheSameForEveryPolicyAndHoldOnlyLineFeeds() =>
        Assert.All(TheProvider.Glue, g => Assert.False(g.Text.Length == 0 || g.Text.Contains('\r', StringComparison.Ordinal), g.Id));

    internal static SandboxPolicy Case(string name) => name switch
    {
        "code-agent" => CodeAgent,
        "closed" => RandomPolicies.AcceptBaseline(TheProvider, Policy() with { Id = "closed", SingleUse = true }),
        "any-host" => RandomPolicies.AcceptBaseline(TheProvider, Policy(AnyHost()) with { Id = "any-host" }),
        "everything" => RandomPolicies.AcceptAll(TheProvider, Policy(Host("*.example.com"), Host("git.example.net", "80,443"), Network("203.0.113.0/24", "5432"), DenyNetwork("203.0.113.7/32", "5432")) with
        {
            Id = "everything",
            Resources = new ResourceRanges(new LimitRange(2000, new Limit(8000)), new LimitRange(4096, new Limit(4097)), new LimitRange(10240, new Limit(20480))),
            Lifetime = new LifetimeLimits(new Limit(1800), new Limit(600)),
            Identity = new RunIdentity(1234, 1235, "/srv/it's here", true, false, EquatableArray.Of("NET_BIND_SERVICE")),
            Credentials = EquatableArray.Of(
                Credential("API_KEY", "*.example.com", "x-api-key"),
                new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment },
                new CredentialReference { Name = "GIT_PASSWORD", Hosts = EquatableArray.Of("git.example.net"), Scheme = "Basic", User = "x-access-token" }),
            Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public)),
            Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data-{tenant}" }),
            BuildCommands = EquatableArray.Of("pip install uv", "echo \"$HOME\" > '/etc/x'"),
            Start = EquatableArray.Of("python", "-m", "http.server", "it's $HOME; \"8080\""),
            Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d}")),
            Labels = EquatableArray.Of(new NamedValue("team", "platform \u00e9"), new NamedValue("tenant", "{tenant}")),
            Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
            Persistence = PersistenceKind.Memory,
            Isolation = IsolationLevel.HardwareVirtualization,
            Scale = new ScaleLimits(10, 2),
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
