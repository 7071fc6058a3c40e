using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.ExeDev;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.ExeDev;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

internal static class ExeDevPolicies
{
    public static readonly ExeDevProvider TheProvider = new();

    /// <summary>Every host on every port and nothing else said.</summary>
    public static SandboxPolicy Open { get; } = Policy([.. RandomPolicies.Required("exe-dev")]);

    /// <summary>Everything that exe.dev can be told, and what it cannot.</summary>
    public static SandboxPolicy Everything { get; } = Policy(Network("0.0.0.0/0"), Network("::/0"), Network("10.0.0.0/8")) with
    {
        Id = "everything",
        Resources = new ResourceRanges(new LimitRange(1500, new Limit(2999)), new LimitRange(1024, new Limit(4096)), new LimitRange(0, new Limit(20480))),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Identity = RunIdentity.Default with { ReadOnlyRoot = true },
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "API_KEY", Hosts = EquatableArray.Of("api.example.com"), Header = "x-api-key" },
            new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment },
            new CredentialReference { Name = "GIT_TOKEN", Hosts = EquatableArray.Of("api.example.com", "git.example.com"), Scheme = "Bearer" }),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Organization), new IngressPort(9090, Transport.Udp, Callers.Owner)),
        Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" }),
        BuildCommands = EquatableArray.Of("pip install uv"),
        Start = EquatableArray.Of("python", "-m", "http.server"),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a=b:c/d%2e"), new NamedValue("TEAM", "platform")),
        Labels = EquatableArray.Of(new NamedValue("team", "platform")),
        Scale = new ScaleLimits(10, 2),
    };

    public static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "open",
        TypeName = "Tests.Open",
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("exe-dev", null, default)),
    };

    public static EgressRule Network(string network) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = "*" };

    public static SandboxPolicy Case(string name) => RandomPolicies.AcceptAll(TheProvider, name == "open" ? Open : Everything);

    public static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    /// <summary>Subjects of refusals.</summary>
    public static IEnumerable<string> Refused(SandboxPolicy policy) => Lower(policy).Refusals.Items.Select(r => r.Subject);

    /// <summary>Deviations that have a subject, as "Name subject".</summary>
    public static IEnumerable<string> Own(SandboxPolicy policy) => Lower(policy).Deviations.Items.Where(d => !d.Definition.Intrinsic).Select(d => $"{d.Definition.Name} {d.Subject}");

    public static CompiledTarget Compile(SandboxPolicy policy) => PolicyCompiler.Compile(TheProvider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
}
