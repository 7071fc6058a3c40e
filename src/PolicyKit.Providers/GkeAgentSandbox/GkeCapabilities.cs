using System.Collections.Immutable;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>What GKE Agent Sandbox can enforce, on a cluster with Dataplane V2, FQDN network policies and a sandbox node pool.</summary>
internal static class GkeCapabilities
{
    private const string Fqdn = "cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies";
    private const string Policies = "kubernetes.io/docs/concepts/services-networking/network-policies";
    private const string Controller = "kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, extensions/controllers/sandboxtemplate_controller.go";
    private const string Crd = "kubernetes-sigs/agent-sandbox v0.5.6-12-g2fd412d5, api/v1beta1";
    private const string Builds = "docs.docker.com/build (no network policy)";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.Enforced, "Managed, with a policy that is always written out; a template without one reaches the whole Internet.", Controller),
        Cell("host rules", CapabilityStatus.Wider, "By the addresses that the sandbox's own look-ups return.", Fqdn, "BoundByLookup"),
        Cell("wildcard hosts", CapabilityStatus.Tighter, "One label only.", Fqdn, "WildcardOneLabel"),
        Cell("host ports", CapabilityStatus.Enforced, "TCP ports one by one; ranges of more than 16 are dropped.", Fqdn),
        Cell("HTTP methods and paths", CapabilityStatus.Tighter, "Not compared; such rules are dropped.", Fqdn, "HttpRuleUninspected"),
        Cell("any host", CapabilityStatus.Tighter, "That a bare wildcard is taken is not established; dropped.", Fqdn, "AnyHostUnreachable"),
        Cell("network rules", CapabilityStatus.Enforced, "CIDRs; a denied part is cut out by emitting the rest.", Policies),
        Cell("network ports", CapabilityStatus.Enforced, "Ports and ranges.", Policies),
        Cell("udp", CapabilityStatus.Conditional, "For networks; not for hosts.", Policies, "UdpHostUnreachable"),
        Cell("private networks", CapabilityStatus.Enforced, "As any network.", Policies),
        Cell("IPv6", CapabilityStatus.Conditional, "On a cluster with IPv6.", Policies),
        Cell("denials", CapabilityStatus.Tighter, "Cut out of networks; what cannot be cut out is dropped or refused.", Policies, "HoleInAllow"),
        Cell("DNS", CapabilityStatus.Wider, "Closed without hosts; else the cluster's resolver answers every name.", Fqdn, "DnsOpen"),
        Cell("metadata endpoints", CapabilityStatus.Tighter, "Closed by default; such rules are dropped.", Policies, "MetadataUnreachable"),
        Cell("name binding", CapabilityStatus.Wider, "The sandbox's own look-up.", Fqdn, "BoundByLookup"),
        Cell("brokered credentials", CapabilityStatus.None, "Nothing outside the sandbox sets headers.", Crd),
        Cell("readable credentials", CapabilityStatus.Conditional, "As environment variables from secrets; files are not emitted.", Crd),
        Cell("ingress ports", CapabilityStatus.Enforced, "From the sandbox router only.", Controller),
        Cell("ingress callers", CapabilityStatus.Unverified, "Who may call the router is a matter of the cluster.", Controller, "RouterCallersNotEstablished"),
        Cell("volumes", CapabilityStatus.Enforced, "Claims by name, with sub-paths; they must exist.", Crd),
        Cell("read-only volumes", CapabilityStatus.Enforced, "readOnly.", Crd),
        Cell("image build", CapabilityStatus.Conditional, "A Dockerfile; the policy says where the built image lies, or an overlay does.", Builds, "ImageNotPlaced"),
        Cell("build egress", CapabilityStatus.Wider, "The build has an open network.", Builds, "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Enforced, "Requests and limits.", Crd),
        Cell("memory", CapabilityStatus.Enforced, "Requests and limits.", Crd),
        Cell("disk", CapabilityStatus.Enforced, "Limit of ephemeral storage, by eviction.", Crd),
        Cell("gpu", CapabilityStatus.None, "Refused: what gVisor passes on depends on the node pool.", Crd),
        Cell("lifetime", CapabilityStatus.Enforced, "activeDeadlineSeconds, from the start of the pod.", Crd, "LifetimeCountsPoolTime"),
        Cell("idle stop", CapabilityStatus.Wider, "No idle timer.", Crd, "IdleNotStopped"),
        Cell("user", CapabilityStatus.Enforced, "runAsUser, runAsGroup, runAsNonRoot.", Crd),
        Cell("read-only root", CapabilityStatus.Enforced, "readOnlyRootFilesystem.", Crd),
        Cell("isolation", CapabilityStatus.Enforced, "gVisor; hardware virtualisation is refused.", Crd),
        Cell("persistence", CapabilityStatus.Tighter, "Nothing but declared volumes outlives a pod.", Crd, "NotPersisted"),
        Cell("parameters", CapabilityStatus.None, "A claim names its pool only.", Crd),
        Cell("scale", CapabilityStatus.Enforced, "Warm sandboxes by the pool, the most pods by a quota of the namespace.", Crd),
        Cell("labels", CapabilityStatus.Enforced, "Annotations of the pod.", Crd),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "By who may edit the template; changes reach running sandboxes.", Controller, "ClusterNotReadBack"),
        Cell("peers", CapabilityStatus.Enforced, "Every template admits the router only.", Controller));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-23", deviation);
}
