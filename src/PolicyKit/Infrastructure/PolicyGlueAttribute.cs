using System.ComponentModel;

namespace PolicyKit;

/// <summary>One fixed program, the same for every policy; its text travels once. Written by the generator; not for authors.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PolicyGlueAttribute : Attribute
{
    /// <summary>Written by the generator.</summary>
    /// <param name="id">Unique id, for example <c>e2b/sandbox.ts</c>.</param>
    /// <param name="text">Exact text.</param>
    public PolicyGlueAttribute(string id, string text)
    {
        Id = id;
        Text = text;
    }

    /// <summary>Unique id, for example <c>e2b/sandbox.ts</c>.</summary>
    public string Id { get; }

    /// <summary>Exact text.</summary>
    public string Text { get; }
}
