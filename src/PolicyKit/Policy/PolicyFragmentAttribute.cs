namespace PolicyKit;

/// <summary>
/// Makes a class a set of rules that policies take in by <see cref="IncludeAttribute{TFragment}"/>. A fragment may hold egress rules, <see cref="AllowBuildHostsAttribute"/> and further includes; everything else stands on the policy.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PolicyFragmentAttribute : PolicyAttribute;
