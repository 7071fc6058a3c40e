using System.ComponentModel;

namespace PolicyKit;

/// <summary>One row per policy and target: what became of it. Written by the generator; not for authors.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PolicyIndexAttribute : Attribute
{
    /// <summary>Written by the generator.</summary>
    /// <param name="policy">Policy id.</param>
    /// <param name="target">Target id.</param>
    /// <param name="status"><c>emitted</c>, <c>refused</c> or <c>failed</c>.</param>
    /// <param name="json">The row as JSON: policy type, model, rule ids, proof.</param>
    public PolicyIndexAttribute(string policy, string target, string status, string json)
    {
        Policy = policy;
        Target = target;
        Status = status;
        Json = json;
    }

    /// <summary>Policy id.</summary>
    public string Policy { get; }

    /// <summary>Target id.</summary>
    public string Target { get; }

    /// <summary><c>emitted</c>, <c>refused</c> or <c>failed</c>.</summary>
    public string Status { get; }

    /// <summary>The row as JSON: policy type, model, rule ids, proof.</summary>
    public string Json { get; }
}
