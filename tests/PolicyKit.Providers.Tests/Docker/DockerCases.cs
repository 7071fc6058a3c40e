using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Docker;

internal static class DockerCases
{
    public static readonly DockerProvider TheProvider = new();

    public static Lowered Lower(SandboxPolicy policy) => TheProvider.Lower(new TargetPolicy(policy, policy.Targets[0]));

    public static DockerConfiguration Configuration(SandboxPolicy policy) => (DockerConfiguration)Lower(policy).Configuration!;

    /// <summary>Deviations as "Name subject".</summary>
    public static IEnumerable<string> Deviations(SandboxPolicy policy) => Lower(policy).Deviations.Select(d => $"{d.Definition.Name} {d.Subject}".TrimEnd());

    /// <summary>Compiles with every deviation accepted.</summary>
    public static CompiledTarget Compile(SandboxPolicy policy, Provider? provider = null)
    {
        var accepted = RandomPolicies.AcceptAll(TheProvider, policy);
        return PolicyCompiler.Compile(provider ?? TheProvider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
    }

    /// <summary>The proved files, by path.</summary>
    public static Dictionary<string, string> Files(SandboxPolicy policy)
    {
        var compiled = Compile(policy);
        Assert.True(compiled.Status == CompileStatus.Emitted, string.Join("; ", compiled.Findings));
        return compiled.Artifacts.ToDictionary(a => a.Path, a => a.Text, StringComparer.Ordinal);
    }
}
