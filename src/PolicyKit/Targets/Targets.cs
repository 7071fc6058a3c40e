namespace PolicyKit;

/// <summary>Kinds of targets, for rules that hold for some only. Values are never changed or reused. A member for which this version has no provider is refused by the reader.</summary>
[Flags]
public enum Targets : long
{
    /// <summary>No target; a rule that says this is malformed.</summary>
    None = 0,

    /// <summary>Docker Engine.</summary>
    Docker = 1L << 0,

    /// <summary>E2B.</summary>
    E2B = 1L << 1,

    /// <summary>Modal.</summary>
    Modal = 1L << 2,

    /// <summary>Cloudflare Sandboxes.</summary>
    Cloudflare = 1L << 3,

    /// <summary>Daytona.</summary>
    Daytona = 1L << 4,

    /// <summary>Sprites.</summary>
    Sprites = 1L << 5,

    /// <summary>exe.dev.</summary>
    ExeDev = 1L << 6,

    /// <summary>Google Cloud Run.</summary>
    CloudRun = 1L << 7,

    /// <summary>GKE Agent Sandbox.</summary>
    GkeAgentSandbox = 1L << 8,

    /// <summary>Agent Engine.</summary>
    AgentEngine = 1L << 9,

    /// <summary>Replit.</summary>
    Replit = 1L << 10,

    /// <summary>Docker Sandboxes.</summary>
    DockerSandboxes = 1L << 11,

    /// <summary>Every target, also those that are added later.</summary>
    All = ~0L,
}
