namespace PolicyKit.Core.Algebra;

/// <summary>One HTTP request that the enforcing side has inspected.</summary>
/// <param name="Method">The method, such as "GET".</param>
/// <param name="Path">The path without a query.</param>
public sealed record HttpRequest(string Method, string Path)
{
    /// <summary>The request as text: "GET /a".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Method + " " + Path;
}
