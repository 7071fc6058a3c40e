using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>The trifecta spread over two policies that share a volume or a credential.</summary>
internal static class SharedExposure
{
    public static IEnumerable<(SandboxPolicy Policy, Finding Finding)> Judge(IEnumerable<SandboxPolicy> policies)
    {
        // A policy that has all three by itself has its own finding.
        var incomplete = policies.Select(p => (Policy: p, Exposure: Exposure.Of(p))).Where(p => !p.Exposure.IsComplete).OrderBy(p => p.Policy.Id, StringComparer.Ordinal).ToList();

        // Of those that offer the same and lack the same, the first two stand for all: one of them may be the policy that asks.
        var offers = incomplete.SelectMany(p => Offered(p.Policy).Distinct(), (p, offered) => (Offered: offered, p.Policy, p.Exposure))
            .GroupBy(o => (o.Offered, o.Exposure.Data.IsEmpty, o.Exposure.Input.IsEmpty, o.Exposure.Out.IsEmpty)).SelectMany(g => g.Take(2))
            .ToLookup(o => o.Offered);
        foreach (var (policy, exposure) in incomplete)
        {
            var other = Sought(policy).SelectMany((s, i) => offers[s].Select(o => (Order: i, Shared: s.Name, o.Policy, o.Exposure)))
                .Where(o => o.Policy.Id != policy.Id && exposure.IsCompleteWith(o.Exposure))
                .OrderBy(o => o.Policy.Id, StringComparer.Ordinal).ThenBy(o => o.Order).FirstOrDefault();
            if (other.Policy is not null)
            {
                var parts = new[] { exposure.Data.AddRange(other.Exposure.Data)[0], exposure.Input.AddRange(other.Exposure.Input)[0], exposure.Out.AddRange(other.Exposure.Out)[0] };
                yield return (policy, BreadthFinding.Of(RuleCatalog.SharedTrifecta, "shared-trifecta", PolicyPlace.Policy, null, new[] { other.Policy.Id, other.Shared }.Concat(parts).ToArray()));
            }
        }
    }

    private static IEnumerable<(string Name, string Detail)> Offered(SandboxPolicy policy) =>
        policy.Mounts.Items.Select(m => Volume(m, written: false)).Concat(policy.Mounts.Items.Where(m => !m.ReadOnly).Select(m => Volume(m, written: true))).Concat(Credentials(policy));

    // A volume that both only read carries nothing from one to the other.
    private static IEnumerable<(string Name, string Detail)> Sought(SandboxPolicy policy) => policy.Mounts.Items.Select(m => Volume(m, written: m.ReadOnly)).Concat(Credentials(policy));

    private static (string Name, string Detail) Volume(MountPoint mount, bool written) => ("the volume " + mount.Source, written ? "written" : "mounted");

    // A credential of the same name at the same host lets both act as the same account.
    private static IEnumerable<(string Name, string Detail)> Credentials(SandboxPolicy policy) =>
        policy.Credentials.Items.SelectMany(c => c.Hosts.Items, (c, host) => ("the credential " + c.Name, host));
}
