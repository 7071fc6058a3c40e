namespace PolicyKit;

/// <summary>Who the workload runs as. Default without this attribute: uid and gid 1000, working directory <c>/workspace</c>, no sudo, no capabilities, a writable root file system.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RunAsAttribute : PolicyAttribute
{
    /// <summary>Runs the workload as a user whose group has the same number.</summary>
    /// <param name="uid">Numeric user id, 0 to 65533; 0 is root.</param>
    public RunAsAttribute(int uid)
        : this(uid, uid)
    {
    }

    /// <summary>Runs the workload as a user of a group.</summary>
    /// <param name="uid">Numeric user id, 0 to 65533; 0 is root.</param>
    /// <param name="gid">Numeric group id, 0 to 65533.</param>
    public RunAsAttribute(int uid, int gid)
    {
        Uid = uid;
        Gid = gid;
    }

    /// <summary>Numeric user id.</summary>
    public int Uid { get; }

    /// <summary>Numeric group id.</summary>
    public int Gid { get; }

    /// <summary>Absolute path of the working directory. Default: <c>/workspace</c>.</summary>
    public string WorkDirectory { get; set; } = "/workspace";

    /// <summary>Whether the root file system must be read-only; mounts, <c>/tmp</c> and the working directory stay writable. Default: false.</summary>
    public bool ReadOnlyRoot { get; set; }

    /// <summary>Whether the user may become root. Default: false.</summary>
    public bool Sudo { get; set; }

    /// <summary>Linux capabilities that are kept, without <c>CAP_</c>, for example <c>["NET_BIND_SERVICE"]</c>. Default: none.</summary>
    public string[]? Capabilities { get; set; }
}
