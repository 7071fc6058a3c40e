using System.ComponentModel;

namespace PolicyKit;

/// <summary>One emitted file that depends on a policy. Written by the generator; not for authors.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PolicyArtifactAttribute : Attribute
{
    /// <summary>Written by the generator.</summary>
    /// <param name="policy">Policy id.</param>
    /// <param name="target">Target id, for example <c>e2b</c> or <c>e2b-dev</c>.</param>
    /// <param name="path">Path below the target's directory, with <c>/</c>.</param>
    /// <param name="text">Exact text.</param>
    public PolicyArtifactAttribute(string policy, string target, string path, string text)
    {
        Policy = policy;
        Target = target;
        Path = path;
        Text = text;
    }

    /// <summary>Policy id.</summary>
    public string Policy { get; }

    /// <summary>Target id, for example <c>e2b</c> or <c>e2b-dev</c>.</summary>
    public string Target { get; }

    /// <summary>Path below the target's directory, with <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>Exact text.</summary>
    public string Text { get; }
}
