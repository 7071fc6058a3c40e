using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers.E2B;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.E2B;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

internal static class E2BPolicies
{
    public static readonly E2BProvider TheProvider = new();

    /// <summary>The reference policy of the design, with the acceptances that it declares.</summary>
    public static SandboxPolicy CodeAgent { get; } = Accepting(
        RandomPolicies.AcceptBaseline(TheProvider, Policy(Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com")) with
        {
            Id = "code-agent",
            TypeName = "Policies.CodeAgent",
            Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), new LimitRange(20480, new Limit(20480))),
            Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "ANTHROPIC_API_KEY", Hosts = EquatableArray.Of("api.anthropic.com"), Header = "x-api-key" },
                new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
            Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
            BuildCommands = EquatableArray.Of("pip install uv"),
            BuildHosts = EquatableArray.Of("files.pythonhosted.org", "pypi.org"),
            Targets = EquatableArray.Of(new TargetDeclaration("e2b", null, EquatableArray.Of(new NamedValue("Plan", "Pro")))),
        }),
        ("HostRuleOpensPort80", "api.anthropic.com"),
        ("HostRuleOpensPort80", "api.github.com"),
        ("HostRuleOpensPort80", "*.githubusercontent.com"));

    public static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "p",
        TypeName = "Tests.P",
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("e2b", null, default)),
    };

    public static EgressRule Host(string host, string ports = "443", Transport transport = Transport.Tcp) =>
        new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport };

    public static EgressRule Network(string network, string ports, Transport transport = Transport.Tcp) =>
        new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = transport };

    public static EgressRule AnyHost(string ports = "80,443") => new() { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports };

    public static EgressRule DenyHost(string host, string ports = "*") => new() { Kind = EgressRuleKind.DenyHost, Entry = host, Ports = ports, Transport = null };

    public static EgressRule DenyNetwork(string network, string ports = "*") => new() { Kind = EgressRuleKind.DenyNetwork, Entry = network, Ports = ports, Transport = null };

    public static CredentialReference Credential(string name, string host, string header = "authorization") => new() { Name = name, Hosts = EquatableArray.Of(host), Header = header };

    public static SandboxPolicy Accepting(SandboxPolicy policy, params (string Deviation, string Subject)[] own) => policy with
    {
        Acceptances = policy.Acceptances.Concat(own.Select(a => new Acceptance
        {
            Provider = "e2b",
            Deviation = a.Deviation,
            For = a.Subject,
            Because = "test",
            Owner = "tests",
            Until = "2027-03-01",
        })).ToEquatableArray(),
    };

    public static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    public static E2BConfiguration Configuration(SandboxPolicy policy) => (E2BConfiguration)Lower(policy).Configuration!;

    /// <summary>Deviations that have a subject, as "Name subject".</summary>
    public static IEnumerable<string> Own(SandboxPolicy policy) =>
        Lower(policy).Deviations.Items.Where(d => !d.Definition.Intrinsic).Select(d => $"{d.Definition.Name} {d.Subject}");

    public static CompiledTarget Compile(SandboxPolicy policy, Provider? provider = null) =>
        PolicyCompiler.Compile(provider ?? TheProvider, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);
}
