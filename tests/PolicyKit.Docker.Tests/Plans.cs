using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Docker.Probing;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>Policies of the test kit, compiled and planned.</summary>
internal static class Plans
{
    public static CompiledTarget Compile(SandboxPolicy policy)
    {
        var provider = new DockerProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.True(compiled.Status == CompileStatus.Emitted, string.Join("; ", compiled.Findings));
        return compiled;
    }

    public static SetPlan Of(string policy, AddressSet? taken = null) => Of(Compile(DockerPolicies.Named(policy)), taken);

    public static SetPlan Of(CompiledTarget compiled, AddressSet? taken = null) =>
        RunInstance.Plan(compiled, "0123abcd", RunInstance.DirectoryOf("0123abcd"), taken ?? AddressSet.Empty);

    /// <summary>Everything declared works and no attack got out; else says what.</summary>
    public static void AssertSound(ProbeReport report)
    {
        Assert.True(report.IsSound, string.Join('\n', report.Flows.Where(f => !f.Works).Select(f => $"{f.Rule}, {f.What}: {f.Saw}")
            .Concat(report.Attacks.Where(a => a.Outcome is AttackOutcome.Escaped or AttackOutcome.Failed).Select(a => $"{a.Id} {a.Title}: {string.Join("; ", a.Evidence)}"))));
        Assert.True(report.Attacks.Count > 90, "Attacks are missing.");
    }

    public static SetService Part(this SetPlan plan, string name) => plan.Services.Single(s => s.Name == name);
}
