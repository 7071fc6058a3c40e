namespace PolicyKit;

/// <summary>Takes the rules of a fragment in, also from a referenced assembly, together with what that fragment includes.</summary>
/// <typeparam name="TFragment">A class with <see cref="PolicyFragmentAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class IncludeAttribute<TFragment> : PolicyAttribute
    where TFragment : class
{
    /// <summary>Targets for which the fragment's rules hold; a rule of the fragment that is itself limited holds for what both name. Default: all.</summary>
    public Targets On { get; set; } = Targets.All;
}
