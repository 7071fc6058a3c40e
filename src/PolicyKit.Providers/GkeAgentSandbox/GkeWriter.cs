using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>Configuration to manifests. What must not be left to a default is said: a template without <c>networkPolicy</c> reaches the whole Internet.</summary>
internal static class GkeWriter
{
    private const string Extensions = "extensions.agents.x-k8s.io/v1beta1";

    // What Pod Security "baseline" lets a container add (kubernetes.io/docs/concepts/security/pod-security-standards).
    private static readonly HashSet<string> Baseline = new(StringComparer.Ordinal)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    };

    public static ImmutableArray<Artifact> Write(GkeConfiguration configuration, ArtifactHeader header)
    {
        var files = new List<(string Path, MapNode Document)>
        {
            ("namespace.yaml", Namespace(configuration)),
            ("sandboxtemplate.yaml", Template(configuration, header)),
            ("sandboxwarmpool.yaml", Pool(configuration)),
        };
        if (!configuration.Hosts.IsEmpty)
        {
            files.Add(("fqdnnetworkpolicy.yaml", Fqdn(configuration)));
        }

        if (configuration.MaximumPods is { } most)
        {
            files.Add(("resourcequota.yaml", MapNode.Of(
                new("apiVersion", "v1"), new("kind", "ResourceQuota"), new("metadata", Metadata(configuration)), new("spec", Map("hard", Map("pods", Text(most)))))));
        }

        files.Add(("kustomization.yaml", MapNode.Of(
            new("apiVersion", "kustomize.config.k8s.io/v1beta1"), new("kind", "Kustomization"), new("resources", ListNode.Of(files.Select(f => f.Path).ToList())))));
        var artifacts = files.Select(f => new Artifact(f.Path, YamlWriter.Write(f.Document, header.Lines())));
        return (configuration.BaseImage is null ? artifacts : artifacts.Append(new Artifact("Dockerfile", Dockerfile(configuration, header)))).OrderBy(a => a.Path, StringComparer.Ordinal).ToImmutableArray();
    }

    private static string Dockerfile(GkeConfiguration configuration, ArtifactHeader header)
    {
        var owner = $"{Text(configuration.Uid)}:{Text(configuration.Gid)}";
        return new DockerfileText(header, configuration.BaseImage!)
            .Shell(configuration.BuildCommands)
            .Run("/bin/mkdir", "-p", configuration.WorkDirectory)
            .Run("/bin/chown", owner, configuration.WorkDirectory)
            .Workload(owner, configuration.WorkDirectory)
            .ToString();
    }

    private static MapNode Namespace(GkeConfiguration configuration)
    {
        var level = configuration.Capabilities.Items.Any(c => !Baseline.Contains(c)) ? "privileged"
            : configuration.Uid == 0 || configuration.Capabilities.Items.Any(c => c != "NET_BIND_SERVICE") ? "baseline"
            : "restricted";
        return MapNode.Of(
            new("apiVersion", "v1"),
            new("kind", "Namespace"),
            new("metadata", MapNode.Of(
                new("name", configuration.Namespace),
                new("labels", Map("pod-security.kubernetes.io/enforce", level)))));
    }

    private static MapNode Template(GkeConfiguration configuration, ArtifactHeader header) => MapNode.Of(
        new("apiVersion", Extensions),
        new("kind", "SandboxTemplate"),
        new("metadata", Metadata(configuration)),
        new("spec", MapNode.Of(
            new("networkPolicyManagement", "Managed"),
            new("envVarsInjectionPolicy", "Disallowed"),
            new("volumeClaimTemplatesPolicy", "Disallowed"),
            new("service", !configuration.Ports.IsEmpty),
            new("networkPolicy", MapNode.Of(
                new("ingress", ListNode.Of(Ingress(configuration))),
                new("egress", ListNode.Of(Egress(configuration))))),
            new("podTemplate", MapNode.Of(
                new("metadata", MapNode.Of(
                    new("labels", MapNode.Of(new("policykit.dev/policy", configuration.Namespace), new("policykit.dev/target", configuration.Name))),
                    new("annotations", MapNode.Of(new[] { new MapEntry("policykit.dev/hash", header.Hash) }
                        .Concat(configuration.Labels.Select(l => new MapEntry("policykit.dev/label." + l.Name, l.Value))))))),
                new("spec", Pod(configuration)))))));

    private static IEnumerable<Node> Ingress(GkeConfiguration configuration)
    {
        if (!configuration.Ports.IsEmpty)
        {
            yield return MapNode.Of(
                new("from", ListNode.Of(new Node[] { Pods("agent-sandbox-system", "app", "sandbox-router") })),
                new("ports", ListNode.Of(configuration.Ports.Select(p => (Node)Port(Transport.Tcp, p)))));
        }
    }

    // A rule without "to" is everywhere, one without "ports" every protocol: both are always said.
    private static IEnumerable<Node> Egress(GkeConfiguration configuration)
    {
        if (!configuration.Hosts.IsEmpty)
        {
            yield return MapNode.Of(
                new("to", ListNode.Of(new Node[] { Pods("kube-system", "k8s-app", "kube-dns") })),
                new("ports", ListNode.Of(new Node[] { Port(Transport.Udp, 53), Port(Transport.Tcp, 53) })));
        }

        foreach (var rule in configuration.Networks)
        {
            yield return MapNode.Of(
                new("to", ListNode.Of(rule.Cidrs.Select(c => (Node)Map("ipBlock", Map("cidr", c))))),
                new("ports", ListNode.Of(new Node[] { Port(rule.Transport, rule.FirstPort, rule.LastPort) })));
        }
    }

    private static MapNode Pods(string space, string label, string value) => MapNode.Of(
        new("namespaceSelector", Map("matchLabels", Map("kubernetes.io/metadata.name", space))),
        new("podSelector", Map("matchLabels", Map(label, value))));

    private static MapNode Port(Transport transport, int first, int? last = null) => MapNode.Of(
        new("protocol", transport == Transport.Udp ? "UDP" : "TCP"), new("port", first), last is { } end && end != first ? new("endPort", end) : null);

    private static MapNode Pod(GkeConfiguration configuration) => MapNode.Of(
        new("runtimeClassName", "gvisor"),
        configuration.LifetimeSeconds.IsUnbounded ? null : new("activeDeadlineSeconds", configuration.LifetimeSeconds.Value),
        new("automountServiceAccountToken", false),
        new("enableServiceLinks", false),
        new("hostNetwork", false),
        new("hostPID", false),
        new("hostIPC", false),
        new("shareProcessNamespace", false),
        new("dnsPolicy", "ClusterFirst"),
        new("restartPolicy", "Never"),
        new("securityContext", MapNode.Of(
            new("runAsNonRoot", configuration.Uid != 0),
            new("runAsUser", configuration.Uid),
            new("runAsGroup", configuration.Gid),
            new("fsGroup", configuration.Gid),
            new("seccompProfile", Map("type", "RuntimeDefault")))),
        new("containers", ListNode.Of(new Node[] { Container(configuration) })),
        new("volumes", ListNode.Of(Volumes(configuration))));

    private static MapNode Container(GkeConfiguration configuration) => MapNode.Of(
        new("name", "agent"),
        new("image", configuration.Image),
        configuration.Command.IsEmpty ? null : new("command", ListNode.Of(configuration.Command.Select(Literal))),
        new("workingDir", configuration.WorkDirectory),
        configuration.Environment.IsEmpty && configuration.Secrets.IsEmpty ? null : new("env", ListNode.Of(Environment(configuration))),
        configuration.Ports.IsEmpty ? null : new("ports", ListNode.Of(configuration.Ports.Select(p => (Node)MapNode.Of(new("containerPort", p), new("protocol", "TCP"))))),
        new("resources", MapNode.Of(
            new("requests", Amounts(configuration, r => r.Minimum > 0 ? r.Minimum : null)),
            new("limits", Amounts(configuration, r => r.Maximum.IsUnbounded ? null : r.Maximum.Value)))),
        new("securityContext", MapNode.Of(
            new("privileged", false),
            new("allowPrivilegeEscalation", false),
            new("readOnlyRootFilesystem", configuration.ReadOnlyRoot),
            new("capabilities", MapNode.Of(
                new("drop", ListNode.Of(new[] { "ALL" })),
                configuration.Capabilities.IsEmpty ? null : new("add", ListNode.Of(configuration.Capabilities)))))),
        new("volumeMounts", ListNode.Of(Mounts(configuration))));

    private static MapNode Amounts(GkeConfiguration configuration, Func<LimitRange, long?> of) => MapNode.Of(
        of(configuration.MilliCpu) is { } cpu ? new("cpu", Long(cpu) + "m") : null,
        of(configuration.MemoryMiB) is { } memory ? new("memory", Long(memory) + "Mi") : null,
        of(configuration.DiskMiB) is { } disk ? new("ephemeral-storage", Long(disk) + "Mi") : null);

    private static IEnumerable<Node> Environment(GkeConfiguration configuration) =>
        configuration.Environment.Select(e => (Node)MapNode.Of(new("name", e.Name), new("value", Literal(e.Value)))).Concat(
            configuration.Secrets.Select(s => (Node)MapNode.Of(
                new("name", s), new("valueFrom", Map("secretKeyRef", MapNode.Of(new("name", s.ToLowerInvariant().Replace('_', '-')), new("key", s)))))));

    private static IEnumerable<Node> Volumes(GkeConfiguration configuration)
    {
        yield return MapNode.Of(new("name", "workspace"), new("emptyDir", configuration.DiskMiB.Maximum.IsUnbounded ? MapNode.Of() : Map("sizeLimit", Long(configuration.DiskMiB.Maximum.Value) + "Mi")));
        foreach (var claim in configuration.Volumes.Items.Select(v => v.Claim).Distinct(StringComparer.Ordinal))
        {
            yield return MapNode.Of(new("name", "claim-" + claim), new("persistentVolumeClaim", Map("claimName", claim)));
        }
    }

    private static IEnumerable<Node> Mounts(GkeConfiguration configuration)
    {
        yield return MapNode.Of(new("name", "workspace"), new("mountPath", configuration.WorkDirectory));
        foreach (var volume in configuration.Volumes)
        {
            yield return MapNode.Of(
                new("name", "claim-" + volume.Claim), new("mountPath", volume.Path), volume.SubPath is { } directory ? new("subPath", directory) : null, new("readOnly", volume.ReadOnly));
        }
    }

    private static MapNode Pool(GkeConfiguration configuration) => MapNode.Of(
        new("apiVersion", Extensions),
        new("kind", "SandboxWarmPool"),
        new("metadata", Metadata(configuration)),
        new("spec", MapNode.Of(
            new("replicas", configuration.Warm),
            new("sandboxTemplateRef", Map("name", configuration.Name)),
            new("updateStrategy", Map("type", "Recreate")))));

    private static MapNode Fqdn(GkeConfiguration configuration) => MapNode.Of(
        new("apiVersion", "networking.gke.io/v1alpha1"),
        new("kind", "FQDNNetworkPolicy"),
        new("metadata", Metadata(configuration)),
        new("spec", MapNode.Of(
            new("podSelector", Map("matchLabels", Map("policykit.dev/target", configuration.Name))),
            new("egress", ListNode.Of(configuration.Hosts.Select(h => (Node)MapNode.Of(
                new("matches", ListNode.Of(h.Hosts.Select(n => (Node)Map(n.StartsWith("*", StringComparison.Ordinal) ? "pattern" : "name", n)))),
                new("ports", ListNode.Of(new Node[] { Port(Transport.Tcp, h.Port) })))))))));

    private static MapNode Metadata(GkeConfiguration configuration) => MapNode.Of(
        new("name", configuration.Name), new("namespace", configuration.Namespace), new("labels", Map("policykit.dev/policy", configuration.Namespace)));

    private static MapNode Map(string key, Node value) => MapNode.Of(new MapEntry(key, value));

    // Kubernetes replaces $(NAME) in commands and variables; two marks are one.
    private static string Literal(string text) => text.Replace("$", "$$");

    private static string Text(int number) => Long(number);

    private static string Long(long number) => number.ToString(CultureInfo.InvariantCulture);
}
