using System.Collections.Immutable;

namespace PolicyKit.Providers.ExeDev;

/// <summary>What exe.dev can enforce. The service is closed and its documentation was read in excerpts.</summary>
internal static class ExeDevCapabilities
{
    private const string New = "exe.dev/docs/cli-new.md";
    private const string Proxy = "exe.dev/docs/proxy";
    private const string Sandbox = "exe.dev/deploy/sandbox";
    private const string Standalone = "exe.dev/docs/standalone-vms.md";
    private const string NoLimit = "No list of hosts, networks or ports; a policy that has one is refused.";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.None, "Open. There is an egress policy \"integrations\", and no documented command for it, so only a policy that declares every host on every TCP port is taken.", Sandbox, "NothingFiltered"),
        Cell("host rules", CapabilityStatus.None, NoLimit, Sandbox),
        Cell("wildcard hosts", CapabilityStatus.None, NoLimit, Sandbox),
        Cell("host ports", CapabilityStatus.None, NoLimit, Sandbox),
        Cell("HTTP methods and paths", CapabilityStatus.None, NoLimit, Sandbox),
        Cell("any host", CapabilityStatus.Wider, "Open, and addresses as well as names.", Sandbox, "NothingFiltered"),
        Cell("network rules", CapabilityStatus.None, NoLimit, Sandbox),
        Cell("network ports", CapabilityStatus.None, NoLimit, Sandbox),
        Cell("udp", CapabilityStatus.Wider, "Open.", Sandbox, "NothingFiltered"),
        Cell("private networks", CapabilityStatus.Tighter, "By external connections only, as far as is documented.", "exe.dev/docs/integrations-external-connections.md", "SpecialAddressUnreachable"),
        Cell("IPv6", CapabilityStatus.Unverified, "Not documented; taken as open.", Sandbox + " (silent)"),
        Cell("denials", CapabilityStatus.None, "A policy that denies is refused.", Sandbox),
        Cell("DNS", CapabilityStatus.Wider, "Every name is resolved.", Sandbox, "DnsOpen"),
        Cell("metadata endpoints", CapabilityStatus.Unverified, "Whether one answers is not established.", Sandbox + " (silent)", "SpecialAddressesNotClosed"),
        Cell("name binding", CapabilityStatus.None, "No rule is bound to a name.", Sandbox),
        Cell("brokered credentials", CapabilityStatus.Conditional, "An integration for each host, attached to this machine alone; programs must use its own name.", "exe.dev/docs/integrations-http-proxy.md", "CredentialByIntegration"),
        Cell("readable credentials", CapabilityStatus.Enforced, "As environment variables.", New),
        Cell("ingress ports", CapabilityStatus.Wider, "One port gets the web address; the owner enters by SSH.", Proxy, "OwnerReachesAllPorts"),
        Cell("ingress callers", CapabilityStatus.Tighter, "The owner, or anybody.", Proxy, "CallersNarrowed"),
        Cell("volumes", CapabilityStatus.Tighter, "None.", New, "MountUnavailable"),
        Cell("read-only volumes", CapabilityStatus.Tighter, "None.", New, "MountUnavailable"),
        Cell("image build", CapabilityStatus.Tighter, "None.", New, "BuildNotDone"),
        Cell("build egress", CapabilityStatus.Enforced, "Nothing is built.", New),
        Cell("cpu", CapabilityStatus.Enforced, "Whole CPUs.", New),
        Cell("memory", CapabilityStatus.Enforced, "Whole GiB.", New),
        Cell("disk", CapabilityStatus.Enforced, "Whole GiB; only the owner makes it larger.", New),
        Cell("gpu", CapabilityStatus.None, "None; refused.", New),
        Cell("lifetime", CapabilityStatus.Wider, "No bound.", Standalone, "LifetimeNotLimited"),
        Cell("idle stop", CapabilityStatus.Wider, "None.", Standalone, "LifetimeNotLimited"),
        Cell("user", CapabilityStatus.Wider, "Root in a plain image.", "exe.dev/docs/customization", "RunsAsRoot"),
        Cell("read-only root", CapabilityStatus.Wider, "None.", New, "RootWritable"),
        Cell("isolation", CapabilityStatus.Enforced, "A virtual machine with its own kernel.", "exe.dev/deploy/python-sdk"),
        Cell("persistence", CapabilityStatus.Wider, "The disk stays; memory too when the machine is paused.", Standalone, "StateOutlivesRun"),
        Cell("parameters", CapabilityStatus.None, "One machine of a fixed name; refused.", "apply.mjs of this project"),
        Cell("scale", CapabilityStatus.Wider, "By plan.", Standalone, "ScaleNotLimited"),
        Cell("labels", CapabilityStatus.Tighter, "Tags without values; one holds the policy's hash.", New, "LabelsDropped"),
        Cell("policy changes at run time", CapabilityStatus.Enforced, "By the holder of the key only.", "exe.dev/docs/integrations-attach.md", "AccountIntegrations"),
        Cell("peers", CapabilityStatus.Unverified, "Whether other machines are reachable is not established.", Sandbox + " (silent)", "SpecialAddressesNotClosed"));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-22", deviation);
}
