using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Modal.ModalPolicies;

namespace PolicyKit.Providers.Tests.Modal;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

public sealed class ModalBaselineTests
{
    public static TheoryData<string> Cases => new("code-agent", "closed", "any-host", "brokered", "everything");

    [Theory]
    [MemberData(nameof(Cases))]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Compile(Case(name));

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/Modal/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }

    internal static SandboxPolicy Case(string name) => name switch
    {
        "code-agent" => CodeAgent,
        "brokered" => Brokered,
        "closed" => RandomPolicies.AcceptBaseline(TheProvider, Policy() with { Id = "closed", SingleUse = true }),
        "any-host" => RandomPolicies.AcceptAll(TheProvider, Policy(AnyHost()) with { Id = "any-host" }),
        "everything" => RandomPolicies.AcceptAll(TheProvider, Policy(Host("*.example.com"), Host("git.example.net", "22,443"), Network("9.0.0.0/30", "5432"), DenyNetwork("9.0.0.1/32", "5432")) with
        {
            Id = "everything",
            Resources = new ResourceRanges(new LimitRange(2000, new Limit(8000)), new LimitRange(4096, new Limit(8191)), new LimitRange(10240, new Limit(20480)), "A100-80GB:2"),
            Lifetime = new LifetimeLimits(new Limit(1800), new Limit(600)),
            Identity = new RunIdentity(1234, 1235, "/srv/it's here", true, false, EquatableArray.Of("NET_BIND_SERVICE")),
            Credentials = EquatableArray.Of(Readable("DATABASE_URL")),
            Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public), new IngressPort(9090, Transport.Udp, Callers.Organization)),
            Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data-{tenant}" }, new MountPoint { Path = "/cache", Source = "cache", SubPath = "for/{tenant}", ReadOnly = false }),
            BuildCommands = EquatableArray.Of("pip install uv", "echo \"$HOME\" > '/etc/x'\nUSER root"),
            Start = EquatableArray.Of("python", "-m", "http.server", "it's $HOME; \"8080\""),
            Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d}")),
            Labels = EquatableArray.Of(new NamedValue("team", "platform \u00e9"), new NamedValue("tenant", "{tenant}")),
            Parameters = EquatableArray.Of(new RunParameter("tenant", "[a-z0-9]{8,32}")),
            Persistence = PersistenceKind.Memory,
            Scale = new ScaleLimits(10, 2),
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
