namespace PolicyKit;

/// <summary>Container runtimes of Docker Engine.</summary>
public enum DockerRuntime
{
    /// <summary>runc: namespaces and control groups on the host's kernel.</summary>
    Runc = 0,

    /// <summary>runsc of gVisor, a kernel in user space; must be configured in the engine under the name <c>runsc</c>.</summary>
    GVisor = 1,
}
