namespace PolicyKit;

/// <summary>Takes a ceiling on: the build fails where the policy, or what it accepts, goes beyond it.</summary>
/// <typeparam name="TCeiling">A class with <see cref="CeilingAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class WithinAttribute<TCeiling> : PolicyAttribute
    where TCeiling : class;
