using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.GkeAgentSandbox;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.GkeAgentSandbox;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

internal static class GkePolicies
{
    public static readonly GkeAgentSandboxProvider TheProvider = new();

    public static SandboxPolicy Closed { get; } = Policy();

    /// <summary>Everything that the manifests can be told, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Policy(Host("api.example.com"), Host("*.example.org"), Network("203.0.113.0/24", "5432"), Network("10.1.0.0/16", "53-54", Transport.Udp)) with
    {
        Id = "everything",
        Resources = new ResourceRanges(new LimitRange(1000, new Limit(2000)), new LimitRange(512, new Limit(1024)), new LimitRange(0, new Limit(2048))),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Identity = RunIdentity.Default with { ReadOnlyRoot = true, Capabilities = EquatableArray.Of("NET_BIND_SERVICE") },
        Credentials = EquatableArray.Of(new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment }),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", SubPath = "in" }),
        BuildCommands = EquatableArray.Of("pip install uv", "echo \"$HOME\"\nUSER 0"),
        Start = EquatableArray.Of("python", "-c", "$(DATABASE_URL) $$ {}"),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n$(DATABASE_URL)")),
        Labels = EquatableArray.Of(new NamedValue("team", "no: \"x\"")),
        Scale = new ScaleLimits(5000, 20),
        Targets = EquatableArray.Of(new TargetDeclaration("gke-agent-sandbox", "dev", EquatableArray.Of(new NamedValue("Image", "registry.example.com/agents/everything:1")))),
    };

    public static EgressRule Host(string host, string ports = "443", Transport transport = Transport.Tcp) => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport };

    public static EgressRule Network(string network, string ports, Transport transport = Transport.Tcp) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = transport };

    public static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "closed",
        TypeName = "Tests.Closed",
        Image = "docker.io/library/python:3.13-slim",
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(3600)),
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("gke-agent-sandbox", null, default)),
    };

    public static SandboxPolicy Case(string name) => RandomPolicies.AcceptAll(TheProvider, name == "closed" ? Closed : Everything);

    public static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    /// <summary>Deviations, as "Name subject".</summary>
    public static IEnumerable<string> Met(SandboxPolicy policy) => Lower(policy).Deviations.Items.Select(d => $"{d.Definition.Name} {d.Subject}".TrimEnd());

    public static CompiledTarget Compile(SandboxPolicy policy) => PolicyCompiler.Compile(TheProvider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);

    public static Dictionary<string, string> Files(SandboxPolicy policy) => Compile(RandomPolicies.AcceptAll(TheProvider, policy)).Artifacts.ToDictionary(a => a.Path, a => a.Text);
}
