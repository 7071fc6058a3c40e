using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Output;

/// <summary>A concept that a policy uses, with what it says there.</summary>
/// <param name="Concept">One of <see cref="CapabilityConcepts"/>.</param>
/// <param name="Declared">What the policy says, in words.</param>
/// <param name="Capability">How the provider holds to it; null when its table has no such cell.</param>
internal sealed record DeclaredConcept(string Concept, string Declared, Capability? Capability);

/// <summary>What a policy declares on a target, by the concepts of the capability table.</summary>
internal static class DeclaredConcepts
{
    public static IReadOnlyList<DeclaredConcept> Of(TargetPolicy target, Provider provider) => Words(target)
        .GroupBy(w => w.Concept, StringComparer.Ordinal)
        .Select(g => new DeclaredConcept(g.Key, string.Join("; ", g.Select(w => w.Text)), provider.Capabilities.FirstOrDefault(c => c.Concept == g.Key)))
        .ToList();

    private static IEnumerable<(string Concept, string Text)> Words(TargetPolicy target)
    {
        var policy = target.Policy;
        yield return ("deny by default", "what is not listed");
        foreach (var rule in target.Rules)
        {
            yield return (Concept(rule), $"{rule.Entry}{Http(rule)} {rule.Transport?.ToString().ToLowerInvariant() ?? "any"} {rule.Ports}");
        }

        foreach (var credential in target.Credentials)
        {
            yield return credential.IsReadableInside
                ? ("readable credentials", $"{credential.Name} as {credential.Delivery.ToString().ToLowerInvariant()}; its audience is every reachable destination")
                : ("brokered credentials", $"{credential.Name} to {string.Join(", ", credential.Hosts)}");
        }

        foreach (var port in policy.Ingress)
        {
            yield return ("ingress ports", $"{port.Transport.ToString().ToLowerInvariant()} {port.Port}");
            yield return ("ingress callers", $"{port.Port}: {port.Callers.ToString().ToLowerInvariant()}");
        }

        foreach (var mount in policy.Mounts)
        {
            yield return (mount.ReadOnly ? "read-only volumes" : "volumes", $"{mount.Source} at {mount.Path}");
        }

        if (!policy.BuildCommands.IsEmpty)
        {
            yield return ("image build", $"{policy.BuildCommands.Count} commands");
        }

        if (!policy.BuildHosts.IsEmpty)
        {
            yield return ("build egress", string.Join(", ", policy.BuildHosts));
        }

        foreach (var (concept, range, unit) in new[] { ("cpu", policy.Resources.MilliCpu, "thousandths"), ("memory", policy.Resources.MemoryMiB, "MiB"), ("disk", policy.Resources.DiskMiB, "MiB") })
        {
            if (!range.IsUnspecified)
            {
                yield return (concept, $"{range.Minimum} to {range.Maximum} {unit}");
            }
        }

        if (policy.Resources.Gpu is { } gpu)
        {
            yield return ("gpu", gpu);
        }

        yield return ("lifetime", policy.Lifetime.Seconds.IsUnbounded ? "unbounded" : $"{policy.Lifetime.Seconds} s");
        if (!policy.Lifetime.IdleSeconds.IsUnbounded)
        {
            yield return ("idle stop", $"{policy.Lifetime.IdleSeconds} s");
        }

        yield return ("user", $"uid {policy.Identity.Uid}{(policy.Identity.Sudo ? " with sudo" : string.Empty)}");
        if (policy.Identity.ReadOnlyRoot)
        {
            yield return ("read-only root", "yes");
        }

        yield return ("isolation", $"at least {policy.Isolation}");
        if (policy.Persistence != PersistenceKind.None)
        {
            yield return ("persistence", policy.Persistence.ToString());
        }

        foreach (var parameter in policy.Parameters)
        {
            yield return ("parameters", parameter.Name);
        }

        if (policy.Scale is { } scale)
        {
            yield return ("scale", $"at most {scale.Maximum}");
        }

        foreach (var label in policy.Labels)
        {
            yield return ("labels", label.Name);
        }
    }

    private static string Concept(EgressRule rule) => rule.Kind switch
    {
        EgressRuleKind.AllowHost => rule.Entry.StartsWith("*.", StringComparison.Ordinal) ? "wildcard hosts" : "host rules",
        EgressRuleKind.AllowHttp => "HTTP methods and paths",
        EgressRuleKind.AllowAnyHost => "any host",
        EgressRuleKind.AllowNetwork => "network rules",
        EgressRuleKind.AllowMetadata => "metadata endpoints",
        _ => "denials",
    };

    private static string Http(EgressRule rule) => $"{Words(rule.Methods)}{Words(rule.Paths)}";

    private static string Words(EquatableArray<string> words) => words.IsEmpty ? string.Empty : " " + string.Join(",", words);
}
