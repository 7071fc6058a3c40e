using System.Collections.Immutable;

namespace PolicyKit.Providers.Replit;

/// <summary>What Replit can enforce: next to nothing. The service is closed; the keys are those of the vendor's own message for the project file.</summary>
internal static class ReplitCapabilities
{
    private const string Keys = "npm @replit/protocol 0.4.27, DotReplit (no such key)";
    private const string Deployment = "npm @replit/protocol 0.4.27, DeploymentConfig (no such key)";
    private const string Configuration = "docs.replit.com references/project-setup/configuration";
    private const string Ports = "docs.replit.com references/ports";
    private const string Secrets = "docs.replit.com/replit-workspace/workspace-features/secrets";
    private const string NoLimit = "No key of any file limits a connection; a policy that does is refused.";

    public static ImmutableArray<Capability> All { get; } = ImmutableArray.Create(
        Cell("deny by default", CapabilityStatus.None, "Everything is open. Only a policy that declares every host on every TCP port is taken.", Keys, "NothingFiltered"),
        Cell("host rules", CapabilityStatus.None, NoLimit, Keys),
        Cell("wildcard hosts", CapabilityStatus.None, NoLimit, Keys),
        Cell("host ports", CapabilityStatus.None, NoLimit, Keys),
        Cell("HTTP methods and paths", CapabilityStatus.None, NoLimit, Keys),
        Cell("any host", CapabilityStatus.Wider, "Open, and addresses as well as names.", Keys, "NothingFiltered"),
        Cell("network rules", CapabilityStatus.None, NoLimit, Keys),
        Cell("network ports", CapabilityStatus.None, NoLimit, Keys),
        Cell("udp", CapabilityStatus.Wider, "Open.", Keys, "NothingFiltered"),
        Cell("private networks", CapabilityStatus.Tighter, "Reached by tunnels only, as far as is documented.", "docs.replit.com features/security/tunnels", "SpecialAddressUnreachable"),
        Cell("IPv6", CapabilityStatus.Unverified, "Not documented; taken as open.", Configuration + " (silent)"),
        Cell("denials", CapabilityStatus.None, "A policy that denies is refused.", Keys),
        Cell("DNS", CapabilityStatus.Wider, "Every name is resolved.", Keys, "DnsOpen"),
        Cell("metadata endpoints", CapabilityStatus.Unverified, "Whether one answers is not established.", Configuration + " (silent)", "SpecialAddressesNotClosed"),
        Cell("name binding", CapabilityStatus.None, "No rule is bound to a name.", Keys),
        Cell("brokered credentials", CapabilityStatus.None, "None; refused.", Secrets),
        Cell("readable credentials", CapabilityStatus.Unverified, "Environment variables, set by hand in the Secrets tool.", Secrets, "SecretsSetByHand"),
        Cell("ingress ports", CapabilityStatus.Unverified, "One port gets the web address; others are detected in the workspace.", Ports, "PortsDetected"),
        Cell("ingress callers", CapabilityStatus.Wider, "A setting of the organisation; anybody without it.", "docs.replit.com/teams/enterprise-privacy-settings", "PortIsPublic"),
        Cell("volumes", CapabilityStatus.Tighter, "None.", Keys, "MountUnavailable"),
        Cell("read-only volumes", CapabilityStatus.Tighter, "None.", Keys, "MountUnavailable"),
        Cell("image build", CapabilityStatus.Tighter, "No images: a module in their place. Build commands run before publishing.", Keys, "ImageNotUsed"),
        Cell("build egress", CapabilityStatus.Wider, "The build has an open network.", Deployment, "BuildNetworkOpen"),
        Cell("cpu", CapabilityStatus.Wider, "Chosen in the web interface.", Deployment, "ResourcesNotLimited"),
        Cell("memory", CapabilityStatus.Wider, "Chosen in the web interface.", Deployment, "ResourcesNotLimited"),
        Cell("disk", CapabilityStatus.Wider, "By plan.", Deployment, "ResourcesNotLimited"),
        Cell("gpu", CapabilityStatus.None, "None; refused.", Keys),
        Cell("lifetime", CapabilityStatus.Wider, "No bound.", Deployment, "LifetimeNotLimited"),
        Cell("idle stop", CapabilityStatus.Wider, "The platform's own.", Deployment, "LifetimeNotLimited"),
        Cell("user", CapabilityStatus.Unverified, "The platform's account.", Keys, "AccountNotSet"),
        Cell("read-only root", CapabilityStatus.Wider, "None.", Keys, "RootWritable"),
        Cell("isolation", CapabilityStatus.Unverified, "Taken as containers; a policy that asks for more is refused.", Configuration + " (silent)"),
        Cell("persistence", CapabilityStatus.Wider, "The workspace's disk outlives every run.", "docs.replit.com references/publishing", "DiskPersists"),
        Cell("parameters", CapabilityStatus.None, "Nothing creates workspaces per run; refused.", Keys),
        Cell("scale", CapabilityStatus.Wider, "Chosen in the web interface.", Deployment, "ScaleNotLimited"),
        Cell("labels", CapabilityStatus.Tighter, "None.", Keys, "LabelsDropped"),
        Cell("policy changes at run time", CapabilityStatus.Wider, "The files lie in the workspace; code inside can change them.", Configuration, "PolicyEditableInside"),
        Cell("peers", CapabilityStatus.Unverified, "Whether other workspaces are reachable is not established.", Configuration + " (silent)", "SpecialAddressesNotClosed"));

    private static Capability Cell(string concept, CapabilityStatus status, string detail, string source, string? deviation = null) =>
        new(concept, status, detail, source, "2026-11-23", deviation);
}
