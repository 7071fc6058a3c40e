namespace PolicyKit;

/// <summary>A volume of the provider, mounted into the sandbox. A directory of the host cannot be said.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MountAttribute : PolicyAttribute
{
    /// <summary>Mounts a volume.</summary>
    /// <param name="path">Absolute path inside; not the root, and not in <c>/proc</c>, <c>/sys</c>, <c>/dev</c>, <c>/etc</c> or another directory of the system.</param>
    public MountAttribute(string path) => Path = path;

    /// <summary>Absolute path inside.</summary>
    public string Path { get; }

    /// <summary>Name of the volume: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; may hold a <c>{parameter}</c>. Required.</summary>
    public string? Source { get; set; }

    /// <summary>Directory inside the volume, relative, without <c>..</c>; may hold a <c>{parameter}</c>. Default: the volume's root.</summary>
    public string? SubPath { get; set; }

    /// <summary>Whether the workload may only read. Default: true.</summary>
    public bool ReadOnly { get; set; } = true;
}
