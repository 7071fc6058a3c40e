using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.TestKit;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>Policies for the Docker target, used by unit tests and by the checkers of HAProxy, unbound, nftables and Compose.</summary>
public static class DockerPolicies
{
    /// <summary>Names of the policies that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["code-agent", "everything", "wild", "any-host", "networks", "http", "raw", "ingress", "quota", "gvisor", "persist", "file-secret", "closed", "closed-timed"];

    /// <summary>A policy by its name.</summary>
    public static SandboxPolicy Named(string name) => name switch
    {
        "code-agent" => CodeAgent,
        "everything" => Everything,
        "wild" => Policy(Host("*.example.com"), Host("api.example.com", "443,8443"), DenyHost("*.internal.example.com"), DenyHost("login.example.com")),
        "any-host" => Policy(AnyHost(), DenyHost("*.example.org"), DenyNetwork("203.0.113.0/24")),
        "networks" => Policy(
            Network("10.20.0.0/16", "5432"), Network("9.0.0.0/8", "1-65535"), Network("9.9.9.9/32", "53", Transport.Udp), Network("0.0.0.0/0", "123", Transport.Udp),
            DenyNetwork("10.20.30.0/24"), DenyNetwork("9.9.9.9/32", "443")),
        "http" => Policy(
            Http("api.github.com", "443", "GET", "/repos/acme/*"), Http("api.github.com", "443", "POST", "/repos/acme/x/issues", "/graphql"),
            Http("upload.example.net", "8443", "PUT"), Http("www.example.net", "80", "GET,HEAD", "/a-b_c.d~e/%20f", "/q*"), Http("*.example.org", "8080", "", "/pub/*")),
        "raw" => Policy(Host("db.example.com", "5432"), Host("git.example.com", "22"), Host("range.example.com", "9000-9010"), Host("mail.example.com", "465")),
        "ingress" => Policy() with { Ingress = EquatableArray.Of(new IngressPort(3000, Transport.Tcp, Callers.Owner), new IngressPort(8080, Transport.Tcp, Callers.Public)) },
        "quota" => Targeted(Policy(Host("api.example.com")) with { Resources = new ResourceRanges(new LimitRange(0, new Limit(1500)), LimitRange.Unbounded, new LimitRange(0, new Limit(2048))) }, ("DiskQuota", "true")),
        "gvisor" => Targeted(Policy(Host("api.example.com")) with { Isolation = IsolationLevel.UserSpaceKernel, Lifetime = new LifetimeLimits(new Limit(600), new Limit(60)) }, ("Runtime", "GVisor"), ("SubnetPrefix", "192.168.77.0/24")),
        "persist" => Policy(Host("api.example.com")) with { Persistence = PersistenceKind.Disk, Identity = RunIdentity.Default with { ReadOnlyRoot = true } },
        "file-secret" => Policy() with { Credentials = EquatableArray.Of(File("DATABASE_URL", "/run/secrets/database")) },
        "closed" => Policy() with { Id = "closed", Start = Hostile, Environment = HostileVariables, Mounts = Volumes, Credentials = EquatableArray.Of(Variable("DATABASE_URL")) },
        "closed-timed" => Policy() with
        {
            Id = "closed-timed",
            Lifetime = new LifetimeLimits(new Limit(60), Limit.Unbounded),
            Identity = new RunIdentity(1234, 1235, "/srv/work", true, false, EquatableArray.Of("CHOWN", "NET_BIND_SERVICE")),
            Resources = new ResourceRanges(new LimitRange(0, new Limit(250)), new LimitRange(0, new Limit(512)), new LimitRange(0, new Limit(128))),
            BuildCommands = EquatableArray.Of("echo \"$HOME\" > '/etc/x' # y", "true\\"),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>The reference policy of the design.</summary>
    public static SandboxPolicy CodeAgent { get; } = Policy(Host("*.githubusercontent.com"), Host("api.anthropic.com"), Host("api.github.com"), Network("203.0.113.0/24", "5432"), Network("9.9.9.0/24", "5432")) with
    {
        Id = "code-agent",
        TypeName = "Policies.CodeAgent",
        Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), new LimitRange(20480, new Limit(20480))),
        Lifetime = new LifetimeLimits(new Limit(3600), new Limit(600)),
        Credentials = EquatableArray.Of(
            Credential("ANTHROPIC_API_KEY", "x-api-key", null, null, "api.anthropic.com"),
            Credential("GITHUB_TOKEN", "authorization", "Bearer", null, "api.github.com")),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        BuildCommands = EquatableArray.Of("pip install uv"),
        BuildHosts = EquatableArray.Of("files.pythonhosted.org", "pypi.org"),
    };

    /// <summary>Everything that Docker can be told, with texts that want to be code.</summary>
    public static SandboxPolicy Everything { get; } = Policy(
        Host("*.example.com"), Host("plain.example.net", "80"), Host("db.example.net", "5432"), Host("mixed.example.net", "8443"), Host("git.example.net"),
        Http("api.github.com", "443", "GET,POST", "/repos/acme/*", "/user"), Http("plain.example.org", "80", "GET", "/pub/*"),
        DenyHost("bad.example.com"), DenyHost("*.deep.example.com"), DenyNetwork("203.0.113.0/24"),
        Network("10.1.0.0/16", "5432-5433"), Network("9.9.9.9/32", "53", Transport.Udp), DenyNetwork("10.1.2.0/24")) with
    {
        Id = "everything",
        Resources = new ResourceRanges(new LimitRange(0, new Limit(1250)), new LimitRange(0, new Limit(2048)), new LimitRange(0, new Limit(1024))),
        Lifetime = new LifetimeLimits(new Limit(1800), new Limit(1800)),
        Identity = new RunIdentity(1234, 1235, "/srv/work", true, false, EquatableArray.Of("CHOWN", "NET_BIND_SERVICE")),
        Credentials = EquatableArray.Of(
            Credential("API_KEY", "x-api-key", null, null, "keys.example.com", "mixed.example.net"),
            File("DATABASE_URL", "/run/secrets/database"),
            Credential("GIT_PASSWORD", "authorization", "Basic", "x-access-token", "git.example.net"),
            Credential("GITHUB_TOKEN", "authorization", "Bearer", null, "api.github.com"),
            Variable("NPM_TOKEN")),
        Ingress = EquatableArray.Of(new IngressPort(3000, Transport.Tcp, Callers.Owner), new IngressPort(8081, Transport.Tcp, Callers.Public)),
        Mounts = EquatableArray.Of(new MountPoint { Path = "/data", Source = "data" }),
        BuildCommands = EquatableArray.Of("pip install uv", "echo \"$HOME\" > '/etc/x' # y\\"),
        Start = Hostile,
        Environment = HostileVariables,
        Labels = EquatableArray.Of(new NamedValue("com.example.team", "a: \"b\" ${C} $$D #e {{ .F }}")),
    };

    /// <summary>A policy with the given rules and nothing else.</summary>
    public static SandboxPolicy Policy(params EgressRule[] rules) => new()
    {
        Id = "p",
        TypeName = "Tests.P",
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)),
    };

    /// <summary>The policy with options of its target.</summary>
    public static SandboxPolicy Targeted(SandboxPolicy policy, params (string Name, string Value)[] options) => policy with
    {
        Targets = EquatableArray.Of(new TargetDeclaration("docker", null, options.Select(o => new NamedValue(o.Name, o.Value)).ToEquatableArray())),
    };

    /// <summary>The policy in gVisor.</summary>
    public static SandboxPolicy InGVisor(SandboxPolicy policy) => Targeted(policy with { Isolation = IsolationLevel.UserSpaceKernel }, ("Runtime", "GVisor"));

    /// <summary>A host rule.</summary>
    public static EgressRule Host(string host, string ports = "443", Transport transport = Transport.Tcp) => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport };

    /// <summary>An HTTP rule; methods with commas, none: any.</summary>
    public static EgressRule Http(string host, string ports, string methods, params string[] paths) => new()
    {
        Kind = EgressRuleKind.AllowHttp,
        Entry = host,
        Ports = ports,
        Methods = methods.Split(',', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray(),
        Paths = paths.ToEquatableArray(),
    };

    /// <summary>A network rule.</summary>
    public static EgressRule Network(string network, string ports, Transport transport = Transport.Tcp) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = transport };

    /// <summary>The rule for every host.</summary>
    public static EgressRule AnyHost(string ports = "80,443") => new() { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports };

    /// <summary>A denied host.</summary>
    public static EgressRule DenyHost(string host, string ports = "*") => new() { Kind = EgressRuleKind.DenyHost, Entry = host, Ports = ports, Transport = null };

    /// <summary>A denied network.</summary>
    public static EgressRule DenyNetwork(string network, string ports = "*") => new() { Kind = EgressRuleKind.DenyNetwork, Entry = network, Ports = ports, Transport = null };

    /// <summary>A brokered credential.</summary>
    public static CredentialReference Credential(string name, string header, string? scheme, string? user, params string[] hosts) =>
        new() { Name = name, Header = header, Scheme = scheme, User = user, Hosts = hosts.ToEquatableArray() };

    private static EquatableArray<string> Hostile => EquatableArray.Of("python", "-c", "print(\"it's $HOME ${X:?y} $$ #no \\ `id` {{.Y}} %d\")", "- a: b", "", " x ", "yes", "0x1f", "~", "\u00e9\ttab");

    private static EquatableArray<NamedValue> HostileVariables => EquatableArray.Of(
        new NamedValue("A", "a 'b' \"c\" ${D} $E $$F #g"), new NamedValue("EMPTY", string.Empty), new NamedValue("EQUALS", "a=b=c"), new NamedValue("NUMBER", "1e3"), new NamedValue("YAML", "- &x *x !y |\\ %z @w `v`: {u} [t],"));

    private static EquatableArray<MountPoint> Volumes => EquatableArray.Of(new MountPoint { Path = "/data", Source = "data", ReadOnly = false }, new MountPoint { Path = "/models", Source = "models" });

    private static CredentialReference File(string name, string path) => new() { Name = name, Delivery = CredentialDelivery.File, Path = path };

    private static CredentialReference Variable(string name) => new() { Name = name, Delivery = CredentialDelivery.Environment };
}
