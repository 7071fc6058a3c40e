using System.Collections.Concurrent;
using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>
/// The quick suite that a change of semantics or Opens must fail: the proof, the reviewed authorities below <c>Authorities/</c>, and the reviewed lists of changes that nothing catches below <c>NotCaught/</c>. Runs in another load context, where
/// PolicyKit.Providers is the changed one: only types of the model may pass between the two.
/// </summary>
public static class KillSuite
{
    private static readonly ConcurrentDictionary<string, SandboxPolicy[]> ByProvider = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, string> Lists = new(StringComparer.Ordinal);

    /// <summary>Reviewed policies first, then drawn ones of a fixed seed.</summary>
    public static SandboxPolicy[] Policies(string provider) => ByProvider.GetOrAdd(provider, id =>
    {
        var drawn = new ConcurrentBag<SandboxPolicy>();
        RandomPolicies.For(id).Sample(drawn.Add, iter: 60, threads: 1, seed: "0000KPolicy10");
        return [.. Reviewed.Policies(id), .. drawn];
    });

    /// <summary>Runs until the first failure, with one change switched on.</summary>
    /// <returns>What failed, with the kind of check before a colon; empty when all passed.</returns>
    public static string Run(string providerId, SandboxPolicy[] policies, int change)
    {
        // Set through reflection: the unchanged assembly has no switch.
        var activate = typeof(ProviderCatalog).Assembly.GetType("PolicyKit.Providers.Mutant")!.GetMethod("Activate")!;
        activate.Invoke(null, [change]);
        try
        {
            var provider = ProviderCatalog.Find(providerId)!;
            var expected = Reviewed.Expected(providerId);
            var failure = string.Empty;
            foreach (var policy in policies)
            {
                failure = Check(provider, policy, expected);
                if (failure.Length > 0)
                {
                    break;
                }
            }

            if (failure.Length == 0 && ReviewedConfigurations.For(providerId).FirstOrDefault(c => expected[c.Name] != Reviewed.Describe(provider, c.Name, c.Configuration)) is { Name: { } other })
            {
                failure = $"configuration: {other} has another authority than the reviewed one";
            }

            if (failure.Length == 0 && EmittedMutations.OfConfiguration(provider).NotCaught != Lists.GetOrAdd(providerId, id => File.ReadAllText(RepositoryFiles.Path(EmittedMutations.ConfigurationFile(id)))))
            {
                failure = "list: other changes of a configuration are caught than the reviewed list says";
            }

            return failure;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"thrown: {e.GetBaseException().GetType().Name}: {e.GetBaseException().Message}";
        }
        finally
        {
            activate.Invoke(null, [0]);
        }
    }

    private static string Check(Provider provider, SandboxPolicy policy, IReadOnlyDictionary<string, string> expected)
    {
        var compiled = PolicyCompiler.Compile(provider, RandomPolicies.AcceptAll(provider, policy), policy.Targets[0], PolicyCompiler.DefaultBudget);
        if (compiled.Status == CompileStatus.Failed)
        {
            return "proof: " + string.Join("; ", compiled.Findings.Select(f => f.Message));
        }

        if (compiled.Status == CompileStatus.Emitted)
        {
            var bounds = provider.Semantics(compiled.Configuration!);
            if (bounds.Must.IsWithin(bounds.May).Verdict == Verdict.Exceeds)
            {
                return "proof: must is not within may";
            }
        }

        return expected.TryGetValue(policy.Id, out var text) && text != Reviewed.Describe(compiled) ? "expectation: another authority than the reviewed one" : string.Empty;
    }
}
