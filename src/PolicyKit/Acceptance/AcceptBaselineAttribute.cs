namespace PolicyKit;

/// <summary>
/// Accepts, for every policy of this assembly, the deviations of one baseline: <c>[assembly: AcceptBaseline&lt;E2BBaseline_2026_11&gt;(Because = "...", Owner = "...", Until = "...")]</c>.
/// All three properties are required. Reports and manifest always expand it.
/// </summary>
/// <typeparam name="TBaseline">The baseline.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class AcceptBaselineAttribute<TBaseline> : PolicyAttribute
    where TBaseline : DeviationBaseline
{
    /// <summary>Reason. Required.</summary>
    public string? Because { get; set; }

    /// <summary>Who answers for it. Required.</summary>
    public string? Owner { get; set; }

    /// <summary>Last day on which it holds, ISO: <c>"2027-06-30"</c>. Required.</summary>
    public string? Until { get; set; }
}
