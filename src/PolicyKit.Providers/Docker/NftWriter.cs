using System.Text;

namespace PolicyKit.Providers.Docker;

/// <summary><c>router/policy.nft</c>: forwards exactly the declared packets of the sandbox, masquerades them, and drops the rest.</summary>
internal static class NftWriter
{
    public static string Write(DockerNetwork network, ArtifactHeader header)
    {
        var text = new StringBuilder(DockerWriter.Header(header)).Append("""
            table ip policykit {
              chain input {
                type filter hook input priority filter; policy drop;
                iif "lo" accept
              }
              chain output {
                type filter hook output priority filter; policy drop;
                oif "lo" accept
              }
              chain forward {
                type filter hook forward priority filter; policy drop;
                ct state established,related accept

            """.Replace("\r\n", "\n"));
        foreach (var route in network.Routes)
        {
            text.Append($"    {Match(network, route)} ct state new counter accept\n");
        }

        text.Append("    counter drop\n  }\n  chain postrouting {\n    type nat hook postrouting priority srcnat; policy accept;\n");
        foreach (var route in network.Routes)
        {
            text.Append($"    {Match(network, route)} masquerade\n");
        }

        return text.Append("""
              }
            }
            table ip6 policykit {
              chain input { type filter hook input priority filter; policy drop; }
              chain output { type filter hook output priority filter; policy drop; }
              chain forward { type filter hook forward priority filter; policy drop; }
            }

            """.Replace("\r\n", "\n")).ToString();
    }

    private static string Match(DockerNetwork network, DockerRoute route) =>
        $"ip saddr {network.Prefix}.10 ip daddr {{ {string.Join(", ", route.Cidrs)} }} {route.Transport.ToString().ToLowerInvariant()} dport {route.Ports}";
}
