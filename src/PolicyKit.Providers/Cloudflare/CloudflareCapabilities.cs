using System.Collections.Immutable;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>What Cloudflare Sandboxes can enforce.</summary>
internal static class CloudflareCapabilities
{
    private const string Types = "npm @cloudflare/workers-types 5.20261117.1";
    private const string Workerd = "cloudflare/workerd, container-client.c++";
    private const string Worker = "src/egress.ts of this project";
    private const string Wrangler = "npm wrangler 4.164.0, config-schema.json";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.Enforced, "enableInternet is off and every HTTP and HTTPS request is intercepted; nothing else leaves.", Workerd),
        Cell("host rules", CapabilityStatus.Enforced, "By the emitted Worker, which decrypts, judges and sends each request anew.", Worker),
        Cell("wildcard hosts", CapabilityStatus.Enforced, "*.x matches one or more labels below x, not x itself.", Worker),
        Cell("host ports", CapabilityStatus.Tighter, "80 for HTTP and 443 for HTTPS only.", Workerd, "HostPortUnreachable"),
        Cell("HTTP methods and paths", CapabilityStatus.Enforced, "By the emitted Worker; ambiguous paths and upgrades are refused.", Worker),
        Cell("any host", CapabilityStatus.Enforced, "Every name; addresses in place of names are refused.", Worker),
        Cell("network rules", CapabilityStatus.Tighter, "None: requests go to names.", Types + ", Container", "NetworkUnreachable"),
        Cell("network ports", CapabilityStatus.Tighter, "None.", Types + ", Container", "NetworkUnreachable"),
        Cell("udp", CapabilityStatus.Tighter, "Never leaves.", Workerd, "HostPortUnreachable"),
        Cell("private networks", CapabilityStatus.Tighter, "None.", Types + ", Container", "NetworkUnreachable"),
        Cell("IPv6", CapabilityStatus.Tighter, "Reached by name only; addresses cannot be opened.", Types + ", Container", "NetworkUnreachable"),
        Cell("denials", CapabilityStatus.Wider, "Names exactly; networks not, since the Worker's fetch resolves names itself.", "developers.cloudflare.com, workers/runtime-apis/fetch", "DeniedNetworkByName"),
        Cell("DNS", CapabilityStatus.Unverified, "The outbound configuration decides which names resolve.", "developers.cloudflare.com, containers/configuration/outbound-traffic", "LookupsNotEstablished"),
        Cell("metadata endpoints", CapabilityStatus.Enforced, "Closed by name and by address; they cannot be opened either.", Worker, "MetadataUnreachable"),
        Cell("name binding", CapabilityStatus.Enforced, "The request's own host is judged and dialled; there is nothing to lie about.", Worker),
        Cell("brokered credentials", CapabilityStatus.Enforced, "From the Secrets Store, set on HTTPS requests to their hosts only.", Wrangler + ", secrets_store_secrets"),
        Cell("readable credentials", CapabilityStatus.Enforced, "As environment variables; no secret files.", Types + ", ContainerStartupOptions"),
        Cell("ingress ports", CapabilityStatus.Enforced, "TCP ports by name in the policy; the emitted Worker relays to no other.", "src/index.ts of this project"),
        Cell("ingress callers", CapabilityStatus.Tighter, "Workers with a binding, or everybody on one port.", Wrangler + ", workers_dev", "CallersNarrowed"),
        Cell("volumes", CapabilityStatus.None, "None in the platform API; a policy with volumes is refused.", Types + ", ContainerStartupOptions"),
        Cell("read-only volumes", CapabilityStatus.None, "None.", Types + ", ContainerStartupOptions"),
        Cell("image build", CapabilityStatus.Enforced, "A Dockerfile that wrangler builds and pushes.", Wrangler + ", DurableObjectContainerImage"),
        Cell("build egress", CapabilityStatus.Wider, "The build has an open network.", "npm wrangler 4.164.0, containers", "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Enforced, "1/16 to 4 vCPU in the sizes of instances.", "developers.cloudflare.com, containers/platform/limits", "ResourcesReduced"),
        Cell("memory", CapabilityStatus.Enforced, "256 MiB to 12 GiB in the sizes of instances.", "developers.cloudflare.com, containers/platform/limits", "ResourcesReduced"),
        Cell("disk", CapabilityStatus.Enforced, "2 to 20 GB in the sizes of instances.", "developers.cloudflare.com, containers/platform/limits", "ResourcesReduced"),
        Cell("gpu", CapabilityStatus.None, "None; a policy that asks for one is refused.", Types + ", ContainerStartResources"),
        Cell("lifetime", CapabilityStatus.Enforced, "By an alarm of the Durable Object that destroys the container; the platform has no such limit of its own.", "src/index.ts of this project"),
        Cell("idle stop", CapabilityStatus.Enforced, "setInactivityTimeout, at most 6 hours.", "developers.cloudflare.com, sandbox/sdk/migrate/api-map"),
        Cell("user", CapabilityStatus.Enforced, "USER of the image; its set-uid programs are taken away.", "Dockerfile of this project", "RootCapabilities"),
        Cell("read-only root", CapabilityStatus.Wider, "None.", Types + ", ContainerStartupOptions", "RootWritable"),
        Cell("isolation", CapabilityStatus.Unverified, "A virtual machine for each instance, by a comment of the vendor's package.", "npm @cloudflare/containers 0.3.7", "IsolationNotEstablished"),
        Cell("persistence", CapabilityStatus.Tighter, "The disk is lost when the container stops.", "developers.cloudflare.com, containers", "PersistenceLost"),
        Cell("parameters", CapabilityStatus.Enforced, "Checked and filled in by the emitted program, in labels.", "src/index.ts of this project"),
        Cell("scale", CapabilityStatus.Wider, "The account limits how many run at once; with 0.x of the SDK max_instances does, for a policy that asks for no warm ones.", Wrangler + ", scheduling_policy", "ScaleNotLimited"),
        Cell("labels", CapabilityStatus.Enforced, "Labels of the container, read back after the start.", Types + ", ContainerInfo"),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "By a deployment only; the emitted program has no method for it and keeps no policy in storage.", "src/index.ts of this project"),
        Cell("peers", CapabilityStatus.Enforced, "Nothing but intercepted requests leaves a container.", Workerd));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-23", deviation);
}
