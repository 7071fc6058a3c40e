namespace PolicyKit;

/// <summary>Durations in attributes are a whole number with a unit: <c>"90s"</c>, <c>"60m"</c>, <c>"24h"</c>, <c>"7d"</c>; at least one second, at most 3650 days.</summary>
public static class Duration
{
    /// <summary>No bound. Legal, and loud: every report names it.</summary>
    public const string Unbounded = "unbounded";
}
