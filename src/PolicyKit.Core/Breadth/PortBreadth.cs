using System.Globalization;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>Breadth of the ports of one rule.</summary>
internal static class PortBreadth
{
    private const int MostPorts = 100;

    private static readonly (int Port, string Kind, string For, string Why)[] s_risky =
    {
        (21, "plaintext-port", "FTP", "files and passwords go in plain text"),
        (23, "plaintext-port", "Telnet", "keystrokes and passwords go in plain text"),
        (25, "mail-port", "SMTP", "mail takes data to anybody and makes the sandbox a sender of spam"),
        (465, "mail-port", "SMTP over TLS", "mail takes data to anybody"),
        (587, "mail-port", "mail submission", "mail takes data to anybody"),
        (22, "remote-shell-port", "SSH", "it tunnels anything both ways, unseen by any inspection"),
        (3389, "remote-shell-port", "Remote Desktop", "it takes over other machines and carries files"),
        (5900, "remote-shell-port", "VNC", "it takes over other machines"),
        (53, "dns-port", "DNS", "queries for names of an attacker's zone carry data both ways"),
        (853, "dns-port", "DNS over TLS", "queries for names of an attacker's zone carry data both ways, unseen"),
        (2375, "control-plane-port", "the Docker API", "it hands over the node"),
        (2379, "control-plane-port", "etcd", "it holds the secrets of a cluster"),
        (6443, "control-plane-port", "the Kubernetes API", "it hands over the cluster"),
        (10250, "control-plane-port", "the kubelet", "it hands over the node"),
    };

    public static IEnumerable<Finding> Judge(EgressRule rule)
    {
        if (rule.Kind == EgressRuleKind.AllowMetadata || !PortSet.TryParse(rule.Ports, out var ports))
        {
            yield break;
        }

        if (ports.Count > MostPorts)
        {
            var any = PortSet.Range(1, 65535).IsSubsetOf(ports);
            var fix = rule.Kind == EgressRuleKind.AllowNetwork || !ports.Contains(443) ? null : "443";
            yield return At(rule, RuleCatalog.WidePorts, any ? "any-port" : "wide-port-range", fix, rule.Ports, ports.Count.ToString(CultureInfo.InvariantCulture));
            yield break;
        }

        foreach (var (port, kind, what, why) in s_risky)
        {
            if (ports.Contains(port) && (rule.Transport != Transport.Udp || port is 53 or 853 or 3389))
            {
                yield return At(rule, RuleCatalog.RiskyPort, kind, Without(ports, port), port.ToString(CultureInfo.InvariantCulture), what, why);
            }
        }

        if (ports.Contains(80) && rule.Transport != Transport.Udp)
        {
            yield return At(rule, RuleCatalog.PlainHttp, "plaintext-port", Without(ports, 80));
        }
    }

    private static string? Without(PortSet ports, int port) => ports.Except(PortSet.Of(port)) is { IsEmpty: false } rest ? rest.ToString() : null;

    private static Finding At(EgressRule rule, string ruleId, string kind, string? fix, params string[] arguments) => BreadthFinding.Of(ruleId, kind, PolicyPlace.Ports(rule), rule, arguments, fix);
}
