using System.Collections.Immutable;

namespace PolicyKit.Providers.Modal;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded.</summary>
internal static class ModalGlue
{
    public static ImmutableArray<Glue> All { get; } = new[] { "image.py", "image.ts", "sandbox.py", "sandbox.ts" }.Select(f => Glue.Embedded("modal/" + f, f, "modal/" + f)).ToImmutableArray();
}
