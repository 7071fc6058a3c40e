using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Replit;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Replit;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

internal static class ReplitPolicies
{
    public static readonly ReplitProvider TheProvider = new();

    /// <summary>Every host on every port and nothing else said.</summary>
    public static SandboxPolicy Open { get; } = Policy([.. RandomPolicies.Required("replit")]);

    /// <summary>Everything that Replit can be told, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Open with
    {
        Id = "everything",
        Rules = Open.Rules.Append(new EgressRule { Kind = EgressRuleKind.AllowNetwork, Entry = "10.0.0.0/8", Ports = "5432" }).ToEquatableArray(),
        Resources = new ResourceRanges(new LimitRange(1000, new Limit(2000)), new LimitRange(512, new Limit(1024)), new LimitRange(0, new Limit(2048))),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Identity = RunIdentity.Default with { ReadOnlyRoot = true, Capabilities = EquatableArray.Of("NET_BIND_SERVICE") },
        Credentials = EquatableArray.Of(new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment }),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner), new IngressPort(9090, Transport.Udp, Callers.Owner)),
        Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" }),
        BuildCommands = EquatableArray.Of("pip install uv", "echo \"$HOME\" > '/tmp/x'\n[deployment]"),
        Start = EquatableArray.Of("python", "-m", "http.server", "it's $HOME; \"8080\""),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n${d} \U0001F600"), new NamedValue("TEAM", "platform \u00e9")),
        Labels = EquatableArray.Of(new NamedValue("team", "platform")),
        Persistence = PersistenceKind.Memory,
        Scale = new ScaleLimits(10, 2),
        Targets = EquatableArray.Of(new TargetDeclaration("replit", null, EquatableArray.Of(new NamedValue("Deployment", "Autoscale"), new NamedValue("Module", "python-3.12")))),
    };

    public static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "open",
        TypeName = "Tests.Open",
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("replit", null, default)),
    };

    public static SandboxPolicy Case(string name) => RandomPolicies.AcceptAll(TheProvider, name == "open" ? Open : Everything);

    public static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    /// <summary>Subjects of refusals.</summary>
    public static IEnumerable<string> Refused(SandboxPolicy policy) => Lower(policy).Refusals.Items.Select(r => r.Subject);

    /// <summary>Deviations that have a subject, as "Name subject".</summary>
    public static IEnumerable<string> Own(SandboxPolicy policy) => Lower(policy).Deviations.Items.Where(d => !d.Definition.Intrinsic).Select(d => $"{d.Definition.Name} {d.Subject}");

    public static CompiledTarget Compile(SandboxPolicy policy, Provider? provider = null) => PolicyCompiler.Compile(provider ?? TheProvider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
}
