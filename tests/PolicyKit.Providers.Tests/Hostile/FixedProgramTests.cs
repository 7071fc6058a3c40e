using CsCheck;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Hostile;

/// <summary>Policy is data, programs are fixed: whatever the policy, the same bytes, and nothing of the policy in them.</summary>
public sealed class FixedProgramTests
{
    private const string Marker = "zqxjkvbp";

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void Programs_AreTheSameForEveryPolicy(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        var program = provider.Glue.ToDictionary(g => g.Id, StringComparer.Ordinal);
        var emitted = 0;
        RandomPolicies.For(id).Sample(
            policy =>
            {
                var accepted = RandomPolicies.AcceptAll(provider, policy);
                var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
                Interlocked.Add(ref emitted, compiled.Status == CompileStatus.Emitted ? 1 : 0);
                Assert.All(compiled.Glue, g => Assert.Equal(program[g.Id], g));
            },
            iter: 200);
        Assert.InRange(emitted, 20, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Programs_HoldNothingOfThePolicy(string id)
    {
        var provider = ProviderCatalog.Find(id)!;
        Assert.All(provider.Glue, g => Assert.DoesNotContain(Marker, g.Text, StringComparison.OrdinalIgnoreCase));
        var used = 0;
        foreach (var network in new[] { true, false })
        {
            foreach (var slot in HostilePolicies.Slots)
            {
                var compiled = HostilePolicies.Compile(provider, HostilePolicies.For(provider, network), slot, Marker);
                Assert.All(compiled.Glue, g => Assert.DoesNotContain(Marker, g.Text, StringComparison.OrdinalIgnoreCase));
                used += compiled.Artifacts.Count(a => a.Text.Contains(Marker, StringComparison.Ordinal));
            }
        }

        Assert.InRange(used, 10, int.MaxValue);
    }
}
