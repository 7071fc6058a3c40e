using System.Collections.Immutable;

namespace PolicyKit.Providers.Daytona;

/// <summary>What Daytona (platform v0) can enforce. The server has been closed since June 2026: what is said of egress rests on documentation and on its last open version.</summary>
internal static class DaytonaCapabilities
{
    private const string Sdk = "npm @daytona/sdk 0.216.0, Daytona.d.ts";
    private const string Server = "daytonaio/daytona at b5a5d9e78";
    private const string Limits = "daytona.io/docs/en/network-limits";
    private const string Sandboxes = "daytona.io/docs/en/sandboxes";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.Unverified, "By networkBlockAll, or by a list that is not empty; an empty one means open. An organisation of tier 1 or 2 refuses all of these with 400.", Limits + "; daytona/clients issue 262", "RulesNotConfirmed"),
        Cell("host rules", CapabilityStatus.Unverified, "At most 10; enforced on tcp 80 and 443 by closed code.", Limits, "HostListNotBound"),
        Cell("wildcard hosts", CapabilityStatus.Unverified, "*.x without x itself; depth is taken as any.", "daytona/clients, examples/typescript/domain-allow-list", "HostListNotBound"),
        Cell("host ports", CapabilityStatus.Tighter, "80 and 443, both.", "npm @daytona/api-client 0.216.0, create-sandbox.d.ts", "HostPortUnreachable"),
        Cell("HTTP methods and paths", CapabilityStatus.Tighter, "Not compared; such rules are dropped.", Sdk, "HttpRuleUninspected"),
        Cell("any host", CapabilityStatus.Tighter, "No such entry.", Server, "AnyHostUnreachable"),
        Cell("network rules", CapabilityStatus.Conditional, "At most 10 IPv4 CIDRs, and none beside hosts; a denied part is cut out by emitting the rest.", Server + ", netrules/set.go; daytona/clients PR 265", "ListsExcludeEachOther"),
        Cell("network ports", CapabilityStatus.Wider, "No port key: every port and protocol.", Server + ", netrules/set.go", "NetworkRuleOpensAllPorts"),
        Cell("udp", CapabilityStatus.Wider, "Opened together with every other protocol of a network; not by name.", Server + ", netrules/set.go", "NetworkRuleOpensAllPorts"),
        Cell("private networks", CapabilityStatus.Tighter, "What such an entry reaches is not established; dropped.", Limits + " (silent)", "PrivateNetworkUnreachable"),
        Cell("IPv6", CapabilityStatus.Tighter, "The list takes IPv4 only; that IPv6 is closed is not established.", Server, "IPv6NotEnforced"),
        Cell("denials", CapabilityStatus.Tighter, "No deny list; what cannot be cut out is dropped or refused.", "daytonaio/daytona issue 4134", "HoleInAllow"),
        Cell("DNS", CapabilityStatus.Unverified, "Not documented.", Limits + " (silent)", "LookUpsOpen"),
        Cell("metadata endpoints", CapabilityStatus.Unverified, "Never listed; whether a name reaches one is not established.", Limits + " (silent)", "SpecialAddressesNotClosed"),
        Cell("name binding", CapabilityStatus.Unverified, "Closed code; taken as the claimed name.", Limits + " (silent)", "HostListNotBound"),
        Cell("brokered credentials", CapabilityStatus.Unverified, "A placeholder in a variable, exchanged in requests to the hosts of a secret in the organisation's store; the place in the request is free.", "daytona.io/docs/en/secrets", "SecretNotBound"),
        Cell("readable credentials", CapabilityStatus.Enforced, "As environment variables; no secret files.", Sdk + ", envVars"),
        Cell("ingress ports", CapabilityStatus.Wider, "A preview address per port.", Sdk + ", public", "OrganizationReachesAllPorts"),
        Cell("ingress callers", CapabilityStatus.Wider, "The holder of a token and members of the organisation, or everybody on every port.", Sdk + ", public", "InboundAllPorts"),
        Cell("volumes", CapabilityStatus.Enforced, "Volumes by name, with sub-paths; they must exist.", Sdk + ", volumes"),
        Cell("read-only volumes", CapabilityStatus.Wider, "None.", "npm @daytona/api-client 0.216.0, sandbox-volume.d.ts", "VolumeWritable"),
        Cell("image build", CapabilityStatus.Enforced, "A Dockerfile with RUN lines in exec form.", "npm @daytona/sdk 0.216.0, Image.d.ts"),
        Cell("build egress", CapabilityStatus.Wider, "The build has an open network.", "npm @daytona/sdk 0.216.0, Image.d.ts", "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Conditional, "Whole virtual CPUs up to the organisation's limit, 4 unless raised.", Sandboxes, "SmallerThanDeclared"),
        Cell("memory", CapabilityStatus.Conditional, "Whole GiB up to the organisation's limit, 8 unless raised.", Sandboxes, "SmallerThanDeclared"),
        Cell("disk", CapabilityStatus.Conditional, "Whole GiB up to the organisation's limit, 10 unless raised.", Sandboxes, "SmallerThanDeclared"),
        Cell("gpu", CapabilityStatus.Conditional, "One, of a named kind, from a quota of its own.", Sdk + ", gpu, gpuType"),
        Cell("lifetime", CapabilityStatus.Enforced, "Minutes on the wall clock, rounded down; who holds the API key can change it.", Sdk + ", ttlMinutes"),
        Cell("idle stop", CapabilityStatus.Tighter, "Minutes without a call from outside, rounded down; work inside does not count.", Sandboxes, "BusySandboxStops"),
        Cell("user", CapabilityStatus.Unverified, "A named account, which is not known to be honoured.", Sandboxes, "RootWithinReach"),
        Cell("read-only root", CapabilityStatus.Wider, "None.", Sdk, "RootWritable"),
        Cell("isolation", CapabilityStatus.Enforced, "A container; more is refused, because the SDK has no key for it.", Sandboxes),
        Cell("persistence", CapabilityStatus.Tighter, "The disk, unless the sandbox is deleted when it stops.", Sdk + ", autoDeleteInterval", "MemoryNotPersisted"),
        Cell("parameters", CapabilityStatus.Enforced, "Checked and filled in by the emitted program, in labels, volume names and sub-paths.", "sandbox.ts of this project"),
        Cell("scale", CapabilityStatus.Wider, "The organisation's pool limits how many run at once; no key.", "daytona.io/docs/en/limits", "ScaleNotLimited"),
        Cell("labels", CapabilityStatus.Enforced, "labels; the SDK adds one of its own.", Sdk + ", labels"),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "By the holder of the API key only; a fork copies networks and the block, not domains.", "npm @daytona/sdk 0.216.0, Sandbox.d.ts, updateNetworkSettings; " + Server + ", sandbox.service.ts"),
        Cell("peers", CapabilityStatus.Enforced, "Only a linked sandbox is said to share a network; none is linked.", Sdk + ", linkedSandbox"));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-23", deviation);
}
