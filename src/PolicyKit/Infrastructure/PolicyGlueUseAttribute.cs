using System.ComponentModel;

namespace PolicyKit;

/// <summary>Says that a target of a policy is accompanied by a fixed program. Written by the generator; not for authors.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PolicyGlueUseAttribute : Attribute
{
    /// <summary>Written by the generator.</summary>
    /// <param name="policy">Policy id.</param>
    /// <param name="target">Target id.</param>
    /// <param name="path">Path below the target's directory, with <c>/</c>.</param>
    /// <param name="glueId">Id of the <see cref="PolicyGlueAttribute"/>.</param>
    public PolicyGlueUseAttribute(string policy, string target, string path, string glueId)
    {
        Policy = policy;
        Target = target;
        Path = path;
        GlueId = glueId;
    }

    /// <summary>Policy id.</summary>
    public string Policy { get; }

    /// <summary>Target id.</summary>
    public string Target { get; }

    /// <summary>Path below the target's directory, with <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>Id of the <see cref="PolicyGlueAttribute"/>.</summary>
    public string GlueId { get; }
}
