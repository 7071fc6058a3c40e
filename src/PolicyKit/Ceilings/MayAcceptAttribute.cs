namespace PolicyKit;

/// <summary>On a ceiling: deviations that may be accepted although they open something beyond it. A deviation that opens nothing beyond the ceiling may always be accepted.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MayAcceptAttribute : PolicyAttribute
{
    /// <summary>Names deviations.</summary>
    /// <param name="deviations">Members of providers' deviation enums, for example <see cref="E2BDeviation.HostRuleOpensPort80"/>. At least one.</param>
    public MayAcceptAttribute(params object[] deviations) => Deviations = deviations;

    /// <summary>The deviations.</summary>
    public object[] Deviations { get; }
}
