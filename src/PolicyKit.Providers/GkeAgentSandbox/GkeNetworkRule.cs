using PolicyKit.Core;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>A rule of the template's network policy.</summary>
/// <param name="Transport">TCP or UDP.</param>
/// <param name="FirstPort">First port.</param>
/// <param name="LastPort">Last port.</param>
/// <param name="Cidrs">Networks.</param>
public sealed record GkeNetworkRule(Transport Transport, int FirstPort, int LastPort, EquatableArray<string> Cidrs);
