using System.Collections.Immutable;

namespace PolicyKit.Providers.Daytona;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded.</summary>
internal static class DaytonaGlue
{
    public static ImmutableArray<Glue> All { get; } = new[] { "sandbox.py", "sandbox.ts" }.Select(f => Glue.Embedded("daytona/" + f, f, "daytona/" + f)).ToImmutableArray();
}
