namespace PolicyKit;

/// <summary>Opens one cloud metadata or platform endpoint, which no other rule can. <see cref="EgressAttribute.Because"/> is required.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AllowMetadataAttribute : EgressAttribute
{
    /// <summary>Opens an endpoint.</summary>
    /// <param name="endpoint">Its address (<c>169.254.169.254</c>) or name (<c>metadata.google.internal</c>).</param>
    /// <param name="port">1 to 65535.</param>
    public AllowMetadataAttribute(string endpoint, int port)
    {
        Endpoint = endpoint;
        Port = port;
    }

    /// <summary>Address or name.</summary>
    public string Endpoint { get; }

    /// <summary>Port.</summary>
    public int Port { get; }
}
