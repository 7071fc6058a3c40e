using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Modal;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Modal;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

internal static class ModalPolicies
{
    public static readonly ModalProvider TheProvider = new();

    /// <summary>The reference policy of the design, with credentials that may be read inside, and the one acceptance that it needs.</summary>
    public static SandboxPolicy CodeAgent { get; } = Accepting(
        RandomPolicies.AcceptBaseline(TheProvider, Policy(Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com")) with
        {
            Id = "code-agent",
            TypeName = "Policies.CodeAgent",
            Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), new LimitRange(20480, new Limit(20480))),
            Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
            Credentials = EquatableArray.Of(Readable("ANTHROPIC_API_KEY"), Readable("GITHUB_TOKEN")),
            Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
            BuildCommands = EquatableArray.Of("pip install uv"),
            BuildHosts = EquatableArray.Of("files.pythonhosted.org", "pypi.org"),
        }),
        ("ServerNameNotBound", "hosts"));

    /// <summary>A host inside an opened network, with a credential that the sandbox never sees.</summary>
    public static SandboxPolicy Brokered { get; } = RandomPolicies.AcceptAll(TheProvider, Policy(Network("198.51.0.0/24", "443")) with
    {
        Id = "brokered",
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "API_KEY", Hosts = EquatableArray.Of("git.example.com"), Header = "x-api-key" },
            new CredentialReference { Name = "GIT_TOKEN", Hosts = EquatableArray.Of("git.example.com"), Scheme = "Bearer" }),
    });

    public static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "p",
        TypeName = "Tests.P",
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("modal", null, default)),
    };

    public static EgressRule Host(string host, string ports = "443", Transport transport = Transport.Tcp) =>
        new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport };

    public static EgressRule Network(string network, string ports, Transport transport = Transport.Tcp) =>
        new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = transport };

    public static EgressRule AnyHost(string ports = "443") => new() { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports };

    public static EgressRule DenyHost(string host, string ports = "*") => new() { Kind = EgressRuleKind.DenyHost, Entry = host, Ports = ports, Transport = null };

    public static EgressRule DenyNetwork(string network, string ports = "*") => new() { Kind = EgressRuleKind.DenyNetwork, Entry = network, Ports = ports, Transport = null };

    public static CredentialReference Readable(string name) => new() { Name = name, Delivery = CredentialDelivery.Environment };

    public static CredentialReference Credential(string name, string host, string header = "authorization") => new() { Name = name, Hosts = EquatableArray.Of(host), Header = header };

    public static SandboxPolicy Accepting(SandboxPolicy policy, params (string Deviation, string Subject)[] own) => policy with
    {
        Acceptances = policy.Acceptances.Concat(own.Select(a => new Acceptance
        {
            Provider = "modal",
            Deviation = a.Deviation,
            For = a.Subject,
            Because = "test",
            Owner = "tests",
            Until = "2027-03-01",
        })).ToEquatableArray(),
    };

    public static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    public static ModalConfiguration Configuration(SandboxPolicy policy) => (ModalConfiguration)Lower(policy).Configuration!;

    /// <summary>Deviations that have a subject, as "Name subject".</summary>
    public static IEnumerable<string> Own(SandboxPolicy policy) =>
        Lower(policy).Deviations.Items.Where(d => !d.Definition.Intrinsic).Select(d => $"{d.Definition.Name} {d.Subject}");

    /// <summary>Subjects and reasons of refusals.</summary>
    public static IEnumerable<string> Refused(SandboxPolicy policy) => Lower(policy).Refusals.Items.Select(r => r.Subject);

    public static CompiledTarget Compile(SandboxPolicy policy, Provider? provider = null) =>
        PolicyCompiler.Compile(provider ?? TheProvider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
}
