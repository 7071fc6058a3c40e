namespace PolicyKit.Docker.Probing;

/// <summary>How a probe is run.</summary>
public sealed record ProbeOptions
{
    /// <summary>Everything, on the set as it is emitted.</summary>
    public static ProbeOptions Default { get; } = new();

    /// <summary>Build images even if they are there. Default: no.</summary>
    public bool Rebuild { get; init; }

    /// <summary>Ids of the attacks to try, for example <c>T07</c>; all others are reported as not applicable. Null, the default: all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>Changes the set before it is started; the self-test plants its holes with it. Null, the default: it is started as emitted.</summary>
    internal Func<ProbePlan, SetPlan, SetPlan>? Change { get; init; }
}
