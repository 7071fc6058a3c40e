using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Daytona;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Modal.ModalPolicies;

namespace PolicyKit.Providers.Tests.Daytona;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

internal static class DaytonaPolicies
{
    public static readonly DaytonaProvider Vendor = new();

    public static TheoryData<string> Cases => new("code-agent", "closed", "networks", "everything");

    /// <summary>The reference policy of the design.</summary>
    public static SandboxPolicy Reference { get; } = RandomPolicies.AcceptAll(Vendor, On(Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com")) with
    {
        Id = "code-agent",
        TypeName = "Policies.CodeAgent",
        Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), new LimitRange(20480, new Limit(20480))),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Credentials = EquatableArray.Of(
            Credential("ANTHROPIC_API_KEY", "api.anthropic.com", "x-api-key"),
            new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        BuildCommands = EquatableArray.Of("pip install uv"),
        BuildHosts = EquatableArray.Of("files.pythonhosted.org", "pypi.org"),
    });

    public static SandboxPolicy Case(string name) => name switch
    {
        "code-agent" => Reference,
        "closed" => RandomPolicies.AcceptBaseline(Vendor, On() with { Id = "closed", SingleUse = true }),
        "networks" => RandomPolicies.AcceptAll(Vendor, On(Network("9.0.0.0/30", "5432"), DenyNetwork("9.0.0.1/32")) with { Id = "networks", Identity = RunIdentity.Default with { Uid = 0, Gid = 0 } }),
        "everything" => RandomPolicies.AcceptAll(Vendor, On(Host("*.example.com"), Host("git.example.net", "22,443")) with
        {
            Id = "everything",
            Resources = new ResourceRanges(new LimitRange(2000, new Limit(8000)), new LimitRange(4096, new Limit(8191)), new LimitRange(10240, new Limit(20480)), "H100"),
            Lifetime = new LifetimeLimits(new Limit(1859), new Limit(660)),
            Identity = new RunIdentity(1234, 1235, "/srv/here", true, true, EquatableArray.Of("NET_BIND_SERVICE")),
            Credentials = EquatableArray.Of(Readable("DATABASE_URL"), new CredentialReference { Name = "GIT_PASSWORD", Hosts = EquatableArray.Of("git.example.net"), Scheme = "Basic", User = "x-access-token" }),
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

    public static SandboxPolicy On(params EgressRule[] rules) => Policy(rules) with { Targets = EquatableArray.Of(new TargetDeclaration("daytona", null, default)) };

    public static Lowered Lowered(SandboxPolicy policy) => Vendor.Lower(new TargetPolicy(policy, policy.Targets[0]));

    public static DaytonaConfiguration Configured(SandboxPolicy policy) => (DaytonaConfiguration)Lowered(policy).Configuration!;

    /// <summary>Deviations that have a subject, as "Name subject".</summary>
    public static IEnumerable<string> Subjects(SandboxPolicy policy) =>
        Lowered(policy).Deviations.Items.Where(d => !d.Definition.Intrinsic).Select(d => $"{d.Definition.Name} {d.Subject}");

    public static IEnumerable<string> Refusals(SandboxPolicy policy) => Lowered(policy).Refusals.Items.Select(r => r.Subject);

    public static CompiledTarget Compiled(SandboxPolicy policy, Provider? provider = null) =>
        PolicyCompiler.Compile(provider ?? Vendor, policy, policy.Targets[0], PolicyCompiler.DefaultBudget);

    /// <summary>What a closed policy's sandbox may and must reach with another network part.</summary>
    public static AuthorityBounds Bounds(bool block = false, string? networks = null, string? domains = null)
    {
        var configuration = Configured(On());
        EquatableArray<string> List(string? text) => text is null ? default : text.Split(',').ToEquatableArray();
        return Vendor.Semantics(configuration with { Sandbox = configuration.Sandbox with { Network = new DaytonaNetwork(block, List(networks), List(domains)) } });
    }
}
