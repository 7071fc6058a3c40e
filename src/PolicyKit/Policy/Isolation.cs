namespace PolicyKit;

/// <summary>How strongly a sandbox is kept apart from its host and its neighbours. Stronger is greater.</summary>
public enum Isolation
{
    /// <summary>Namespaces and control groups on a kernel that is shared.</summary>
    Container = 0,

    /// <summary>A kernel in user space stands between workload and host (gVisor).</summary>
    UserSpaceKernel = 1,

    /// <summary>A virtual machine of its own.</summary>
    HardwareVirtualization = 2,
}
