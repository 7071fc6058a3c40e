using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Assemblies;

/// <summary>The proof once more, over the configuration that the texts hold: what is deployed is text, not the value in the compiler's memory.</summary>
internal static class ReadBackProof
{
    /// <param name="compiled">An emitted target.</param>
    /// <param name="files">Its data files, path below the target's directory to text.</param>
    /// <param name="reader">The provider's reader, or null when there is none.</param>
    /// <param name="failure">Why it is not proved, or null.</param>
    public static Containment? Run(CompiledTarget compiled, IReadOnlyDictionary<string, string> files, ProviderReader? reader, out string? failure)
    {
        if (reader is null)
        {
            failure = $"{compiled.Provider.DisplayName} has no reader.";
            return null;
        }

        try
        {
            using (WorkBudget.Begin(PolicyCompiler.DefaultBudget, CancellationToken.None))
            {
                var configuration = reader.Read(files);
                var allowed = compiled.Allowed();
                var may = compiled.Provider.Semantics(configuration).May;
                var proof = may.IsWithin(allowed);
                var unaccounted = may.Undecided.Except(allowed.Undecided).Select(u => u.What).ToList();
                failure = proof.Verdict == Verdict.Exceeds ? string.Join("; ", proof.Witnesses)
                    : unaccounted.Count > 0 ? "undecided: " + string.Join("; ", unaccounted)
                    : !configuration.Equals(compiled.Configuration) ? "the text holds another configuration than was lowered."
                    : null;
                return proof;
            }
        }
        catch (ArtifactFormatException e)
        {
            failure = e.Message;
        }
        catch (WorkBudgetExceededException)
        {
            failure = "the work budget ended.";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A reader or semantics that throws has proved nothing; the rest of the assembly is still judged.
            failure = $"{e.GetType().Name}: {e.Message}";
        }

        return null;
    }
}
