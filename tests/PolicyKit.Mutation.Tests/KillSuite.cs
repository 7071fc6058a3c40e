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
/// The quick suite that a change of semantics or Opens must fail: the proof, the minimality of each acceptance, and the reviewed authorities below <c>Authorities/</c>. Runs in another load context, where
/// PolicyKit.Providers is the changed one: only types of the model may pass between the two.
/// </summary>
public static class KillSuite
{
    private static readonly ConcurrentDictionary<string, SandboxPolicy[]> ByProvider = new(StringComparer.Ordinal);

    /// <summary>Sample policies first, then drawn ones of a fixed seed.</summary>
    public static SandboxPolicy[] Policies(string provider) => ByProvider.GetOrAdd(provider, id =>
    {
        var drawn = new ConcurrentBag<SandboxPolicy>();
        RandomPolicies.For(id).Sample(drawn.Add, iter: 150, threads: 1, seed: "0000KPolicy10");
        return [.. Reviewed.Policies(id), .. drawn];
    });

    /// <summary>Runs until the first failure.</summary>
    /// <returns>What failed, with the kind of check before a colon; empty when all passed.</returns>
    public static string Run(string providerId, SandboxPolicy[] policies)
    {
        try
        {
            var provider = ProviderCatalog.Find(providerId)!;
            return Proof(provider, policies) ?? Expectations(provider) ?? string.Empty;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"thrown: {e.GetBaseException().GetType().Name}: {e.GetBaseException().Message}";
        }
    }

    private static string? Proof(Provider provider, SandboxPolicy[] policies)
    {
        foreach (var policy in policies)
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
        }

        return null;
    }

    private static string? Expectations(Provider provider)
    {
        var expected = Reviewed.Expected(provider.Id);
        var actual = Reviewed.Describe(provider);
        return expected == actual ? null : "expectation: another authority than the reviewed one";
    }
}
