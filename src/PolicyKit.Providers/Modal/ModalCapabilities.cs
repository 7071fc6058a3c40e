using System.Collections.Immutable;

namespace PolicyKit.Providers.Modal;

/// <summary>What Modal can enforce. The server is closed: what is said of egress rests on documentation and on measurements by others.</summary>
internal static class ModalCapabilities
{
    private const string Sdk = "npm modal 0.11.1, index.d.ts";
    private const string Networking = "modal.com/docs/guide/sandbox-networking";
    private const string Measured = "apache/airflow PR 72910 (measured)";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.Enforced, "By blockNetwork, or by an allow list, which may be empty; without either the network is open.", Networking),
        Cell("host rules", CapabilityStatus.Wider, "The server name of TLS on 443 is compared, the address is not. At most 100 (PostHog/posthog PR 62897).", Measured, "ServerNameNotBound"),
        Cell("wildcard hosts", CapabilityStatus.Wider, "*.x; whether x itself is included is not documented for the list, and taken as yes.", Networking, "ServerNameNotBound"),
        Cell("host ports", CapabilityStatus.Tighter, "443 only.", Networking, "HostPortUnreachable"),
        Cell("HTTP methods and paths", CapabilityStatus.Tighter, "Not compared; such rules are dropped.", Sdk + ", SandboxCreateParams", "HttpRuleUninspected"),
        Cell("any host", CapabilityStatus.Wider, "The entry * matches every server name.", Sdk + ", updateNetworkPolicy", "ServerNameNotBound"),
        Cell("network rules", CapabilityStatus.Enforced, "IPv4 CIDRs; a denied part is cut out by emitting the rest.", Networking),
        Cell("network ports", CapabilityStatus.Wider, "No port key: every port and protocol.", Networking, "NetworkRuleOpensAllPorts"),
        Cell("udp", CapabilityStatus.Wider, "Opened together with every other protocol of a network; not by name.", Networking, "NetworkRuleOpensAllPorts"),
        Cell("private networks", CapabilityStatus.Tighter, "What such an entry reaches is not established; dropped.", Networking + " (silent)", "PrivateNetworkUnreachable"),
        Cell("IPv6", CapabilityStatus.Tighter, "Enforcement is not established; dropped.", Networking + " (silent)", "IPv6NotEnforced"),
        Cell("denials", CapabilityStatus.Tighter, "No deny list; what cannot be cut out is dropped or refused.", Sdk + ", SandboxCreateParams", "HoleInAllow"),
        Cell("DNS", CapabilityStatus.Wider, "Closed with a blocked network only; open for every name under a list of domains, and taken as open under any list.", Measured, "DnsOpen"),
        Cell("metadata endpoints", CapabilityStatus.Unverified, "Never listed; whether one answers TLS under a false name is not established.", Networking + " (silent)", "SpecialAddressesNotClosed"),
        Cell("name binding", CapabilityStatus.Wider, "The claimed server name only.", Measured, "ServerNameNotBound"),
        Cell("brokered credentials", CapabilityStatus.Conditional, "Header replacement from a named secret, experimental, at most 25; excludes a list of hosts, so only for hosts inside opened networks.", Sdk + ", ExperimentalOutboundPolicy", "HeaderReplacementByClaim"),
        Cell("readable credentials", CapabilityStatus.Enforced, "As environment variables; no secret files.", Sdk + ", secrets"),
        Cell("ingress ports", CapabilityStatus.Wider, "A public URL per port; a connect token reaches any port.", Sdk + ", encryptedPorts, createConnectToken", "OwnerReachesAllPorts"),
        Cell("ingress callers", CapabilityStatus.Tighter, "The holder of a connect token, or everybody.", Sdk + ", createConnectToken", "CallersNarrowed"),
        Cell("volumes", CapabilityStatus.Enforced, "Volumes by name, with sub-paths; they must exist.", Sdk + ", Volume.withMountOptions"),
        Cell("read-only volumes", CapabilityStatus.Enforced, "readOnly.", Sdk + ", Volume.withMountOptions"),
        Cell("image build", CapabilityStatus.Enforced, "Base image and RUN lines in exec form.", Sdk + ", Image.dockerfileCommands"),
        Cell("build egress", CapabilityStatus.Wider, "The build has an open network.", Sdk + ", ImageDockerfileCommandsParams", "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Enforced, "Physical cores of two virtual CPUs; reserved what is needed, limited to what is declared.", Sdk + ", cpu, cpuLimit; modal.com/docs/guide/resources"),
        Cell("memory", CapabilityStatus.Enforced, "MiB; reserved what is needed, limited to what is declared.", Sdk + ", memoryMiB, memoryLimitMiB"),
        Cell("disk", CapabilityStatus.Wider, "No key on a sandbox.", Sdk + ", SandboxCreateParams", "DiskNotLimited"),
        Cell("gpu", CapabilityStatus.Conditional, "On the first backend and in gVisor.", "npm modal 0.11.1, index.js, SandboxService.create"),
        Cell("lifetime", CapabilityStatus.Enforced, "At most 24 hours; nothing extends it.", Sdk + ", timeoutMs; modal.com/docs/guide/sandboxes"),
        Cell("idle stop", CapabilityStatus.Enforced, "Terminates.", Sdk + ", idleTimeoutMs"),
        Cell("user", CapabilityStatus.Wider, "Commands run as root; the image names the account, which is not known to be honoured.", Sdk + ", SandboxCreateParams", "RunsAsRoot"),
        Cell("read-only root", CapabilityStatus.Wider, "None.", Sdk + ", SandboxCreateParams", "RootWritable"),
        Cell("isolation", CapabilityStatus.Enforced, "gVisor, or a virtual machine where the policy asks for one.", Sdk + ", runtime"),
        Cell("persistence", CapabilityStatus.Tighter, "Nothing outlives a sandbox by itself.", Sdk + ", snapshotFilesystem", "NotPersisted"),
        Cell("parameters", CapabilityStatus.Enforced, "Checked and filled in by the emitted program, in labels, volume names and sub-paths.", "sandbox.ts of this project"),
        Cell("scale", CapabilityStatus.Wider, "The plan limits how many run at once; no key.", Sdk + ", SandboxCreateParams", "ScaleNotLimited"),
        Cell("labels", CapabilityStatus.Enforced, "tags.", Sdk + ", tags"),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "By the holder of the API token only. The policy of a running sandbox cannot be read back.", Sdk + ", updateNetworkPolicy", "NetworkPolicyNotReadBack"),
        Cell("peers", CapabilityStatus.Enforced, "Private networking (i6pn) is said to be off.", Sdk + ", i6pn"));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-23", deviation);
}
