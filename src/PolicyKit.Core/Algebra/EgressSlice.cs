using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>The part of an <see cref="EgressSet"/> on one transport and one range of ports, within which nothing changes.</summary>
/// <param name="Transport">The transport.</param>
/// <param name="Ports">The ports; 0 for a transport without ports.</param>
/// <param name="NoNameLeaf">What may be reached by dialling an address.</param>
/// <param name="Entries">What may be reached by name: wider entries before narrower ones, labels in ordinal order.</param>
public sealed record EgressSlice(Transport Transport, PortRange Ports, EgressLeaf NoNameLeaf, ImmutableArray<EgressEntry> Entries);
