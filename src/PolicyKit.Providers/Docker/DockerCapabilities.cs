using System.Collections.Immutable;

namespace PolicyKit.Providers.Docker;

/// <summary>What the emitted Docker set can enforce. <em>Run</em> is the reference run of the same topology on Engine 20.10.24 and 28.5.2 (kernel 6.18, HAProxy 2.6.12, unbound 1.17.1, nftables 1.0.6).</summary>
internal static class DockerCapabilities
{
    private const string Run = "reference run of the topology on Engine 20.10.24 and 28.5.2";
    private const string Api = "Docker Engine API 1.41 and 1.51, container create";
    private const string Proxy = "HAProxy 2.6 configuration manual";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.Enforced, "The sandbox's network leads only to the gateway, the name server and, with network rules, the router; each refuses what is not listed.", Run),
        Cell("host rules", CapabilityStatus.Enforced, "By the server name of TLS, or by Host on 80 and 8080; the gateway resolves the name itself.", Run),
        Cell("wildcard hosts", CapabilityStatus.Enforced, "One or more labels, never the apex; holes are kept.", Run),
        Cell("host ports", CapabilityStatus.Conditional, "Each port has a listener, at most 1,024; on a port whose protocol carries no name, one name, else TLS clients only.", Proxy, "SharedNamePort"),
        Cell("HTTP methods and paths", CapabilityStatus.Enforced, "On hosts that the gateway decrypts and on plain HTTP; ambiguous paths and upgrades are refused.", Proxy, "WildcardNotDecrypted"),
        Cell("any host", CapabilityStatus.Enforced, "Every name but those of metadata endpoints; private addresses are refused after resolution.", Run),
        Cell("network rules", CapabilityStatus.Enforced, "Forwarded by the router.", Run, "DeniedNameByAddress"),
        Cell("network ports", CapabilityStatus.Enforced, "Exact.", Run),
        Cell("udp", CapabilityStatus.Conditional, "For networks; not by name.", Run, "UdpByName"),
        Cell("private networks", CapabilityStatus.Enforced, "Forwarded like public ones when declared.", Run),
        Cell("IPv6", CapabilityStatus.Tighter, "Switched off in every part of the set.", Run, "IPv6NotRouted"),
        Cell("denials", CapabilityStatus.Enforced, "Names in the gateway, networks in the address lists and in the router.", Run),
        Cell("DNS", CapabilityStatus.Enforced, "Static answers; nothing is ever forwarded. The gateway looks allowed names up itself.", Run),
        Cell("metadata endpoints", CapabilityStatus.Enforced, "Refused by address after resolution and not routed.", Run),
        Cell("name binding", CapabilityStatus.Enforced, "Address and server name; with decryption the request's Host too. Fronting on a host that is not decrypted stays possible.", Run),
        Cell("brokered credentials", CapabilityStatus.Enforced, "A header set by the gateway on decrypted hosts; an endpoint that echoes request headers shows it. Hosts that only a network rule reaches get none (CredentialNotSent).", Run, "WildcardNotDecrypted"),
        Cell("readable credentials", CapabilityStatus.Enforced, "Variables or files given by the deployer.", Api),
        Cell("ingress ports", CapabilityStatus.Enforced, "Published on the gateway and relayed; TCP only.", Run),
        Cell("ingress callers", CapabilityStatus.Conditional, "The host itself, or everybody who reaches the host.", Api),
        Cell("volumes", CapabilityStatus.Enforced, "Named volumes; never paths of the host.", Api),
        Cell("read-only volumes", CapabilityStatus.Enforced, "By the mount's read-only flag.", Api),
        Cell("image build", CapabilityStatus.Enforced, "A Dockerfile in exec form.", "Dockerfile reference"),
        Cell("build egress", CapabilityStatus.Wider, "All or nothing.", "Docker documentation, docker build --network", "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Enforced, "Quota.", Api),
        Cell("memory", CapabilityStatus.Enforced, "Limit with swap off.", Api),
        Cell("disk", CapabilityStatus.Conditional, "storage_opt on xfs with project quotas; else a volume in memory below a read-only root; else unbounded.", Run, "DiskUnbounded"),
        Cell("gpu", CapabilityStatus.None, "Not emitted.", Api),
        Cell("lifetime", CapabilityStatus.Enforced, "The owner of the PID namespace exits and the kernel ends every process; not with gVisor.", Run, "LifetimeNeedsExternalTimer"),
        Cell("idle stop", CapabilityStatus.None, "Docker looks at no activity.", Api, "NoIdleStop"),
        Cell("user", CapabilityStatus.Enforced, "Numeric, without capabilities, with no-new-privileges.", Run),
        Cell("read-only root", CapabilityStatus.Enforced, "With /tmp and the working directory on tmpfs.", Run),
        Cell("isolation", CapabilityStatus.Conditional, "Container; a user-space kernel with runsc (the attack suite ran under runsc 20240729).", Run),
        Cell("persistence", CapabilityStatus.Conditional, "A named volume at the working directory; no memory image.", Api),
        Cell("parameters", CapabilityStatus.None, "Compose does not compare values with patterns; refused.", "Compose specification, interpolation"),
        Cell("scale", CapabilityStatus.Tighter, "One sandbox per set.", "emitted topology"),
        Cell("labels", CapabilityStatus.Enforced, "Container labels.", Api),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "Only by who controls the engine.", Api),
        Cell("peers", CapabilityStatus.Enforced, "Each set has networks of its own.", Run));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-22", deviation);
}
