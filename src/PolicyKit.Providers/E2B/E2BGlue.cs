using System.Collections.Immutable;

namespace PolicyKit.Providers.E2B;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded.</summary>
internal static class E2BGlue
{
    public static ImmutableArray<Glue> All { get; } =
        new[] { "build.prod.ts", "build_prod.py", "sandbox.py", "sandbox.ts", "template.py", "template.ts" }.Select(f => Glue.Embedded("e2b/" + f, f, "e2b/" + f)).ToImmutableArray();
}
