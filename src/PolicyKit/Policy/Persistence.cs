namespace PolicyKit;

/// <summary>What may outlive a run. Later is more.</summary>
public enum Persistence
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The file system.</summary>
    Disk = 1,

    /// <summary>File system and memory (pause and resume).</summary>
    Memory = 2,
}
