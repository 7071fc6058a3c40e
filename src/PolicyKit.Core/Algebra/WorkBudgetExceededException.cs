namespace PolicyKit.Core.Algebra;

/// <summary>The work on a policy passed its <see cref="WorkBudget"/>. The policy must be refused: nothing was proved about it.</summary>
public sealed class WorkBudgetExceededException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="steps">The budget that was passed, in steps.</param>
    public WorkBudgetExceededException(long steps)
        : base(FormattableString.Invariant($"The work on this policy passed the budget of {steps} steps."))
        => Steps = steps;

    /// <summary>The budget that was passed, in steps.</summary>
    public long Steps { get; }
}
