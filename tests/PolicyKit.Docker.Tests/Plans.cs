using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
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

    public static SetService Part(this SetPlan plan, string name) => plan.Services.Single(s => s.Name == name);
}
