using System.Text;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers.Docker;

/// <summary><c>dns/unbound.conf</c>: an allowed name is the gateway's address, everything else does not exist, and nothing is ever forwarded.</summary>
internal static class UnboundWriter
{
    public static string Write(DockerNetwork network, ArtifactHeader header)
    {
        var gateway = network.Prefix + ".2";
        var text = new StringBuilder(DockerWriter.Header(header)).Append($"""
            server:
              username: ""
              chroot: ""
              directory: "/etc/policykit/dns"
              pidfile: ""
              use-syslog: no
              logfile: ""
              log-local-actions: yes
              verbosity: 1
              num-threads: 1
              interface: {network.Prefix}.3
              port: 53
              do-ip6: no
              access-control: 0.0.0.0/0 refuse
              access-control: {network.Prefix}.10/32 allow
              hide-identity: yes
              hide-version: yes
              module-config: "iterator"
              root-hints: ""

            """.Replace("\r\n", "\n"));
        var patterns = network.Listeners.Items.SelectMany(l => l.Names.Items).Where(r => r.Action != DockerNameAction.Deny).Select(r => r.Pattern).Distinct(StringComparer.Ordinal).ToList();
        if (patterns.Contains("*"))
        {
            text.Append($"  local-zone: \".\" redirect\n  local-data: \". 60 IN A {gateway}\"\n");
        }
        else
        {
            text.Append("  local-zone: \".\" static\n");

            // A redirect zone answers for everything below it, so narrower names need no entry of their own; the gateway refuses what is denied there.
            var said = new HashSet<string>(patterns, StringComparer.Ordinal);
            var widest = patterns.Where(p => !NamePattern.Wider(p).Any(said.Contains)).ToLookup(p => p[0] == '*');
            foreach (var zone in widest[true].Select(p => p.Substring(2)).OrderBy(z => z, StringComparer.Ordinal))
            {
                text.Append($"  local-zone: \"{zone}.\" redirect\n  local-data: \"{zone}. 60 IN A {gateway}\"\n");
            }

            foreach (var name in widest[false].Where(p => !said.Contains("*." + p)).OrderBy(p => p, StringComparer.Ordinal))
            {
                text.Append($"  local-data: \"{name}. 60 IN A {gateway}\"\n");
            }
        }

        return text.Append("remote-control:\n  control-enable: no\n").ToString();
    }
}
