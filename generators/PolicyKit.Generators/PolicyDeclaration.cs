using PolicyKit.Roslyn;

namespace PolicyKit.Generators;

/// <summary>What the generator keeps of a declaring class: no symbols, no syntax, no positions.</summary>
/// <param name="Model">What the reader made of it.</param>
/// <param name="Class">The declaring class.</param>
internal sealed record PolicyDeclaration(PolicyModel Model, PolicyClass Class);

/// <summary>A declaring class, by name.</summary>
/// <param name="FullName">Namespace and name, for messages and file names.</param>
/// <param name="Namespace">Namespace as source writes it; empty for the global one.</param>
/// <param name="Name">Name as source writes it.</param>
/// <param name="Extensible">Whether a part with the generated members may be added.</param>
internal sealed record PolicyClass(string FullName, string Namespace, string Name, bool Extensible);
