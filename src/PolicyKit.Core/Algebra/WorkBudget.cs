namespace PolicyKit.Core.Algebra;

/// <summary>
/// A limit on the work that the algebra may do on the current thread until it is disposed. Budgets nest: inner work counts for the outer one too.
/// Where none was begun, work is unlimited. Must be disposed on the thread that began it, innermost first.
/// </summary>
public sealed class WorkBudget : IDisposable
{
    [ThreadStatic]
    private static WorkBudget? s_current;

    private readonly WorkBudget? _outer;
    private readonly long _steps;
    private readonly CancellationToken _token;
    private bool _disposed;

    private WorkBudget(WorkBudget? outer, long steps, CancellationToken token)
    {
        _outer = outer;
        _steps = steps;
        _token = token;
    }

    /// <summary>Steps charged so far. One step is roughly one comparison of two interval borders or labels.</summary>
    public long Used { get; private set; }

    /// <summary>Begins a budget for the current thread.</summary>
    /// <param name="steps">Steps that may be charged; more throw <see cref="WorkBudgetExceededException"/>. At least 1.</param>
    /// <param name="token">Watched at every charge; cancellation throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>The budget; dispose it to end it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is less than 1.</exception>
    public static WorkBudget Begin(long steps, CancellationToken token = default)
    {
        if (steps < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(steps));
        }

        return s_current = new WorkBudget(s_current, steps, token);
    }

    /// <summary>Charges work to the budgets of the current thread. For other parts of the product whose cost depends on a policy.</summary>
    /// <param name="steps">Steps of work, 0 or more.</param>
    /// <exception cref="WorkBudgetExceededException">A budget is used up.</exception>
    /// <exception cref="OperationCanceledException">The token of a budget was cancelled.</exception>
    public static void Charge(long steps)
    {
        for (var budget = s_current; budget is not null; budget = budget._outer)
        {
            budget._token.ThrowIfCancellationRequested();
            budget.Used += steps;
            if (budget.Used > budget._steps)
            {
                throw new WorkBudgetExceededException(budget._steps);
            }
        }
    }

    /// <summary>Ends this budget; the one around it, if any, applies again.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            s_current = _outer;
        }
    }
}
