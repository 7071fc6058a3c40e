namespace PolicyKit;

/// <summary>A port on which the sandbox may be called.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ExposeAttribute : PolicyAttribute
{
    /// <summary>Opens a port to callers.</summary>
    /// <param name="port">1 to 65535.</param>
    public ExposeAttribute(int port) => Port = port;

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Who may call. Default: <see cref="Callers.Owner"/>.</summary>
    public Callers Callers { get; set; }

    /// <summary>Transport. Default: <see cref="Transport.Tcp"/>.</summary>
    public Transport Transport { get; set; }
}
