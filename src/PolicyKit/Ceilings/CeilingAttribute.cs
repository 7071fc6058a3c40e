namespace PolicyKit;

/// <summary>
/// Makes a class a ceiling: what no policy that stays within it may allow, deviations that it accepts included. A policy takes it on by <see cref="WithinAttribute{TCeiling}"/>; a build imposes it by the property
/// <c>PolicyKitCeiling</c>, and a referenced package by <see cref="ImposeCeilingAttribute{TCeiling}"/>, which an author cannot leave out.
/// <para>The ceiling's egress attributes are the most that a policy may reach; without any, nothing may be reached. Resources, lifetime, isolation and build hosts are limited where the ceiling says them. Everything else is not limited.</para>
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CeilingAttribute : PolicyAttribute
{
    /// <summary>Targets that a policy may have. Default: all.</summary>
    public Targets Targets { get; set; } = Targets.All;

    /// <summary>Widest group that may call a port. Default: everybody.</summary>
    public Callers Callers { get; set; } = Callers.Public;

    /// <summary>Most days from today to the end of an acceptance that widens. Default: 0, no limit.</summary>
    public int LongestAcceptanceDays { get; set; }

    /// <summary>Owners that an acceptance may have, as written there. Default: any.</summary>
    public string[]? Owners { get; set; }

    /// <summary>Whether deviations that belong to a provider as such, which its baselines name, may be accepted wherever they lead. Default: only where <see cref="MayAcceptAttribute"/> names them.</summary>
    public bool AllowBaselines { get; set; }
}
