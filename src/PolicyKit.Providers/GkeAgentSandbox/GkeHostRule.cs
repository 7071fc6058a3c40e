using PolicyKit.Core;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>A rule of the FQDN network policy.</summary>
/// <param name="Port">TCP port.</param>
/// <param name="Hosts">Exact names, and patterns that begin with <c>*.</c>.</param>
public sealed record GkeHostRule(int Port, EquatableArray<string> Hosts);
