namespace PolicyKit;

/// <summary>
/// Lets the sandbox send some HTTP requests to a host. The traffic is inspected; requests with dot segments or encoded separators in the path are refused.
/// A target that cannot inspect says so at compile time.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AllowHttpAttribute : EgressAttribute
{
    /// <summary>Allows requests to a host.</summary>
    /// <param name="host">A host name or <c>*.</c> pattern, as in <see cref="AllowHostsAttribute"/>.</param>
    public AllowHttpAttribute(string host) => Host = host;

    /// <summary>The host.</summary>
    public string Host { get; }

    /// <summary>Methods in capitals, separated by commas: <c>"GET,HEAD"</c>. CONNECT and TRACE cannot be said. Default: every method.</summary>
    public string? Methods { get; set; }

    /// <summary>One path, as in <see cref="Paths"/>. Default: every path.</summary>
    public string? Path { get; set; }

    /// <summary>Paths that begin with <c>/</c>; a trailing <c>*</c> is any rest, slashes and nothing included: <c>["/repos/acme/*", "/user"]</c>. Default: every path.</summary>
    public string[]? Paths { get; set; }

    /// <summary>Ports from 1 to 65535, as in <see cref="AllowHostsAttribute.Ports"/>. Default: 443.</summary>
    public string Ports { get; set; } = "443";
}
