using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Tests;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>
/// What a provider can say exactly, by the words of its documentation, not by its lowering. Such a policy must be emitted with baseline acceptances alone, and what it declares must surely be reachable.
/// </summary>
internal static class ExactPolicies
{
    private static readonly Dictionary<string, Func<SandboxPolicy, bool>> ByProvider = new(StringComparer.Ordinal)
    {
        // Only requests leave, to names, on the two web ports; one public port, no volumes, the sizes of instances.
        ["cloudflare-sandboxes"] = p => Plain(p) && Container(p) && p.Rules.Items.All(r => r is { Kind: EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp, Transport: Transport.Tcp, Ports: "443" or "80,443" or "80" })
            && p.Persistence == PersistenceKind.None && p.Mounts.IsEmpty && p.Scale is null && p.Identity is { ReadOnlyRoot: false, Capabilities.IsEmpty: true, Uid: not 0 } && p.Resources.MilliCpu.Maximum.Value >= 62 && p.Resources.MemoryMiB.Maximum.Value >= 256 && p.Resources.DiskMiB.Maximum.Value >= 2000
            && (p.Lifetime.IdleSeconds.IsUnbounded || p.Lifetime.IdleSeconds.Value <= 21_600),

        // A host list is enforced by closed code and a network entry has neither port nor transport: no opening at all is exact. A container of whole GiB and minutes.
        ["daytona"] = p => p.Rules.Items.All(r => r.IsDenial) && p.Isolation == IsolationLevel.Container && p.Resources.MemoryMiB.Maximum.Value >= 1024,

        // The gateway tells names apart on TLS and HTTP, the router takes IPv4 networks; a container has no idle stop and no size of its disk.
        ["docker"] = p => Plain(p) && Container(p)
            && p.Rules.Items.All(r => (r.Kind == EgressRuleKind.AllowHost && r is { Transport: Transport.Tcp, Ports: "443" or "80,443" or "80" }) || IsIPv4Network(r)) && p.Resources.DiskMiB.Maximum.IsUnbounded
            && !p.Rules.Items.Any(r => r.Kind == EgressRuleKind.AllowNetwork && r.Entry == "10.0.0.0/8"),

        // An entry has no port: a host is both web ports.
        ["e2b"] = p => Plain(p) && p.Rules.Items.All(r => r is { Kind: EgressRuleKind.AllowHost, Transport: Transport.Tcp, Ports: "80,443" })
            && p.Credentials.IsEmpty && p.Mounts.Items.All(m => !m.ReadOnly) && p.Identity is { ReadOnlyRoot: false, Capabilities.IsEmpty: true } && p.Scale is null,

        // Names one by one, IPv4 networks on ports; a cluster builds no image.
        ["gke-agent-sandbox"] = p => Plain(p) && Container(p) && p.Mounts.IsEmpty && p.BuildCommands.IsEmpty
            && p.Rules.Items.All(r => (r is { Kind: EgressRuleKind.AllowHost, Transport: Transport.Tcp, Ports: "443" or "80,443" or "80" } && !r.Entry.StartsWith('*')) || IsIPv4Network(r)),

        // A host entry binds no address and a network entry has neither port nor transport: no opening at all is exact.
        ["modal"] = p => p.Rules.Items.All(r => r.IsDenial),

        // As Replit. Amounts are whole CPUs and GiB, texts need no quoting.
        ["exe-dev"] = p => IsOpen(p) && p.Parameters.IsEmpty && p.Environment.IsEmpty && p.Credentials.Items.All(c => c.Delivery == CredentialDelivery.Environment)
            && p.Resources.MilliCpu.Maximum.Value >= 1000 && p.Resources.MemoryMiB.Maximum.Value >= 1024 && p.Resources.DiskMiB.Maximum.Value >= 1024,

        // Everything is open: every host on every port is said exactly, and whatever lies within it.
        ["replit"] = p => IsOpen(p)
            && p.Isolation == IsolationLevel.Container && p.Parameters.IsEmpty && p.Credentials.Items.All(c => c.Delivery == CredentialDelivery.Environment),
    };

    /// <summary>Whether a provider can say the policy exactly.</summary>
    /// <exception cref="InvalidOperationException">Nobody has written down what the provider can say.</exception>
    public static bool Expresses(string provider, SandboxPolicy policy) => ByProvider.TryGetValue(provider, out var expresses)
        ? expresses(policy)
        : throw new InvalidOperationException($"ExactPolicies has no line for {provider}: what can it say exactly?");

    /// <summary>Refusals for reasons that are no part of what is allowed, and that a policy may run into all the same.</summary>
    public static bool MayRefuse(string why) => why.StartsWith("run.args holds one argument on a line", StringComparison.Ordinal)
        || why.StartsWith("the policy's network rules leave no private /24", StringComparison.Ordinal);

    /// <summary>Whether a deviation has to do with a rule of the policy.</summary>
    public static bool IsAboutEgress(Deviation deviation) => deviation.Place.StartsWith("rule:", StringComparison.Ordinal);

    // IPv6 is off or not established everywhere.
    public static AddressSet Reached => AddressSet.AllIPv4;

    /// <summary>What a provider's names carry: everything, or requests only.</summary>
    public static HttpSet Traffic(string provider) => provider == "cloudflare-sandboxes" ? HttpSet.AllRequests : HttpSet.All;

    private static bool Plain(SandboxPolicy p) => !p.Rules.IsEmpty && p.Ingress.Items.All(i => i is { Transport: Transport.Tcp, Callers: Callers.Owner }) && p.Parameters.IsEmpty;

    private static bool Container(SandboxPolicy p) => p.Isolation == IsolationLevel.Container && p.Persistence != PersistenceKind.Memory && !p.Identity.Sudo && p.Credentials.IsEmpty;

    private static bool IsOpen(SandboxPolicy p) => p.Rules.Items.Any(r => r is { Kind: EgressRuleKind.AllowAnyHost, Ports: "*" })
        && p.Rules.Items.All(r => r.Kind is EgressRuleKind.AllowAnyHost or EgressRuleKind.AllowHost or EgressRuleKind.AllowHttp || IsPublicNetwork(r));

    private static bool IsPublicNetwork(EgressRule r) => r.Kind == EgressRuleKind.AllowNetwork && AddressSet.Of(r.Entry).IsSubsetOf(SpecialAddresses.PublicAddresses);

    private static bool IsIPv4Network(EgressRule r) => r.Kind == EgressRuleKind.AllowNetwork && r.Transport is Transport.Tcp or Transport.Udp && Cidr.Parse(r.Entry).IsIPv4;
}
