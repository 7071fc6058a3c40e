using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Tests.Authorities;

internal static class Policies
{
    public static EgressRule Host(string host, string ports = "443", Transport transport = Transport.Tcp) =>
        new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport };

    public static EgressRule Network(string cidr, string ports, Transport transport = Transport.Tcp) =>
        new() { Kind = EgressRuleKind.AllowNetwork, Entry = cidr, Ports = ports, Transport = transport };

    public static EgressRule DenyHost(string host) => new() { Kind = EgressRuleKind.DenyHost, Entry = host, Ports = "*", Transport = null };

    public static EgressRule DenyNetwork(string cidr) => new() { Kind = EgressRuleKind.DenyNetwork, Entry = cidr, Ports = "*", Transport = null };

    public static EgressRule Metadata(string endpoint, string ports = "80") => new() { Kind = EgressRuleKind.AllowMetadata, Entry = endpoint, Ports = ports, Because = "test" };

    public static EgressRule AnyHost(string ports = "443") => new() { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = ports };

    public static EgressRule Http(string host, string[] methods, string[] paths) =>
        new() { Kind = EgressRuleKind.AllowHttp, Entry = host, Ports = "443", Methods = methods.ToEquatableArray(), Paths = paths.ToEquatableArray() };

    public static SandboxPolicy Policy(params EgressRule[] rules) =>
        new() { Id = "p", TypeName = "P", Image = "docker.io/library/busybox:1", Rules = rules.ToEquatableArray() };

    public static Authority Declared(params EgressRule[] rules) => Declared(Policy(rules));

    public static Authority Declared(SandboxPolicy policy, string provider = "docker") => new TargetPolicy(policy, new TargetDeclaration(provider, null, default)).Declared;

    public static bool Reaches(this Authority authority, string address, int port = 443, string? name = null, Transport transport = Transport.Tcp, HttpRequest? request = null) =>
        authority.Egress.Contains(transport, port, name, IpAddress.TryParse(address, out var ip) ? ip : throw new FormatException(address), request);
}
