using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Tests.Authorities;

/// <summary>
/// Containment questions that the prover of NVIDIA OpenShell documents as unsupported (docs/how-it-works/policies/prover.mdx at 0250880c, read 2026-11-22), as far as our model can say them.
/// Each is decided, or refused for the reason that stands beside it; an answer that is wrong would be unsound.
/// </summary>
public sealed class DocumentedCasesTests(ITestOutputHelper output)
{
    private static readonly (string Case, Func<Verdict> Ask, Verdict Expected)[] Decided =
    [
        ("an exact host under a wildcard, on one port", () => Hosts("api.example.com").IsWithin(Hosts("*.example.com", "example.com")).Verdict, Verdict.Within),
        ("a wildcard is not within an exact host", () => Hosts("*.example.com").IsWithin(Hosts("api.example.com")).Verdict, Verdict.Exceeds),
        ("an exact and a wildcard host together, on one port, within a wider wildcard", () => Hosts("api.a.example.com", "*.b.example.com").IsWithin(Hosts("*.example.com")).Verdict, Verdict.Within),
        ("a host on ports of which the boundary has some only", () => Hosts(["api.example.com"], "443,8443").IsWithin(Hosts("api.example.com")).Verdict, Verdict.Exceeds),
        ("a host with addresses of several networks, within other networks that cover them", () => Bound("db.example.com", "203.0.113.0/25", "203.0.113.128/25").IsWithin(Bound("db.example.com", "203.0.113.0/24")).Verdict, Verdict.Within),
        ("the same, one address beyond", () => Bound("db.example.com", "203.0.113.0/24", "198.51.100.1/32").IsWithin(Bound("db.example.com", "203.0.113.0/24")).Verdict, Verdict.Exceeds),
        ("an IPv6 network within a wider one", () => Networks("2001:db8:0:1::/64").IsWithin(Networks("2001:db8::/48")).Verdict, Verdict.Within),
        ("an IPv6 network beyond", () => Networks("2001:db8:1::/64").IsWithin(Networks("2001:db8::/48")).Verdict, Verdict.Exceeds),
        ("a path under a prefix", () => Http("GET", "/repos/acme/shop").IsWithin(Http("GET", "/repos/acme/*")).Verdict, Verdict.Within),
        ("a method beyond", () => Http("DELETE", "/repos/acme/shop").IsWithin(Http("GET", "/repos/acme/*")).Verdict, Verdict.Exceeds),
        ("another unprivileged user", () => Runs(root: false).IsWithin(Runs(root: false)).Verdict, Verdict.Within),
        ("root beyond an unprivileged user", () => Runs(root: true).IsWithin(Runs(root: false)).Verdict, Verdict.Exceeds),

        // A link in the image can make a directory below another one lead elsewhere, so a volume is compared by its own path and source, and one below another is not within it.
        ("a volume below another volume's path", () => Mounted("/tmp/cache", "scratch").IsWithin(Mounted("/tmp", "scratch")).Verdict, Verdict.Exceeds),
        ("the same volume, read only", () => Mounted("/tmp", "scratch", readOnly: true).IsWithin(Mounted("/tmp", "scratch")).Verdict, Verdict.Within),
    ];

    // Not in the model, so no policy can say them: the reader refuses what it does not know, and a provider that knows them has nothing of ours to hold to.
    private static readonly string[] Refused =
    [
        "programs by path (/usr/bin/curl under /usr/bin/*): no target but that one binds egress to a program",
        "GraphQL operations, MCP tools, WebSocket messages: an HTTP rule speaks of methods and paths, and anything inside is one request",
        "names beyond ASCII: written as A-labels, which are compared as any other",
    ];

    [Fact]
    public void DocumentedCase_IsDecidedSoundly()
    {
        Assert.All(Decided, c => Assert.True(c.Ask() == c.Expected, c.Case));

        output.WriteLine($"{Decided.Length} of {Decided.Length + Refused.Length} cases decided ({100 * Decided.Length / (Decided.Length + Refused.Length)} %), {Refused.Length} cannot be said and are refused, none wrong");
    }

    private static Authority Hosts(params string[] hosts) => Hosts(hosts, "443");

    private static Authority Hosts(string[] hosts, string ports) => Authority.None with
    {
        Egress = EgressSet.Of(Transport.Tcp, Ports(ports), NameClasses.NamesOnly(NameSet.UnionAll(hosts.Select(DeclaredAuthority.Pattern))), SpecialAddresses.PublicAddresses),
    };

    private static Authority Bound(string host, params string[] networks) => Authority.None with
    {
        Egress = EgressSet.Of(Transport.Tcp, Ports("443"), NameClasses.NamesOnly(DeclaredAuthority.Pattern(host)), AddressSet.Of(networks)),
    };

    private static Authority Networks(params string[] networks) => Authority.None with { Egress = EgressSet.Of(Transport.Tcp, Ports("443"), NameClasses.Everything, AddressSet.Of(networks)) };

    private static Authority Http(string method, string path) => Authority.None with
    {
        Egress = EgressSet.Of(Transport.Tcp, Ports("443"), NameClasses.NamesOnly(DeclaredAuthority.Pattern("api.example.com")), SpecialAddresses.PublicAddresses, HttpSet.Of([method], PathSet.Of([path]))),
    };

    private static Authority Runs(bool root) => Authority.None with { Identity = new IdentityGrant(root, false, false, default) };

    private static Authority Mounted(string path, string source, bool readOnly = false) => Authority.None with { Mounts = EquatableArray.Of(new MountGrant(path, source, readOnly)) };

    private static PortSet Ports(string ports) => PortSet.TryParse(ports, out var set) ? set : throw new FormatException(ports);
}
