namespace PolicyKit;

/// <summary>How a credential reaches its use.</summary>
public enum Delivery
{
    /// <summary>A proxy outside the sandbox puts it on requests; code inside cannot read it.</summary>
    Brokered = 0,

    /// <summary>An environment variable inside. Its audience is every destination that the sandbox can reach.</summary>
    Environment = 1,

    /// <summary>A file inside. Its audience is every destination that the sandbox can reach.</summary>
    File = 2,
}
