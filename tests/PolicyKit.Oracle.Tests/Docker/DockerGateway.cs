using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;
using static PolicyKit.TestKit.DockerPolicies;

namespace PolicyKit.Oracle.Tests.Docker;

using Transport = PolicyKit.Core.Algebra.Transport;
using Callers = PolicyKit.Core.Model.Callers;

/// <summary>The emitted gateway and name server, run once; what a sandbox sees in each case of <c>gateway.py</c>.</summary>
public sealed class DockerGateway
{
    private readonly Lazy<JsonObject> _seen;

    public DockerGateway()
        : this(_ => { })
    {
    }

    private DockerGateway(Action<DockerWorkspace> change) => _seen = new Lazy<JsonObject>(() => Run(change));

    private static SandboxPolicy Policy { get; } = DockerPolicies.Policy(
        Host("*.example.com"), DenyHost("bad.example.com"), DenyNetwork("9.9.8.0/24"), Host("keys.example.net"), Host("basic.example.net"), Host("forged.example.net"),
        Http("api.github.com", "443", "GET", "/repos/acme/*"), Host("plain.example.net", "80"), Host("rebind.example.net", "80"), Http("http.example.net", "80", "GET", "/pub/*"), Host("db.example.net", "5432")) with
    {
        Credentials = EquatableArray.Of(
            Credential("BASIC", "authorization", "Basic", "me", "basic.example.net"), Credential("FORGED", "x-key", null, null, "forged.example.net"), Credential("KEY", "x-key", null, null, "keys.example.net")),
        Ingress = EquatableArray.Of(new IngressPort(3000, Transport.Tcp, Callers.Owner)),
    };

    /// <summary>What the sandbox saw.</summary>
    public string this[string name] => (string)_seen.Value[name]!;

    /// <summary>The same with edited files.</summary>
    internal static DockerGateway With(Action<DockerWorkspace> change) => new(change);

    private static JsonObject Run(Action<DockerWorkspace> change)
    {
        using var workspace = new DockerWorkspace(Policy);
        change(workspace);
        foreach (var program in new[] { "haproxy", "unbound", "openssl", "python3", "ip" })
        {
            DockerWorkspace.Find(program);
        }

        // The programs run as they are but for their directories; no other user exists in the namespace, so nothing changes owner.
        var directory = workspace.Directory;
        foreach (var made in new[] { "run/pki", "ca", "public" })
        {
            Directory.CreateDirectory(Path.Combine(directory, made));
        }

        workspace.Write("live.cfg", workspace.LocalProxy().Replace("parse-resolv-conf", "nameserver test 127.0.0.1:53", StringComparison.Ordinal));
        workspace.Write("live-unbound.conf", workspace.Read("dns/unbound.conf").Replace("/etc/policykit/dns", directory + "/dns", StringComparison.Ordinal));
        workspace.Write("live-issue.sh", workspace.Read("pki/issue.sh")
            .Replace("/run/ca", directory + "/ca", StringComparison.Ordinal).Replace("/etc/policykit/pki", directory + "/pki", StringComparison.Ordinal)
            .Replace("/out/private", directory + "/run/pki", StringComparison.Ordinal).Replace("/out/public", directory + "/public", StringComparison.Ordinal)
            .Replace("/etc/ssl/certs/ca-certificates.crt", "/dev/null", StringComparison.Ordinal).Replace("chown ", ": ", StringComparison.Ordinal));
        workspace.Write("live-start.sh", workspace.Read("gateway/start.sh").Replace("/run/secrets", directory + "/secrets", StringComparison.Ordinal).Replace("/etc/policykit/gateway/haproxy.cfg", directory + "/live.cfg", StringComparison.Ordinal));
        workspace.Run("sh", ["live-issue.sh"]).Succeeded();
        workspace.RequireNamespace();
        var finished = workspace.Run("unshare", ["-rn", "python3", "-B", RepositoryFiles.Path("tests/PolicyKit.Oracle.Tests/Docker/gateway.py"), directory, workspace.Configuration.Network!.Prefix]);
        finished.Succeeded();
        return JsonNode.Parse(finished.Output)!.AsObject();
    }
}
