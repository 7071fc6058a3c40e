using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PolicyKit.Roslyn;

/// <summary>The policy attributes of assemblies, looked up once for each.</summary>
internal static class AssemblyAttributes
{
    // The generator adds an attribute for every file; without this, every policy would look at all policies' files.
    private static readonly ConditionalWeakTable<IAssemblySymbol, AttributeView[]> s_known = new();

    private static readonly ConditionalWeakTable<Compilation, IAssemblySymbol[]> s_carrying = new();

    /// <summary>The compilation's own assembly, and every referenced one that could carry our attributes, because it references our library.</summary>
    public static IReadOnlyList<IAssemblySymbol> Carrying(Compilation compilation) => s_carrying.GetValue(compilation, c => c.SourceModule.ReferencedAssemblySymbols
        .Where(a => a.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == "PolicyKit")))
        .Prepend(c.Assembly)
        .ToArray());

    public static IReadOnlyList<AttributeView> Of(IAssemblySymbol assembly) =>
        s_known.GetValue(assembly, a => a.GetAttributes().Where(d => PolicyReader.IsPolicyAttribute(d.AttributeClass)).Select(d => new AttributeView(d, string.Empty, null)).ToArray());
}
