using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Mutation.Tests;

/// <summary>What became of a changed configuration.</summary>
internal enum Outcome
{
    /// <summary>The reader does not take the text.</summary>
    Refused,

    /// <summary>It allows what is neither declared nor accepted, or cannot be judged: the proof fails.</summary>
    NotProved,

    /// <summary>The files hold the same configuration as before.</summary>
    SameConfiguration,

    /// <summary>Another configuration with exactly the same authority: what was changed is no authority, or no dimension models it.</summary>
    SameAuthority,

    /// <summary>It allows less than before.</summary>
    Less,

    /// <summary>It allows more than before, all of it declared or accepted.</summary>
    StillDeclared,
}

/// <summary>Judges a change by the reader and the proof, never by comparing bytes.</summary>
internal sealed class Judge
{
    private readonly CompiledTarget _compiled;
    private readonly ProviderReader _reader;
    private readonly Authority _allowed;
    private readonly Authority _before;

    public Judge(CompiledTarget compiled)
    {
        _compiled = compiled;
        _reader = ReaderCatalog.Find(compiled.Provider.Id) ?? throw new InvalidOperationException($"{compiled.Provider.Id} has no reader.");
        _allowed = compiled.Deviations.Aggregate(compiled.Policy.Declared, (a, d) => a.Union(d.Deviation.Definition.Opens(compiled.Policy, d.Deviation.Subject)));
        _before = compiled.Provider.Semantics(compiled.Configuration!).May;
    }

    public Outcome Files(IReadOnlyDictionary<string, string> files)
    {
        try
        {
            var configuration = _reader.Read(files);
            return configuration.Equals(_compiled.Configuration) ? Outcome.SameConfiguration : Configuration(configuration);
        }
        catch (ArtifactFormatException)
        {
            return Outcome.Refused;
        }
    }

    public Outcome Configuration(ProviderConfiguration configuration)
    {
        Authority may;
        try
        {
            using (WorkBudget.Begin(PolicyCompiler.DefaultBudget, CancellationToken.None))
            {
                may = _compiled.Provider.Semantics(configuration).May;
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or OverflowException or WorkBudgetExceededException)
        {
            // ReadBackProof and PolicyCompiler take a semantics that throws for a failed proof.
            return Outcome.NotProved;
        }

        if (Exceeds(may, _allowed))
        {
            return Outcome.NotProved;
        }

        return Exceeds(may, _before) ? Outcome.StillDeclared : Exceeds(_before, may) ? Outcome.Less : Outcome.SameAuthority;
    }

    private static bool Exceeds(Authority candidate, Authority declared) =>
        candidate.IsWithin(declared).Verdict == Verdict.Exceeds || candidate.Undecided.Items.Except(declared.Undecided.Items).Any();
}
