namespace PolicyKit.Providers;

/// <summary>How well a provider holds to a concept.</summary>
public enum CapabilityStatus
{
    /// <summary>Enforced as declared.</summary>
    Enforced,

    /// <summary>Enforced on some plan, version or host.</summary>
    Conditional,

    /// <summary>Less than declared works.</summary>
    Tighter,

    /// <summary>More than declared is allowed.</summary>
    Wider,

    /// <summary>Not established.</summary>
    Unverified,

    /// <summary>Not there.</summary>
    None,
}

/// <summary>One cell of the table provider by concept.</summary>
/// <param name="Concept">Concept, one of <see cref="CapabilityConcepts"/>.</param>
/// <param name="Status">How well.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Source">Where the fact comes from.</param>
/// <param name="Date">When it was looked up, ISO date; shown as stale after 90 days.</param>
/// <param name="Deviation">Deviation that says so in a diagnostic, or null.</param>
public sealed record Capability(string Concept, CapabilityStatus Status, string Detail, string Source, string Date, string? Deviation = null);

/// <summary>The concepts, one row each; every provider has a cell for every concept.</summary>
public static class CapabilityConcepts
{
    /// <summary>All concepts in the order of the table.</summary>
    public static IReadOnlyList<string> All { get; } = new[]
    {
        "deny by default", "host rules", "wildcard hosts", "host ports", "HTTP methods and paths", "any host", "network rules", "network ports", "udp", "private networks", "IPv6",
        "denials", "DNS", "metadata endpoints", "name binding", "brokered credentials", "readable credentials", "ingress ports", "ingress callers", "volumes", "read-only volumes",
        "image build", "build egress", "cpu", "memory", "disk", "gpu", "lifetime", "idle stop", "user", "read-only root", "isolation", "persistence", "parameters", "scale", "labels",
        "policy changes at run time", "peers",
    };
}
