namespace PolicyKit;

/// <summary>
/// What every attribute of a policy derives from. Nobody outside this library can derive, so that a reader which meets an attribute of this base that it does not know
/// knows that the library is newer than itself, and refuses the policy.
/// </summary>
public abstract class PolicyAttribute : Attribute
{
    private protected PolicyAttribute()
    {
    }
}
