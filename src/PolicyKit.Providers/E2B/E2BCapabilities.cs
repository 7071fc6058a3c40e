using System.Collections.Immutable;

namespace PolicyKit.Providers.E2B;

/// <summary>What E2B can enforce. Infra is the open server code, e2b-dev/infra at 54693ff; the hosted service may add to it.</summary>
internal static class E2BCapabilities
{
    private const string Sdk = "npm e2b 2.51.0, index.d.ts";
    private const string Infra = "e2b-dev/infra at 54693ff";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.Enforced, "By denyOut 0.0.0.0/0, which is always emitted; without it the service is open.", Infra + ", tcpfirewall/handlers.go"),
        Cell("host rules", CapabilityStatus.Wider, "Names are compared with SNI and Host on tcp 443 and 80; both are opened together.", Infra + ", tcpfirewall/handlers.go", "HostRuleOpensPort80"),
        Cell("wildcard hosts", CapabilityStatus.Enforced, "*.x matches one or more labels below x, not x itself.", Infra + ", tcpfirewall/handlers.go"),
        Cell("host ports", CapabilityStatus.Tighter, "80 and 443 only.", Infra + ", tcpfirewall/handlers.go", "HostPortUnreachable"),
        Cell("HTTP methods and paths", CapabilityStatus.Tighter, "Not compared; such rules are dropped.", Sdk + ", SandboxNetworkOpts", "HttpRuleUninspected"),
        Cell("any host", CapabilityStatus.Wider, "The entry * matches every name.", Infra + ", tcpfirewall/handlers.go", "SpecialDestinationsByName"),
        Cell("network rules", CapabilityStatus.Enforced, "IPv4 addresses and CIDRs; a denied part is cut out by emitting the rest.", Infra + ", network/firewall.go"),
        Cell("network ports", CapabilityStatus.Wider, "No port key: every port and protocol.", Infra + ", network/firewall.go", "NetworkRuleOpensAllPorts"),
        Cell("udp", CapabilityStatus.Wider, "Opened together with every other protocol of a network; not by name.", Infra + ", network/firewall.go", "NetworkRuleOpensAllPorts"),
        Cell("private networks", CapabilityStatus.Tighter, "Never reachable.", Infra + ", network/firewall.go", "PrivateNetworkUnreachable"),
        Cell("IPv6", CapabilityStatus.Tighter, "The sandbox has IPv4 only.", Infra + ", create_instance.go", "IPv6NotEnforced"),
        Cell("denials", CapabilityStatus.Tighter, "An allow beats a denial; what cannot be cut out is dropped.", Infra + ", network/firewall.go", "HoleInAllow"),
        Cell("DNS", CapabilityStatus.Wider, "With any host entry 8.8.8.8 is open, and so every look-up.", Infra + ", sandbox_create.go", "ResolverReachable"),
        Cell("metadata endpoints", CapabilityStatus.Enforced, "Link-local addresses are always closed; they cannot be opened either.", Infra + ", network/firewall.go", "MetadataUnreachable"),
        Cell("name binding", CapabilityStatus.Enforced, "The proxy dials the name itself; fronting on a shared server stays possible.", Infra + ", tcpfirewall/handlers.go"),
        Cell("brokered credentials", CapabilityStatus.Conditional, "Header rules filled from the secret store, for teams that have them and envd 0.5.13 or later; at most 10 hosts and 20 headers.", Sdk + ", Secret, SandboxNetworkRule", "HeaderRuleOnPort80"),
        Cell("readable credentials", CapabilityStatus.Enforced, "As environment variables; no secret files.", Sdk + ", envs"),
        Cell("ingress ports", CapabilityStatus.Wider, "Every port has a URL.", Sdk + ", allowPublicTraffic", "InboundAllPorts"),
        Cell("ingress callers", CapabilityStatus.Tighter, "The holder of the access token, or everybody.", Sdk + ", allowPublicTraffic", "CallersNarrowed"),
        Cell("volumes", CapabilityStatus.Enforced, "Whole volumes by name.", Sdk + ", volumeMounts"),
        Cell("read-only volumes", CapabilityStatus.Wider, "No such flag.", Sdk + ", volumeMounts", "VolumeWritable"),
        Cell("image build", CapabilityStatus.Enforced, "Template with base image, shell lines and account; provisioning expects a Debian-like image.", Infra + ", template/build/phases"),
        Cell("build egress", CapabilityStatus.Wider, "The build has an open network.", Sdk + ", BuildOptions", "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Enforced, "Whole vCPUs, fixed by the template; 8 by default at most.", Sdk + ", cpuCount"),
        Cell("memory", CapabilityStatus.Enforced, "Even MiB from 128, fixed by the template; 8192 by default at most.", Sdk + ", memoryMB"),
        Cell("disk", CapabilityStatus.Wider, "A minimum of free space can be asked for; the plan sets the size.", Sdk + ", minFreeDiskMb", "DiskNotLimited"),
        Cell("gpu", CapabilityStatus.None, "None; a policy that asks for one is refused.", Sdk),
        Cell("lifetime", CapabilityStatus.Wider, "A time to live of at most 1 h (Hobby) or 24 h (Pro) that the holder of the API key may extend.", Sdk + ", timeoutMs", "LifetimeExtendable"),
        Cell("idle stop", CapabilityStatus.Wider, "None.", Sdk + ", timeoutMs", "NoIdleStop"),
        Cell("user", CapabilityStatus.Unverified, "An account of the template without sudo; E2B's build empties the passwords of root and user.", Infra + ", finalize/configure.sh", "RootWithinReach"),
        Cell("read-only root", CapabilityStatus.Wider, "None.", Sdk + ", TemplateBuilder", "RootWritable"),
        Cell("isolation", CapabilityStatus.Enforced, "A Firecracker microVM for each sandbox.", Infra),
        Cell("persistence", CapabilityStatus.Enforced, "Killed or paused at the timeout, with or without memory; never woken by traffic.", Sdk + ", SandboxLifecycle"),
        Cell("parameters", CapabilityStatus.Enforced, "Checked and filled in by the emitted program, in labels and volume names.", "sandbox.ts of this project"),
        Cell("scale", CapabilityStatus.Wider, "The plan limits how many run at once; no key.", "e2b.dev/docs, rate limits", "ScaleNotLimited"),
        Cell("labels", CapabilityStatus.Enforced, "metadata.", Sdk + ", metadata"),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "By the holder of the API key only; an update that leaves denyOut out opens the sandbox.", Sdk + ", updateNetwork"),
        Cell("peers", CapabilityStatus.Enforced, "The ranges of other sandboxes are in the platform's deny list.", Infra + ", network/firewall.go"));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-22", deviation);
}
