namespace PolicyKit;

/// <summary>Compiles the policy for Modal: an image and the definition of a sandbox.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ModalAttribute : PolicyAttribute
{
    /// <summary>Name of this target where a policy has several of the kind: <c>a-z</c>, <c>0-9</c>, <c>-</c>, at most 31 characters. Default: none.</summary>
    public string? Name { get; set; }
}
